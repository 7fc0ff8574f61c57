import { goType } from '../../cluster/api/go-syntax.ts'
import type { JsonObject } from '../../cluster/api/object.ts'
import { CommandError } from '../errors.ts'
import { isRelaxed, JsonPath, relaxedPath } from './jsonpath.ts'
import { JsonPathError } from './jsonpath-parser.ts'

/** Values that have no order: kubectl says so in its log and ends. */
export class Unsortable extends Error {
  readonly field: string
  constructor(field: string, why: string) {
    super(`unsortable ${why}`)
    this.field = field
  }
}

/** Sorts objects by the field that --sort-by names. Throws kubectl's words, or Unsortable. */
export function sortObjects(objects: readonly JsonObject[], field: string): JsonObject[] {
  return order(objects, relaxedPath, field, (object) => object)
}

/** The same for rows of a table that the server made: what is no path of fields is tried as it is. */
export function sortRows(rows: readonly JsonObject[], field: string): JsonObject[] {
  return order(
    rows,
    (text) => (isRelaxed(text) ? relaxedPath(text) : text),
    field,
    (row) => row['object'],
  )
}

function order(
  items: readonly JsonObject[],
  templateOf: (field: string) => string,
  field: string,
  objectOf: (item: JsonObject) => unknown,
): JsonObject[] {
  if (items.length < 2) return [...items]
  try {
    const path = new JsonPath(templateOf(field))
    const keyed = items.map((item) => ({ item, key: path.find(objectOf(item))[0]?.[0] }))
    if (keyed.every(({ key }) => key === undefined))
      throw new CommandError(`couldn't find any field with path "${path.template}" in the list of objects`)
    return inOrder(keyed, path.template)
  } catch (error) {
    throw error instanceof JsonPathError ? new CommandError(error.message) : error
  }
}

interface Keyed {
  item: JsonObject
  key: unknown
}

/** Up to this length Go's sort inserts one after another, which shows where values are equal or absent. */
const INSERTED = 12

function inOrder(keyed: Keyed[], field: string): JsonObject[] {
  const less = (a: Keyed | undefined, b: Keyed | undefined): boolean => isLess(a?.key, b?.key, field)
  if (keyed.length > INSERTED) keyed.sort((a, b) => Number(less(b, a)) - Number(less(a, b)))
  else
    for (let end = 1; end < keyed.length; end++)
      for (let at = end; at > 0 && less(keyed[at], keyed[at - 1]); at--) keyed.splice(at - 1, 2, keyed[at] as Keyed, keyed[at - 1] as Keyed)
  return keyed.map(({ item }) => item)
}

/** An absent value is less than anything, another absent one too. Texts that are both quantities compare as such. */
function isLess(a: unknown, b: unknown, field: string): boolean {
  if (a === undefined) return true
  if (b === undefined) return false
  if (a === null || b === null) return a === null && b !== null
  if (typeof a === 'number' && typeof b === 'number') return a < b
  if (typeof a === 'string' && typeof b === 'string') {
    const left = quantity(a)
    const right = left === undefined ? undefined : quantity(b)
    return left !== undefined && right !== undefined ? left < right : a < b
  }
  if (typeof a === 'number' || typeof a === 'string') throw new Unsortable(field, 'interface: interface')
  throw new Unsortable(field, `type: ${goType(a)}`)
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

function quantity(text: string): number | undefined {
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([eE][+-]?\d+)|([numkMGTPE]|[KMGTPE]i))?$/.exec(text)
  if (!match) return undefined
  return Number((match[1] as string) + (match[2] ?? '')) * (SUFFIXES[match[3] ?? ''] as number)
}
