import type { Json } from './tree.ts'
import { compare, copyObject, isObject, JqError, typeOf } from './values.ts'

/** `.[key]` */
export function at(value: Json, key: Json): Json {
  if (isObject(value) && typeof key === 'string') return Object.hasOwn(value, key) ? (value[key] as Json) : null
  if (Array.isArray(value) && typeof key === 'number') return value[Math.floor(key < 0 ? value.length + key : key)] ?? null
  if (value === null && (typeof key === 'string' || typeof key === 'number' || key === null)) return null
  if (isObject(key) && (Array.isArray(value) || value === null))
    return slice(value, (key['start'] ?? null) as Json, (key['end'] ?? null) as Json)
  if (Array.isArray(value) && Array.isArray(key))
    return value.flatMap((_, index) =>
      key.every((item, offset) => index + offset < value.length && compare(value[index + offset] as Json, item) === 0) && key.length > 0
        ? [index]
        : [],
    )
  throw new JqError(
    typeof key === 'string'
      ? Array.isArray(value)
        ? `Cannot index array with string "${key}"`
        : `Cannot index ${typeOf(value)} with "${key}"`
      : `Cannot index ${typeOf(value)} with ${typeOf(key)}`,
  )
}

/** `.[from:to]` */
export function slice(value: Json, from: Json, to: Json): Json {
  if (value === null) return null
  if (typeof value !== 'string' && !Array.isArray(value)) throw new JqError(`Cannot index ${typeOf(value)} with object`)
  const list = typeof value === 'string' ? [...value] : value
  const place = (bound: Json, otherwise: number, round: (n: number) => number) => {
    if (bound === null) return otherwise
    if (typeof bound !== 'number') throw new JqError('Start and end indices of an array slice must be numbers')
    return Math.max(0, Math.min(list.length, round(bound < 0 ? list.length + bound : bound)))
  }
  const piece = list.slice(place(from, 0, Math.floor), place(to, list.length, Math.ceil))
  return typeof value === 'string' ? piece.join('') : (piece as Json[])
}

/** The value with what is at a path changed. */
export function setPath(value: Json, path: readonly Json[], change: (old: Json) => Json): Json {
  if (path.length === 0) return change(value)
  const [key, ...rest] = path as [Json, ...Json[]]
  if (typeof key === 'string') {
    if (value !== null && !isObject(value)) throw new JqError(`Cannot index ${typeOf(value)} with "${key}"`)
    const copy = copyObject(value ?? {})
    copy[key] = setPath(at(value, key), rest, change)
    return copy
  }
  if (typeof key === 'number') {
    if (value !== null && !Array.isArray(value)) throw new JqError(`Cannot index ${typeOf(value)} with number`)
    const copy = value === null ? [] : [...value]
    const index = Math.floor(key < 0 ? copy.length + key : key)
    if (index < 0) throw new JqError('Out of bounds negative array index')
    if (index > 1_000_000) throw new JqError('podtalk does not simulate arrays of more than 1000000 elements')
    while (copy.length < index) copy.push(null)
    copy[index] = setPath(at(value, key), rest, change)
    return copy
  }
  if (isObject(key)) {
    const list = (value ?? []) as Json[]
    const before = slice(list, null, (key['start'] ?? null) as Json) as Json[]
    const after = key['end'] === null || key['end'] === undefined ? [] : (slice(list, key['end'], null) as Json[])
    const middle = setPath(at(list, key), rest, change)
    if (!Array.isArray(middle)) throw new JqError('A slice of an array can only be assigned another array')
    return [...(key['start'] === null ? [] : before), ...middle, ...after]
  }
  throw new JqError(`Invalid path component`)
}

/** The value without what is at these paths. */
export function deletePaths(value: Json, paths: readonly Json[][]): Json {
  let result = value
  for (const path of [...paths].sort(compare).reverse()) result = deletePath(result, path)
  return result
}

function deletePath(value: Json, path: readonly Json[]): Json {
  if (value === null || path.length === 0) return null
  const [key, ...rest] = path as [Json, ...Json[]]
  if (rest.length > 0) return at(value, key) === null ? value : setPath(value, [key], (old) => deletePath(old, rest))
  if (isObject(value) && typeof key === 'string') {
    const copy = copyObject(value)
    delete copy[key]
    return copy
  }
  if (Array.isArray(value) && typeof key === 'number') return value.filter((_, index) => index !== (key < 0 ? value.length + key : key))
  if (Array.isArray(value) && isObject(key)) return setPath(value, [key], () => [])
  throw new JqError(`Cannot delete field at ${isObject(value) ? 'object' : typeOf(value)} index of ${typeOf(key)}`)
}
