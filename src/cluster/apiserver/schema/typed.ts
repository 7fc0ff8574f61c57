import { parseTime } from '../../api/go-time.ts'
import { canonicalQuantity, parseQuantity } from '../../api/quantity.ts'
import { type Field, type Struct, structOf, type TypeRef } from './schema.ts'
import { noteEmpty } from './written-empty.ts'

/** What reading a value as a type of the API gave. */
export interface Typed {
  /** as Go would write it again: unknown fields, nulls and zero values that are left out are gone */
  value: any
  /** the first value of a wrong type, in the Go decoder's words */
  error: string | undefined
  /** `unknown field "spec.prot"`, in the order of the text */
  strict: string[]
}

/** sigs.k8s.io/json stops collecting after so many. */
const STRICT_LIMIT = 100
const DEPTH_LIMIT = 10_000

const QUANTITY_FORM = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"

interface Reading {
  error: string | undefined
  strict: string[]
  /** names of the fields on the way, as the Go decoder names them: without indexes */
  fields: string[]
  /** with indexes of lists */
  path: (string | number)[]
  /** the innermost structure's Go type: `v1.PodSpec` */
  struct: string
  unstructured: boolean
  /** keys in the order of the text, or sorted where a value has no text */
  keysOf: (object: object) => string[]
}

/**
 * Reads `value` as an object of a type, as Go's JSON decoder does: the first mismatch is the error,
 * unknown fields are collected. `sorted` takes keys in alphabetical order, for values that have no text;
 * `unstructured` says mismatches as the converter of unstructured objects does, which reads patched objects.
 */
export function decodeTyped(struct: Struct, value: unknown, sorted: boolean, unstructured = false): Typed {
  const first = read(struct, value, Object.keys, unstructured)
  // The order matters only where there is something to tell.
  return sorted && (first.error !== undefined || first.strict.length > 1)
    ? read(struct, value, (object) => Object.keys(object).sort(), unstructured)
    : first
}

function read(struct: Struct, value: unknown, keysOf: (object: object) => string[], unstructured: boolean): Typed {
  const reading: Reading = { error: undefined, strict: [], fields: [], path: [], struct: '', unstructured, keysOf }
  const result = readStruct(struct, value, reading)
  return { value: result, error: reading.error, strict: reading.strict }
}

function fail(reading: Reading, message: string): undefined {
  reading.error ??= message
  return undefined
}

function kindOf(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value
}

/** `json: cannot unmarshal string into Go struct field ServicePort.spec.ports.port of type int32`. */
function mismatch(reading: Reading, what: string, go: string): undefined {
  if (reading.unstructured) return fail(reading, unstructuredMismatch(what, go))
  const { struct } = reading
  const where = struct ? `struct field ${struct.slice(struct.indexOf('.') + 1)}.${reading.fields.join('.')}` : 'value'
  return fail(reading, `json: cannot unmarshal ${what} into Go ${where} of type ${go}`)
}

const INTEGERS = new Set(['int32', 'int64'])

/** runtime.DefaultUnstructuredConverter's words. */
function unstructuredMismatch(what: string, go: string): string {
  const found =
    what === 'object' ? 'map' : what === 'array' ? 'slice' : what.startsWith('number') ? (what.includes('.') ? 'float64' : 'int64') : what
  if (go.startsWith('map[') || go === 'v1.ResourceList') return `cannot restore map from ${found}`
  if (go.startsWith('[]')) return `cannot restore slice from ${found}`
  const scalar = INTEGERS.has(go) || go === 'bool' || go === 'string' || go === 'float64'
  if (scalar && found === 'int64' && go === 'string') return `cannot convert ${found} to ${go}`
  if (scalar) return `unrecognized type: ${go}`
  return `cannot restore struct from: ${found}`
}

