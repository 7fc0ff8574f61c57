import { goQuote } from './go-syntax.ts'

/** Why a text is no JSON, as Go's encoding/json says it, and how much of it (UTF-16 units) had been read. */
export interface JsonFault {
  message: string
  /** up to and with the letter it stumbles over; the whole text where it only ends too early */
  offset: number
}

/** What Go says of a text that ends before its value does. */
export const UNEXPECTED_END = 'unexpected end of JSON input'

const SPACE = /[ \t\r\n]*/y
const STRING_PART = /[^"\\\u0000-\u001f]*/y
const LITERALS: Readonly<Record<string, string>> = { t: 'true', f: 'false', n: 'null' }

/** JSON.parse with Go's words for what is none. Throws an Error whose message is the fault's. */
export function parseGoJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Error(jsonFault(text)?.message ?? UNEXPECTED_END)
  }
}

/** The first fault of a text that should be one JSON value; undefined when it is one. */
export function jsonFault(text: string): JsonFault | undefined {
  return new Scanner(text).scan()
}

/** What may come next: a value, a key, what follows one of them; `…OrEnd`: or the end of what has just been opened. */
type Expected = 'value' | 'valueOrEnd' | 'key' | 'keyOrEnd' | 'colon' | 'more'

class Scanner {
  readonly #text: string
  readonly #open: ('{' | '[')[] = []
  #at = 0
  #expected: Expected = 'value'

  constructor(text: string) {
    this.#text = text
  }

  scan(): JsonFault | undefined {
    for (;;) {
      SPACE.lastIndex = this.#at
      this.#at += SPACE.exec(this.#text)?.[0].length ?? 0
      const letter = this.#text[this.#at]
      if (letter === undefined) return this.#expected === 'more' && this.#open.length === 0 ? undefined : this.#end()
      const fault = this.#step(letter)
      if (fault) return fault
    }
  }

  #step(letter: string): JsonFault | undefined {
    switch (this.#expected) {
      case 'value':
      case 'valueOrEnd':
        return letter === ']' && this.#expected === 'valueOrEnd' ? this.#close() : this.#value(letter)
      case 'key':
      case 'keyOrEnd':
        if (letter === '}' && this.#expected === 'keyOrEnd') return this.#close()
        if (letter !== '"') return this.#stumble('looking for beginning of object key string')
        return this.#string('colon')
      case 'colon':
        if (letter !== ':') return this.#stumble('after object key')
        return this.#next('value')
      case 'more':
        return this.#more(letter)
    }
  }

  #value(letter: string): JsonFault | undefined {
    if (letter === '{' || letter === '[') {
      this.#open.push(letter)
      return this.#next(letter === '{' ? 'keyOrEnd' : 'valueOrEnd')
    }
    if (letter === '"') return this.#string('more')
    if (letter === '-' || /\d/.test(letter)) return this.#number()
    const literal = LITERALS[letter]
    return literal ? this.#literal(literal) : this.#stumble('looking for beginning of value')
  }

  #more(letter: string): JsonFault | undefined {
    const inner = this.#open.at(-1)
    if (inner === undefined) return this.#stumble('after top-level value')
    if (letter === ',') return this.#next(inner === '{' ? 'key' : 'value')
    if (letter === (inner === '{' ? '}' : ']')) return this.#close()
    return this.#stumble(inner === '{' ? 'after object key:value pair' : 'after array element')
  }

  #string(then: Expected): JsonFault | undefined {
    this.#at++
    for (;;) {
      STRING_PART.lastIndex = this.#at
      this.#at += STRING_PART.exec(this.#text)?.[0].length ?? 0
      const letter = this.#text[this.#at]
      if (letter === undefined) return this.#end()
      if (letter === '"') return this.#next(then)
      if (letter !== '\\') return this.#stumble('in string literal')
      this.#at++
      const fault = this.#escape()
      if (fault) return fault
    }
  }

  #escape(): JsonFault | undefined {
    const fault = this.#take(/["\\/bfnrtu]/, 'in string escape code')
    if (fault || this.#text[this.#at - 1] !== 'u') return fault
    for (let i = 0; i < 4; i++) {
      const wrong = this.#take(/[\da-fA-F]/, 'in \\u hexadecimal character escape')
      if (wrong) return wrong
    }
    return undefined
  }

  #number(): JsonFault | undefined {
    if (this.#text[this.#at] === '-') this.#at++
    const leading = this.#text[this.#at]
    const fault = this.#take(/\d/, 'in numeric literal')
    if (fault) return fault
    if (leading !== '0') this.#digits()
    if (this.#text[this.#at] === '.') {
      this.#at++
      const wrong = this.#take(/\d/, 'after decimal point in numeric literal')
      if (wrong) return wrong
      this.#digits()
    }
    if (/[eE]/.test(this.#text[this.#at] ?? '')) {
      this.#at++
      if (/[-+]/.test(this.#text[this.#at] ?? '')) this.#at++
      const wrong = this.#take(/\d/, 'in exponent of numeric literal')
      if (wrong) return wrong
      this.#digits()
    }
    this.#expected = 'more'
    return undefined
  }

  #digits(): void {
    while (/\d/.test(this.#text[this.#at] ?? '')) this.#at++
  }

  #literal(word: string): JsonFault | undefined {
    for (const letter of word) {
      if (this.#text[this.#at] === undefined) return this.#end()
      if (this.#text[this.#at] !== letter) return this.#stumble(`in literal ${word} (expecting '${letter}')`)
      this.#at++
    }
    this.#expected = 'more'
    return undefined
  }

  /** Goes past one letter of a kind. */
  #take(kind: RegExp, where: string): JsonFault | undefined {
    const letter = this.#text[this.#at]
    if (letter === undefined) return this.#end()
    if (!kind.test(letter)) return this.#stumble(where)
    this.#at++
    return undefined
  }

  #next(expected: Expected): undefined {
    this.#at++
    this.#expected = expected
    return undefined
  }

  #close(): undefined {
    this.#open.pop()
    return this.#next('more')
  }

  #end(): JsonFault {
    return { message: UNEXPECTED_END, offset: this.#text.length }
  }

  #stumble(where: string): JsonFault {
    return { message: `invalid character ${goByte(this.#text.codePointAt(this.#at) as number)} ${where}`, offset: this.#at + 1 }
  }
}

/** Go reads bytes: of a letter beyond ASCII it names the first one. */
function goByte(code: number): string {
  const byte = code < 0x80 ? code : code < 0x800 ? 0xc0 | (code >> 6) : code < 0x10000 ? 0xe0 | (code >> 12) : 0xf0 | (code >> 18)
  const letter = String.fromCharCode(byte)
  return letter === "'" ? "'\\''" : letter === '"' ? "'\"'" : `'${goQuote(letter).slice(1, -1)}'`
}
