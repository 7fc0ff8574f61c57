import type { Json } from './tree.ts'

/** A value that a program stopped with. */
export class JqError extends Error {
  readonly value: Json
  constructor(value: Json) {
    super(typeof value === 'string' ? value : `${show(value)} (not a string)`)
    this.value = value
  }
}

export function typeOf(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value
}

export function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function show(value: Json): string {
  const text = JSON.stringify(value)
  return text.length > 11 ? `${text.slice(0, 10)}...` : text
}

export const describe = (value: Json) => `${typeOf(value)} (${show(value)})`

/** A copy without a prototype: any key is an ordinary key. */
export function copyObject(value: { [key: string]: Json }): { [key: string]: Json } {
  return Object.assign(Object.create(null) as { [key: string]: Json }, value)
}

const RANKS = ['null', 'boolean', 'number', 'string', 'array', 'object']

/** jq's order of all values. */
export function compare(a: Json, b: Json): number {
  const rank = RANKS.indexOf(typeOf(a)) - RANKS.indexOf(typeOf(b))
  if (rank !== 0) return rank
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const order = compare(a[i] as Json, b[i] as Json)
      if (order !== 0) return order
    }
    return a.length - b.length
  }
  if (isObject(a) && isObject(b)) {
    const [x, y] = [Object.keys(a).sort(), Object.keys(b).sort()]
    const order = compare(x, y)
    if (order !== 0) return order
    for (const key of x) {
      const difference = compare(a[key] as Json, b[key] as Json)
      if (difference !== 0) return difference
    }
    return 0
  }
  return a === b ? 0 : (a as number) < (b as number) ? -1 : 1
}

export const truth = (value: Json) => value !== null && value !== false

export function arithmetic(operator: string, a: Json, b: Json): Json {
  if (operator === '+') {
    if (a === null) return b
    if (b === null) return a
    if (typeof a === 'number' && typeof b === 'number') return a + b
    if (typeof a === 'string' && typeof b === 'string') return a + b
    if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b]
    if (isObject(a) && isObject(b)) return Object.assign(copyObject(a), b)
    throw new JqError(`${describe(a)} and ${describe(b)} cannot be added`)
  }
  if (operator === '-') {
    if (typeof a === 'number' && typeof b === 'number') return a - b
    if (Array.isArray(a) && Array.isArray(b)) return a.filter((item) => !b.some((other) => compare(item, other) === 0))
    throw new JqError(`${describe(a)} and ${describe(b)} cannot be subtracted`)
  }
  if (operator === '*') {
    if (typeof a === 'number' && typeof b === 'number') return a * b
    const [text, times] = typeof a === 'string' ? [a, b] : [b, a]
    if (typeof text === 'string' && typeof times === 'number') {
      if (text.length * times > 10_000_000) throw new JqError('podtalk does not simulate so long a string')
      return times <= 0 ? null : text.repeat(Math.max(1, Math.ceil(times)))
    }
    if (isObject(a) && isObject(b)) return merge(a, b)
    throw new JqError(`${describe(a)} and ${describe(b)} cannot be multiplied`)
  }
  if (operator === '/') {
    if (typeof a === 'number' && typeof b === 'number') {
      if (b === 0) throw new JqError(`${describe(a)} and ${describe(b)} cannot be divided because the divisor is zero`)
      return a / b
    }
    if (typeof a === 'string' && typeof b === 'string') return a === '' ? [] : a.split(b)
    throw new JqError(`${describe(a)} and ${describe(b)} cannot be divided`)
  }
  if (typeof a === 'number' && typeof b === 'number') {
    if (Math.trunc(b) === 0)
      throw new JqError(`${describe(a)} and ${describe(b)} cannot be divided (remainder) because the divisor is zero`)
    return Math.trunc(a) % Math.abs(Math.trunc(b))
  }
  throw new JqError(`${describe(a)} and ${describe(b)} cannot be divided (remainder)`)
}

function merge(a: { [key: string]: Json }, b: { [key: string]: Json }): Json {
  const out = copyObject(a)
  for (const [key, value] of Object.entries(b)) {
    const old = Object.hasOwn(out, key) ? (out[key] as Json) : null
    out[key] = isObject(old) && isObject(value) ? merge(old, value) : value
  }
  return out
}
