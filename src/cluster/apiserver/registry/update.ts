import { equal } from '../../api/json.ts'
import type { KubeObject } from '../../api/object.ts'
import { rfc3339 } from '../../api/time.ts'
import type { Result } from '../../client/client.ts'
import type { Stored } from '../../etcd/store.ts'
import { admitUpdate, validateAdmission } from '../admission/admission.ts'
import { allocatorsOf } from '../allocators.ts'
import type { FieldError } from '../field-error.ts'
import { recordWrite } from '../managed-fields/writers.ts'
import { drop, validateMetadataUpdate } from '../metadata.ts'
import type { Resource } from '../resource.ts'
import { conflict, invalid, isRefusal, notFound, OPTIMISTIC_LOCK, type Refusal } from '../status.ts'
import { type Call, type Server, tableOf } from './server.ts'

/** Makes the new object from the current one; the caller owns what it returns, down to spec. */
export type Transform = (current: KubeObject, stored: Stored) => KubeObject | Refusal

export interface UpdateOptions {
  /** false: the resource's own rules for updates do not apply (subresources that write one part of spec) */
  ownRules?: boolean
  /** the write counts as a new generation of the spec, although the resource's own preparation is left out */
  newGeneration?: boolean
  /** the request must say which version it changes (resources without unconditional update) */
  versionRequired?: boolean
  /** the writers of server-side apply, instead of what comparing would tell */
  writers?: (object: KubeObject) => unknown
  /** the writers given say nothing new */
  sameWriters?: boolean
}

/** An update of the whole object, or of its spec through a subresource other than status. */
export function update(
  server: Server,
  resource: Resource,
  namespace: string,
  name: string,
  transform: Transform,
  call: Call,
  options: UpdateOptions = {},
): Result {
  const table = tableOf(server, resource)
  const stored = table.stored(namespace, name)
  if (!stored) return notFound(resource, name)
  const old = stored.object
  const object = transform(old, stored)
  if (isRefusal(object)) return object
  const refused = checkVersion(resource, name, object, old, options)
  if (refused) return refused
  if (options.ownRules !== false) admitUpdate(resource, object, old)
  return write(server, resource, namespace, name, object, stored, call, false, options)
}

/** An update of status alone: spec stays as it is stored. */
export function updateStatus(
  server: Server,
  resource: Resource,
  namespace: string,
  name: string,
  transform: Transform,
  call: Call,
  options: UpdateOptions = {},
): Result {
  const table = tableOf(server, resource)
  const stored = table.stored(namespace, name)
  if (!stored) return notFound(resource, name)
  const given = transform(stored.object, stored)
  if (isRefusal(given)) return given
  const refused = checkVersion(resource, name, given, stored.object, options)
  if (refused) return refused
  const object: KubeObject = { ...stored.object, metadata: { ...given.metadata } as KubeObject['metadata'] }
  const status = given['status']
  if (status === undefined) delete object['status']
  else object['status'] = status
  return write(server, resource, namespace, name, object, stored, call, true, options)
}

function checkVersion(resource: Resource, name: string, object: KubeObject, old: KubeObject, options: UpdateOptions): Refusal | undefined {
  const version = object.metadata.resourceVersion
  if (version === undefined || version === '' || version === '0') {
    if (!options.versionRequired) return undefined
    const error: FieldError = {
      reason: 'FieldValueInvalid',
      field: 'metadata.resourceVersion',
      message: 'Invalid value: 0: must be specified for an update',
    }
    return invalid(resource, name, [error])
  }
  if (version === old.metadata.resourceVersion) return undefined
  if (object.metadata.uid && object.metadata.uid !== old.metadata.uid) {
    return conflict(
      resource,
      name,
      `Precondition failed: UID in precondition: ${object.metadata.uid}, UID in object meta: ${old.metadata.uid}`,
    )
  }
  return conflict(resource, name, OPTIMISTIC_LOCK)
}

function write(
  server: Server,
  resource: Resource,
  namespace: string,
  name: string,
  object: KubeObject,
  stored: Stored,
  call: Call,
  status: boolean,
  options: UpdateOptions,
): Result {
  const old = stored.object
  const { metadata } = object
  carryOver(metadata, old.metadata)
  const managed = metadata.managedFields
  drop(metadata, 'managedFields')
  const allocation = status ? undefined : allocatorsOf(server).beginUpdate(resource, object, old, call.dryRun)
  if (allocation && 'status' in allocation) return allocation
  if (status) resource.prepareForStatusUpdate?.(object, old)
  else if (options.ownRules !== false) resource.prepareForUpdate?.(object, old, server.rules)

  if (options.newGeneration && metadata.generation && !equal(object['spec'], old['spec'])) metadata.generation++
  const errors = validateMetadataUpdate(object, old)
  const rules =
    options.ownRules === false
      ? resource.subresourceRules?.[call.subresource ?? '']?.(object, old)
      : status
        ? resource.validateStatusUpdate?.(object, old)
        : resource.validateUpdate?.(object, old, server.rules)
  if (rules) errors.push(...rules)
  const problem =
    errors.length > 0
      ? invalid(resource, name, errors)
      : status
        ? undefined
        : validateAdmission(server, resource, namespace, object, old, call)
  if (problem) {
    allocation?.cancel()
    return problem
  }
  if (!status && resource.warnings) call.warnings.push(...resource.warnings(object, old))
  const table = tableOf(server, resource)
  if (call.dryRun) {
    allocation?.cancel()
    return { ok: true, object }
  }
  allocation?.commit()
  metadata.resourceVersion = old.metadata.resourceVersion as string
  const { writers } = options
  if (equal(object, old) && (!writers || options.sameWriters)) return { ok: true, object: old }
  const written = table.put(
    namespace,
    name,
    object,
    writers ? writers(object) : recordWrite(resource, stored, old, call, rfc3339(server.clock.now), managed),
  )
  if (goesNow(written)) {
    const last = table.remove(namespace, name)
    allocatorsOf(server).release(resource, written)
    return { ok: true, object: last ?? written }
  }
  return { ok: true, object: written }
}

/** What no update can change: identity, creation, generation, a deletion that is under way. */
function carryOver(metadata: KubeObject['metadata'], old: KubeObject['metadata']): void {
  metadata.uid ||= old.uid as string
  metadata.creationTimestamp = old.creationTimestamp as string
  if (old.generation === undefined) drop(metadata, 'generation')
  else metadata.generation = old.generation
  if (old.deletionTimestamp === undefined) drop(metadata, 'deletionTimestamp')
  else metadata.deletionTimestamp = old.deletionTimestamp
  if (old.deletionGracePeriodSeconds === undefined) drop(metadata, 'deletionGracePeriodSeconds')
  else metadata.deletionGracePeriodSeconds ??= old.deletionGracePeriodSeconds
}

/** An object whose deletion waited for its finalizers (or its spec's, a Namespace) goes with the last of them. */
function goesNow(object: KubeObject): boolean {
  const { deletionTimestamp, finalizers, deletionGracePeriodSeconds } = object.metadata
  if (!deletionTimestamp || finalizers?.length) return false
  if (object.kind === 'Namespace' && object['spec']?.finalizers?.length) return false
  return !deletionGracePeriodSeconds
}
