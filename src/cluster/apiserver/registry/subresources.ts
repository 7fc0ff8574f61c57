import type { JsonObject, KubeObject } from '../../api/object.ts'
import { rfc3339 } from '../../api/time.ts'
import type { Result } from '../../client/client.ts'
import { evict } from '../eviction.ts'
import type { FieldError } from '../field-error.ts'
import type { Resource } from '../resource.ts'
import { scales } from '../resources/autoscaling/scale.ts'
import { conflict, invalid, noSuchResource, notFound, quote, type Refusal } from '../status.ts'
import { type Call, type Server, tableOf } from './server.ts'
import { requestToken } from './token-request.ts'
import { update } from './update.ts'

export interface Subresource {
  get(namespace: string, name: string): Result
  update(namespace: string, name: string, object: JsonObject, call: Call): Result
}

/** Subresources that are read and written as objects of their own: `scale`. */
export function readSubresource(server: Server, resource: Resource, subresource: string): Subresource {
  if (subresource === 'scale' && resource.scale) return scaleOf(server, resource)
  const none = (): Refusal => noSuchResource()
  return { get: none, update: none }
}

function scaleOf(server: Server, resource: Resource): Subresource {
  return {
    get(namespace, name) {
      const object = tableOf(server, resource).get(namespace, name)
      return object ? { ok: true, object: scaleObject(object) } : notFound(resource, name)
    },
    update(namespace, name, given, call) {
      const replicas = given['spec']?.replicas ?? 0
      if (replicas < 0) {
        const message = `Invalid value: ${replicas}: must be greater than or equal to 0`
        return invalid(scales, name, [{ reason: 'FieldValueInvalid', field: 'spec.replicas', message }])
      }
      const written = update(
        server,
        resource,
        namespace,
        name,
        (old) => {
          const version = given['metadata']?.resourceVersion as string | undefined
          if (version && version !== old.metadata.resourceVersion)
            return conflict(resource, name, 'the object has been modified; please apply your changes to the latest version and try again')
          return { ...old, metadata: { ...old.metadata }, spec: { ...old['spec'], replicas } }
        },
        call,
      )
      return written.ok ? { ok: true, object: scaleObject(written.object) } : written
    },
  }
}

function scaleObject(object: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
  const selector = selectorText(object['spec']?.selector)
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp } as KubeObject['metadata'],
    spec: object['spec']?.replicas ? { replicas: object['spec'].replicas } : {},
    status: { replicas: object['status']?.replicas ?? 0, ...(selector ? { selector } : {}) },
  }
}

/** A label selector in the one-line form. */
export function selectorText(selector: any): string {
  if (!selector) return ''
  const labels = selector.matchLabels ?? (selector.matchExpressions ? {} : selector)
  const terms = Object.keys(labels).map((key) => ({ key, text: `${key}=${labels[key]}` }))
  for (const { key, operator, values } of selector.matchExpressions ?? []) {
    const list = [...(values ?? [])].sort().join(',')
    const text =
      operator === 'Exists' ? key : operator === 'DoesNotExist' ? `!${key}` : `${key} ${operator === 'In' ? 'in' : 'notin'} (${list})`
    terms.push({ key, text })
  }
  return terms
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map((term) => term.text)
    .join(',')
}

/** POST to a subresource. */
export function postSubresource(
  server: Server,
  resource: Resource,
  namespace: string,
  name: string,
  subresource: string,
  object: JsonObject,
  call: Call,
): Result {
  if (resource.group === '' && resource.plural === 'pods') {
    if (subresource === 'binding') return bind(server, resource, namespace, name, object, call)
    if (subresource === 'eviction') return evict(server, resource, namespace, name, object, call)
  }
  if (resource.group === '' && resource.plural === 'serviceaccounts' && subresource === 'token')
    return requestToken(server, resource, namespace, name, object)
  return noSuchResource()
}

