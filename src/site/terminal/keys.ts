/** What a key does at a prompt. */
export type Key = { kind: 'text'; text: string } | { kind: 'paste'; text: string } | { kind: 'command'; name: Command }

export type Command =
  | 'enter'
  | 'left'
  | 'right'
  | 'word-left'
  | 'word-right'
  | 'home'
  | 'end'
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'backspace'
  | 'delete'
  | 'delete-word-left'
  | 'delete-word-right'
  | 'delete-to-space'
  | 'delete-to-start'
  | 'delete-to-end'
  | 'yank'
  | 'transpose'
  | 'undo'
  | 'complete'
  | 'complete-back'
  | 'search'
  | 'cancel'
  | 'clear'
  | 'interrupt'
  | 'eof'
  | 'quit'
  | 'previous'
  | 'next'
  | 'last-argument'

/** What terminals send for keys, as bash binds them. */
const COMMANDS: Readonly<Record<string, Command>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\x1b[D': 'left',
  '\x1bOD': 'left',
  '\x02': 'left',
  '\x1b[C': 'right',
  '\x1bOC': 'right',
  '\x06': 'right',
  '\x1b[1;5D': 'word-left',
  '\x1b[1;3D': 'word-left',
  '\x1bb': 'word-left',
  '\x1b[1;5C': 'word-right',
  '\x1b[1;3C': 'word-right',
  '\x1bf': 'word-right',
  '\x1b[H': 'home',
  '\x1bOH': 'home',
  '\x1b[1~': 'home',
  '\x01': 'home',
  '\x1b[F': 'end',
  '\x1bOF': 'end',
  '\x1b[4~': 'end',
  '\x05': 'end',
  '\x1b[A': 'up',
  '\x1bOA': 'up',
  '\x1b[B': 'down',
  '\x1bOB': 'down',
  '\x1b[5~': 'page-up',
  '\x1b[6~': 'page-down',
  '\x10': 'previous',
  '\x0e': 'next',
  '\x7f': 'backspace',
  '\b': 'backspace',
  '\x1b[3~': 'delete',
  '\x1b\x7f': 'delete-word-left',
  '\x1b\b': 'delete-word-left',
  '\x1bd': 'delete-word-right',
  '\x1b[3;5~': 'delete-word-right',
  '\x17': 'delete-to-space',
  '\x15': 'delete-to-start',
  '\x0b': 'delete-to-end',
  '\x19': 'yank',
  '\x14': 'transpose',
  '\x1f': 'undo',
  '\t': 'complete',
  '\x1b[Z': 'complete-back',
  '\x12': 'search',
  '\x07': 'cancel',
  '\x1b': 'cancel',
  '\x0c': 'clear',
  '\x03': 'interrupt',
  '\x04': 'eof',
  '\x1c': 'quit',
  '\x1b.': 'last-argument',
  '\x1b_': 'last-argument',
}

const PASTE_START = '\x1b[200~'
const PASTE_END = '\x1b[201~'
const SEQUENCE = /^\x1b(?:\[[0-9;]*[A-Za-z~]|O[A-Z]|.)?/su

/** Cuts what a terminal sent into keys. What is bound to nothing is dropped. */
export function keysOf(data: string): Key[] {
  const keys: Key[] = []
  let rest = data
  while (rest !== '') {
    if (rest.startsWith(PASTE_START)) {
      const end = rest.indexOf(PASTE_END)
      const text = rest.slice(PASTE_START.length, end < 0 ? undefined : end)
      keys.push({ kind: 'paste', text: cleanPaste(text) })
      rest = end < 0 ? '' : rest.slice(end + PASTE_END.length)
      continue
    }
    const text = /^[^\x00-\x1f\x7f]+/.exec(rest)?.[0]
    if (text !== undefined) {
      keys.push({ kind: 'text', text })
      rest = rest.slice(text.length)
      continue
    }
    const sequence = rest.startsWith('\x1b') ? ((SEQUENCE.exec(rest) as RegExpExecArray)[0] as string) : (rest[0] as string)
    const name = Object.hasOwn(COMMANDS, sequence) ? COMMANDS[sequence] : undefined
    if (name) keys.push({ kind: 'command', name })
    rest = rest.slice(sequence.length)
  }
  return keys
}

/** Line ends become \n, tabs spaces, other control characters go. */
export function cleanPaste(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replaceAll('\t', '  ')
    .replace(/[\x00-\x09\x0b-\x1f\x7f]/g, '')
    .replace(/\n+$/, '')
}
