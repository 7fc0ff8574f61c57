import type { JsonObject } from '../../cluster/api/object.ts'
import { goJson } from '../printers/go-json.ts'

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

/** The configuration as the annotation keeps it: the manifest without the annotation itself. */
export function configurationText(object: JsonObject): string {
  const { [LAST_APPLIED]: _, ...annotations } = object['metadata']?.annotations ?? {}
  return `${goJson({ ...object, metadata: { ...object['metadata'], annotations } })}\n`
}

/** The object with the annotation that apply will compare with next time. */
export function withLastApplied(object: JsonObject): JsonObject {
  const annotations = { ...object['metadata']?.annotations, [LAST_APPLIED]: configurationText(object) }
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
