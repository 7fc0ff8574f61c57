import { goValue } from '../../api/go-syntax.ts'
import { equal, isObject, jsonKind, ownValue } from '../../api/json.ts'
import { type Field, type Struct, structOf, type TypeRef } from '../schema/schema.ts'

/** A patch that cannot be applied; the message is the server's. */
export class PatchError extends Error {}

/** A patch that is none: not of the form that its kind has. */
export class PatchFormError extends PatchError {}

const DIRECTIVE = '$patch'
const RETAIN = '$retainKeys'
const ORDER = '$setElementOrder/'
const DELETE_FROM = '$deleteFromPrimitiveList/'

type Json = Record<string, any>
type ListType = Extract<TypeRef, { kind: 'list' }>

/** Applies a strategic merge patch, guided by the type's merge keys. Shares what does not change. */
export function strategicMergePatch(struct: Struct | undefined, original: Json, patch: unknown): Json {
  if (!isObject(patch)) throw new PatchFormError(`json: cannot unmarshal ${jsonKind(patch)} into Go value of type map[string]interface {}`)
  return mergeMap(original, patch, (key) => struct?.fields.get(key))
}

function mergeMap(original: Json, given: Json, fieldOf: (key: string) => Field | undefined): Json {
  let patch = given
  if (Object.hasOwn(patch, DIRECTIVE)) {
    const directive = patch[DIRECTIVE]
    const { [DIRECTIVE]: _, ...rest } = patch
    if (directive === 'replace') return withoutDirectives(rest) as Json
    if (directive === 'delete') return {}
    if (directive !== 'merge') throw new PatchError(`Wrong patch type: ${directive}`)
    patch = rest
  }
  const out: Json = { ...original }
  const retained = patch[RETAIN]
  if (Array.isArray(retained)) for (const key of Object.keys(out)) if (!retained.includes(key)) delete out[key]
  for (const key of Object.keys(patch)) {
    if (key === RETAIN || key.startsWith(ORDER) || key === '__proto__') continue
    if (key.startsWith(DELETE_FROM)) {
      const name = key.slice(DELETE_FROM.length)
      const gone = patch[key]
      if (Array.isArray(out[name]) && Array.isArray(gone))
        out[name] = out[name].filter((item: unknown) => !gone.some((other) => equal(item, other)))
      continue
    }
    const value = patch[key]
    if (value === null) {
      delete out[key]
      continue
    }
    const before = ownValue(out, key)
    out[key] = mergeValue(before, value, fieldOf(key), patch[ORDER + key])
  }
  // An order alone rearranges a list that the patch does not change.
  for (const key of Object.keys(patch)) {
    if (!key.startsWith(ORDER)) continue
    const name = key.slice(ORDER.length)
    if (Object.hasOwn(patch, name) || !Array.isArray(out[name])) continue
    const type = fieldOf(name)?.type
    if (type?.kind === 'list') out[name] = arrange(out[name], out[name], patch[key], type.mergeKey)
  }
  return out
}

function mergeValue(before: unknown, value: unknown, field: Field | undefined, order: unknown): unknown {
  const type = field?.type
  if (isObject(value)) {
    const struct = type?.kind === 'struct' ? structOf(type.name) : undefined
    const inner = (key: string): Field | undefined =>
      struct ? struct.fields.get(key) : type?.kind === 'map' ? mapField(key, type.of) : undefined
    return mergeMap(isObject(before) ? before : {}, value, inner)
  }
  if (Array.isArray(value)) {
    if (type?.kind === 'list' && type.merges) return mergeList(Array.isArray(before) ? before : [], value, type, order)
    return value.filter((item) => !isObject(item) || item[DIRECTIVE] === undefined).map(withoutDirectives)
  }
  return value
}

function mapField(name: string, type: TypeRef): Field {
  return { name, type, pointer: true, required: false, retainKeys: false, default: undefined }
}

function mergeList(before: unknown[], patch: unknown[], type: ListType, order: unknown): unknown[] {
  const { mergeKey } = type
  if (!mergeKey) {
    const added = patch.filter((item) => !before.some((other) => equal(item, other)))
    const all = [...before, ...new Set(added)]
    return arrange(all, before, order ?? patch, undefined)
  }
  const items = patch.map((item) => {
    if (!isObject(item)) throw new PatchError(`cannot restore struct from: ${typeof item}`)
    return item
  })
  if (items.some((item) => item[DIRECTIVE] === 'replace'))
    return items.filter((item) => item[DIRECTIVE] !== 'replace').map(withoutDirectives)
  let out = [...before]
  const struct = type.of.kind === 'struct' ? structOf(type.of.name) : undefined
  for (const item of items) {
    const key = item[mergeKey]
    if (item[DIRECTIVE] === 'delete') {
      if (key === undefined) throw new PatchError(`delete patch type with no merge key defined`)
      out = out.filter((other) => !isObject(other) || !equal(other[mergeKey], key))
      continue
    }
    if (key === undefined) throw new PatchError(`map: ${goValue(item)} does not contain declared merge key: ${mergeKey}`)
    const at = out.findIndex((other) => isObject(other) && equal(other[mergeKey], key))
    const fieldOf = (name: string): Field | undefined => struct?.fields.get(name)
    if (at >= 0) out[at] = mergeMap(out[at] as Json, item, fieldOf)
    else out.push(withoutDirectives(item))
  }
  return arrange(out, before, order ?? items, mergeKey)
}

/** Puts the items that the patch names in its order, and the others among them where they stood before. */
function arrange(all: unknown[], before: readonly unknown[], order: unknown, mergeKey: string | undefined): unknown[] {
  if (!Array.isArray(order)) return all
  const keyOf = (item: unknown): unknown => (mergeKey && isObject(item) ? item[mergeKey] : item)
  const indexIn = (list: readonly unknown[], item: unknown): number => list.findIndex((other) => equal(keyOf(other), keyOf(item)))
  const place = (item: unknown): number => indexIn(order, item)
  const ordered = all.filter((item) => place(item) >= 0).sort((a, b) => place(a) - place(b))
  const others = all.filter((item) => place(item) < 0)
  const out: unknown[] = []
  let i = 0
  let j = 0
  while (i < others.length || j < ordered.length) {
    if (i >= others.length) out.push(ordered[j++])
    else if (j >= ordered.length) out.push(others[i++])
    else {
      const left = indexIn(before, others[i])
      const right = indexIn(before, ordered[j])
      out.push(left >= 0 && right >= 0 && left < right ? others[i++] : ordered[j++])
    }
  }
  return out
}

function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives)
  if (!isObject(value)) return value
  const out: Json = {}
  for (const key of Object.keys(value)) {
    if (
      key === DIRECTIVE ||
      key === RETAIN ||
      key === '__proto__' ||
      key.startsWith(ORDER) ||
      key.startsWith(DELETE_FROM) ||
      value[key] === null
    )
      continue
    out[key] = withoutDirectives(value[key])
  }
  return out
}
