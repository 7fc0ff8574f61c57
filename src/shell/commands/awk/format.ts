import { formatFloat, formatInteger, pad } from '../../format.ts'
import type { AwkState } from './state.ts'
import { AwkError } from './tree.ts'
import { type Scalar, toNumber } from './values.ts'

const DIRECTIVE = /%([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d+)?)?(?:hh|h|ll|l)?([diouxXcsfFeEgG%])/g

/** printf's text. mawk, unlike busybox, wants a value for each directive. */
export function awkFormat(state: AwkState, gnu: boolean, format: string, values: readonly Scalar[]): string {
  let next = 0
  return format.replace(DIRECTIVE, (whole, flags: string, wide: string | undefined, exact: string | undefined, letter: string) => {
    if (letter === '%') return '%'
    const width = wide === '*' ? toNumber(values[next++]) : Number(wide ?? 0)
    const point = /\./.test(whole)
    const precision = exact === '*' ? toNumber(values[next++]) : exact === undefined ? (point ? 0 : undefined) : Number(exact)
    if (next >= values.length && gnu)
      throw new AwkError(`run time error: not enough arguments passed to sprintf("${format}")${state.place}`)
    const value = values[next++]
    if (letter === 's') {
      const text = state.string(value)
      return pad(precision === undefined ? text : [...text].slice(0, precision).join(''), flags.replace('0', ''), width)
    }
    if (letter === 'c') {
      const text =
        typeof value === 'number' ? String.fromCodePoint(Math.max(0, Math.min(0x10ffff, value))) : state.string(value).slice(0, 1)
      return pad(text, flags.replace('0', ''), width)
    }
    const number = toNumber(value)
    if ('diouxX'.includes(letter)) {
      const whole64 = Number.isFinite(number) ? BigInt(Math.trunc(number)) : 0n
      return pad(formatInteger(whole64, letter, flags, precision), precision === undefined ? flags : flags.replace('0', ''), width)
    }
    return pad(formatFloat(number, letter, flags, precision), flags, width)
  })
}
