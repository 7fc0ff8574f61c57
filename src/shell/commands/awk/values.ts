import { formatFloat } from '../../format.ts'

/** Text that came from outside and compares as a number where it looks like one. */
export class Field {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

export type Scalar = number | string | Field | undefined
export type Table = Map<string, Scalar>

const NUMERIC = /^[ \t\n]*[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)[ \t\n]*$/

export function truth(value: Scalar): boolean {
  if (typeof value === 'number') return value !== 0
  if (typeof value === 'string') return value !== ''
  if (value === undefined) return false
  return NUMERIC.test(value.text) ? Number(value.text) !== 0 : value.text !== ''
}

export function looksNumeric(value: Scalar): boolean {
  return typeof value === 'number' || value === undefined || (typeof value !== 'string' && NUMERIC.test(value.text))
}

/** The number that a value begins with, 0 where there is none. */
export function toNumber(value: Scalar): number {
  if (typeof value === 'number') return value
  if (value === undefined) return 0
  const text = typeof value === 'string' ? value : value.text
  const found = /^[ \t\n]*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(text)
  return found ? Number(found[0]) : 0
}

/** mawk writes integers as such within 32 bits, busybox within 53. */
export function numberText(value: number, format: string, wide: boolean): string {
  if (Number.isInteger(value) && Math.abs(value) < (wide ? 1e16 : 2 ** 31)) return Object.is(value, -0) ? '0' : String(value)
  const found = /^%\.(\d+)([gfe])$/.exec(format)
  return formatFloat(value, found?.[2] ?? 'g', '', Number(found?.[1] ?? 6))
}
