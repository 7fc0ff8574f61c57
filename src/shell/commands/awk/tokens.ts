import { AwkError } from './tree.ts'

export interface Token {
  kind: 'number' | 'string' | 'regex' | 'name' | 'call' | 'builtin' | 'keyword' | 'operator' | 'newline' | 'end'
  text: string
  line: number
  /** blanks stand before it */
  spaced: boolean
}

const KEYWORDS = new Set([
  'BEGIN',
  'END',
  'function',
  'func',
  'if',
  'else',
  'while',
  'for',
  'do',
  'break',
  'continue',
  'next',
  'nextfile',
  'exit',
  'return',
  'delete',
  'in',
  'getline',
  'print',
  'printf',
])

/** Functions and the least and most arguments they take. */
export const FUNCTIONS = new Map<string, readonly [number, number]>([
  ['length', [0, 1]],
  ['substr', [2, 3]],
  ['index', [2, 2]],
  ['split', [2, 3]],
  ['sub', [2, 3]],
  ['gsub', [2, 3]],
  ['match', [2, 3]],
  ['sprintf', [1, 100]],
  ['sin', [1, 1]],
  ['cos', [1, 1]],
  ['atan2', [2, 2]],
  ['exp', [1, 1]],
  ['log', [1, 1]],
  ['sqrt', [1, 1]],
  ['int', [1, 1]],
  ['rand', [0, 0]],
  ['srand', [0, 1]],
  ['tolower', [1, 1]],
  ['toupper', [1, 1]],
  ['system', [1, 1]],
  ['close', [1, 2]],
  ['fflush', [0, 1]],
  ['systime', [0, 0]],
  ['strftime', [0, 3]],
  ['gensub', [3, 4]],
  ['and', [2, 2]],
  ['or', [2, 2]],
  ['xor', [2, 2]],
  ['lshift', [2, 2]],
  ['rshift', [2, 2]],
])

const OPERATORS = /^(?:\*\*=|&&|\|\||\*\*|\+\+|--|\+=|-=|\*=|\/=|%=|\^=|==|<=|>=|!=|!~|>>|[-+*/%^!<>|?:~$=(){}[\];,])/

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v', '\\': '\\', '"': '"', '/': '/' }

/** Carries out the escapes of a string literal. */
export function awkString(text: string): string {
  return text.replace(
    /\\(?:([0-7]{1,3})|x([0-9A-Fa-f]{1,2})|([^]))/g,
    (whole, octal: string | undefined, hex: string | undefined, letter: string) =>
      hex !== undefined
        ? String.fromCharCode(Number.parseInt(hex, 16))
        : octal !== undefined
          ? String.fromCharCode(Number.parseInt(octal, 8))
          : Object.hasOwn(ESCAPES, letter)
            ? (ESCAPES[letter] as string)
            : letter === '\n'
              ? ''
              : whole,
  )
}

export function tokenize(source: string): Token[] {
  const tokens: Token[] = []
  let line = 1
  let at = 0
  let spaced = false
  const push = (kind: Token['kind'], text: string) => {
    tokens.push({ kind, text, line, spaced })
    spaced = false
  }
  while (at < source.length) {
    const rest = source.slice(at, at + 400)
    const letter = rest[0] as string
    if (letter === ' ' || letter === '\t' || letter === '\r') {
      spaced = true
      at++
    } else if (letter === '\n') {
      push('newline', '\n')
      line++
      at++
    } else if (letter === '\\' && /^\\\r?\n/.test(rest)) {
      at += rest[1] === '\r' ? 3 : 2
      line++
      spaced = true
    } else if (letter === '#') {
      while (at < source.length && source[at] !== '\n') at++
    } else if (letter === '"') {
      let end = at + 1
      while (end < source.length && source[end] !== '"' && source[end] !== '\n') end += source[end] === '\\' ? 2 : 1
      if (source[end] !== '"') throw new AwkError(`line ${line}: runaway string constant ${source.slice(at, at + 20)} ...`)
      push('string', awkString(source.slice(at + 1, end)))
      at = end + 1
    } else if (letter === '/' && regexMayFollow(tokens.at(-1))) {
      let end = at + 1
      let bracket = false
      while (end < source.length && (bracket || source[end] !== '/') && source[end] !== '\n') {
        if (source[end] === '\\') end++
        else if (source[end] === '[') bracket = true
        else if (source[end] === ']') bracket = false
        end++
      }
      if (source[end] !== '/') throw new AwkError(`line ${line}: runaway regular expression /${source.slice(at + 1, at + 20)} ...`)
      push('regex', source.slice(at + 1, end).replaceAll('\\/', '/'))
      at = end + 1
    } else if (/[\d.]/.test(letter) && /^(?:\d|\.\d)/.test(rest)) {
      const number = /^(?:0[xX][0-9a-fA-F]+|\d*\.?\d*(?:[eE][-+]?\d+)?)/.exec(rest)?.[0] as string
      push('number', number)
      at += number.length
    } else if (/[A-Za-z_]/.test(letter)) {
      const name = /^\w+/.exec(rest)?.[0] as string
      push(
        KEYWORDS.has(name) ? 'keyword' : FUNCTIONS.has(name) ? 'builtin' : source[at + name.length] === '(' ? 'call' : 'name',
        name === 'func' ? 'function' : name,
      )
      at += name.length
    } else {
      const operator = OPERATORS.exec(rest)?.[0]
      if (operator === undefined) throw new AwkError(`line ${line}: syntax error at or near ${letter}`)
      push('operator', operator === '**' ? '^' : operator === '**=' ? '^=' : operator)
      at += operator.length
    }
  }
  push('newline', '\n')
  push('end', '')
  return tokens
}

/** A slash begins a regex where a value may begin. */
function regexMayFollow(token: Token | undefined): boolean {
  if (!token) return true
  if (token.kind === 'number' || token.kind === 'string' || token.kind === 'name' || token.kind === 'builtin' || token.kind === 'regex')
    return false
  return !(token.kind === 'operator' && /^(?:\)|\]|\$|\+\+|--)$/.test(token.text))
}
