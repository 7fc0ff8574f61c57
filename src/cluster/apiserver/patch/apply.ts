import { equal, isObject, ownValue } from '../../api/json.ts'
import type { JsonObject, KubeObject } from '../../api/object.ts'
import { apiVersionOf } from '../../api/object.ts'
import { rfc3339 } from '../../api/time.ts'
import type { Result } from '../../client/client.ts'
import { decodeValue, structFor } from '../decode.ts'
import {
  compare,
  difference,
  eachMember,
  elementOf,
  type FieldSet,
  fieldsOf,
  intersection,
  isAtomic,
  isEmpty,
  memberType,
  pathText,
  union,
} from '../managed-fields/field-set.ts'
import { entriesOfStored, type ManagedEntry, ownable, sortEntries } from '../managed-fields/managed-fields.ts'
import { create } from '../registry/create.ts'
import { type Call, type Server, tableOf } from '../registry/server.ts'
import { update, updateStatus } from '../registry/update.ts'
import type { Resource } from '../resource.ts'
import type { Struct, TypeRef } from '../schema/schema.ts'
import { badRequest, isRefusal, type Refusal, refusal } from '../status.ts'
import type { PatchRequest } from './patch.ts'
import { typedFaults } from './typed-faults.ts'

/** Server-side apply: the patch is all that this manager wants; what it no longer names goes, unless others own it. */
export function serverSideApply(
  server: Server,
  resource: Resource,
  namespace: string,
  name: string,
  patch: unknown,
  request: PatchRequest,
  call: Call,
): Result {
  if (!request.fieldManager && !call.manager) return managerRequired()
  if (!isObject(patch)) return badRequest('error decoding YAML: the patch is no object')
  const wrong = checkPatch(resource, namespace, name, patch)
  if (wrong) return wrong
  const struct = structFor(resource)
  const faults = typedFaults(struct, patch)
  if (faults) {
    const where = `${namespace ? `${namespace}/` : '/'}${name}; ${resource.group}/${resource.version}, Kind=${resource.kind}`
    return refusal(500, '', `failed to create typed patch object (${where}): ${faults}`)
  }
  const config = withoutNulls(patch) as JsonObject
  const stored = tableOf(server, resource).stored(namespace, name)
  const now = rfc3339(server.clock.now)
  const entry = (fields: FieldSet): ManagedEntry => ({
    manager: call.manager,
    operation: 'Apply',
    apiVersion: apiVersionOf(resource),
    time: now,
    fieldsType: 'FieldsV1',
    fieldsV1: fields,
    ...(call.subresource ? { subresource: call.subresource } : {}),
  })
  const wanted = ownable(fieldsOf(struct, config), resource, call.subresource)
  if (!stored) {
    if (config['metadata']?.resourceVersion)
      return refusal(
        409,
        'Conflict',
        `Operation cannot be fulfilled on ${resource.plural} "${name}": StorageError: invalid object, Code: 4`,
      )
    const read = read_(resource, config)
    if (isRefusal(read)) return read
    read.metadata.namespace = namespace
    read.metadata.managedFields = (isEmpty(wanted) ? [] : [entry(wanted)]) as never
    return create(server, resource, namespace, read, call)
  }
  const live = stored.object
  const entries = entriesOfStored(resource, stored)
  const isMine = (one: ManagedEntry): boolean =>
    one.operation === 'Apply' && one.manager === call.manager && (one.subresource ?? '') === (call.subresource ?? '')
  const mine = entries.find(isMine)
  const others = entries.filter((one) => !isMine(one))
  let merged = merge(struct, live, config) as JsonObject
  if (mine) {
    let kept: FieldSet = wanted
    for (const one of others) kept = union(kept, one.fieldsV1)
    merged = prune(struct, merged, difference(mine.fieldsV1, kept), kept) as JsonObject
  }
  const { changed } = compare(struct, live, merged)
  const conflicts = others.map((one) => ({ one, fields: intersection(one.fieldsV1, changed) })).filter(({ fields }) => !isEmpty(fields))
  if (conflicts.length > 0 && !request.force) return conflictRefusal(conflicts)
  const remaining = others
    .map((one) => {
      const lost = conflicts.find((conflict) => conflict.one === one)
      return lost ? { ...one, fieldsV1: difference(one.fieldsV1, lost.fields) } : one
    })
    .filter((one) => !isEmpty(one.fieldsV1))
  const own = mine && equal(mine.fieldsV1, wanted) && equal(live, merged) ? mine : entry(wanted)
  const all = sortEntries(isEmpty(wanted) ? remaining : [...remaining, own])
  const read = read_(resource, merged)
  if (isRefusal(read)) return read
  const change = call.subresource === 'status' ? updateStatus : update
  return change(server, resource, namespace, name, () => read, call, {
    writers: () => ({ entries: all }),
    sameWriters: equal(all, entries),
  })
}

function managerRequired(): Refusal {
  const message = 'Required value: is required for apply patch'
  return refusal(422, 'Invalid', `PatchOptions.meta.k8s.io "" is invalid: fieldManager: ${message}`, {
    group: 'meta.k8s.io',
    kind: 'PatchOptions',
    causes: [{ reason: 'FieldValueRequired', message, field: 'fieldManager' }],
  })
}

