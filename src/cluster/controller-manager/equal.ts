import { ownValue } from '../api/json.ts'
import type { JsonObject } from '../api/object.ts'

/** Semantic equality of JSON values (apiequality): absent, null, empty object and empty list are the same. */
export function semanticEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (isEmpty(a) || isEmpty(b)) return isEmpty(a) && isEmpty(b)
  if (typeof a !== 'object' || typeof b !== 'object') return false
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false
    for (let i = 0; i < a.length; i++) if (!semanticEqual(a[i], b[i])) return false
    return true
  }
  const one = a as JsonObject
  const other = b as JsonObject
  for (const key in one) if (!semanticEqual(one[key], ownValue(other, key))) return false
  for (const key in other) if (!Object.hasOwn(one, key) && !isEmpty(other[key])) return false
  return true
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true
  if (typeof value !== 'object') return false
  if (Array.isArray(value)) return value.length === 0
  for (const _ in value) return false
  return true
}
