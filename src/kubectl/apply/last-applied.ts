import type { JsonObject } from '../../cluster/api/object.ts'
import { goJson } from '../printers/go-json.ts'

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

/**
 * The configuration as the annotation keeps it: the object without the annotation itself. Manifests have their keys
 * sorted; an object that kubectl made itself keeps the order of its type and no empty annotations.
 */
export function configurationText(object: JsonObject, sorted = true): string {
  if (!sorted) return `${goJson(object, false)}\n`
  const { [LAST_APPLIED]: _, ...annotations } = object['metadata']?.annotations ?? {}
  return `${goJson({ ...object, metadata: { ...object['metadata'], annotations } })}\n`
}

/** The object with the annotation that apply will compare with next time. */
export function withLastApplied(object: JsonObject, sorted = true): JsonObject {
  const annotations = { ...object['metadata']?.annotations, [LAST_APPLIED]: configurationText(object, sorted) }
  return { ...object, metadata: { ...object['metadata'], annotations } }
}

/** What was applied last; undefined when apply never wrote the object. */
export function lastApplied(object: JsonObject): JsonObject | undefined {
  const text: string | undefined = object['metadata']?.annotations?.[LAST_APPLIED]
  if (text === undefined) return undefined
  try {
    return JSON.parse(text) as JsonObject
  } catch {
    return {}
  }
}
