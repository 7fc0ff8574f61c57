import { goType, goValue } from '../../../cluster/api/go-syntax.ts'
import { ownValue } from '../../../cluster/api/json.ts'
import { byteLength } from '../../../sim/byte-length.ts'
import { goFormat } from './format.ts'

/** A whole number of the template itself. */
export class Int {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
}

export class FunctionError extends Error {}

export type TemplateFunction = (args: readonly unknown[]) => unknown

/** What text/template takes for true. */
export function isTrue(value: unknown): boolean {
  if (value instanceof Int) return value.value !== 0
  if (Array.isArray(value)) return value.length > 0
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0
  return Boolean(value)
}

/** Go's %v. */
export function textOf(value: unknown): string {
  if (value === undefined) return '<no value>'
  return value instanceof Int ? String(value.value) : goValue(value)
}

const kindOf = (value: unknown): string => {
  if (value instanceof Int) return 'int'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float'
  if (typeof value === 'object') return value === null ? 'nil' : 'composite'
  return typeof value
}

/** A literal number is an int, one of an object int64 or float64. */
const typeOf = (value: unknown): string => (value instanceof Int ? 'int' : goType(value))

const incompatible = (a: unknown, b: unknown): FunctionError =>
  new FunctionError(`incompatible types for comparison: ${typeOf(a)} and ${typeOf(b)}`)

function same(a: unknown, b: unknown): boolean {
  const [left, right] = [kindOf(a), kindOf(b)]
  if (left === 'undefined' || right === 'undefined' || left === 'nil' || right === 'nil') return (a ?? null) === (b ?? null)
  if (left !== right) throw incompatible(a, b)
  if (left === 'composite') throw new FunctionError(`non-comparable type ${textOf(a)}: ${typeOf(a)}`)
  return plain(a) === plain(b)
}

const plain = (value: unknown): unknown => (value instanceof Int ? value.value : value)

function less(a: unknown, b: unknown): boolean {
  if (!['int', 'float', 'string'].includes(kindOf(a))) throw new FunctionError('invalid type for comparison')
  if (kindOf(a) !== kindOf(b)) throw incompatible(a, b)
  return (plain(a) as number) < (plain(b) as number)
}

/** The Go type that messages of text/template name. */
export function typeName(value: unknown): string {
  return value === undefined || value === null ? 'untyped nil' : typeOf(value)
}

function index(args: readonly unknown[]): unknown {
  let [item, ...keys] = args
  if (item === undefined || item === null) throw new FunctionError('index of untyped nil')
  for (const key of keys) {
    if (item === undefined || item === null) throw new FunctionError('index of nil pointer')
    if (Array.isArray(item) || typeof item === 'string') {
      if (typeof key === 'string') throw new FunctionError('cannot index slice/array with type string')
      const at = Number(plain(key))
      if (kindOf(key) !== 'int') throw new FunctionError(`cannot index slice/array with type ${typeName(key)}`)
      if (at < 0 || at >= item.length) throw new FunctionError(`index out of range: ${at}`)
      item = typeof item === 'string' ? new Int(new TextEncoder().encode(item)[at] ?? 0) : item[at]
    } else if (typeof item === 'object' && !(item instanceof Int)) {
      if (typeof key !== 'string') throw new FunctionError(`value has type ${typeName(key)}; should be string`)
      item = ownValue(item as Record<string, unknown>, key)
    } else throw new FunctionError(`can't index item of type ${typeName(item)}`)
  }
  return item
}

function slice([item, ...bounds]: readonly unknown[]): unknown {
  if (!Array.isArray(item) && typeof item !== 'string') throw new FunctionError(`can't slice item of type ${typeName(item)}`)
  const [from = 0, to = item.length] = bounds.map((one) => Number(plain(one)))
  for (const at of [from, to]) if (at < 0 || at > item.length) throw new FunctionError(`index out of range: ${at}`)
  if (from > to) throw new FunctionError(`invalid slice index: ${from} > ${to}`)
  return item.slice(from, to)
}

/** Go's Sprint: a space between two that are no strings. */
function sprint(args: readonly unknown[]): string {
  return args
    .map((arg, at) => (at > 0 && typeof arg !== 'string' && typeof args[at - 1] !== 'string' ? ` ${textOf(arg)}` : textOf(arg)))
    .join('')
}

const HTML: Record<string, string> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&#34;', "'": '&#39;', '\0': '\uFFFD' }

/** The functions of text/template and the two that kubectl adds. */
export const FUNCTIONS: Readonly<Record<string, TemplateFunction>> = {
  not: ([value]) => !isTrue(value),
  len: ([value]) => {
    if (typeof value === 'string') return new Int(byteLength(value))
    if (Array.isArray(value)) return new Int(value.length)
    if (value === undefined || value === null) throw new FunctionError('len of nil pointer')
    if (typeof value !== 'object' || value instanceof Int) throw new FunctionError(`len of type ${typeName(value)}`)
    return new Int(Object.keys(value).length)
  },
  index,
  slice,
  print: sprint,
  println: (args) => `${args.map(textOf).join(' ')}\n`,
  printf: ([format, ...args]) => goFormat(String(format), args),
  html: (args) => sprint(args).replace(/[<>&"'\0]/g, (letter) => HTML[letter] as string),
  js: (args) =>
    JSON.stringify(sprint(args))
      .slice(1, -1)
      .replaceAll("'", "\\'")
      .replaceAll('<', '\\u003C')
      .replaceAll('>', '\\u003E')
      .replaceAll('&', '\\u0026')
      .replaceAll('=', '\\u003D'),
  urlquery: (args) => encodeURIComponent(sprint(args)).replaceAll('%20', '+'),
  eq: ([first, ...others]) => {
    if (others.length === 0) throw new FunctionError('missing argument for comparison')
    return others.some((one) => same(first, one))
  },
  ne: ([a, b]) => !same(a, b),
  lt: ([a, b]) => less(a, b),
  le: ([a, b]) => less(a, b) || same(a, b),
  gt: ([a, b]) => !less(a, b) && !same(a, b),
  ge: ([a, b]) => !less(a, b),
  exists: ([item, ...keys]) => {
    try {
      return index([item, ...keys]) !== undefined
    } catch {
      return false
    }
  },
  base64decode: ([text]) => {
    try {
      return new TextDecoder().decode(Uint8Array.from(atob(String(text)), (letter) => letter.charCodeAt(0)))
    } catch {
      throw new FunctionError(`base64 decode: illegal base64 data at input byte 0`)
    }
  },
}

/** How many arguments a function takes. */
export const ARITY: Readonly<Record<string, [least: number, most: number]>> = {
  not: [1, 1],
  len: [1, 1],
  ne: [2, 2],
  lt: [2, 2],
  le: [2, 2],
  gt: [2, 2],
  ge: [2, 2],
  base64decode: [1, 1],
  index: [1, Number.POSITIVE_INFINITY],
  slice: [1, Number.POSITIVE_INFINITY],
  printf: [1, Number.POSITIVE_INFINITY],
  eq: [1, Number.POSITIVE_INFINITY],
  and: [1, Number.POSITIVE_INFINITY],
  or: [1, Number.POSITIVE_INFINITY],
}
