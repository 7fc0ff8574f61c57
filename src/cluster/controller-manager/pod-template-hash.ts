import type { JsonObject } from '../api/object.ts'

/** apimachinery's letters for generated text: no vowels, nothing that looks like something else. */
const SAFE_LETTERS = 'bcdfghjklmnpqrstvwxz2456789'

/**
 * A short stable name for a Pod template: FNV-1a over its canonical JSON and, after a collision, the
 * collision count, in the alphabet of rand.SafeEncodeString. (Kubernetes hashes how Go prints the template;
 * the digits differ from those of a real cluster, their kind does not.)
 */
export function podTemplateHash(template: JsonObject, collisionCount?: number): string {
  let hash = fnv(canonicalJson(template), 0x811c9dc5)
  if (collisionCount !== undefined) hash = fnv(String(collisionCount), hash)
  return safeEncode(String(hash >>> 0))
}

export function safeEncode(text: string): string {
  let out = ''
  for (let i = 0; i < text.length; i++) out += SAFE_LETTERS[text.charCodeAt(i) % SAFE_LETTERS.length]
  return out
}

function fnv(text: string, hash: number): number {
  let out = hash
  for (let i = 0; i < text.length; i++) out = Math.imul(out ^ text.charCodeAt(i), 0x01000193)
  return out
}

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
