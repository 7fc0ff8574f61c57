import { isObject } from '../../api/json.ts'
import { type Struct, structOf, type TypeRef } from './schema.ts'

/**
 * An object with its fields in the order of its Go struct, as Go writes what it has a type for; maps have their
 * keys sorted. A list that Go always writes is null when it is empty: storage does not tell the two apart.
 */
export function inGoOrder(struct: Struct, value: Record<string, unknown>): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const { name, type, required } of struct.fields.values()) {
    const own = Object.hasOwn(value, name)
    if (required && type.kind === 'list' && (!own || (Array.isArray(value[name]) && value[name].length === 0))) out[name] = null
    else if (own) out[name] = ordered(type, value[name])
  }
  // what the schema does not know keeps its place behind the rest
  for (const name of Object.keys(value)) if (!struct.fields.has(name)) out[name] = value[name]
  return out
}

/** A list's members are written without the kind and the version that they share. */
export function listInGoOrder(struct: Struct | undefined, list: Record<string, any>): Record<string, unknown> {
  const { kind, apiVersion, metadata, ...rest } = list
  const items = list['items'].map((item: unknown) => {
    if (!struct || !isObject(item)) return item
    const { kind: _kind, apiVersion: _version, ...own } = item
    return inGoOrder(struct, own)
  })
  return { kind, apiVersion, metadata, ...rest, items }
}

function ordered(type: TypeRef, value: unknown): unknown {
  if (Array.isArray(value)) return type.kind === 'list' ? value.map((item) => ordered(type.of, item)) : value
  if (!isObject(value)) return value
  if (type.kind === 'struct') {
    const struct = structOf(type.name)
    return struct ? inGoOrder(struct, value) : value
  }
  const of = type.kind === 'map' ? type.of : type
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, ordered(of, value[key])]),
  )
}
