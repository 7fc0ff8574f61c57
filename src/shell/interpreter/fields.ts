import { escapeGlob } from '../regex/glob.ts'
import { expandPathname, hasGlob } from './pathname.ts'
import type { Shell } from './shell.ts'

/** Collects the fields that a word becomes, with the pattern each would be as a path. */
export class Fields {
  readonly list: string[] = []
  #text = ''
  #pattern = ''
  #glob = false
  #started = false
  #shell: Shell

  constructor(shell: Shell) {
    this.#shell = shell
  }

  /** Text in which nothing is special any more. */
  quoted(text: string): void {
    this.#text += text
    this.#pattern += escapeGlob(text)
    this.#started = true
  }

  /** An operator of a pattern. */
  glob(text: string): void {
    this.#text += text
    this.#pattern += text
    this.#glob = true
    this.#started = true
  }

  /** The result of an unquoted expansion: split at IFS, special as a pattern. */
  split(text: string): void {
    const ifs = this.#shell.variables.get('IFS') ?? ' \t\n'
    if (text === '') return
    if (ifs === '') return this.#append(text)
    const pieces = ifs === ' \t\n' ? splitBlanks(text) : splitFields(text, ifs)
    for (const [index, piece] of pieces.texts.entries()) {
      if (index > 0 || pieces.startsWithBreak) this.break()
      this.#append(piece)
    }
    if (pieces.endsWithBreak) this.break()
  }

  /** Ends the field in the making, if one was begun. */
  break(): void {
    if (!this.#started) return
    const { options } = this.#shell
    const paths =
      this.#glob && !options.has('noglob') && hasGlob(this.#pattern)
        ? expandPathname(this.#shell.process.machine.fs, this.#shell.process.cwd, this.#pattern, {
            dotfiles: this.#shell.shopts.has('dotglob'),
            selfAndParent: this.#shell.dialect.name !== 'bash',
          })
        : []
    if (paths.length > 0) for (const path of paths) this.list.push(path)
    else if (!(this.#glob && this.#shell.shopts.has('nullglob') && hasGlob(this.#pattern))) this.list.push(this.#text)
    this.#text = ''
    this.#pattern = ''
    this.#glob = false
    this.#started = false
  }

  #append(text: string): void {
    if (text === '') {
      this.#started = true
      return
    }
    this.#text += text
    this.#pattern += text
    if (hasGlob(text)) this.#glob = true
    this.#started = true
  }
}

function splitBlanks(text: string): { texts: string[]; startsWithBreak: boolean; endsWithBreak: boolean } {
  const texts = text.split(/[ \t\n]+/)
  const startsWithBreak = texts[0] === ''
  if (startsWithBreak) texts.shift()
  const endsWithBreak = texts.at(-1) === ''
  if (endsWithBreak) texts.pop()
  return { texts, startsWithBreak, endsWithBreak }
}

/** Splits at any IFS: blanks of it melt together, other characters each end a field. */
export function splitFields(text: string, ifs: string): { texts: string[]; startsWithBreak: boolean; endsWithBreak: boolean } {
  const blank = (letter: string) => (letter === ' ' || letter === '\t' || letter === '\n') && ifs.includes(letter)
  const texts: string[] = []
  let at = 0
  while (at < text.length && blank(text[at] as string)) at++
  const startsWithBreak = at > 0
  let current = ''
  let open = false
  let endsWithBreak = false
  for (; at < text.length; at++) {
    const letter = text[at] as string
    if (!ifs.includes(letter)) {
      current += letter
      open = true
      endsWithBreak = false
      continue
    }
    const hard = !blank(letter)
    let next = at
    let hards = hard ? 1 : 0
    while (next + 1 < text.length && ifs.includes(text[next + 1] as string)) {
      if (!blank(text[next + 1] as string)) {
        if (hards > 0) break
        hards++
      }
      next++
    }
    if (open || hards > 0) texts.push(current)
    current = ''
    open = false
    endsWithBreak = true
    at = next
  }
  if (open) texts.push(current)
  return { texts, startsWithBreak, endsWithBreak }
}
