import { goQuote } from '../../../api/go-syntax.ts'
import type { FieldError } from '../../field-error.ts'

/**
 * Where a value stands, as a chain from the leaf up. It becomes text only when there is a fault, so
 * that checking a good object costs next to nothing.
 */
export interface Path {
  readonly up: Path | undefined
  readonly name: string
  /** `[0]` or `[key]` behind the name */
  readonly key: number | string | undefined
}

export function root(name: string): Path {
  return { up: undefined, name, key: undefined }
}

export function child(up: Path, name: string): Path {
  return { up, name, key: undefined }
}

/** `up.name[key]` */
export function item(up: Path, name: string, key: number | string): Path {
  return { up, name, key }
}

export function pathText(path: Path, leaf = ''): string {
  let text = leaf
  for (let at: Path | undefined = path; at; at = at.up) {
    const own = at.key === undefined ? at.name : `${at.name}[${at.key}]`
    text = text === '' ? own : text.startsWith('[') ? `${own}${text}` : `${own}.${text}`
  }
  return text
}

/** A growing field error list (apimachinery's field.ErrorList). `leaf` is the last part of the path, '' for the path itself. */
export class FieldErrors {
  readonly list: FieldError[] = []

  get length(): number {
    return this.list.length
  }

  add(reason: FieldError['reason'], path: Path, leaf: string, message: string): void {
    this.list.push({ reason, field: pathText(path, leaf), message })
  }

  required(path: Path, leaf: string, detail = ''): void {
    this.add('FieldValueRequired', path, leaf, withDetail('Required value', detail))
  }

  invalid(path: Path, leaf: string, value: unknown, detail: string): void {
    this.add('FieldValueInvalid', path, leaf, withDetail(`Invalid value: ${goValue(value)}`, detail))
  }

  /** One error for each fault that a name rule found. */
  invalidAll(path: Path, leaf: string, value: unknown, faults: readonly string[]): void {
    for (const fault of faults) this.invalid(path, leaf, value, fault)
  }

  notSupported(path: Path, leaf: string, value: unknown, supported: readonly string[]): void {
    const values = supported.map(goQuote).join(', ')
    this.add('FieldValueNotSupported', path, leaf, `Unsupported value: ${goValue(value)}: supported values: ${values}`)
  }

  forbidden(path: Path, leaf: string, detail: string): void {
    this.add('FieldValueForbidden', path, leaf, withDetail('Forbidden', detail))
  }

  duplicate(path: Path, leaf: string, value: unknown, detail = ''): void {
    this.add('FieldValueDuplicate', path, leaf, withDetail(`Duplicate value: ${goValue(value)}`, detail))
  }

  notFound(path: Path, leaf: string, value: unknown, detail = ''): void {
    this.add('FieldValueNotFound', path, leaf, withDetail(`Not found: ${goValue(value)}`, detail))
  }

  tooLong(path: Path, leaf: string, limit: number): void {
    this.add('FieldValueTooLong', path, leaf, `Too long: may not be more than ${limit} bytes`)
  }

  tooMany(path: Path, leaf: string, count: number, limit: number): void {
    this.add('FieldValueTooMany', path, leaf, `Too many: ${count}: must have at most ${limit} items`)
  }

  /** Checks a value of a closed set; '' counts as missing. */
  oneOf(path: Path, leaf: string, value: string | undefined, supported: readonly string[]): void {
    if (!value) this.required(path, leaf)
    else if (!supported.includes(value)) this.notSupported(path, leaf, value, supported)
  }

  nonNegative(path: Path, leaf: string, value: number | undefined): void {
    if (value !== undefined && value < 0) this.invalid(path, leaf, value, IS_NEGATIVE)
  }

  positive(path: Path, leaf: string, value: number): void {
    if (value <= 0) this.invalid(path, leaf, value, NOT_POSITIVE)
  }
}

export const IS_NEGATIVE = 'must be greater than or equal to 0'
export const NOT_POSITIVE = 'must be greater than zero'
export const IMMUTABLE = 'field is immutable'

export function inclusiveRange(low: number, high: number): string {
  return `must be between ${low} and ${high}, inclusive`
}

function withDetail(text: string, detail: string): string {
  return detail === '' ? text : `${text}: ${detail}`
}

/** A bad value as field errors show it: strings quoted, structures as JSON with sorted keys. */
export function goValue(value: unknown): string {
  if (typeof value === 'string') return goQuote(value)
  if (value === undefined || value === null) return 'null'
  if (typeof value === 'object') return goJson(value)
  return String(value)
}

/** encoding/json's form of plain JSON: keys of maps sorted, `<`, `>` and `&` escaped. */
export function goJson(value: unknown): string {
  return escapeHtml(JSON.stringify(sorted(value)) ?? 'null')
}

/** A structure of Go: its fields in their own order. */
export class GoStruct {
  readonly fields: Readonly<Record<string, unknown>>
  constructor(fields: Readonly<Record<string, unknown>>) {
    this.fields = fields
  }
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(sorted)
  if (value instanceof GoStruct) return mapped(Object.entries(value.fields))
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  // A label selector is a structure, whose labels come first.
  return mapped(entries[0]?.[0] === 'matchExpressions' ? entries.reverse() : entries)
}

function mapped(entries: [string, unknown][]): Record<string, unknown> {
  return Object.fromEntries(entries.filter(([, item]) => item !== undefined).map(([key, item]) => [key, sorted(item)]))
}

function escapeHtml(text: string): string {
  return text.replace(/[<>&\u2028\u2029]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
