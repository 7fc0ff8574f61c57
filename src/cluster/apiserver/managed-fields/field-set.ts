import { equal, isObject, ownValue } from '../../api/json.ts'
import { type Struct, structOf, type TypeRef } from '../schema/schema.ts'

/**
 * A set of fields in the form of FieldsV1: `{"f:spec": {"f:replicas": {}}}`. An empty object is a member,
 * `.` makes one of a field that has members below it.
 */
export interface FieldSet {
  [element: string]: FieldSet
}

const SELF = '.'

export function isEmpty(set: FieldSet): boolean {
  for (const _ in set) return false
  return true
}

/** Is the field itself in the set, not only fields below it? */
function isMember(set: FieldSet): boolean {
  return isEmpty(set) || Object.hasOwn(set, SELF)
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  const out: FieldSet = { ...a }
  for (const key of Object.keys(b)) {
    const left = out[key]
    const right = b[key] as FieldSet
    out[key] = left ? joined(left, right) : right
  }
  return out
}

function joined(a: FieldSet, b: FieldSet): FieldSet {
  const both = union(a, b)
  if (!isEmpty(both) && (isEmpty(a) || isEmpty(b))) both[SELF] = {}
  return both
}

/** The members of `a` that are not in `b`. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  const out: FieldSet = {}
  for (const key of Object.keys(a)) {
    const left = a[key] as FieldSet
    const right = b[key]
    if (!right) {
      out[key] = left
      continue
    }
    if (key === SELF) continue
    const below = difference(below_(left), below_(right))
    const stays = isMember(left) && !isMember(right)
    if (stays && isEmpty(below)) out[key] = {}
    else if (stays) out[key] = { [SELF]: {}, ...below }
    else if (!isEmpty(below)) out[key] = below
  }
  return out
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  const out: FieldSet = {}
  for (const key of Object.keys(a)) {
    const left = a[key] as FieldSet
    const right = b[key]
    if (!right) continue
    if (key === SELF) {
      out[SELF] = {}
      continue
    }
    const below = intersection(below_(left), below_(right))
    const both = isMember(left) && isMember(right)
    if (both && isEmpty(below)) out[key] = {}
    else if (both) out[key] = { [SELF]: {}, ...below }
    else if (!isEmpty(below)) out[key] = below
  }
  return out
}

/** What a set says of the fields below, without the field itself. */
function below_(set: FieldSet): FieldSet {
  if (!Object.hasOwn(set, SELF)) return set
  const { [SELF]: _, ...rest } = set
  return rest
}

/** Calls back with each member's path. */
export function eachMember(set: FieldSet, visit: (path: readonly string[]) => void, path: readonly string[] = []): void {
  for (const key of Object.keys(set)) {
    if (key === SELF) {
      visit(path)
      continue
    }
    const below = set[key] as FieldSet
    if (isEmpty(below)) visit([...path, key])
    else eachMember(below, visit, [...path, key])
  }
}

/** `.spec.ports[port=80,protocol="TCP"].name` */
export function pathText(path: readonly string[]): string {
  return path
    .map((element) => {
      const rest = element.slice(2)
      if (element.startsWith('f:')) return `.${rest}`
      if (element.startsWith('i:')) return `[${rest}]`
      if (element.startsWith('v:')) return `[=${rest}]`
      const key = JSON.parse(rest) as Record<string, unknown>
      return `[${Object.keys(key)
        .map((name) => `${name}=${JSON.stringify(key[name])}`)
        .join(',')}]`
    })
    .join('')
}

/** The element that stands for an item of an associative list. */
export function elementOf(type: Extract<TypeRef, { kind: 'list' }>, item: unknown): string {
  if (type.list === 'set') return `v:${JSON.stringify(item)}`
  return `k:${JSON.stringify(keyOf(type, item))}`
}

/** An item's key fields, defaults filled in, in alphabetical order. */
export function keyOf(type: Extract<TypeRef, { kind: 'list' }>, item: unknown): Record<string, unknown> {
  const struct = type.of.kind === 'struct' ? structOf(type.of.name) : undefined
  const key: Record<string, unknown> = {}
  for (const name of [...type.keys].sort()) {
    const value = isObject(item) ? item[name] : undefined
    const preset = struct?.fields.get(name)?.default
    if (value !== undefined) key[name] = value
    else if (preset !== undefined) key[name] = preset
  }
  return key
}

export const isAtomic = (type: TypeRef): boolean =>
  type.kind === 'scalar' ||
  (type.kind === 'struct' ? structOf(type.name)?.atomic !== false : type.kind === 'list' ? type.list === 'atomic' : type.atomic)

