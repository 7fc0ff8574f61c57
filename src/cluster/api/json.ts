/** Plain JSON: copies, comparisons, kinds of values; fast for the shapes that API objects have. */

/** A deep copy. Keys keep their order; nothing but plain JSON is expected. */
export function clone<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    const copy = new Array(value.length)
    for (let i = 0; i < value.length; i++) copy[i] = clone(value[i])
    return copy as T
  }
  const copy: Record<string, unknown> = {}
  for (const key in value) {
    const item = (value as Record<string, unknown>)[key]
    if (key === '__proto__') Object.defineProperty(copy, key, { value: clone(item), enumerable: true, configurable: true, writable: true })
    else copy[key] = typeof item === 'object' ? clone(item) : item
  }
  return copy as T
}

/** Deep equality of plain JSON; `undefined` members count as absent. Shared parts cost nothing. */
export function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false
    for (let i = 0; i < a.length; i++) if (!equal(a[i], b[i])) return false
    return true
  }
  if (Array.isArray(b)) return false
  const left = a as Record<string, unknown>
  const right = b as Record<string, unknown>
  let count = 0
  for (const key in left) {
    const item = left[key]
    if (item === undefined) continue
    count++
    // What is found on the prototype only is not counted below.
    const other = right[key]
    if (item !== other && !equal(item, other)) return false
  }
  for (const key in right) if (right[key] !== undefined) count--
  return count === 0
}

/** Is it a map, and no list? */
export function isObject(value: unknown): value is Record<string, any> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What Go's decoder calls a value. */
export function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return 'array'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

/** What a record itself has under a key. Keys are learners' words, and every object inherits a `constructor`. */
export function ownValue<T>(record: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined
}

/** Makes an object and everything in it unwritable; what is frozen already is taken as done. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const key in value) deepFreeze(value[key])
  }
  return value
}
