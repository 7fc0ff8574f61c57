import type { Command } from '../../command.ts'
import { posix } from '../../regex/regex.ts'
import { RegexError } from '../../regex/syntax.ts'

class ExprError extends Error {}

const LEVELS = [['|'], ['&'], ['<', '<=', '=', '==', '!=', '>=', '>'], ['+', '-'], ['*', '/', '%'], [':']]

/** expr */
export const expr: Command = function* (io) {
  const words = io.args[0] === '--' ? io.args.slice(1) : io.args
  if (words.length === 0) return io.gnu ? yield* io.usage('missing operand', 2) : yield* io.fail('too few arguments', 2)
  let at = 0
  let depth = 0
  const integer = (text: string): bigint => {
    if (!/^-?\d+$/.test(text)) throw new ExprError('non-integer argument')
    return BigInt(text)
  }
  const empty = (text: string) => text === '' || /^-?0+$/.test(text)
  const matched = (text: string, pattern: string): string => {
    const regex = posix(`^\\(${pattern.replace(/^\^/, '')}\\)`, { extended: false })
    const match = regex.exec(text)
    if (regex.groups > 1) return match?.groups[2] ?? ''
    return String(match ? [...(match.groups[1] as string)].length : 0)
  }
  const operate = (left: string, operator: string, right: string): string => {
    switch (operator) {
      case '|':
        return empty(left) ? (right === '' ? '0' : right) : left
      case '&':
        return empty(left) || empty(right) ? '0' : left
      case ':':
        return matched(left, right)
      case '+':
        return String(integer(left) + integer(right))
      case '-':
        return String(integer(left) - integer(right))
      case '*':
        return String(integer(left) * integer(right))
      case '/':
      case '%':
        if (integer(right) === 0n) throw new ExprError('division by zero')
        return String(operator === '/' ? integer(left) / integer(right) : integer(left) % integer(right))
    }
    const numbers = /^-?\d+$/.test(left) && /^-?\d+$/.test(right)
    const [a, b]: [bigint | string, bigint | string] = numbers ? [BigInt(left), BigInt(right)] : [left, right]
    const yes =
      operator === '<'
        ? a < b
        : operator === '<='
          ? a <= b
          : operator === '>'
            ? a > b
            : operator === '>='
              ? a >= b
              : operator === '!='
                ? a !== b
                : a === b
    return yes ? '1' : '0'
  }
  const level = (index: number): string => {
    if (index === LEVELS.length) return primary()
    let left = level(index + 1)
    while (at < words.length && (LEVELS[index] as string[]).includes(words[at] as string)) {
      const operator = words[at++] as string
      left = operate(left, operator, level(index + 1))
    }
    return left
  }
  const primary = (): string => {
    const word = words[at]
    if (word === undefined) throw new ExprError(`syntax error: missing argument after ‘${words[at - 1]}’`)
    at++
    if (word === '(' && depth < 100) {
      depth++
      const value = level(0)
      depth--
      if (words[at] !== ')') throw new ExprError(`syntax error: expecting ')' after ‘${words[at - 1]}’`)
      at++
      return value
    }
    if (at < words.length) {
      if (word === 'length') return String([...level(LEVELS.length)].length)
      if (word === 'match') return matched(level(LEVELS.length), level(LEVELS.length))
      if (word === 'index') {
        const [text, letters] = [[...level(LEVELS.length)], level(LEVELS.length)]
        return String(text.findIndex((letter) => letters.includes(letter)) + 1)
      }
      if (word === 'substr') {
        const [text, from, size] = [level(LEVELS.length), Number(level(LEVELS.length)), Number(level(LEVELS.length))]
        return from > 0 && size > 0 ? [...text].slice(from - 1, from - 1 + size).join('') : ''
      }
    }
    return word
  }
  try {
    const value = level(0)
    if (at < words.length) throw new ExprError(`syntax error: unexpected argument ‘${words[at]}’`)
    yield* io.out(`${value}\n`)
    return empty(value) ? 1 : 0
  } catch (error) {
    if (!(error instanceof ExprError) && !(error instanceof RegexError)) throw error
    return yield* io.fail(io.gnu ? error.message : error.message.startsWith('syntax') ? 'syntax error' : error.message, 2)
  }
}
