import { goQuote } from '../../../cluster/api/go-syntax.ts'
import { Int, textOf, typeName } from './functions.ts'

/** Fields wider than this are cut: a template cannot fill the memory. */
const WIDEST = 1_000

/** Go's Sprintf. */
export function goFormat(format: string, args: readonly unknown[]): string {
  let at = 0
  let out = ''
  let rest = format
  for (let match = /%([-+# 0]*)(\d+|\*)?(?:\.(\d*))?(.)?/u.exec(rest); match; match = /%([-+# 0]*)(\d+|\*)?(?:\.(\d*))?(.)?/u.exec(rest)) {
    out += rest.slice(0, match.index)
    rest = rest.slice(match.index + match[0].length)
    const [, flags = '', width, precision, verb] = match
    if (verb === undefined) {
      out += '%!(NOVERB)'
      continue
    }
    if (verb === '%') {
      out += '%'
      continue
    }
    if (at >= args.length) {
      out += `%!${verb}(MISSING)`
      continue
    }
    const text = formatted(verb, flags, precision === undefined ? undefined : Number(precision), args[at++])
    const wanted = Math.min(Number(width ?? 0) || 0, WIDEST)
    if (flags.includes('-')) out += text.padEnd(wanted)
    else if (flags.includes('0') && /^[+-]?\d/.test(text)) {
      const sign = /^[+-]/.exec(text)?.[0] ?? ''
      out += sign + text.slice(sign.length).padStart(wanted - sign.length, '0')
    } else out += text.padStart(wanted)
  }
  out += rest
  if (at < args.length)
    out += `%!(EXTRA ${args
      .slice(at)
      .map((arg) => `${typeName(arg)}=${textOf(arg)}`)
      .join(', ')})`
  return out
}

function formatted(verb: string, flags: string, precision: number | undefined, value: unknown): string {
  const bad = `%!${verb}(${typeName(value)}=${textOf(value)})`
  const whole = value instanceof Int ? value.value : typeof value === 'number' && Number.isInteger(value) ? value : undefined
  const signed = (text: string): string => (flags.includes('+') && !text.startsWith('-') ? `+${text}` : text)
  switch (verb) {
    case 'v':
      return value === undefined || value === null ? '<nil>' : textOf(value)
    case 's':
      if (value instanceof Int || typeof value === 'number' || typeof value === 'boolean') return bad
      return precision === undefined ? textOf(value) : [...textOf(value)].slice(0, precision).join('')
    case 'q':
      return typeof value === 'string' ? goQuote(value) : bad
    case 'd':
      return whole === undefined ? bad : signed(String(whole))
    case 'x':
    case 'X': {
      const hex =
        whole !== undefined
          ? whole.toString(16)
          : typeof value === 'string'
            ? [...new TextEncoder().encode(value)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
            : bad
      return verb === 'X' ? hex.toUpperCase() : hex
    }
    case 't':
      return typeof value === 'boolean' ? String(value) : bad
    case 'f':
      return typeof value === 'number' && whole === undefined ? signed(value.toFixed(Math.min(precision ?? 6, 100))) : bad
    case 'g':
    case 'e':
      return typeof value === 'number' && whole === undefined
        ? verb === 'e'
          ? value.toExponential(Math.min(precision ?? 6, 100))
          : textOf(value)
        : bad
    case 'T':
      return typeName(value)
    default:
      return bad
  }
}
