import type { JsonObject } from '../../cluster/api/object.ts'
import type { Toleration } from '../../cluster/api/types.ts'
import { LAST_APPLIED } from '../apply/last-applied.ts'
import type { Description } from './description.ts'

type Map = Record<string, string> | undefined

/** `Name:` and, for what has one, `Namespace:`, then labels and annotations. */
export function describeName(text: Description, { metadata }: JsonObject, { namespaced = true } = {}): void {
  text.field(0, 'Name', metadata.name)
  if (namespaced) text.field(0, 'Namespace', metadata.namespace ?? '')
}

export function describeLabels(text: Description, { metadata }: JsonObject): void {
  lines(text, 'Labels', pairs(metadata.labels))
}

export function describeAnnotations(text: Description, { metadata }: JsonObject): void {
  annotationLines(text, 'Annotations', metadata.annotations)
}

/** `key=value` of a map, in key order. */
export function pairs(map: Map): string[] {
  return Object.keys(map ?? {})
    .sort()
    .map((key) => `${key}=${map?.[key]}`)
}

/** A title with its values, one a line; `<none>` without any. */
export function lines(text: Description, title: string, values: readonly string[]): void {
  text.line(0, `${title}:\t${values[0] ?? '<none>'}`)
  for (const value of values.slice(1)) text.line(0, `\t${value}`)
}

/** Longest annotation that stands on its key's line. */
const LONGEST = 140

export function annotationLines(text: Description, title: string, annotations: Map): void {
  const keys = Object.keys(annotations ?? {})
    .filter((key) => key !== LAST_APPLIED)
    .sort()
  if (keys.length === 0) return text.line(0, `${title}:\t<none>`)
  keys.forEach((key, index) => {
    const value = (annotations?.[key] ?? '').replace(/\n$/, '')
    const lead = index === 0 ? `${title}:\t` : '\t'
    if (value.length + key.length + 2 <= LONGEST && !value.includes('\n')) return text.line(0, `${lead}${key}: ${value}`)
    text.line(0, `${lead}${key}:`)
    for (const part of value.split('\n')) text.line(0, `\t  ${shorten(part, LONGEST - 2)}`)
  })
}

function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}...` : text
}

export function tolerationLines(text: Description, title: string, tolerations: readonly Toleration[] | undefined): void {
  const sorted = [...(tolerations ?? [])].sort((a, b) => ((a.key ?? '') < (b.key ?? '') ? -1 : 1))
  lines(text, title, sorted.map(tolerationText))
}

function tolerationText({ key = '', value, effect, operator, tolerationSeconds }: Toleration): string {
  let text = key
  if (value) text += `=${value}`
  if (effect) text += `:${effect}`
  if (operator === 'Exists' && !value) text += key || effect ? ' op=Exists' : 'op=Exists'
  if (tolerationSeconds !== undefined) text += ` for ${tolerationSeconds}s`
  return text
}

/** `ReplicaSet/web-1`, for what has a controller. */
export function controllerText({ metadata }: JsonObject): string {
  const owner = metadata.ownerReferences?.find((one: JsonObject) => one['controller'])
  return owner ? `${owner.kind}/${owner.name}` : ''
}
