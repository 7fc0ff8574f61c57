import type { Json } from './tree.ts'
import { compare, JqError, typeOf } from './values.ts'

/** sort_by, group_by, unique_by, min_by, max_by: elements by what a filter makes of each. */
export function ordered(name: string, input: Json, keyOf: (item: Json) => Json): Json {
  if (!Array.isArray(input)) throw new JqError(`Cannot index ${typeOf(input)} with number`)
  const keyed = input.map((item) => ({ item, key: keyOf(item) }))
  if (name === 'min_by' || name === 'max_by') {
    const best = keyed.reduce<(typeof keyed)[number] | undefined>(
      (kept, next) => (!kept || (name === 'min_by' ? compare(next.key, kept.key) < 0 : compare(next.key, kept.key) >= 0) ? next : kept),
      undefined,
    )
    return best?.item ?? null
  }
  keyed.sort((a, b) => compare(a.key, b.key))
  if (name === 'sort_by') return keyed.map(({ item }) => item)
  const groups: Json[][] = []
  let last: Json | undefined
  for (const { item, key } of keyed) {
    if (last !== undefined && compare(last, key) === 0) (groups.at(-1) as Json[]).push(item)
    else groups.push([item])
    last = key
  }
  return name === 'group_by' ? groups : groups.map((group) => group[0] as Json)
}