/** The scheduler's word: the Pod gets its node and the condition that says so. */
function bind(server: Server, resource: Resource, namespace: string, name: string, binding: JsonObject, call: Call): Result {
  const { kind = '', name: node = '' } = (binding['target'] ?? {}) as { kind?: string; name?: string }
  const faults: FieldError[] = []
  if (kind !== '' && kind !== 'Node')
    faults.push({
      reason: 'FieldValueNotSupported',
      field: 'target.kind',
      message: `Unsupported value: ${quote(kind)}: supported values: "Node", "<empty>"`,
    })
  if (node === '') faults.push({ reason: 'FieldValueRequired', field: 'target.name', message: 'Required value' })
  if (faults.length > 0) return invalid({ group: '', plural: 'bindings', kind: 'Binding' }, binding['metadata']?.name ?? '', faults)
  const refuse = (why: string): Refusal => conflict({ ...resource, plural: 'pods/binding' }, name, why)
  const now = rfc3339(server.clock.now)
  return update(
    server,
    resource,
    namespace,
    name,
    (old) => {
      if (old.metadata.deletionTimestamp) return refuse(`pod ${name} is being deleted, cannot be assigned to a host`)
      if (old['spec'].nodeName) return refuse(`pod ${name} is already assigned to node ${quote(old['spec'].nodeName)}`)
      if (old['spec'].schedulingGates?.length) return refuse(`pod ${name} has non-empty .spec.schedulingGates`)
      const others = ((old['status']?.conditions ?? []) as JsonObject[]).filter((condition) => condition['type'] !== 'PodScheduled')
      const scheduled = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: now }
      return {
        ...old,
        metadata: { ...old.metadata },
        spec: { ...old['spec'], nodeName: node },
        status: { ...old['status'], conditions: [...others, scheduled] },
      }
    },
    // the binding is stored past the bookkeeping of fields: nobody owns what it sets
    { ...call, manager: '' },
    { ownRules: false },
  )
}

const POSTED: Record<string, readonly string[]> = { pods: ['binding', 'eviction'], serviceaccounts: ['token'] }

export function isPostSubresource(resource: Resource, subresource: string): boolean {
  return resource.group === '' && (POSTED[resource.plural]?.includes(subresource) ?? false)
}

/** Subresources through which one part of spec is written. */
const SPEC_PARTS: Record<string, (old: JsonObject, given: JsonObject) => JsonObject> = {
  finalize: (old, given) => {
    const spec = { ...old }
    if (given['finalizers']?.length) spec['finalizers'] = given['finalizers']
    else delete spec['finalizers']
    return spec
  },
  ephemeralcontainers: (old, given) => ({ ...old, ephemeralContainers: given['ephemeralContainers'] ?? [] }),
  resize: (old, given) => ({
    ...old,
    containers: withResources(old['containers'], given['containers']),
    ...(old['initContainers'] ? { initContainers: withResources(old['initContainers'], given['initContainers']) } : {}),
  }),
}

export function updatesSpec(subresource: string): boolean {
  return Object.hasOwn(SPEC_PARTS, subresource)
}

/** Writes the part of spec that the subresource is for; the rest stays as it is stored. */
export function updateSubresource(
  server: Server,
  resource: Resource,
  at: { namespace: string; name: string; subresource: string },
  given: KubeObject,
  call: Call,
): Result {
  const part = SPEC_PARTS[at.subresource] as (old: JsonObject, given: JsonObject) => JsonObject
  return update(
    server,
    resource,
    at.namespace,
    at.name,
    (old) => ({
      ...old,
      metadata: { ...old.metadata, resourceVersion: given.metadata.resourceVersion as string },
      spec: part(old['spec'] ?? {}, given['spec'] ?? {}),
    }),
    call,
    { ownRules: false, newGeneration: at.subresource !== 'finalize' },
  )
}

function withResources(old: JsonObject[], given: JsonObject[] = []): JsonObject[] {
  return old.map((container) => {
    const resources = given.find((one) => one['name'] === container['name'])?.['resources']
    return resources ? { ...container, resources } : container
  })
}