function readStruct(struct: Struct, value: unknown, reading: Reading): Record<string, any> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return value == null ? undefined : mismatch(reading, kindOf(value), struct.go)
  const out: Record<string, any> = {}
  const outer = reading.struct
  reading.struct = struct.go
  for (const key of reading.keysOf(value)) {
    const item = (value as Record<string, unknown>)[key]
    const field = struct.fields.get(key)
    reading.path.push(key)
    if (!field) {
      if (item !== undefined && reading.strict.length < STRICT_LIMIT)
        reading.strict.push(`unknown field ${JSON.stringify(pathText(reading.path))}`)
    } else if (item !== null && item !== undefined) {
      reading.fields.push(field.embedded ? `${field.embedded}.${key}` : key)
      const read = readField(field, item, reading)
      if (read !== undefined) out[key] = read
      else if (field.type.kind === 'list' || field.type.kind === 'map') noteEmpty(out, key, field.type.kind)
      reading.fields.pop()
    }
    reading.path.pop()
  }
  for (const field of struct.values) out[field.name] ??= emptyStruct(field)
  reading.struct = outer
  return out
}

/** A struct by value is written even when nothing is in it. */
function emptyStruct(field: Field): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  if (field.type.kind === 'struct') for (const inner of structOf(field.type.name)?.values ?? []) out[inner.name] = emptyStruct(inner)
  return out
}

/** A field's value; undefined where Go would leave it out (omitempty). */
function readField(field: Field, value: unknown, reading: Reading): unknown {
  const read = readValue(field.type, value, reading)
  // A list that Go always writes is stored one way, whether it was empty or not there (`inGoOrder` shows null).
  if (field.type.kind === 'list' && field.required && (read as unknown[] | undefined)?.length === 0) return undefined
  if (read === undefined || field.pointer) return read
  switch (field.type.kind) {
    case 'scalar':
      return read === '' || read === 0 || read === false
        ? field.type.scalar === 'x' || field.type.scalar === 'a'
          ? read
          : undefined
        : read
    case 'list':
      return (read as unknown[]).length === 0 ? undefined : read
    case 'map':
      return Object.keys(read as object).length === 0 ? undefined : read
    default:
      return read
  }
}

function readValue(type: TypeRef, value: unknown, reading: Reading): unknown {
  switch (type.kind) {
    case 'struct': {
      const struct = structOf(type.name)
      return struct ? readStruct(struct, value, reading) : readAny(value, reading, 0)
    }
    case 'list':
      return readList(type, value, reading)
    case 'map':
      return readMap(type, value, reading)
    default:
      return readScalar(type, value, reading)
  }
}

function readList(type: Extract<TypeRef, { kind: 'list' }>, value: unknown, reading: Reading): unknown {
  if (!Array.isArray(value)) return mismatch(reading, kindOf(value), type.go)
  const at = reading.path.push(0) - 1
  const out = value.map((item, i) => {
    reading.path[at] = i
    return (item === null || item === undefined ? undefined : readValue(type.of, item, reading)) ?? zeroOf(type.of)
  })
  reading.path.pop()
  return out
}

function pathText(path: readonly (string | number)[]): string {
  let text = ''
  for (const step of path) text += typeof step === 'number' ? `[${step}]` : text === '' ? step : `.${step}`
  return text
}

function readMap(type: Extract<TypeRef, { kind: 'map' }>, value: unknown, reading: Reading): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return mismatch(reading, kindOf(value), type.go)
  const out: Record<string, unknown> = {}
  for (const key of reading.keysOf(value)) {
    const item = (value as Record<string, unknown>)[key]
    reading.path.push(key)
    const read = (item === null || item === undefined ? undefined : readValue(type.of, item, reading)) ?? zeroOf(type.of)
    if (key === '__proto__') Object.defineProperty(out, key, { value: read, enumerable: true, configurable: true, writable: true })
    else out[key] = read
    reading.path.pop()
  }
  return out
}

function zeroOf(type: TypeRef): unknown {
  if (type.kind === 'list') return []
  if (type.kind !== 'scalar') return {}
  return type.scalar === 'b' ? false : 'ilfx'.includes(type.scalar) ? 0 : type.scalar === 'q' ? '0' : type.scalar === 'a' ? null : ''
}

