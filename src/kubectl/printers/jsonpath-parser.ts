import { goUnescaped } from './go-unquote.ts'
/** The nodes of a template in kubectl's JSONPath dialect. */
export type PathNode =
  | { type: 'text'; text: string }
  | { type: 'list'; nodes: PathNode[] }
  | { type: 'field'; name: string }
  | { type: 'identifier'; name: string }
  | { type: 'array'; params: [Param, Param, Param] }
  | { type: 'filter'; left: PathNode[]; right: PathNode[]; operator: string }
  | { type: 'number'; value: number }
  | { type: 'bool'; value: boolean }
  | { type: 'wildcard' }
  | { type: 'recursive' }
  | { type: 'union'; lists: PathNode[][] }

/** One of `[start:end:step]`. `derived`: the end of a plain index. */
export interface Param {
  known: boolean
  value: number
  derived?: boolean
}

export class JsonPathError extends Error {}

/** Nesting that a template may have. */
const MAX_DEPTH = 100

/** Parses a whole template: text with `{…}` actions. */
export function parseTemplate(template: string): PathNode[] {
  const root: PathNode[] = []
  let at = 0
  while (at < template.length) {
    const open = template.indexOf('{', at)
    const end = open < 0 ? template.length : open
    if (end > at) root.push({ type: 'text', text: template.slice(at, end) })
    if (open < 0) break
    const parser = new ActionParser(template, open + 1, 0)
    root.push({ type: 'list', nodes: parser.parse() })
    at = parser.at
  }
  return root
}

const END = ''
const isTerminator = (letter: string): boolean => letter === END || '.,[]$@{}'.includes(letter) || /\s/.test(letter)
const isWord = (letter: string): boolean => /[\p{L}\p{N}_]/u.test(letter)

/** Parses the inside of one pair of braces (or of brackets in it). */
class ActionParser {
  readonly #text: string
  readonly #depth: number
  at: number

  constructor(text: string, at: number, depth: number) {
    if (depth > MAX_DEPTH) throw new JsonPathError('too deeply nested')
    this.#text = text
    this.at = at
    this.#depth = depth
  }

  parse(): PathNode[] {
    const nodes: PathNode[] = []
    for (;;) {
      const rest = this.#text.slice(this.at, this.at + 3)
      if (rest.startsWith('}')) {
        this.at++
        return nodes
      }
      if (rest === '[?(') this.#filter(nodes)
      else if (rest.startsWith('..')) this.#recursive(nodes)
      else {
        const letter = this.#text[this.at] ?? END
        if (letter === END || letter === '\n' || letter === '\r') throw new JsonPathError('unclosed action')
        if (letter === ' ' || letter === '@' || letter === '$') this.at++
        else if (letter === '[') this.#array(nodes)
        else if (letter === '"' || letter === "'") this.#quote(nodes, letter)
        else if (letter === '.') {
          this.at++
          this.#field(nodes)
        } else if (/[-+\d]/.test(letter)) this.#number(nodes)
        else if (isWord(letter)) this.#identifier(nodes)
        else throw new JsonPathError(`unrecognized character in action: ${unicode(letter)}`)
      }
    }
  }

  #inner(text: string): PathNode[] {
    return new ActionParser(`${text}}`, 0, this.#depth + 1).parse()
  }

  #recursive(nodes: PathNode[]): void {
    if (nodes.at(-1)?.type === 'recursive') throw new JsonPathError('invalid multiple recursive descent')
    this.at += 2
    nodes.push({ type: 'recursive' })
    if (isWord(this.#text[this.at] ?? END)) this.#field(nodes)
  }

  #field(nodes: PathNode[]): void {
    const start = this.at
    while (!isTerminator(this.#text[this.at] ?? END)) this.at += this.#text[this.at] === '\\' ? 2 : 1
    const name = this.#text.slice(start, this.at)
    nodes.push(name === '*' ? { type: 'wildcard' } : { type: 'field', name: name.replaceAll('\\', '') })
  }

  #identifier(nodes: PathNode[]): void {
    const start = this.at
    while (!isTerminator(this.#text[this.at] ?? END)) this.at++
    const name = this.#text.slice(start, this.at)
    nodes.push(name === 'true' || name === 'false' ? { type: 'bool', value: name === 'true' } : { type: 'identifier', name })
  }

  #number(nodes: PathNode[]): void {
    const text = (/^[-+]?[.\d]*/.exec(this.#text.slice(this.at)) as RegExpExecArray)[0]
    this.at += text.length
    if (!/^[-+]?(\d+\.?\d*|\.\d+)$/.test(text)) throw new JsonPathError(`cannot parse number ${text}`)
    nodes.push({ type: 'number', value: Number(text) })
  }

  #quote(nodes: PathNode[], mark: string): void {
    const start = this.at++
    for (;;) {
      const letter = this.#text[this.at++] ?? END
      if (letter === END || letter === '\n') throw new JsonPathError('unterminated quoted string')
      if (letter === mark && this.#text[this.at - 2] !== '\\') break
    }
    nodes.push({ type: 'text', text: goUnescaped(this.#text.slice(start + 1, this.at - 1)) })
  }

  #array(nodes: PathNode[]): void {
    const close = this.#text.indexOf(']', this.at)
    const line = this.#text.indexOf('\n', this.at)
    if (close < 0 || (line >= 0 && line < close)) throw new JsonPathError('unterminated array')
    let text = this.#text.slice(this.at + 1, close)
    this.at = close + 1
    if (text === '*') text = ':'
    const parts = text.split(',')
    if (parts.length > 1) {
      nodes.push({ type: 'union', lists: parts.map((part) => this.#inner(`[${part.trim()}]`)) })
      return
    }
    const key = /^'([^']*)'$/.exec(text)
    if (key) {
      nodes.push(...this.#inner(`.${key[1]}`))
      return
    }
    const slice = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/.exec(text)
    if (!slice) throw new JsonPathError(`invalid array index ${text}`)
    const start: Param = { known: slice[1] !== '', value: Number(slice[1]) }
    const end: Param = slice[2] === undefined ? { known: true, value: start.value + 1, derived: true } : paramOf(slice[2])
    nodes.push({ type: 'array', params: [start, end, paramOf(slice[3] ?? ':')] })
  }

  #filter(nodes: PathNode[]): void {
    this.at += 3
    const start = this.at
    let mark = ''
    let ended = false
    for (;;) {
      const letter = this.#text[this.at++] ?? END
      if (letter === END || letter === '\n') throw new JsonPathError('unterminated filter')
      if (letter === '"' || letter === "'") {
        if (mark === '') mark = letter
        else if (letter === mark && this.#text[this.at - 2] !== '\\') ended = true
      } else if (letter === ')' && (mark !== '') === ended) break
    }
    const text = this.#text.slice(start, this.at - 1)
    if (this.#text[this.at++] !== ']') throw new JsonPathError('unclosed array expect ]')
    const parts = /^([^!<>=]+)([!<>=]+)(.+?)$/.exec(text)
    if (parts)
      nodes.push({
        type: 'filter',
        left: this.#inner(parts[1] as string),
        operator: parts[2] as string,
        right: this.#inner(parts[3] as string),
      })
    else nodes.push({ type: 'filter', left: this.#inner(text), operator: 'exists', right: [] })
  }
}

function paramOf(text: string): Param {
  const digits = text.slice(1)
  return { known: digits !== '', value: Number(digits) }
}

function unicode(letter: string): string {
  return `U+${(letter.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')} '${letter}'`
}
