import type { JsonObject } from '../api/object.ts'

/** apimachinery's letters for generated text: no vowels, nothing that looks like something else. */
const SAFE_LETTERS = 'bcdfghjklmnpqrstvwxz2456789'

/**
 * A short stable name for a Pod template: FNV-1a over it and, after a collision, the collision count, in the alphabet of rand.SafeEncodeString. (Kubernetes hashes how Go prints the template;
 * the digits differ from those of a real cluster, their kind does not.)
 */
export function podTemplateHash(template: JsonObject, collisionCount?: number): string {
  let hash = mix(template, 0x811c9dc5)
  if (collisionCount !== undefined) hash = mix(collisionCount, hash)
  return safeEncode(String(hash >>> 0))
}

export function safeEncode(text: string): string {
  let out = ''
  for (let i = 0; i < text.length; i++) out += SAFE_LETTERS[text.charCodeAt(i) % SAFE_LETTERS.length]
  return out
}

/** FNV-1a over a JSON value, whatever the order of its keys. */
function mix(value: unknown, hash: number): number {
  if (value === null || typeof value !== 'object') return mixText(typeof value === 'string' ? value : String(value), hash)
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => mix(item, sum), mixText('[', hash))
  const object = value as JsonObject
  let out = mixText('{', hash)
  for (const key of Object.keys(object).sort()) if (object[key] !== undefined) out = mix(object[key], mixText(key, out))
  return out
}

/** The text and an end mark, so that neighbours do not run into each other. */
function mixText(text: string, hash: number): number {
  let out = hash
  for (let i = 0; i < text.length; i++) out = Math.imul(out ^ text.charCodeAt(i), 0x01000193)
  return Math.imul(out ^ 0x1f, 0x01000193)
}