const RANGES: Record<string, number> = { i: 2 ** 31, l: 2 ** 63 }

function readScalar(type: Extract<TypeRef, { kind: 'scalar' }>, value: unknown, reading: Reading): unknown {
  switch (type.scalar) {
    case 's':
      return typeof value === 'string' ? value : mismatch(reading, kindOf(value), type.go)
    case 'b':
      return typeof value === 'boolean' ? value : mismatch(reading, kindOf(value), type.go)
    case 'i':
    case 'l': {
      if (typeof value !== 'number') return mismatch(reading, kindOf(value), type.go)
      const limit = RANGES[type.scalar] as number
      return Number.isInteger(value) && value >= -limit && value < limit ? value : mismatch(reading, `number ${value}`, type.go)
    }
    case 'f':
      return typeof value === 'number' ? value : mismatch(reading, kindOf(value), type.go)
    case 'y':
      return readBytes(value, type.go, reading)
    case 't':
    case 'u':
      return readTime(value, type.scalar === 'u', reading)
    case 'q':
      return readQuantity(value, reading)
    case 'x':
      if (typeof value === 'string') return value
      if (typeof value !== 'number') return fail(reading, `json: cannot unmarshal ${kindOf(value)} into Go value of type int32`)
      return Number.isInteger(value) && Math.abs(value) < 2 ** 31
        ? value
        : fail(reading, `json: cannot unmarshal number ${value} into Go value of type int32`)
    default:
      return readAny(value, reading, 0)
  }
}

function readAny(value: unknown, reading: Reading, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (depth > DEPTH_LIMIT) return fail(reading, 'exceeded max depth')
  if (Array.isArray(value)) return value.map((item) => readAny(item, reading, depth + 1))
  const out: Record<string, unknown> = {}
  for (const key of Object.keys(value)) {
    const read = readAny((value as Record<string, unknown>)[key], reading, depth + 1)
    if (key === '__proto__') Object.defineProperty(out, key, { value: read, enumerable: true, configurable: true, writable: true })
    else out[key] = read
  }
  return out
}

const BASE64 = /[^A-Za-z0-9+/]/

/** Go's base64: line ends are skipped, anything else must be in its place. */
function readBytes(value: unknown, go: string, reading: Reading): unknown {
  if (typeof value !== 'string') return mismatch(reading, kindOf(value), go)
  const text = value.replace(/[\r\n]/g, '')
  const body = text.replace(/={1,2}$/, '')
  const bad = BASE64.exec(body)
  if (bad) return fail(reading, `illegal base64 data at input byte ${bad.index}`)
  const padding = text.length - body.length
  if (text.length % 4 !== 0) return fail(reading, `illegal base64 data at input byte ${text.length - (text.length % 4)}`)
  if (padding > 0 && body.length % 4 < 2) return fail(reading, `illegal base64 data at input byte ${body.length}`)
  return text
}

function readQuantity(value: unknown, reading: Reading): unknown {
  const text = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : ''
  if (text === '' || !parseQuantity(text)) return fail(reading, quantityFault(text))
  return canonicalQuantity(text)
}

function quantityFault(text: string): string {
  const form = /^[+-]?[0-9.]+([eEinumkKMGTP]*[-+]?[0-9]*)$/.exec(text)
  if (form && !/\..*\./.test(text) && /\d/.test(text)) return form[1] === 'B' ? QUANTITY_FORM : "unable to parse quantity's suffix"
  return QUANTITY_FORM
}

function readTime(value: unknown, micro: boolean, reading: Reading): unknown {
  if (typeof value !== 'string') return fail(reading, `json: cannot unmarshal ${kindOf(value)} into Go value of type string`)
  const time = parseTime(value, micro)
  return 'problem' in time ? fail(reading, time.problem) : time.text
}
