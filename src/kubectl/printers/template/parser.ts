import { goUnescaped } from '../go-unquote.ts'
/** The nodes of a Go template. `at`: offset in the source, for messages. */
export type Node =
  | { type: 'text'; text: string }
  | { type: 'action'; pipe: Pipe }
  | { type: 'if' | 'with'; pipe: Pipe; body: Node[]; otherwise: Node[] }
  | { type: 'range'; pipe: Pipe; body: Node[]; otherwise: Node[] }
  | { type: 'template'; name: string; pipe?: Pipe; at: number }
  | { type: 'break' | 'continue' }

export interface Pipe {
  /** variables that take the value: `$x :=`, `$i, $x :=`, `$x =` */
  variables: string[]
  assign: boolean
  commands: Command[]
  at: number
  source: string
}

export interface Command {
  operands: Operand[]
  at: number
  source: string
}

export type Operand =
  | { type: 'dot' }
  | { type: 'nil' }
  | { type: 'constant'; value: unknown; integer?: boolean }
  | { type: 'field'; names: string[]; at: number }
  | { type: 'variable'; name: string; names: string[]; at: number }
  | { type: 'function'; name: string; at: number }
  | { type: 'pipe'; pipe: Pipe; names: string[]; at: number }

export class TemplateError extends Error {}

export interface Template {
  root: Node[]
  defined: Map<string, Node[]>
}

/** Nesting that a template may have. */
const MAX_DEPTH = 100

interface Token {
  kind: 'word' | 'field' | 'variable' | 'string' | 'char' | 'number' | 'space' | 'mark'
  text: string
  at: number
}

interface Piece {
  text?: string
  tokens?: Token[]
  source?: string
  line: number
  at: number
}

const TOKEN =
  /(?<space>\s+)|(?<string>"(?:[^"\\\n]|\\.)*"|`[^`]*`)|(?<char>'(?:[^'\\\n]|\\.)+')|(?<number>[+-]?(?:0[xX][\da-fA-F_]+|\d[\d_]*\.?\d*(?:[eE][+-]?\d+)?))|(?<field>\.[\p{L}_][\p{L}\p{N}_]*)|(?<variable>\$[\p{L}\p{N}_]*)|(?<word>[\p{L}_][\p{L}\p{N}_]*)|(?<mark>:=|[|(),.=])/uy

/** Parses a template. `functions`: names that may be called. Throws TemplateError with text/template's words. */
export function parseTemplate(text: string, functions: ReadonlySet<string>): Template {
  return new Parser(pieces(text), functions).parse()
}

function pieces(text: string): Piece[] {
  const out: Piece[] = []
  let at = 0
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length
  let trimNext = false
  while (at < text.length) {
    const open = text.indexOf('{{', at)
    let plain = text.slice(at, open < 0 ? text.length : open)
    if (trimNext) plain = plain.trimStart()
    const trimLeft = open >= 0 && /^\{\{-\s/.test(text.slice(open, open + 4))
    if (trimLeft) plain = plain.trimEnd()
    if (plain !== '') out.push({ text: plain, line: lineAt(at), at })
    if (open < 0) break
    let inner = open + (trimLeft ? 3 : 2)
    const line = lineAt(open)
    const comment = /^\s*\/\*[\s\S]*?\*\/\s*?(\s-)?\}\}/.exec(text.slice(inner))
    if (comment) {
      at = inner + comment[0].length
      trimNext = comment[1] !== undefined
      continue
    }
    const tokens: Token[] = []
    const start = inner
    let depth = 0
    for (;;) {
      if (/^\s+-\}\}/.test(text.slice(inner))) {
        inner += (/^\s+-\}\}/.exec(text.slice(inner)) as RegExpExecArray)[0].length
        trimNext = true
        break
      }
      if (text.startsWith('}}', inner)) {
        inner += 2
        trimNext = false
        break
      }
      if (inner >= text.length) throw new TemplateError(`template: output:${line}: unclosed action`)
      TOKEN.lastIndex = inner
      const match = TOKEN.exec(text)
      if (!match) throw new TemplateError(`template: output:${lineAt(inner)}: ${badLetter(text, inner)}`)
      const [kind] = Object.entries(match.groups ?? {}).find(([, value]) => value !== undefined) as [Token['kind'], string]
      if (match[0] === '(') depth++
      if (match[0] === ')' && --depth < 0) throw new TemplateError(`template: output:${line}: unexpected right paren`)
      tokens.push({ kind, text: match[0], at: inner })
      inner += match[0].length
    }
    if (depth > 0) throw new TemplateError(`template: output:${line}: unclosed left paren`)
    out.push({ tokens, source: text.slice(start, inner), line, at: open })
    at = inner
  }
  return out
}

function badLetter(text: string, at: number): string {
  const letter = String.fromCodePoint(text.codePointAt(at) as number)
  if (letter === '"') return 'unterminated quoted string'
  if (letter === '`') return 'unterminated raw quoted string'
  if (letter === "'") return 'unterminated character constant'
  const code = (letter.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')
  return `unexpected "${letter === '\\' ? '\\\\' : letter}" in operand`.replace(
    /^unexpected "([^\w\s"]|\\\\)" in operand$/,
    `unrecognized character in action: U+${code} '${letter}'`,
  )
}

