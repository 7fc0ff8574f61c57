import type { JsonObject } from '../../cluster/api/object.ts'
import { sha256 } from '../../sim/digest/sha256.ts'
import { goJson } from '../printers/go-json.ts'

/** Digits and letters of a hash that could make words of it are replaced by others. */
const REPLACED: Record<string, string> = { '0': 'g', '1': 'h', '3': 'k', a: 'm', e: 't' }

/** The suffix that stands for a ConfigMap's or Secret's content. `name`: counts too where it is given. */
export function contentHash(object: JsonObject, name = ''): string {
  const { kind, data = '', binaryData, type } = object
  const text = goJson({ kind, name, data, ...(binaryData ? { binaryData } : {}), ...(kind === 'Secret' ? { type } : {}) })
  return sha256(new TextEncoder().encode(text))
    .slice(0, 10)
    .replace(/[013ae]/g, (letter) => REPLACED[letter] as string)
}
