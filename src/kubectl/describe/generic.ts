import type { Describer } from './describer.ts'
import type { Description } from './description.ts'
import { describeEvents } from './events.ts'
import { describeAnnotations, describeLabels, describeName } from './metadata.ts'

/** An object of a kind that kubectl has no words for: its fields, as they stand. */
export const describeGeneric: Describer = (k, info, text, withEvents) => {
  describeName(text, info.object)
  describeLabels(text, info.object)
  describeAnnotations(text, info.object)
  const { metadata, ...rest } = info.object
  const {
    name: _name,
    namespace: _namespace,
    labels: _labels,
    annotations: _annotations,
    managedFields: _managed,
    ...more
  } = metadata ?? {}
  fields(text, 0, { ...rest, metadata: more })
  if (withEvents) describeEvents(k, text, info)
}

/** `apiVersion` -> `API Version`, `podIP` -> `Pod IP` */
function titleOf(key: string): string {
  if (key === 'apiVersion') return 'API Version'
  if (key === 'uid') return 'UID'
  const words = key.replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function fields(text: Description, level: number, object: Record<string, unknown>): void {
  for (const key of Object.keys(object).sort()) {
    const value = object[key]
    const title = titleOf(key)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      text.line(level, `${title}:`)
      fields(text, level + 1, value as Record<string, unknown>)
    } else if (Array.isArray(value)) {
      text.line(level, `${title}:`)
      for (const item of value) {
        if (typeof item === 'object' && item !== null) fields(text, level + 1, item)
        else text.line(level + 1, String(item))
      }
    } else text.field(level, title, value === null ? '<nil>' : value)
  }
}
