import type { Json } from './tree.ts'

/** What jq says of a text that is no JSON. */
export class JsonProblem extends Error {}

const ESCAPES: Record<string, string> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

/** An array, an object, or a key that waits for its value. */
type Open = Json[] | Map<string, Json> | { key: string }

const isKey = (open: Open | undefined): open is { key: string } => open !== undefined && !Array.isArray(open) && !(open instanceof Map)

/** Reads a stream of JSON values piece by piece, and finds fault with it where and as jq's own parser does. */
export class JsonReader {
  readonly #stack: Open[] = []
  #next: Json | undefined
  #token = ''
  #string: string | undefined
  #escaped = false
  #line: number
  #column: number

  /** Where the text begins in the stream: lines count from 1, columns from 0. */
  constructor(line = 1, column = 0) {
    this.#line = line
    this.#column = column
  }

  /** The values that end within a piece of the text. Throws JsonProblem. */
  *read(text: string): Generator<Json> {
    for (const letter of text) {
      this.#column++
      if (letter === '\n') {
        this.#line++
        this.#column = 0
      }
      if (this.#string === undefined) this.#plain(letter)
      else this.#inString(letter)
      if (this.#stack.length === 0 && this.#next !== undefined) {
        const value = this.#next
        this.#next = undefined
        yield value
      }
    }
  }

  /** The value that the text's end ends. Throws JsonProblem for what has no end. */
  *end(): Generator<Json> {
    if (this.#string !== undefined) this.#fail('Unfinished string at EOF')
    this.#literal(' at EOF')
    if (this.#stack.length > 0) this.#fail('Unfinished JSON term at EOF')
    if (this.#next !== undefined) yield this.#next
    this.#next = undefined
  }

  #fail(problem: string): never {
    throw new JsonProblem(`${problem} at line ${this.#line}, column ${this.#column}`)
  }

  #plain(letter: string): void {
    if (letter === '"') {
      this.#literal()
      this.#string = ''
    } else if (/\s/.test(letter)) this.#literal()
    else if ('[]{}:,'.includes(letter)) {
      this.#literal()
      this.#structure(letter)
    } else this.#token += letter
  }

  #inString(letter: string): void {
    if (letter === '"' && !this.#escaped) {
      const text = this.#string as string
      this.#string = undefined
      this.#value(this.#unescaped(text))
      return
    }
    this.#string += letter
    this.#escaped = letter === '\\' && !this.#escaped
  }

  #unescaped(text: string): string {
    return text.replace(/\\(u([0-9a-fA-F]{4})|[\s\S])/g, (_, letter: string, code: string | undefined) => {
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16))
      if (letter === 'u') return this.#fail('Invalid \\uXXXX escape')
      return Object.hasOwn(ESCAPES, letter) ? (ESCAPES[letter] as string) : this.#fail('Invalid escape')
    })
  }

  #value(value: Json): void {
    if (this.#next !== undefined) this.#fail('Expected separator between values')
    this.#next = value
  }

  #literal(where = ''): void {
    const token = this.#token
    if (token === '') return
    this.#token = ''
    const word = { t: 'true', f: 'false', n: token.length === 3 ? 'nan' : 'null' }[token[0] as string]
    if (word === token) return this.#value(word === 'null' ? null : word === 'nan' ? Number.NaN : word === 'true')
    if (token[0] === "'") this.#fail(`Invalid string literal; expected ", but got '${where}`)
    if (word !== undefined && word !== 'nan') this.#fail(`Invalid literal${where}`)
    if (!NUMBER.test(token)) this.#fail(`Invalid numeric literal${where}`)
    this.#value(Number(token))
  }

  #structure(letter: string): void {
    const top = this.#stack.at(-1)
    if (letter === '[' || letter === '{') {
      if (this.#next !== undefined) this.#fail('Expected separator between values')
      if (this.#stack.length >= 10_000) this.#fail('Exceeds depth limit for parsing')
      this.#stack.push(letter === '[' ? [] : new Map())
    } else if (letter === ':') {
      if (this.#next === undefined) this.#fail("Expected string key before ':'")
      if (!(top instanceof Map)) this.#fail("':' not as part of an object")
      if (typeof this.#next !== 'string') this.#fail('Object keys must be strings')
      this.#stack.push({ key: this.#next })
      this.#next = undefined
    } else if (letter === ',') {
      if (this.#next === undefined || top === undefined) this.#fail("Expected value before ','")
      if (Array.isArray(top)) top.push(this.#next)
      else if (isKey(top)) this.#set(top.key, this.#next)
      else this.#fail('Objects must consist of key:value pairs')
      this.#next = undefined
    } else this.#close(letter, top)
  }

  #close(letter: string, top: Open | undefined): void {
    if (letter === ']') {
      if (!Array.isArray(top)) return this.#fail("Unmatched ']'")
      if (this.#next !== undefined) top.push(this.#next)
      else if (top.length > 0) this.#fail('Expected another array element')
      this.#stack.pop()
      this.#next = top
      return
    }
    if (top === undefined) this.#fail("Unmatched '}'")
    if (this.#next !== undefined) {
      if (!isKey(top)) return this.#fail('Objects must consist of key:value pairs')
      this.#set(top.key, this.#next)
    } else {
      if (!(top instanceof Map)) this.#fail("Unmatched '}'")
      if (top.size > 0) this.#fail('Expected another key-value pair')
    }
    const object = Object.create(null) as { [key: string]: Json }
    for (const [key, value] of this.#stack.pop() as Map<string, Json>) object[key] = value
    this.#next = object
  }

  /** Gives the key on top its value; the object is on top then. */
  #set(key: string, value: Json): void {
    this.#stack.pop()
    ;(this.#stack.at(-1) as Map<string, Json>).set(key, value)
  }
}
