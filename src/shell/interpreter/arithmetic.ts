import { ArithmeticError, ExpansionError } from './control.ts'

/** What arithmetic reads and writes. */
export interface ArithmeticContext {
  get(name: string, index: string | undefined): string | undefined
  set(name: string, index: string | undefined, value: string): void
  /** POSIX's operators alone, and variables that hold plain numbers: dash's */
  plain?: boolean
}

const MAX_DEPTH = 64
const BINARY: Record<string, number> = {
  '**': 13,
  '*': 12,
  '/': 12,
  '%': 12,
  '+': 11,
  '-': 11,
  '<<': 10,
  '>>': 10,
  '<': 9,
  '<=': 9,
  '>': 9,
  '>=': 9,
  '==': 8,
  '!=': 8,
  '&': 7,
  '^': 6,
  '|': 5,
  '&&': 4,
  '||': 3,
}
const TOKEN =
  /\s*(?:(\d+#[\w@]+|0[xX][\da-fA-F]+|\d\w*)|([A-Za-z_]\w*)|(<<=|>>=|\*\*|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[-+*/%<>=!~&|^?:(),[\]]))/y

/** what dash makes of all larger numbers */
const LARGEST = (1n << 63n) - 1n
const wrap = (value: bigint): bigint => BigInt.asIntN(64, value)

/** Evaluates shell arithmetic on 64-bit integers. Throws ExpansionError with bash's words (dash's where `plain`). */
export function evaluateArithmetic(expression: string, context: ArithmeticContext, depth = 0): bigint {
  const text = expression
  if (depth > MAX_DEPTH) throw new ArithmeticError(text, 'expression recursion level exceeded', text)
  const tokens: { text: string; kind: 'number' | 'name' | 'operator' | 'end'; at: number }[] = []
  TOKEN.lastIndex = 0
  for (let position = 0; ; ) {
    TOKEN.lastIndex = position
    const found = TOKEN.exec(text)
    if (!found) {
      const rest = text.slice(position).trimStart()
      if (rest !== '') fail('syntax error: invalid arithmetic operator', rest)
      tokens.push({ text: '', kind: 'end', at: text.length })
      break
    }
    const at = position + found[0].length - found[0].trimStart().length
    if (found[1] !== undefined) tokens.push({ text: found[1], kind: 'number', at })
    else if (found[2] !== undefined) tokens.push({ text: found[2], kind: 'name', at })
    else if (context.plain && /^(\*\*|\+\+|--)$/.test(found[3] as string)) {
      const letter = (found[3] as string)[0] as string
      tokens.push({ text: letter, kind: 'operator', at }, { text: letter, kind: 'operator', at: at + 1 })
    } else tokens.push({ text: found[3] as string, kind: 'operator', at })
    position = TOKEN.lastIndex
  }
  let at = 0
  let nesting = 0

  function fail(message: string, token: string): never {
    throw new ArithmeticError(message.startsWith('value') ? text.trim() : text, message, token)
  }
  const peek = () => tokens[at] as { text: string; kind: string; at: number }
  /** what is left; at the end the last token, as bash shows it */
  const rest = () => text.slice((peek().kind === 'end' && at > 0 ? (tokens[at - 1] as { at: number }) : peek()).at)
  const isOperator = (name: string) => peek().kind === 'operator' && peek().text === name

  function number(token: string): bigint {
    const based = /^(\d+)#(.+)$/.exec(token)
    let base = 10
    let digits = token
    if (based) {
      base = Number(based[1])
      digits = based[2] as string
      if (base < 2 || base > 64) fail('invalid arithmetic base', token)
    } else if (/^0x/i.test(token)) {
      base = 16
      digits = token.slice(2)
    } else if (/^0\d/.test(token)) {
      base = 8
      digits = token.slice(1)
    }
    let value = 0n
    for (const letter of digits) {
      const digit = /\d/.test(letter)
        ? Number(letter)
        : /[a-z]/.test(letter)
          ? letter.charCodeAt(0) - 87
          : /[A-Z]/.test(letter)
            ? letter.charCodeAt(0) - (base <= 36 ? 55 : 29)
            : letter === '@'
              ? 62
              : 63
      if (digit >= base) fail('value too great for base', token)
      value = value * BigInt(base) + BigInt(digit)
      value = context.plain && value > LARGEST ? LARGEST : wrap(value)
    }
    return value
  }

  function variable(name: string, index: string | undefined): bigint {
    const value = context.get(name, index)
    if (value === undefined || value.trim() === '') return 0n
    if (/^\s*-?\d{1,18}\s*$/.test(value) && !/^\s*-?0\d/.test(value)) return BigInt(value.trim())
    if (context.plain && !/^\s*[-+]?(0[xX][\da-fA-F]+|\d+)\s*$/.test(value)) throw new ExpansionError(`Illegal number: ${value}`)
    return evaluateArithmetic(value, context, depth + 1)
  }

  function subscript(): string | undefined {
    if (!isOperator('[')) return undefined
    const start = ++at
    let open = 1
    while (peek().kind !== 'end' && open > 0) {
      if (isOperator('[')) open++
      if (isOperator(']') && --open === 0) break
      at++
    }
    const inner = text.slice(tokens[start]?.at ?? 0, peek().at)
    at++
    return inner
  }

  function primary(skip: boolean): bigint {
    const token = peek()
    if (++nesting > 400) fail('expression recursion level exceeded', rest())
    try {
      if (token.kind === 'operator') {
        if (token.text === '(') {
          at++
          const value = comma(skip)
          if (!isOperator(')')) fail("missing `)'", rest())
          at++
          return value
        }
        if (token.text === '++' || token.text === '--') {
          at++
          const name = peek()
          if (name.kind !== 'name') {
            const value = primary(skip)
            return value
          }
          at++
          const index = subscript()
          const value = wrap(variable(name.text, index) + (token.text === '++' ? 1n : -1n))
          if (!skip) context.set(name.text, index, String(value))
          return value
        }
        if ('-+!~'.includes(token.text)) {
          at++
          const value = primary(skip)
          return token.text === '-'
            ? wrap(-value)
            : token.text === '+'
              ? value
              : token.text === '!'
                ? value === 0n
                  ? 1n
                  : 0n
                : wrap(~value)
        }
      }
      if (token.kind === 'number') {
        at++
        return number(token.text)
      }
      if (token.kind === 'name') {
        at++
        const index = subscript()
        if (isOperator('++') || isOperator('--')) {
          const value = variable(token.text, index)
          if (!skip) context.set(token.text, index, String(wrap(value + (peek().text === '++' ? 1n : -1n))))
          at++
          return value
        }
        const operator = peek()
        if (operator.kind === 'operator' && /^(=|[-+*/%&|^]=|<<=|>>=)$/.test(operator.text)) {
          at++
          const right = ternary(skip)
          if (skip) return 0n
          const value = operator.text === '=' ? right : binary(operator.text.slice(0, -1), variable(token.text, index), right)
          context.set(token.text, index, String(value))
          return value
        }
        return skip ? 0n : variable(token.text, index)
      }
      fail('syntax error: operand expected', rest())
    } finally {
      nesting--
    }
  }

  function binary(operator: string, left: bigint, right: bigint): bigint {
    switch (operator) {
      case '**': {
        if (right < 0n) fail('exponent less than 0', rest())
        let power = 1n
        for (let base = left, n = right; n > 0n; n >>= 1n, base = wrap(base * base)) if (n & 1n) power = wrap(power * base)
        return power
      }
      case '*':
        return wrap(left * right)
      case '/':
      case '%':
        if (right === 0n) fail('division by 0', rest() || '0')
        return wrap(operator === '/' ? left / right : left % right)
      case '+':
        return wrap(left + right)
      case '-':
        return wrap(left - right)
      case '<<':
        return wrap(left << (right & 63n))
      case '>>':
        return left >> (right & 63n)
      case '&':
        return left & right
      case '^':
        return left ^ right
      case '|':
        return left | right
    }
    const yes =
      operator === '<'
        ? left < right
        : operator === '<='
          ? left <= right
          : operator === '>'
            ? left > right
            : operator === '>='
              ? left >= right
              : operator === '=='
                ? left === right
                : left !== right
    return yes ? 1n : 0n
  }

  function operation(level: number, skip: boolean): bigint {
    let left = primary(skip)
    for (;;) {
      const token = peek()
      const power = token.kind === 'operator' ? (BINARY[token.text] ?? 0) : 0
      if (power < level || power === 0) return left
      at++
      if (token.text === '&&') {
        const right = operation(power + 1, skip || left === 0n)
        left = left !== 0n && right !== 0n ? 1n : 0n
      } else if (token.text === '||') {
        const right = operation(power + 1, skip || left !== 0n)
        left = left !== 0n || right !== 0n ? 1n : 0n
      } else {
        const start = peek().at
        const right = operation(token.text === '**' ? power : power + 1, skip)
        if (!skip && right === 0n && (token.text === '/' || token.text === '%')) fail('division by 0', text.slice(start))
        left = skip ? 0n : binary(token.text, left, right)
      }
    }
  }

  function ternary(skip: boolean): bigint {
    const test = operation(1, skip)
    if (!isOperator('?')) return test
    at++
    const yes = comma(skip || test === 0n)
    if (!isOperator(':')) fail("`:' expected for conditional expression", rest())
    at++
    const no = ternary(skip || test !== 0n)
    return test !== 0n ? yes : no
  }

  function comma(skip: boolean): bigint {
    let value = ternary(skip)
    while (!context.plain && isOperator(',')) {
      at++
      value = ternary(skip)
    }
    return value
  }

  if (peek().kind === 'end') return context.plain ? fail('syntax error: operand expected', '') : 0n
  const value = comma(false)
  if (peek().kind !== 'end') {
    const token = peek()
    fail(token.text === '=' ? 'attempted assignment to non-variable' : 'syntax error in expression', rest())
  }
  return value
}
