import type { JsonObject } from '../api/object.ts'

/** JSON with sorted keys: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  const object = value as JsonObject
  let out = ''
  for (const key of Object.keys(object).sort()) {
    if (object[key] !== undefined) out += `${out ? ',' : ''}${JSON.stringify(key)}:${canonicalJson(object[key])}`
  }
  return `{${out}}`
}
