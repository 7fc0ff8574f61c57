import { equal } from '../../api/json.ts'
import type { JsonObject, KubeObject } from '../../api/object.ts'
import { apiVersionOf } from '../../api/object.ts'
import type { Stored } from '../../etcd/store.ts'
import { structFor } from '../decode.ts'
import { type Server, tableOf } from '../registry/server.ts'
import type { Resource } from '../resource.ts'
import { type Struct, structOf } from '../schema/schema.ts'
import { compare, difference, type FieldSet, isEmpty, union } from './field-set.ts'
import type { Writers } from './writers.ts'

/** metav1.ManagedFieldsEntry */
export interface ManagedEntry {
  manager: string
  operation: 'Apply' | 'Update'
  apiVersion: string
  time?: string
  fieldsType: 'FieldsV1'
  fieldsV1: FieldSet
  subresource?: string
}

/** Nobody owns what identifies an object. */
const IDENTITY: FieldSet = {
  'f:apiVersion': {},
  'f:kind': {},
  'f:metadata': {
    '.': {},
    'f:name': {},
    'f:namespace': {},
    'f:creationTimestamp': {},
    'f:selfLink': {},
    'f:uid': {},
    'f:generation': {},
    'f:managedFields': {},
    'f:resourceVersion': {},
  },
}

export function ownable(set: FieldSet, resource: Resource, subresource: string | undefined): FieldSet {
  const out = difference(set, IDENTITY)
  if (subresource === 'status') delete out['f:spec']
  else if (resource.subresources?.includes('status')) delete out['f:status']
  return out
}

/** The entries that a history of writes amounts to. */
export function entriesOf(resource: Resource, object: KubeObject, writers: Writers | undefined): ManagedEntry[] {
  if (!writers) return []
  if ('entries' in writers) return writers.entries as unknown as ManagedEntry[]
  const { before, earlier, manager, subresource, time, filled } = writers
  const entries = before && earlier ? entriesOf(resource, before, earlier) : []
  if (manager === '') return entries
  const struct = structFor(resource)
  const part = compare(struct, before ?? emptyObject(struct), object)
  for (const field of filled ?? []) delete part.changed['f:spec']?.[`f:${field}`]
  if (!before && resource.plural === 'pods') leaveInjected(part.changed, object)
  return afterUpdate(entries, resource, part, { manager, subresource, time })
}

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount'

/** The token that admission mounts into a new Pod's containers belongs to nobody. */
function leaveInjected(changed: FieldSet, pod: KubeObject): void {
  const spec = changed['f:spec']
  const volume = (pod['spec'].volumes ?? []).find(({ name }: JsonObject) => String(name).startsWith('kube-api-access-'))
  if (!spec || !volume) return
  drop(spec, 'f:volumes', { name: volume.name })
  for (const field of ['f:containers', 'f:initContainers'])
    for (const container of Object.values(spec[field] ?? {})) drop(container, 'f:volumeMounts', { mountPath: TOKEN_PATH })
}

/** Leaves an item out of a list, and the list with its last one. */
function drop(set: FieldSet, list: string, key: JsonObject): void {
  const items = set[list]
  if (!items) return
  delete items[`k:${JSON.stringify(key)}`]
  if (Object.keys(items).every((item) => item === '.')) delete set[list]
}

/** A new object of Go's has its structs by value, empty. */
function emptyObject(struct: Struct): JsonObject {
  const out: JsonObject = { metadata: {} }
  for (const field of struct.values) out[field.name] = field.type.kind === 'struct' ? emptyOf(field.type.name, 0) : {}
  return out
}

function emptyOf(name: string, depth: number): JsonObject {
  const out: JsonObject = {}
  const struct = structOf(name)
  if (!struct || depth > 8) return out
  for (const field of struct.fields.values()) {
    if (field.type.kind === 'struct' && !field.pointer) out[field.name] = emptyOf(field.type.name, depth + 1)
    else if (field.type.kind === 'list' && field.required) out[field.name] = []
  }
  return out
}

interface Updater {
  manager: string
  subresource: string | undefined
  time: string
}

/** An update takes what it changes from all others; what is gone nobody owns. */
function afterUpdate(
  entries: readonly ManagedEntry[],
  resource: Resource,
  { changed, removed }: { changed: FieldSet; removed: FieldSet },
  updater: Updater,
): ManagedEntry[] {
  const mine = ownable(changed, resource, updater.subresource)
  const gone = difference(removed, IDENTITY)
  const own = (entry: ManagedEntry): boolean =>
    entry.operation === 'Update' && entry.manager === updater.manager && entry.subresource === updater.subresource
  const out: ManagedEntry[] = []
  let found = false
  for (const entry of entries) {
    let fields = difference(entry.fieldsV1, gone)
    if (own(entry)) {
      found = true
      fields = union(fields, mine)
    } else fields = difference(fields, mine)
    if (isEmpty(fields)) continue
    out.push(
      equal(fields, entry.fieldsV1)
        ? entry
        : own(entry)
          ? { ...entry, time: updater.time, fieldsV1: fields }
          : { ...entry, fieldsV1: fields },
    )
  }
  if (!found && !isEmpty(mine)) {
    const { manager, subresource, time } = updater
    out.push({
      manager,
      operation: 'Update',
      apiVersion: apiVersionOf(resource),
      time,
      fieldsType: 'FieldsV1',
      fieldsV1: mine,
      ...(subresource ? { subresource } : {}),
    })
  }
  return sortEntries(out)
}

export function sortEntries(entries: ManagedEntry[]): ManagedEntry[] {
  const order = (entry: ManagedEntry): string => `${entry.operation} ${entry.time ?? ''} ${entry.manager} ${entry.apiVersion}`
  return entries.sort((a, b) => (order(a) < order(b) ? -1 : order(a) > order(b) ? 1 : 0))
}

/** The entries of a stored object. */
export function entriesOfStored(resource: Resource, stored: Stored): ManagedEntry[] {
  return entriesOf(resource, stored.object, stored.writers as Writers | undefined)
}

/** The object, or each of a List's, with its metadata.managedFields. */
export function withManagedFields(server: Server, resource: Resource, object: JsonObject): JsonObject {
  if (Array.isArray(object['items']))
    return { ...object, items: object['items'].map((item: KubeObject) => withEntries(server, resource, item)) }
  return object['metadata']?.uid ? withEntries(server, resource, object as KubeObject) : object
}

function withEntries(server: Server, resource: Resource, object: KubeObject): KubeObject {
  const stored = tableOf(server, resource).stored(object.metadata.namespace ?? '', object.metadata.name ?? '')
  if (!stored || stored.object !== object) return object
  const managedFields = entriesOfStored(resource, stored)
  const shown = withNullLists(resource, object)
  return managedFields.length > 0 ? { ...shown, metadata: { ...object.metadata, managedFields: managedFields as any } } : shown
}

/** Lists that Go always writes: empty ones are null, for storage does not tell the two apart. */
const ALWAYS_WRITTEN: Readonly<Record<string, readonly string[]>> = {
  endpointslices: ['endpoints', 'ports'],
  roles: ['rules'],
  clusterroles: ['rules'],
}

function withNullLists(resource: Resource, object: KubeObject): KubeObject {
  const empty = ALWAYS_WRITTEN[resource.plural]?.filter((name) => !object[name]?.length) ?? []
  return empty.length > 0 ? { ...object, ...Object.fromEntries(empty.map((name) => [name, null])) } : object
}
