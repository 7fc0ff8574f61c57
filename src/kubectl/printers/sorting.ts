import type { JsonObject } from '../../cluster/api/object.ts'
import { CommandError } from '../errors.ts'
import { JsonPath, relaxedPath } from './jsonpath.ts'

/** Sorts objects by the field that --sort-by names. Throws kubectl's words. */
export function sortObjects<T extends JsonObject>(
  objects: readonly T[],
  field: string,
  objectOf: (item: T) => unknown = (item) => item,
): T[] {
  if (objects.length < 2) return [...objects]
  const path = pathOf(field)
  const keyed = objects.map((item) => ({ item, key: path.find(objectOf(item))[0]?.[0] }))
  if (keyed.every(({ key }) => key === undefined))
    throw new CommandError(`couldn't find any field with path "${path.template}" in the list of objects`)
  return keyed.sort((a, b) => compareValues(a.key, b.key)).map(({ item }) => item)
}

function pathOf(field: string): JsonPath {
  let template = field
  try {
    template = relaxedPath(field)
  } catch {}
  return new JsonPath(template)
}

/** Absent values first, numbers and quantities by size, text in natural order. */
export function compareValues(a: unknown, b: unknown): number {
  if (a === undefined || a === null) return b === undefined || b === null ? 0 : -1
  if (b === undefined || b === null) return 1
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const left = quantity(String(a))
  const right = quantity(String(b))
  if (left !== undefined && right !== undefined) return left - right
  return naturalCompare(String(a), String(b))
}

const SUFFIXES: Record<string, number> = {
  '': 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}

export function quantity(text: string): number | undefined {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i))?$/.exec(text)
  if (!match) return undefined
  return Number((match[1] as string) + (match[2] ?? '')) * (SUFFIXES[match[3] ?? ''] as number)
}

/** Digits compare as numbers. */
export function naturalCompare(a: string, b: string): number {
  const left = a.match(/\d+|\D+/g) ?? []
  const right = b.match(/\d+|\D+/g) ?? []
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const x = left[i] as string
    const y = right[i] as string
    const numbers = /^\d/.test(x) && /^\d/.test(y)
    if (numbers && Number(x) !== Number(y)) return Number(x) - Number(y)
    if (x !== y) return x < y ? -1 : 1
  }
  return left.length - right.length
}