class Parser {
  readonly #pieces: Piece[]
  readonly #functions: ReadonlySet<string>
  readonly #defined = new Map<string, Node[]>()
  #at = 0
  #line = 1
  #loops = 0
  #variables: string[] = ['$']

  constructor(list: Piece[], functions: ReadonlySet<string>) {
    this.#pieces = list
    this.#functions = functions
  }

  parse(): Template {
    const { nodes, end } = this.#list(0)
    if (end) throw this.#error(`unexpected {{${end}}}`)
    return { root: nodes, defined: this.#defined }
  }

  #error(message: string): TemplateError {
    return new TemplateError(`template: output:${this.#line}: ${message}`)
  }

  /** Nodes up to an `end` or `else`, which is handed back with what follows it. */
  #list(depth: number): { nodes: Node[]; end?: string; rest?: Tokens } {
    if (depth > MAX_DEPTH) throw this.#error('exceeded maximum nesting')
    const nodes: Node[] = []
    while (this.#at < this.#pieces.length) {
      const piece = this.#pieces[this.#at++] as Piece
      this.#line = piece.line
      if (piece.text !== undefined) {
        nodes.push({ type: 'text', text: piece.text })
        continue
      }
      const tokens = new Tokens(piece)
      const first = tokens.peek()
      if (first?.kind === 'word') {
        switch (first.text) {
          case 'end':
          case 'else':
            tokens.next()
            if (first.text === 'end' && tokens.peek()) throw this.#error(`unexpected ${described(tokens.peek())} in end`)
            return { nodes, end: first.text, rest: tokens }
          case 'if':
          case 'with':
          case 'range':
            tokens.next()
            nodes.push(this.#control(first.text, tokens, depth))
            continue
          case 'break':
          case 'continue':
            if (!this.#functions.has(first.text)) {
              if (this.#loops === 0) throw this.#error(`{{${first.text}}} outside {{range}}`)
              nodes.push({ type: first.text })
              continue
            }
            break
          case 'define':
          case 'block':
          case 'template':
            tokens.next()
            this.#named(first.text, tokens, nodes, depth)
            continue
        }
      }
      nodes.push({ type: 'action', pipe: this.#pipe(tokens, 'command', depth) })
    }
    return { nodes }
  }

  #control(type: 'if' | 'with' | 'range', tokens: Tokens, depth: number): Node {
    const known = this.#variables.length
    const pipe = this.#pipe(tokens, type, depth)
    if (type === 'range') this.#loops++
    const { nodes: body, end, rest } = this.#list(depth + 1)
    if (type === 'range') this.#loops--
    let otherwise: Node[] = []
    if (end === undefined) throw this.#error('unexpected EOF')
    if (end === 'else') {
      const next = rest?.peek()
      if (next && (next.text === 'if' || next.text === 'with') && type !== 'range') {
        rest?.next()
        otherwise = [this.#control(next.text as 'if', rest as Tokens, depth + 1)]
      } else {
        const more = this.#list(depth + 1)
        if (more.end === undefined) throw this.#error('unexpected EOF')
        if (more.end === 'else') throw this.#error('expected end; found {{else}}')
        otherwise = more.nodes
      }
    }
    this.#variables.length = known
    return { type, pipe, body, otherwise }
  }

  #named(type: 'define' | 'block' | 'template', tokens: Tokens, nodes: Node[], depth: number): void {
    const token = tokens.next()
    if (token?.kind !== 'string')
      throw this.#error(`unexpected ${described(token)} in ${type === 'define' ? 'define clause' : `${type} clause`}`)
    const name = unquote(token.text)
    const pipe = tokens.peek() ? this.#pipe(tokens, type, depth) : undefined
    if (type !== 'define') nodes.push({ type: 'template', name, at: token.at, ...(pipe ? { pipe } : {}) })
    if (type === 'template') return
    const variables = this.#variables
    this.#variables = ['$']
    const { nodes: body, end } = this.#list(depth + 1)
    this.#variables = variables
    if (end !== 'end') throw this.#error('unexpected EOF')
    this.#defined.set(name, body)
  }

  #pipe(tokens: Tokens, context: string, depth: number, close = ''): Pipe {
    if (depth > MAX_DEPTH) throw this.#error('exceeded maximum nesting')
    const start = tokens.position()
    const variables: string[] = []
    let assign = false
    const declaration = tokens.declaration(context === 'range')
    if (declaration) {
      variables.push(...declaration.names)
      assign = declaration.assign
      if (assign) for (const name of variables) this.#known(name)
    }
    const commands: Command[] = []
    for (;;) {
      commands.push(this.#command(tokens, depth, context))
      const next = tokens.peek()
      if (next?.text === '|') {
        tokens.next()
        if (tokens.peek()) continue
        break
      }
      if (next?.text === close && close) {
        tokens.next()
        break
      }
      if (!next) break
      throw this.#error(`unexpected ${described(next)} in ${context}`)
    }
    if (!assign) this.#variables.push(...variables)
    commands.slice(1).forEach(({ operands, source }) => {
      const [first] = operands
      if (first && ['constant', 'nil', 'dot'].includes(first.type))
        throw this.#error(`non executable command in pipeline stage ${commands.findIndex((one) => one.source === source) + 1}`)
    })
    return { variables, assign, commands, at: start, source: tokens.from(start) }
  }

  #known(name: string): void {
    if (!this.#variables.includes(name)) throw this.#error(`undefined variable ${JSON.stringify(name)}`)
  }

  #command(tokens: Tokens, depth: number, context: string): Command {
    const at = tokens.position()
    const operands: Operand[] = []
    for (;;) {
      const token = tokens.peek()
      if (!token || token.text === '|' || token.text === ')') break
      tokens.next()
      operands.push(this.#operand(token, tokens, depth, context))
    }
    if (operands.length === 0) throw this.#error(tokens.peek() ? 'empty command' : `missing value for ${context}`)
    return { operands, at, source: tokens.from(at) }
  }

  #operand(token: Token, tokens: Tokens, depth: number, context: string): Operand {
    switch (token.kind) {
      case 'field':
        return { type: 'field', ...tokens.chained(token.at), names: [token.text.slice(1), ...tokens.chain()] }
      case 'variable':
        this.#known(token.text)
        return { type: 'variable', name: token.text, ...tokens.chained(token.at), names: tokens.chain() }
      case 'string':
        return { type: 'constant', value: unquote(token.text) }
      case 'char':
        return { type: 'constant', value: unquote(`"${token.text.slice(1, -1)}"`).codePointAt(0), integer: true }
      case 'number': {
        const text = token.text.replaceAll('_', '')
        return { type: 'constant', value: Number(text), integer: /^[+-]?(0x[\da-f]+|\d+)$/i.test(text) }
      }
      case 'word':
        if (token.text === 'true' || token.text === 'false') return { type: 'constant', value: token.text === 'true' }
        if (token.text === 'nil') return { type: 'nil' }
        if (!this.#functions.has(token.text)) throw this.#error(`function ${JSON.stringify(token.text)} not defined`)
        return { type: 'function', name: token.text, at: token.at }
      default:
        if (token.text === '.') return { type: 'dot' }
        if (token.text === '(')
          return { type: 'pipe', pipe: this.#pipe(tokens, 'parenthesized pipeline', depth + 1, ')'), names: tokens.chain(), at: token.at }
        throw this.#error(`unexpected ${described(token)} in ${context === 'command' ? 'operand' : context}`)
    }
  }
}

/** The tokens of one action; spaces only count where fields follow a value directly. */
class Tokens {
  readonly #all: Token[]
  readonly #piece: Piece
  #at = 0

  constructor(piece: Piece) {
    this.#piece = piece
    this.#all = piece.tokens ?? []
  }

  #skip(): void {
    while (this.#all[this.#at]?.kind === 'space') this.#at++
  }

  peek(): Token | undefined {
    this.#skip()
    return this.#all[this.#at]
  }

  next(): Token | undefined {
    this.#skip()
    return this.#all[this.#at++]
  }

  position(): number {
    return this.peek()?.at ?? this.#piece.at
  }

  /** The source from an offset up to here. */
  from(at: number): string {
    return this.#all
      .slice(0, this.#at)
      .filter((token) => token.at >= at)
      .map(({ text, kind }) => (kind === 'space' ? ' ' : text))
      .join('')
      .trim()
  }

  /** Where messages say that a value with fields after it stands: at the first of these. */
  chained(at: number): { at: number } {
    const next = this.#all[this.#at]
    return { at: next?.kind === 'field' ? next.at : at }
  }

  /** `.a.b` right after a value. */
  chain(): string[] {
    const names: string[] = []
    while (this.#all[this.#at]?.kind === 'field') names.push((this.#all[this.#at++] as Token).text.slice(1))
    return names
  }

  /** `$x :=`, `$i, $x :=`, `$x =` */
  declaration(two: boolean): { names: string[]; assign: boolean } | undefined {
    const start = this.#at
    const names: string[] = []
    for (;;) {
      const token = this.next()
      if (token?.kind !== 'variable') break
      names.push(token.text)
      const mark = this.next()
      if (mark?.text === ':=' || mark?.text === '=') return { names, assign: mark.text === '=' }
      if (!(two && mark?.text === ',' && names.length === 1)) break
    }
    this.#at = start
    return undefined
  }
}

function described(token: Token | undefined): string {
  if (!token) return '"}}"'
  return token.kind === 'mark' || token.kind === 'space' ? JSON.stringify(token.text) : `<${token.text}>`
}

function unquote(text: string): string {
  const inner = text.slice(1, -1)
  return text[0] === '`' ? inner : goUnescaped(inner)
}