/** The type of a member of an object of a type; unknown members are taken whole. */
export function memberType(type: TypeRef | Struct, name: string): TypeRef {
  const whole: TypeRef = { kind: 'scalar', scalar: 'a', go: '' }
  if ('fields' in type) return type.fields.get(name)?.type ?? whole
  if (type.kind === 'struct') return structOf(type.name)?.fields.get(name)?.type ?? whole
  return type.kind === 'map' ? type.of : whole
}

/** Everything that is set in a value of a type: what server-side apply owns. */
export function fieldsOf(type: TypeRef | Struct, value: unknown): FieldSet {
  const out: FieldSet = {}
  if (!isObject(value)) return out
  for (const name of Object.keys(value)) {
    const item = value[name]
    const member = memberType(type, name)
    if (isAtomic(member) || typeof item !== 'object' || item === null || isEmpty(item as FieldSet)) out[`f:${name}`] = {}
    else if (member.kind === 'list') {
      const items: FieldSet = {}
      for (const each of item as unknown[]) {
        const below = member.list === 'map' ? fieldsOf(member.of, each) : {}
        items[elementOf(member, each)] = isEmpty(below) ? {} : { [SELF]: {}, ...below }
      }
      out[`f:${name}`] = items
    } else out[`f:${name}`] = fieldsOf(member, item)
  }
  return out
}

export interface Comparison {
  /** added or given another value */
  changed: FieldSet
  removed: FieldSet
}

/** How an object became another, field by field. */
export function compare(type: TypeRef | Struct, before: unknown, after: unknown): Comparison {
  const old = isObject(before) ? before : {}
  const now = isObject(after) ? after : {}
  const changed: FieldSet = {}
  const removed: FieldSet = {}
  for (const name of Object.keys(now)) {
    const item = now[name]
    const was = ownValue(old, name)
    if (item === was || item === undefined) continue
    const member = memberType(type, name)
    const part = compareMember(member, was, item)
    if (part.changed) changed[`f:${name}`] = part.changed
    if (part.removed) removed[`f:${name}`] = part.removed
  }
  for (const name of Object.keys(old)) {
    if (old[name] === undefined || (Object.hasOwn(now, name) && now[name] !== undefined)) continue
    removed[`f:${name}`] = wholeOf(memberType(type, name), old[name])
  }
  return { changed, removed }
}

function compareMember(type: TypeRef, before: unknown, after: unknown): { changed?: FieldSet | undefined; removed?: FieldSet | undefined } {
  if (before === undefined || before === null) return { changed: wholeOf(type, after) }
  if (isAtomic(type) || typeof after !== 'object' || after === null || typeof before !== 'object')
    return equal(before, after) ? {} : { changed: {} }
  if (type.kind === 'list') return compareItems(type, before as unknown[], after as unknown[])
  const part = compare(type, before, after)
  return { changed: isEmpty(part.changed) ? undefined : part.changed, removed: isEmpty(part.removed) ? undefined : part.removed }
}

function compareItems(
  type: Extract<TypeRef, { kind: 'list' }>,
  before: unknown[],
  after: unknown[],
): { changed?: FieldSet | undefined; removed?: FieldSet | undefined } {
  const changed: FieldSet = {}
  const removed: FieldSet = {}
  const old = new Map(before.map((item) => [elementOf(type, item), item]))
  for (const item of after) {
    const element = elementOf(type, item)
    const was = old.get(element)
    old.delete(element)
    if (was === undefined) changed[element] = itemSet(type, item)
    else if (type.list === 'map') {
      const part = compare(type.of, was, item)
      if (!isEmpty(part.changed)) changed[element] = part.changed
      if (!isEmpty(part.removed)) removed[element] = part.removed
    }
  }
  for (const [element, item] of old) removed[element] = itemSet(type, item)
  return { changed: isEmpty(changed) ? undefined : changed, removed: isEmpty(removed) ? undefined : removed }
}

function itemSet(type: Extract<TypeRef, { kind: 'list' }>, item: unknown): FieldSet {
  return type.list === 'map' ? { [SELF]: {}, ...wholeMembers(type.of, item) } : {}
}

/** A field that was not there before, with all below it. */
function wholeOf(type: TypeRef, value: unknown): FieldSet {
  if (isAtomic(type) || typeof value !== 'object' || value === null || isEmpty(value as FieldSet)) return {}
  if (type.kind !== 'list') return { [SELF]: {}, ...wholeMembers(type, value) }
  const out: FieldSet = { [SELF]: {} }
  for (const item of value as unknown[]) out[elementOf(type, item)] = itemSet(type, item)
  return out
}

function wholeMembers(type: TypeRef, value: unknown): FieldSet {
  const out: FieldSet = {}
  if (isObject(value)) for (const name of Object.keys(value)) out[`f:${name}`] = wholeOf(memberType(type, name), value[name])
  return out
}
