import type { JsonObject, KubeObject } from '../../api/object.ts'
import { rfc3339 } from '../../api/time.ts'
import type { Result } from '../../client/client.ts'
import type { FieldError } from '../field-error.ts'
import type { Resource } from '../resource.ts'
import { conflict, invalid, quote, type Refusal } from '../status.ts'
import type { Call, Server } from './server.ts'
import { update } from './update.ts'

/** The scheduler's word: the Pod gets its node and the condition that says so. */
export function bind(server: Server, resource: Resource, namespace: string, name: string, binding: JsonObject, call: Call): Result {
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
