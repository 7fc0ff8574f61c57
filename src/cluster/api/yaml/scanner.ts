import { type Mark, type Token, type TokenType, YamlError } from './token.ts'

interface SimpleKey {
  possible: boolean
  required: boolean
  token: number
  mark: Mark
}

const NO_KEY: SimpleKey = { possible: false, required: false, token: 0, mark: { index: 0, line: 0, column: 0 } }
/** A key and its colon stand on one line, this near to each other. */
const KEY_LENGTH = 1024

// these are what YAML forbids
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff]/

/** What goes on without a blank: up to a colon before one, in collections of one line also up to their marks. */
const BLOCK_WORD = /(?:[^ \t\n\r\u0085\u2028\u2029:]|:(?![ \t\n\r\u0085\u2028\u2029]|$))*/y
const FLOW_WORD = /(?:[^ \t\n\r\u0085\u2028\u2029:,?[\]{}]|:(?![ \t\n\r\u0085\u2028\u2029]|$))*/y

/** `!<uri>`, `!handle!suffix`, `!!type`, `!local`: what is verbatim and whether it ends, and a handle that nothing defines. */
const TAG = /^!(?:(<[\w\-;/?:@&=+$,.!~*'()[\]%]*)(>?)|(?:([\w-]+)!|!)?[\w\-;/?:@&=+$,.!~*'()[\]%]*)/

/** Turns YAML text into tokens, as libyaml does: block structure comes from columns, keys are found by their colon. */
export class Scanner {
  readonly #text: string
  #index = 0
  #line = 0
  #column = 0
  #tokens: Token[] = []
  /** of `#tokens`: how many were taken */
  #head = 0
  #taken = 0
  #indent = -1
  readonly #indents: number[] = []
  #flow = 0
  #keyAllowed = true
  readonly #keys: SimpleKey[] = [{ ...NO_KEY }]
  #ended = false

  constructor(text: string) {
    if (FORBIDDEN.test(text)) throw new YamlError('control characters are not allowed')
    this.#text = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
  }

  /** The next token, left where it is. */
  peek(): Token {
    while (this.#needsMore()) this.#fetch()
    return this.#tokens[this.#head] as Token
  }

  next(): Token {
    const token = this.peek()
    this.#head++
    this.#taken++
    if (this.#head > 64) {
      this.#tokens = this.#tokens.slice(this.#head)
      this.#head = 0
    }
    return token
  }

  #needsMore(): boolean {
    if (this.#ended) return false
    if (this.#head >= this.#tokens.length) return true
    const keys = this.#keys
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as SimpleKey
      if (key.possible && key.token === this.#taken && this.#isValid(key)) return true
    }
    return false
  }

  #fail(problem: string, context?: Mark): never {
    throw new YamlError(problem, this.#mark(), context, true)
  }

  #mark(): Mark {
    return { index: this.#index, line: this.#line, column: this.#column }
  }

  #at(offset = 0): string {
    return this.#text[this.#index + offset] ?? ''
  }

  #skip(count = 1): void {
    this.#index += count
    this.#column += count
  }

  #isBreak(offset = 0): boolean {
    const letter = this.#at(offset)
    return letter === '\n' || letter === '\r' || letter === '\u0085' || letter === '\u2028' || letter === '\u2029'
  }

  #isBlank(offset = 0): boolean {
    const letter = this.#at(offset)
    return letter === ' ' || letter === '\t'
  }

  #isBlankOrEnd(offset = 0): boolean {
    return this.#index + offset >= this.#text.length || this.#isBlank(offset) || this.#isBreak(offset)
  }

  /** Steps over a line break and returns what it stands for. */
  #break(): string {
    const letter = this.#at()
    const length = letter === '\r' && this.#at(1) === '\n' ? 2 : 1
    this.#index += length
    this.#line++
    this.#column = 0
    return letter === '\u2028' || letter === '\u2029' ? letter : '\n'
  }

  #push(type: TokenType, mark: Mark, value = '', plain = false): void {
    this.#tokens.push({ type, mark, value, plain })
  }

  #isValid(key: SimpleKey): boolean {
    if (!key.possible) return false
    if (key.mark.line >= this.#line && key.mark.index + KEY_LENGTH >= this.#index) return true
    if (key.required) this.#fail("could not find expected ':'", key.mark)
    key.possible = false
    return false
  }

  #saveKey(): void {
    const required = this.#flow === 0 && this.#indent === this.#column
    if (!this.#keyAllowed) return
    this.#removeKey()
    this.#keys[this.#keys.length - 1] = {
      possible: true,
      required,
      token: this.#taken + this.#tokens.length - this.#head,
      mark: this.#mark(),
    }
  }

  #removeKey(): void {
    const key = this.#keys.at(-1) as SimpleKey
    if (key.possible && key.required) this.#fail("could not find expected ':'", key.mark)
    key.possible = false
  }

  #roll(column: number, at: number, type: TokenType, mark: Mark): void {
    if (this.#flow > 0 || this.#indent >= column) return
    this.#indents.push(this.#indent)
    this.#indent = column
    const token: Token = { type, mark, value: '', plain: false }
    if (at < 0) this.#tokens.push(token)
    else this.#insert(at, token)
  }

  /** Puts a token before others, nearly always before the last one. */
  #insert(at: number, token: Token): void {
    const tokens = this.#tokens
    const index = this.#head + at - this.#taken
    let last = tokens.push(token) - 1
    for (; last > index; last--) tokens[last] = tokens[last - 1] as Token
    tokens[index] = token
  }

  #unroll(column: number): void {
    if (this.#flow > 0) return
    while (this.#indent > column) {
      this.#push('blockEnd', this.#mark())
      this.#indent = this.#indents.pop() as number
    }
  }

  #fetch(): void {
    this.#toNextToken()
    this.#unroll(this.#column)
    const mark = this.#mark()
    if (this.#index >= this.#text.length) return this.#streamEnd()
    const letter = this.#at()
    if (this.#column === 0) {
      if (letter === '%') return this.#directive(mark)
      const three = this.#text.slice(this.#index, this.#index + 3)
      if ((three === '---' || three === '...') && this.#isBlankOrEnd(3))
        return this.#documentMark(three === '---' ? 'documentStart' : 'documentEnd', mark)
    }
    switch (letter) {
      case '[':
        return this.#openFlow('flowSequence', mark)
      case '{':
        return this.#openFlow('flowMapping', mark)
      case ']':
        return this.#closeFlow('flowSequenceEnd', mark)
      case '}':
        return this.#closeFlow('flowMappingEnd', mark)
      case ',':
        this.#removeKey()
        this.#keyAllowed = true
        this.#skip()
        return this.#push('flowEntry', mark)
      case '*':
        return this.#anchor('alias', mark)
      case '&':
        return this.#anchor('anchor', mark)
      case '!':
        return this.#tag(mark)
      case "'":
      case '"':
        this.#saveKey()
        this.#keyAllowed = false
        return this.#quoted(letter, mark)
    }
    if (letter === '-' && this.#isBlankOrEnd(1)) return this.#blockEntry(mark)
    if (letter === '?' && (this.#flow > 0 || this.#isBlankOrEnd(1))) return this.#complexKey(mark)
    if (letter === ':' && (this.#flow > 0 || this.#isBlankOrEnd(1))) return this.#value(mark)
    if ((letter === '|' || letter === '>') && this.#flow === 0) return this.#blockScalar(letter === '|', mark)
    const indicator = '-?:,[]{}#&*!|>\'"%@`'.includes(letter) || this.#isBlank()
    if (
      !indicator ||
      (letter === '-' && !this.#isBlank(1)) ||
      (this.#flow === 0 && (letter === '?' || letter === ':') && !this.#isBlankOrEnd(1))
    ) {
      this.#saveKey()
      this.#keyAllowed = false
      return this.#plain(mark)
    }
    this.#fail('found character that cannot start any token', mark)
  }

  #toNextToken(): void {
    for (;;) {
      while (this.#at() === ' ' || (this.#at() === '\t' && (this.#flow > 0 || !this.#keyAllowed))) this.#skip()
      if (this.#at() === '#') this.#skipComment()
      if (!this.#isBreak()) return
      this.#break()
      if (this.#flow === 0) this.#keyAllowed = true
    }
  }

  #skipComment(): void {
    while (this.#index < this.#text.length && !this.#isBreak()) this.#skip()
  }

  #streamEnd(): void {
    if (this.#column !== 0) {
      this.#column = 0
      this.#line++
    }
    this.#unroll(-1)
    this.#removeKey()
    this.#keyAllowed = false
    this.#ended = true
    this.#push('streamEnd', this.#mark())
  }

  #directive(mark: Mark): void {
    this.#unroll(-1)
    this.#removeKey()
    this.#keyAllowed = false
    this.#skip()
    const name = /^\w*/.exec(this.#text.slice(this.#index))?.[0] ?? ''
    if (name === '') this.#fail('could not find expected directive name', mark)
    if (name !== 'YAML' && name !== 'TAG') this.#fail('found unknown directive name', mark)
    const version = name === 'YAML' ? /^YAML[ \t]+(\d+\.\d+)/.exec(this.#text.slice(this.#index))?.[1] : undefined
    if (version !== undefined && version !== '1.1') this.#fail('found incompatible YAML document', mark)
    this.#skipComment()
    this.#push('directive', mark)
  }

  #documentMark(type: TokenType, mark: Mark): void {
    this.#unroll(-1)
    this.#removeKey()
    this.#keyAllowed = false
    this.#skip(3)
    this.#push(type, mark)
  }

  #openFlow(type: TokenType, mark: Mark): void {
    this.#saveKey()
    this.#keys.push({ ...NO_KEY })
    this.#flow++
    this.#keyAllowed = true
    this.#skip()
    this.#push(type, mark)
  }

  #closeFlow(type: TokenType, mark: Mark): void {
    this.#removeKey()
    if (this.#flow > 0) {
      this.#flow--
      this.#keys.pop()
    }
    this.#keyAllowed = false
    this.#skip()
    this.#push(type, mark)
  }

  #blockEntry(mark: Mark): void {
    if (this.#flow === 0) {
      if (!this.#keyAllowed) this.#fail('block sequence entries are not allowed in this context', mark)
      this.#roll(this.#column, -1, 'blockSequence', mark)
    }
    this.#removeKey()
    this.#keyAllowed = true
    this.#skip()
    this.#push('blockEntry', mark)
  }

  #complexKey(mark: Mark): void {
    if (this.#flow === 0) {
      if (!this.#keyAllowed) this.#fail('mapping keys are not allowed in this context', mark)
      this.#roll(this.#column, -1, 'blockMapping', mark)
    }
    this.#removeKey()
    this.#keyAllowed = this.#flow === 0
    this.#skip()
    this.#push('key', mark)
  }

  #value(mark: Mark): void {
    const key = this.#keys.at(-1) as SimpleKey
    if (this.#isValid(key)) {
      this.#insert(key.token, { type: 'key', mark: key.mark, value: '', plain: false })
      this.#roll(key.mark.column, key.token, 'blockMapping', key.mark)
      key.possible = false
      this.#keyAllowed = false
    } else {
      if (this.#flow === 0) {
        if (!this.#keyAllowed) this.#fail('mapping values are not allowed in this context', mark)
        this.#roll(this.#column, -1, 'blockMapping', mark)
      }
      this.#keyAllowed = this.#flow === 0
    }
    this.#skip()
    this.#push('value', mark)
  }

  #anchor(type: 'anchor' | 'alias', mark: Mark): void {
    this.#saveKey()
    this.#keyAllowed = false
    this.#skip()
    const name = /^[\w-]*/.exec(this.#text.slice(this.#index, this.#index + 200))?.[0] ?? ''
    this.#skip(name.length)
    if (name === '' || !(this.#isBlankOrEnd() || '?:,]}%@`'.includes(this.#at())))
      this.#fail('did not find expected alphabetic or numeric character', mark)
    this.#push(type, mark, name)
  }

  #tag(mark: Mark): void {
    this.#saveKey()
    this.#keyAllowed = false
    const [text = '!', verbatim, end, handle] = TAG.exec(this.#text.slice(this.#index, this.#index + 400)) ?? []
    this.#skip(text.length)
    if (verbatim !== undefined && end === '') this.#fail("did not find the expected '>'", mark)
    if (handle) this.#fail('found undefined tag handle', mark)
    if (!this.#isBlankOrEnd() && !(this.#flow > 0 && ',[]{}'.includes(this.#at())))
      this.#fail('did not find expected whitespace or line break', mark)
    this.#push('tag', mark, text)
  }

  #plain(start: Mark): void {
    let text = ''
    let spaces = ''
    let breaks = ''
    let leading = false
    const indent = this.#indent + 1
    for (;;) {
      if (this.#column === 0) {
        const three = this.#text.slice(this.#index, this.#index + 3)
        if ((three === '---' || three === '...') && this.#isBlankOrEnd(3)) break
      }
      if (this.#at() === '#') break
      const from = this.#index
      const words = this.#flow > 0 ? FLOW_WORD : BLOCK_WORD
      words.lastIndex = from
      words.test(this.#text)
      this.#skip(words.lastIndex - from)
      if (this.#index > from) {
        text += (leading ? folded(breaks) : spaces) + this.#text.slice(from, this.#index)
        leading = false
        spaces = ''
        breaks = ''
      }
      if (!this.#isBlank() && !this.#isBreak()) break
      while (this.#isBlank() || this.#isBreak()) {
        if (this.#isBreak()) {
          if (!leading) {
            spaces = ''
            leading = true
          }
          breaks += this.#break()
        } else {
          if (leading && this.#column < indent && this.#at() === '\t') this.#fail('found a tab character that violates indentation', start)
          if (!leading) spaces += this.#at()
          this.#skip()
        }
      }
      if (this.#flow === 0 && this.#column < indent) break
    }
    if (leading) this.#keyAllowed = true
    this.#push('scalar', start, text, true)
  }

  #quoted(mark: string, start: Mark): void {
    let text = ''
    this.#skip()
    for (;;) {
      if (this.#column === 0) {
        const three = this.#text.slice(this.#index, this.#index + 3)
        if ((three === '---' || three === '...') && this.#isBlankOrEnd(3)) this.#fail('found unexpected document indicator', start)
      }
      if (this.#index >= this.#text.length) this.#fail('found unexpected end of stream', start)
      let leading = false
      while (!this.#isBlankOrEnd()) {
        const letter = this.#at()
        if (letter === mark) {
          if (mark === '"' || this.#at(1) !== "'") break
          text += "'"
          this.#skip(2)
        } else if (letter === '\\' && mark === '"') {
          if (this.#isBreak(1)) {
            this.#skip()
            this.#break()
            leading = true
            break
          }
          text += this.#escape(start)
        } else {
          text += letter
          this.#skip()
        }
      }
      if (this.#at() === mark && this.#index < this.#text.length) break
      let spaces = ''
      let breaks = ''
      let broken = false
      while (this.#isBlank() || this.#isBreak()) {
        if (this.#isBreak()) {
          breaks += this.#break()
          broken = true
        } else {
          if (!broken && !leading) spaces += this.#at()
          this.#skip()
        }
      }
      if (leading) text += breaks
      else text += broken ? folded(breaks) : spaces
    }
    this.#skip()
    this.#push('scalar', start, text)
  }

  #escape(start: Mark): string {
    const letter = this.#at(1)
    const length = { x: 2, u: 4, U: 8 }[letter]
    if (length) {
      const digits = this.#text.slice(this.#index + 2, this.#index + 2 + length)
      if (!new RegExp(`^[0-9a-fA-F]{${length}}$`).test(digits)) {
        this.#skip(2)
        this.#fail('did not find expected hexdecimal number', start)
      }
      const code = Number.parseInt(digits, 16)
      if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) this.#fail('found invalid Unicode character escape code', start)
      this.#skip(2 + length)
      return String.fromCodePoint(code)
    }
    const value = ESCAPES[letter]
    if (value === undefined) this.#fail('found unknown escape character', start)
    this.#skip(2)
    return value
  }

  #blockScalar(literal: boolean, start: Mark): void {
    this.#removeKey()
    this.#keyAllowed = true
    this.#skip()
    let chomping = 0
    let increment = 0
    for (let i = 0; i < 2; i++) {
      const letter = this.#at()
      if (chomping === 0 && (letter === '+' || letter === '-')) {
        chomping = letter === '+' ? 1 : -1
        this.#skip()
      } else if (increment === 0 && /\d/.test(letter)) {
        if (letter === '0') this.#fail('found an indentation indicator equal to 0', start)
        increment = Number(letter)
        this.#skip()
      }
    }
    while (this.#isBlank()) this.#skip()
    if (this.#at() === '#') this.#skipComment()
    if (this.#index < this.#text.length && !this.#isBreak()) this.#fail('did not find expected comment or line break', start)
    if (this.#isBreak()) this.#break()
    this.#push('scalar', start, this.#blockText(literal, chomping, increment, start))
  }

  #blockText(literal: boolean, chomping: number, increment: number, start: Mark): string {
    let indent = increment > 0 ? (this.#indent >= 0 ? this.#indent + increment : increment) : 0
    let text = ''
    let lastBreak = ''
    let breaks = ''
    let leadingBlank = false
    const emptyLines = (): void => {
      let widest = 0
      for (;;) {
        while ((indent === 0 || this.#column < indent) && this.#at() === ' ') this.#skip()
        widest = Math.max(widest, this.#column)
        if ((indent === 0 || this.#column < indent) && this.#at() === '\t')
          this.#fail('found a tab character where an indentation space is expected', start)
        if (!this.#isBreak()) break
        breaks += this.#break()
      }
      if (indent === 0) indent = Math.max(widest, this.#indent + 1, 1)
    }
    emptyLines()
    while (this.#column === indent && this.#index < this.#text.length) {
      const blank = this.#isBlank()
      if (!literal && lastBreak === '\n' && !leadingBlank && !blank) text += breaks === '' ? ' ' : ''
      else text += lastBreak
      text += breaks
      breaks = ''
      leadingBlank = blank
      const from = this.#index
      while (this.#index < this.#text.length && !this.#isBreak()) this.#skip()
      text += this.#text.slice(from, this.#index)
      lastBreak = this.#index < this.#text.length ? this.#break() : ''
      emptyLines()
    }
    if (chomping !== -1) text += lastBreak
    return chomping === 1 ? text + breaks : text
  }
}

/** A break between words is a space, further ones stay. */
function folded(breaks: string): string {
  return breaks[0] === '\n' ? (breaks.length > 1 ? breaks.slice(1) : ' ') : breaks
}

const ESCAPES: Record<string, string> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\u0085',
  _: '\u00a0',
  L: '\u2028',
  P: '\u2029',
}