function checkPatch(resource: Resource, namespace: string, name: string, patch: JsonObject): Refusal | undefined {
  const metadata = patch['metadata'] ?? {}
  if (metadata.managedFields !== undefined && metadata.managedFields !== null) return badRequest('metadata.managedFields must be nil')
  const version = apiVersionOf(resource)
  const kind = textOr(patch['kind'])
  const given = textOr(patch['apiVersion'])
  if (!kind || !given) return badRequest(`invalid object type: /, Kind=${kind}`)
  if (kind !== resource.kind || given !== version) return badRequest(`invalid object type: ${given}, Kind=${kind}`)
  if (metadata.name !== undefined && metadata.name !== name)
    return badRequest(`the name of the object (${textOr(metadata.name)}) does not match the name on the URL (${name})`)
  if (resource.namespaced && metadata.namespace !== undefined && metadata.namespace !== namespace)
    return badRequest('the namespace of the provided object does not match the namespace sent on the request')
  return undefined
}

/** What unstructured objects say of a field that holds no text. */
function textOr(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function read_(resource: Resource, value: JsonObject): KubeObject | Refusal {
  const decoded = decodeValue(resource, { value, hasOrder: false, duplicates: [] }, 'Ignore')
  if (isRefusal(decoded)) return decoded
  resource.defaults?.(decoded.object)
  return decoded.object
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isObject(value)) return value
  const out: JsonObject = {}
  for (const key of Object.keys(value)) if (value[key] !== null && key !== '__proto__') out[key] = withoutNulls(value[key])
  return out
}

/** Structured merge: granular parts merge, atomic ones are replaced, associative lists go by their keys. */
function merge(type: TypeRef | Struct, live: unknown, config: unknown): unknown {
  if (!isObject(config) || !isObject(live)) return config
  const out: JsonObject = { ...live }
  for (const key of Object.keys(config)) {
    const member = memberType(type, key)
    const before = ownValue(live, key)
    const value = config[key]
    if (before === undefined || isAtomic(member)) out[key] = value
    else if (member.kind === 'list') out[key] = mergeItems(member, before, value)
    else out[key] = merge(member, before, value)
  }
  return out
}

function mergeItems(type: Extract<TypeRef, { kind: 'list' }>, live: unknown, config: unknown): unknown {
  if (!Array.isArray(live) || !Array.isArray(config)) return config
  const wanted = new Map(config.map((item) => [elementOf(type, item), item]))
  const had = new Map(live.map((item) => [elementOf(type, item), item]))
  // The patch's order counts among its own items; the server's others stay before what followed them.
  const out: unknown[] = []
  const rest = [...wanted.keys()]
  const take = (element: string): void => {
    const item = wanted.get(element)
    out.push(type.list === 'map' && had.has(element) ? merge(type.of, had.get(element), item) : item)
  }
  for (const element of had.keys()) {
    if (!wanted.has(element)) {
      out.push(had.get(element))
      continue
    }
    const until = rest.indexOf(element)
    if (until < 0) continue
    for (const next of rest.splice(0, until + 1)) take(next)
  }
  for (const element of rest) take(element)
  return out
}

/** Takes away what only this manager owned and no longer wants. */
function prune(type: TypeRef | Struct, value: unknown, gone: FieldSet, kept: FieldSet): unknown {
  if (!isObject(value)) return value
  const out: JsonObject = { ...value }
  for (const element of Object.keys(gone)) {
    if (element === '.') continue
    const name = element.slice(2)
    if (!Object.hasOwn(out, name)) continue
    const below = gone[element] as FieldSet
    const keptBelow = kept[element]
    const member = memberType(type, name)
    if (isEmpty(below) || isAtomic(member)) {
      if (!keptBelow) delete out[name]
      continue
    }
    if (member.kind === 'list') {
      const items = (out[name] as unknown[]).flatMap((item) => {
        const key = elementOf(member, item)
        const part = below[key]
        if (!part) return [item]
        if (!keptBelow?.[key] && (isEmpty(part) || Object.hasOwn(part, '.'))) return []
        return [prune(member.of, item, part, keptBelow?.[key] ?? {})]
      })
      if (items.length === 0 && !keptBelow) delete out[name]
      else out[name] = items
      continue
    }
    const pruned = prune(member, out[name], below, keptBelow ?? {}) as JsonObject
    if (Object.keys(pruned).length === 0 && !keptBelow) delete out[name]
    else out[name] = pruned
  }
  return out
}

function conflictRefusal(conflicts: readonly { one: ManagedEntry; fields: FieldSet }[]): Refusal {
  const found: { manager: string; field: string }[] = []
  for (const { one, fields } of conflicts) eachMember(fields, (path) => found.push({ manager: managerText(one), field: pathText(path) }))
  const [first] = found
  let message: string
  if (found.length === 1 && first) message = `Apply failed with 1 conflict: conflict with ${first.manager}: ${first.field}`
  else {
    const lines = [...new Set(found.map(({ manager }) => manager))]
      .sort()
      .flatMap((manager) => [
        `conflicts with ${manager}:`,
        ...found.filter((one) => one.manager === manager).map(({ field }) => `- ${field}`),
      ])
    message = `Apply failed with ${found.length} conflicts: ${lines.join('\n')}`
  }
  return refusal(409, 'Conflict', message, {
    causes: found.map(({ manager, field }) => ({ reason: 'FieldManagerConflict', message: `conflict with ${manager}`, field })),
  })
}

function managerText({ manager, subresource, operation, apiVersion, time }: ManagedEntry): string {
  const name = `${JSON.stringify(manager)}${subresource ? ` with subresource ${JSON.stringify(subresource)}` : ''}`
  return operation === 'Apply' ? name : `${name} using ${apiVersion}${time ? ` at ${time}` : ''}`
}
