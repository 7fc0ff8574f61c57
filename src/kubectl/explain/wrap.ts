/** Breaks lines between words so that none is longer than `width`; line ends and runs of spaces stay as they are. */
export function wrapWords(text: string, width: number): string {
  let out = ''
  let column = 0
  let spaces = ''
  let word = ''
  for (const letter of text) {
    if (letter === '\n') {
      if (word !== '') out += spaces + word
      else if (column + spaces.length <= width) out += spaces
      out += '\n'
      column = 0
      spaces = ''
      word = ''
    } else if (/\s/.test(letter) && letter !== '\u00a0') {
      if (spaces === '' || word !== '') {
        column += spaces.length + word.length
        out += spaces + word
        spaces = ''
        word = ''
      }
      spaces += letter
    } else {
      word += letter
      if (column + word.length + spaces.length > width && word.length < width) {
        out += '\n'
        column = 0
        spaces = ''
      }
    }
  }
  if (word !== '') return out + spaces + word
  return column + spaces.length <= width ? out + spaces : out
}

export function indent(text: string, by: number): string {
  const pad = ' '.repeat(by)
  return pad + text.replaceAll('\n', `\n${pad}`)
}

/** The lines of a text filled anew, as `--output=plaintext-openapiv2` does; paragraphs and list items begin new lines. */
export function fillLines(text: string, width: number): string[] {
  const lines: string[] = []
  let line: string[] = []
  let last = ''
  const flush = (): void => {
    if (line.length > 0) lines.push(line.join(' '))
    line = []
  }
  for (const part of text.split('\n')) {
    if (part.startsWith('    ')) {
      flush()
      lines.push(part)
      continue
    }
    if (part.trim() === '') {
      if (lines.length > 0 || line.length > 0) {
        flush()
        lines.push('')
      }
      continue
    }
    if (last.endsWith(':') || /^(?:[-*] |\d+\. ?)/.test(part)) flush()
    for (const word of part.trim().split(/\s+/)) {
      last = word
      if (line.length > 0 && line.join(' ').length + 1 + word.length > width) flush()
      line.push(word)
    }
  }
  flush()
  return lines
}
