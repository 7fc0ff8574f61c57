import { FUNCTIONS, type Token, tokenize } from './tokens.ts'
import { AwkError, type AwkFunction, type AwkProgram, type Expression, type Rule, type Statement } from './tree.ts'

const COMPARISONS = new Set(['<', '<=', '==', '!=', '>', '>='])
const ASSIGNMENTS = new Set(['=', '+=', '-=', '*=', '/=', '%=', '^='])

/** Parses an awk program. Throws AwkError in mawk's words. */
export function parseAwk(source: string): AwkProgram {
  const tokens = tokenize(source)
  let at = 0
  let depth = 0
  /** > is a redirection and `in` belongs to `for` */
  let noGreater = false
  let noIn = false
  const rules: Rule[] = []
  const functions = new Map<string, AwkFunction>()

  const peek = () => tokens[at] as Token
  const is = (text: string) =>
    peek().text === text && (peek().kind === 'operator' || peek().kind === 'keyword' || peek().kind === 'newline')
  /** inside a rule of records, not of BEGIN, END or a function */
  let inRecord = true
  let improper: AwkProgram['improper']
  function fail(): never {
    const token = peek()
    if (token.kind === 'end' || (token.kind === 'newline' && at >= tokens.length - 2))
      throw new AwkError(`line ${token.line}: syntax error at or near end of file`)
    throw new AwkError(`line ${token.line}: syntax error at or near ${token.kind === 'newline' ? 'end of line' : token.text}`)
  }
  const take = (text: string): boolean => {
    if (!is(text)) return false
    at++
    return true
  }
  const need = (text: string) => {
    if (!take(text)) {
      if (text === '}' && tokens.slice(at).every(({ kind }) => kind === 'newline' || kind === 'end'))
        throw new AwkError(`line ${(tokens.at(-1) as Token).line + 1}: missing } near end of file`)
      if (text === ')' && (peek().text === '}' || peek().kind === 'newline'))
        throw new AwkError(`line ${peek().line}: missing ) near ${peek().kind === 'newline' ? 'end of line' : peek().text}`)
      fail()
    }
  }
  const newlines = () => {
    while (peek().kind === 'newline') at++
  }
  const terminators = () => {
    while (peek().kind === 'newline' || is(';')) at++
  }

  // ── expressions, loosest first ──

  function expression(): Expression {
    if (++depth > 200) throw new AwkError(`line ${peek().line}: expression is nested too deeply`)
    const left = conditional()
    const operator = peek()
    let result = left
    if (
      operator.kind === 'operator' &&
      ASSIGNMENTS.has(operator.text) &&
      (left.type === 'name' || left.type === 'field' || left.type === 'index')
    ) {
      at++
      newlines()
      result = { type: 'assign', operator: operator.text, target: left, value: expression() }
    }
    depth--
    return result
  }

  function conditional(): Expression {
    const test = or()
    if (!take('?')) return test
    newlines()
    const yes = expression()
    newlines()
    need(':')
    newlines()
    return { type: 'conditional', test, yes, no: expression() }
  }

  function or(): Expression {
    let left = and()
    while (take('||')) {
      newlines()
      left = { type: 'logical', operator: '||', left, right: and() }
    }
    return left
  }

  function and(): Expression {
    let left = membership()
    while (take('&&')) {
      newlines()
      left = { type: 'logical', operator: '&&', left, right: membership() }
    }
    return left
  }

  function membership(): Expression {
    let left = matching()
    while (!noIn && is('in')) {
      at++
      left = { type: 'in', keys: left.type === 'group' ? left.items : [left], name: peek().text }
      at++
    }
    return left
  }

  function matching(): Expression {
    let left = comparison()
    while (is('~') || is('!~')) {
      const negated = peek().text === '!~'
      at++
      left = { type: 'match', negated, left, right: comparison() }
    }
    return left
  }

  function comparison(): Expression {
    const left = concatenation()
    const { kind, text } = peek()
    if (kind === 'operator' && COMPARISONS.has(text) && !(text === '>' && noGreater)) {
      at++
      return { type: 'binary', operator: text, left, right: concatenation() }
    }
    return pipedGetline(left)
  }

  function pipedGetline(left: Expression): Expression {
    let result = left
    while (is('|') && tokens[at + 1]?.text === 'getline' && tokens[at + 1]?.kind === 'keyword') {
      at += 2
      result = { type: 'getline', from: 'command', source: result, ...target() }
    }
    return result
  }

  /** May a value begin here, to be joined to what stands before it? */
  function valueFollows(): boolean {
    const { kind, text } = peek()
    if (kind === 'number' || kind === 'string' || kind === 'regex' || kind === 'name' || kind === 'call' || kind === 'builtin') return true
    if (kind === 'operator')
      return text === '$' || text === '!' || text === '(' || text === '-' || text === '+' || text === '++' || text === '--'
    return false
  }

  function concatenation(): Expression {
    let left = additive()
    while (valueFollows() && !is('!')) {
      if (is('+') || is('-')) break
      left = { type: 'binary', operator: ' ', left, right: additive() }
    }
    return left
  }

  function additive(): Expression {
    let left = multiplicative()
    while (is('+') || is('-')) {
      const operator = peek().text
      at++
      left = { type: 'binary', operator, left, right: multiplicative() }
    }
    return left
  }

  function multiplicative(): Expression {
    let left = unary()
    while (is('*') || is('/') || is('%')) {
      const operator = peek().text
      at++
      left = { type: 'binary', operator, left, right: unary() }
    }
    return left
  }

  function unary(): Expression {
    const { text } = peek()
    if (is('!') || is('-') || is('+')) {
      at++
      if (++depth > 200) fail()
      const of = unary()
      depth--
      return { type: 'unary', operator: text as '!', of }
    }
    return power()
  }

  function power(): Expression {
    const left = postfix()
    if (!take('^')) return left
    // right-associative, and its exponent may be negative
    const right: Expression = is('-') || is('+') || is('!') ? unary() : power()
    return { type: 'binary', operator: '^', left, right }
  }

  function postfix(): Expression {
    const left = primary()
    if ((left.type === 'name' || left.type === 'field' || left.type === 'index') && (is('++') || is('--'))) {
      const by = peek().text === '++' ? 1 : -1
      at++
      return { type: 'step', by, prefix: false, target: left }
    }
    return left
  }

  function list(close: string): Expression[] {
    const items: Expression[] = []
    newlines()
    while (!is(close)) {
      if (close === ')' && is('}')) need(close)
      items.push(expression())
      newlines()
      if (!take(',')) break
      newlines()
    }
    need(close)
    return items
  }

  function inParentheses<T>(read: () => T): T {
    const before = [noGreater, noIn] as const
    noGreater = false
    noIn = false
    const result = read()
    ;[noGreater, noIn] = before
    return result
  }

  function target(): { target?: Expression } {
    const { kind } = peek()
    if (kind === 'name' || is('$')) return { target: primary() }
    return {}
  }

  function primary(): Expression {
    const token = peek()
    at++
    switch (token.kind) {
      case 'number':
        return { type: 'number', value: Number(token.text) }
      case 'string':
        return { type: 'string', value: token.text }
      case 'regex':
        return { type: 'regex', source: token.text }
      case 'call':
        need('(')
        return { type: 'call', name: token.text, args: inParentheses(() => list(')')), own: true }
      case 'builtin': {
        const args = is('(') ? (at++, inParentheses(() => list(')'))) : []
        const [least, most] = FUNCTIONS.get(token.text) as readonly [number, number]
        if (args.length < least || args.length > most)
          throw new AwkError(`line ${token.line}: wrong number of arguments in call to ${token.text}`)
        return { type: 'call', name: token.text, args, own: false }
      }
      case 'name':
        if (!is('[')) return { type: 'name', name: token.text }
        at++
        return { type: 'index', name: token.text, keys: inParentheses(() => list(']')) }
      case 'keyword':
        if (token.text === 'getline') {
          const into = target()
          if (take('<')) return { type: 'getline', from: 'file', source: primary(), ...into }
          return { type: 'getline', from: 'input', ...into }
        }
        break
      case 'operator':
        if (token.text === '$') {
          if (is('++') || is('--')) return { type: 'field', of: primary() }
          return { type: 'field', of: is('-') ? unary() : primary() }
        }
        if (token.text === '++' || token.text === '--')
          return { type: 'step', by: token.text === '++' ? 1 : -1, prefix: true, target: primary() }
        if (token.text === '-' || token.text === '+' || token.text === '!') {
          at--
          return unary()
        }
        if (token.text === '(') {
          const items = inParentheses(() => list(')'))
          if (items.length === 0) break
          return { type: 'group', items }
        }
    }
    at--
    return fail()
  }

  // ── statements ──

  function simple(): Statement {
    const token = peek()
    if (token.kind === 'keyword') {
      if (token.text === 'print' || token.text === 'printf') {
        at++
        noGreater = true
        const args: Expression[] = []
        if (!/^(?:;|\}|>|>>|\|)$/.test(peek().text) && peek().kind !== 'newline') {
          args.push(expression())
          while (take(',')) {
            newlines()
            args.push(expression())
          }
        }
        noGreater = false
        const flat = args.length === 1 && args[0]?.type === 'group' ? args[0].items : args
        const to = is('>') || is('>>') || is('|') ? (peek().text as '>') : undefined
        if (!to) return { type: 'print', format: token.text === 'printf', args: flat }
        at++
        return { type: 'print', format: token.text === 'printf', args: flat, to, target: concatenation() }
      }
      if (token.text === 'delete') {
        at++
        const name = peek().text
        at++
        return take('[') ? { type: 'delete', name, keys: inParentheses(() => list(']')) } : { type: 'delete', name }
      }
    }
    return { type: 'expression', value: expression() }
  }

  function body(): Statement {
    newlines()
    if (take(';')) return { type: 'block', body: [] }
    return statement()
  }

  function end(): void {
    if (peek().kind === 'newline' || is(';')) {
      at++
      return
    }
    if (!is('}') && peek().kind !== 'end') fail()
  }

  function statement(): Statement {
    if (++depth > 200) fail()
    const result = anyStatement()
    depth--
    return result
  }

  function anyStatement(): Statement {
    if (take('{')) {
      const list: Statement[] = []
      for (terminators(); !is('}'); terminators()) {
        if (peek().kind === 'end') need('}')
        list.push(statement())
      }
      at++
      return { type: 'block', body: list }
    }
    const token = peek()
    if (token.kind === 'keyword') {
      switch (token.text) {
        case 'if': {
          at++
          need('(')
          const test = inParentheses(expression)
          need(')')
          const yes = body()
          const mark = at
          terminators()
          if (take('else')) return { type: 'if', test, yes, no: body() }
          at = mark
          return { type: 'if', test, yes }
        }
        case 'while': {
          at++
          need('(')
          const test = inParentheses(expression)
          need(')')
          return { type: 'while', test, body: body(), first: false }
        }
        case 'do': {
          at++
          const inner = body()
          terminators()
          need('while')
          need('(')
          const test = inParentheses(expression)
          need(')')
          end()
          return { type: 'while', test, body: inner, first: true }
        }
        case 'for':
          return loop()
        case 'break':
        case 'continue':
        case 'next':
        case 'nextfile':
          if (!inRecord && token.text.startsWith('next')) improper ??= { line: token.line, word: token.text }
          at++
          end()
          return { type: token.text }
        case 'exit':
        case 'return': {
          at++
          const empty = peek().kind === 'newline' || is(';') || is('}') || peek().kind === 'end'
          const value = empty ? undefined : expression()
          end()
          return value ? { type: token.text, value } : { type: token.text }
        }
      }
    }
    const result = simple()
    end()
    return result
  }

  function loop(): Statement {
    at++
    need('(')
    if (peek().kind === 'name' && tokens[at + 1]?.text === 'in' && tokens[at + 3]?.text === ')') {
      const name = peek().text
      const of = (tokens[at + 2] as Token).text
      at += 4
      return { type: 'each', name, of, body: body() }
    }
    const result: Statement & { type: 'for' } = { type: 'for', body: { type: 'block', body: [] } }
    if (!is(';')) result.start = simple()
    need(';')
    newlines()
    if (!is(';')) result.test = expression()
    need(';')
    newlines()
    if (!is(')')) result.step = simple()
    need(')')
    result.body = body()
    return result
  }

  for (terminators(); peek().kind !== 'end'; terminators()) {
    if (take('function')) {
      const name = peek().text
      at++
      need('(')
      const parameters: string[] = []
      while (!is(')')) {
        newlines()
        parameters.push(peek().text)
        at++
        if (!take(',')) break
      }
      need(')')
      newlines()
      inRecord = false
      functions.set(name, { parameters, body: statement() })
      inRecord = true
      continue
    }
    if (is('BEGIN') || is('END')) {
      const pattern = peek().text as 'BEGIN'
      at++
      if (!is('{')) fail()
      inRecord = false
      rules.push({ pattern, body: statement() })
      inRecord = true
      continue
    }
    if (is('{')) {
      rules.push({ pattern: undefined, body: statement() })
      continue
    }
    const first = expression()
    let pattern: Rule['pattern'] = first
    if (take(',')) {
      newlines()
      pattern = [first, expression()]
    }
    rules.push({ pattern, body: is('{') ? statement() : undefined })
  }
  return improper ? { rules, functions, improper } : { rules, functions }
}
