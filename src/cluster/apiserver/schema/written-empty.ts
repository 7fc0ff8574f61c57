/** By the objects that were read: fields whose empty list or map was left out of them. */
const written = new WeakMap<object, Map<string, 'list' | 'map'>>()

/** Go tells an empty list from none until it is stored, and names it where the field is refused. */
export function noteEmpty(parent: object, field: string, kind: 'list' | 'map'): void {
  const fields = written.get(parent)
  if (fields) fields.set(field, kind)
  else written.set(parent, new Map([[field, kind]]))
}

/** What Go has in a field that is not there: `[]` or `{}` where that was written, else null. */
export function absent(parent: object | undefined, field: string): [] | Record<string, never> | null {
  const kind = parent && written.get(parent)?.get(field)
  return kind === 'list' ? [] : kind === 'map' ? {} : null
}
