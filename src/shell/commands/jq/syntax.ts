import { type Filter, JqSyntaxError, type Pattern } from './tree.ts'

interface Token {
  kind: 'number' | 'text' | 'field' | 'name' | 'variable' | 'format' | 'operator' | 'end'
  text: string
  parts?: (string | Filter)[]
}

const KEYWORDS = new Set([
  'def',
  'if',
  'then',
  'elif',
  'else',
  'end',
  'as',
  'reduce',
  'foreach',
  'try',
  'catch',
  'and',
  'or',
  'import',
  'include',
  'label',
  '__loc__',
])
const TOKEN =
  /\s*(?:(#[^\n]*)|(\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)|(\.[A-Za-z_]\w*)|(\$__loc__|\$[A-Za-z_]\w*)|(@\w+)|([A-Za-z_][\w]*(?:::\w+)*)|(\?\/\/=?|\|=|\/\/=|==|!=|<=|>=|\+=|-=|\*=|\/=|%=|\/\/|\.\.|[|,.[\](){}:;=<>+\-*/%?"]))/y

const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '/': '/', '\\': '\\', '"': '"' }

/** Binary operators by binding power; `//` and assignments bind to the right. */
const POWER: Record<string, number> = {
  '//': 2,
  '=': 3,
  '|=': 3,
  '+=': 3,
  '-=': 3,
  '*=': 3,
  '/=': 3,
  '%=': 3,
  '//=': 3,
  or: 4,
  and: 5,
  '==': 6,
  '!=': 6,
  '<': 6,
  '<=': 6,
  '>': 6,
  '>=': 6,
  '+': 7,
  '-': 7,
  '*': 8,
  '/': 8,
  '%': 8,
}

/** Parses a jq program. Throws JqSyntaxError. */
export function parseJq(source: string): Filter {
  let at = 0
  let depth = 0
  let token: Token = { kind: 'end', text: '' }

  function fail(what = token.kind === 'end' ? '$end' : token.text): never {
    throw new JqSyntaxError(`syntax error, unexpected ${what} (Unix shell quoting issues?) at <top-level>, line 1:\n${source}`)
  }

  function advance(): Token {
    const before = token
    for (;;) {
      TOKEN.lastIndex = at
      const found = TOKEN.exec(source)
      if (!found) {
        if (source.slice(at).trim() !== '') fail('INVALID_CHARACTER')
        token = { kind: 'end', text: '' }
        return before
      }
      at = TOKEN.lastIndex
      if (found[1] !== undefined) continue
      if (found[2] !== undefined) token = { kind: 'number', text: found[2] }
      else if (found[3] !== undefined) token = { kind: 'field', text: found[3].slice(1) }
      else if (found[4] !== undefined) token = { kind: 'variable', text: found[4].slice(1) }
      else if (found[5] !== undefined) token = { kind: 'format', text: found[5] }
      else if (found[6] !== undefined) token = { kind: 'name', text: found[6] }
      else if (found[7] === '"') token = { kind: 'text', text: '"', parts: text() }
      else token = { kind: 'operator', text: found[7] as string }
      return before
    }
  }

  /** A string literal behind its first quote, with what is interpolated. */
  function text(): (string | Filter)[] {
    const parts: (string | Filter)[] = []
    let plain = ''
    for (;;) {
      const letter = source[at++]
      if (letter === undefined) fail('QQSTRING_START')
      if (letter === '"') break
      if (letter !== '\\') {
        plain += letter
        continue
      }
      const next = source[at++] ?? ''
      if (next === '(') {
        const outer = token
        if (plain !== '') parts.push(plain)
        plain = ''
        advance()
        parts.push(pipe())
        if (!(token.kind === 'operator' && token.text === ')')) fail()
        token = outer
      } else if (next === 'u') {
        plain += String.fromCharCode(Number.parseInt(source.slice(at, at + 4), 16))
        at += 4
      } else plain += ESCAPES[next] ?? next
    }
    if (plain !== '' || parts.length === 0) parts.push(plain)
    return parts
  }

  const kind = (): Token['kind'] => token.kind
  const is = (name: string) => (token.kind === 'operator' || token.kind === 'name') && token.text === name
  const take = (name: string): boolean => {
    if (!is(name)) return false
    advance()
    return true
  }
  const need = (name: string) => {
    if (!take(name)) fail()
  }

  function pipe(): Filter {
    if (++depth > 200) fail('nesting')
    if (is('def')) {
      const definition = define()
      depth--
      return definition
    }
    if (is('label')) {
      const body = label()
      depth--
      return body
    }
    let left = comma()
    if (take('|')) left = { type: 'pipe', left, right: pipe() }
    depth--
    return left
  }

  /** `label $name | body` */
  function label(): Filter {
    advance()
    if (kind() !== 'variable') fail()
    const name = advance().text
    need('|')
    return { type: 'label', name, body: pipe() }
  }

  function define(): Filter {
    advance()
    const name = advance().text
    const parameters: string[] = []
    if (take('(')) {
      do {
        parameters.push(kind() === 'variable' ? `$${token.text}` : token.text)
        advance()
      } while (take(';'))
      need(')')
    }
    need(':')
    const definition = pipe()
    need(';')
    const body: Filter = token.kind === 'end' || is(')') || is('|') ? { type: 'identity' } : pipe()
    return { type: 'define', name, parameters, definition, body }
  }

  function comma(): Filter {
    let left = binary(2)
    while (take(',')) left = { type: 'comma', left, right: binary(2) }
    return left
  }

  function binary(least: number): Filter {
    let left = postfix()
    for (;;) {
      const operator = token.text
      const power =
        token.kind === 'operator' || token.kind === 'name' ? (Object.hasOwn(POWER, operator) ? (POWER[operator] as number) : 0) : 0
      if (power < least || power === 0) return left
      advance()
      if (operator === '//') left = { type: 'alternative', left, right: binary(power) }
      else if (power === 3) left = { type: 'assign', operator, target: left, value: binary(2) }
      else left = { type: 'binary', operator, left, right: binary(power + 1) }
    }
  }

  function postfix(): Filter {
    let value = primary()
    for (;;) {
      if (token.kind === 'field') value = { type: 'index', of: value, key: { type: 'literal', value: advance().text } }
      else if (is('.') && /^\s*["[]/.test(source.slice(at))) {
        advance()
        if (kind() === 'text') value = { type: 'index', of: value, key: textFilter() }
      } else if (is('[')) value = brackets(value)
      else if (take('?')) value = { type: 'try', body: value, handler: undefined, quiet: true }
      else if (is('as') && value.type !== 'bind') return bound(value)
      else return value
    }
  }

  /** `source as $x | body` binds tighter than a comma before it. */
  function bound(source: Filter): Filter {
    advance()
    const shape = pattern()
    need('|')
    return { type: 'bind', source, pattern: shape, body: pipe() }
  }

  function brackets(of: Filter): Filter {
    need('[')
    if (take(']')) return { type: 'iterate', of }
    if (take(':')) {
      const to = pipe()
      need(']')
      return { type: 'slice', of, from: undefined, to }
    }
    const key = pipe()
    if (take(':')) {
      const to = is(']') ? undefined : pipe()
      need(']')
      return { type: 'slice', of, from: key, to }
    }
    need(']')
    return { type: 'index', of, key }
  }

  function textFilter(format?: string): Filter {
    const parts = advance().parts as (string | Filter)[]
    if (parts.length === 1 && typeof parts[0] === 'string') return { type: 'literal', value: parts[0] }
    return { type: 'text', parts, format }
  }

  function pattern(): Pattern {
    if (kind() === 'variable') return { type: 'name', name: advance().text }
    if (take('[')) {
      const items: Pattern[] = []
      do items.push(pattern())
      while (take(','))
      need(']')
      return { type: 'array', items }
    }
    need('{')
    const entries: [Filter, Pattern][] = []
    do {
      if (kind() === 'variable') {
        const name = advance().text
        entries.push([{ type: 'literal', value: name }, take(':') ? pattern() : { type: 'name', name }])
        continue
      }
      const key: Filter = kind() === 'text' ? textFilter() : is('(') ? primary() : { type: 'literal', value: advance().text }
      need(':')
      entries.push([key, pattern()])
    } while (take(','))
    need('}')
    return { type: 'object', entries }
  }

  function object(): Filter {
    need('{')
    const entries: [Filter, Filter][] = []
    while (!is('}')) {
      let key: Filter
      let shorthand: Filter | undefined
      if (kind() === 'variable') {
        const name = advance().text
        key = { type: 'literal', value: name }
        shorthand = { type: 'variable', name }
      } else if (kind() === 'text') {
        key = textFilter()
        shorthand = { type: 'index', of: { type: 'identity' }, key }
      } else if (token.kind === 'format') {
        const format = advance().text
        key = kind() === 'text' ? textFilter(format) : { type: 'format', name: format }
      } else if (take('(')) {
        key = pipe()
        need(')')
      } else if (token.kind === 'name' || token.kind === 'number') {
        const name = advance().text
        key = { type: 'literal', value: name }
        shorthand = { type: 'index', of: { type: 'identity' }, key }
      } else fail()
      let value: Filter
      if (take(':')) {
        value = objectValue()
      } else if (shorthand) value = shorthand
      else fail()
      entries.push([key, value])
      if (!take(',')) break
    }
    need('}')
    return { type: 'object', entries }
  }

  function objectValue(): Filter {
    let left = binary(2)
    while (take('|')) left = { type: 'pipe', left, right: binary(2) }
    return left
  }

  function primary(): Filter {
    if (++depth > 400) fail('nesting')
    const value = primaryInner()
    depth--
    return value
  }

  function primaryInner(): Filter {
    switch (token.kind) {
      case 'number':
        return { type: 'literal', value: Number(advance().text) }
      case 'text':
        return textFilter()
      case 'format': {
        const name = advance().text
        return kind() === 'text' ? textFilter(name) : { type: 'format', name }
      }
      case 'field':
        return { type: 'index', of: { type: 'identity' }, key: { type: 'literal', value: advance().text } }
      case 'variable':
        return { type: 'variable', name: advance().text }
      case 'operator':
        if (take('.')) {
          if (kind() === 'text') return { type: 'index', of: { type: 'identity' }, key: textFilter() }
          return is('[') ? brackets({ type: 'identity' }) : { type: 'identity' }
        }
        if (take('..')) return { type: 'recurse' }
        if (take('-')) return { type: 'negate', of: postfix() }
        if (take('(')) {
          const inner = pipe()
          need(')')
          return inner
        }
        if (take('[')) {
          if (take(']')) return { type: 'array', of: undefined }
          const inner = pipe()
          need(']')
          return { type: 'array', of: inner }
        }
        if (is('{')) return object()
        return fail()
      case 'name':
        return named()
      default:
        return fail()
    }
  }

  function named(): Filter {
    const name = advance().text
    switch (name) {
      case 'if': {
        const test = pipe()
        need('then')
        const yes = pipe()
        let no: Filter | undefined
        if (is('elif')) {
          token = { kind: 'name', text: 'if' }
          no = named()
          return { type: 'if', test, yes, no }
        }
        if (take('else')) no = pipe()
        need('end')
        return { type: 'if', test, yes, no }
      }
      case 'try': {
        const body = postfix()
        return { type: 'try', body, handler: take('catch') ? postfix() : undefined, quiet: false }
      }
      case 'reduce':
      case 'foreach': {
        const source = postfixWithoutAs()
        need('as')
        const shape = pattern()
        need('(')
        const start = pipe()
        need(';')
        const update = pipe()
        const extract = name === 'foreach' && take(';') ? pipe() : undefined
        need(')')
        return { type: name, source, pattern: shape, start, update, extract }
      }
      case 'break':
        if (kind() !== 'variable') return fail()
        return { type: 'break', name: advance().text }
      case 'def':
        return fail('def')
      case 'true':
        return { type: 'literal', value: true }
      case 'false':
        return { type: 'literal', value: false }
      case 'null':
        return { type: 'literal', value: null }
    }
    if (KEYWORDS.has(name)) return fail(name)
    const args: Filter[] = []
    if (take('(')) {
      do args.push(pipe())
      while (take(';'))
      need(')')
    }
    return { type: 'call', name, args }
  }

  function postfixWithoutAs(): Filter {
    let value = primary()
    for (;;) {
      if (token.kind === 'field') value = { type: 'index', of: value, key: { type: 'literal', value: advance().text } }
      else if (is('[')) value = brackets(value)
      else if (take('?')) value = { type: 'try', body: value, handler: undefined, quiet: true }
      else return value
    }
  }

  advance()
  if (token.kind === 'end') return { type: 'identity' }
  const program = pipe()
  if (kind() !== 'end') fail()
  return program
}
