import type { JsonObject, KubeObject } from '../../api/object.ts'
import { rfc3339 } from '../../api/time.ts'
import { allocatorsOf } from '../allocators.ts'
import { nameOf } from '../catalog.ts'
import { recordWrite } from '../managed-fields/writers.ts'
import type { Resource } from '../resource.ts'
import { conflict, forbidden, notFound, type Refusal } from '../status.ts'
import { type Call, type Server, tableOf } from './server.ts'

/** metav1.DeleteOptions, as far as it is used. */
export interface DeleteOptions {
  gracePeriodSeconds?: number
  propagationPolicy?: 'Orphan' | 'Background' | 'Foreground'
  orphanDependents?: boolean
  preconditions?: { uid?: string; resourceVersion?: string }
}

/** What came of a deletion: gone at once, or waiting (graceful, finalizers), with the object's last state. */
export type DeleteResult = { ok: true; object: KubeObject; gone: boolean } | Refusal

/** Namespaces that nobody may delete. */
const PROTECTED = new Set(['default', 'kube-system', 'kube-public'])

export function remove(server: Server, resource: Resource, namespace: string, name: string, given: JsonObject, call: Call): DeleteResult {
  const options = given as DeleteOptions
  const table = tableOf(server, resource)
  const stored = table.stored(namespace, name)
  if (resource.plural === 'namespaces' && resource.group === '' && PROTECTED.has(name))
    return forbidden(resource, name, 'this namespace may not be deleted')
  if (!stored) return notFound(resource, name)
  const old = stored.object
  const mismatch = checkPreconditions(resource, old, options.preconditions)
  if (mismatch) return mismatch

  const now = server.clock.now
  const grace = gracePeriod(resource, old, options)
  const finalizers = finalizersAfter(old, options)
  const pending = old.metadata.deletionTimestamp !== undefined
  const held = finalizers.length > 0 || (old.kind === 'Namespace' && old['spec']?.finalizers?.length > 0)
  if (!held && grace === 0) {
    if (call.dryRun) return { ok: true, object: old, gone: true }
    const last = table.remove(namespace, name) as KubeObject
    allocatorsOf(server).release(resource, old)
    return { ok: true, object: last, gone: true }
  }
  const remaining = old.metadata.deletionGracePeriodSeconds
  const sameFinalizers = sameList(finalizers, old.metadata.finalizers ?? [])
  // A deletion under way can only be made shorter.
  if (pending && sameFinalizers && (remaining === undefined || remaining === 0 || grace >= remaining))
    return { ok: true, object: old, gone: false }
  const metadata: KubeObject['metadata'] = { ...old.metadata }
  if (!pending || (remaining !== undefined && grace < remaining)) {
    const start = pending ? Date.parse(old.metadata.deletionTimestamp as string) - (remaining ?? 0) * 1000 : now
    metadata.deletionTimestamp = rfc3339(pending && grace > 0 ? start + grace * 1000 : now + grace * 1000)
    metadata.deletionGracePeriodSeconds = grace
    if (!pending && metadata.generation) metadata.generation++
  }
  if (finalizers.length > 0) metadata.finalizers = finalizers
  else delete metadata.finalizers
  const object: KubeObject = { ...old, metadata }
  if (old.kind === 'Namespace') object['status'] = { ...old['status'], phase: 'Terminating' }
  if (old.kind === 'Namespace') delete metadata.deletionGracePeriodSeconds
  if (call.dryRun) return { ok: true, object, gone: false }
  const written = table.put(namespace, name, object, recordWrite(resource, stored, old, call, rfc3339(now), undefined))
  return { ok: true, object: written, gone: false }
}

function checkPreconditions(resource: Resource, old: KubeObject, wanted: DeleteOptions['preconditions']): Refusal | undefined {
  const { uid, resourceVersion } = old.metadata
  const name = old.metadata.name as string
  if (wanted?.uid && wanted.uid !== uid)
    return conflict(resource, name, `Precondition failed: UID in precondition: ${wanted.uid}, UID in object meta: ${uid}`)
  if (wanted?.resourceVersion && wanted.resourceVersion !== resourceVersion) {
    return conflict(
      resource,
      name,
      `Precondition failed: ResourceVersion in precondition: ${wanted.resourceVersion}, ResourceVersion in object meta: ${resourceVersion}`,
    )
  }
  return undefined
}

/** Only Pods end gracefully: those that run on a node, for as long as they or the request say. */
function gracePeriod(resource: Resource, old: KubeObject, options: DeleteOptions): number {
  if (nameOf(resource) !== 'pods') return 0
  const { spec, status } = old
  if (!spec?.nodeName || status?.phase === 'Succeeded' || status?.phase === 'Failed') return 0
  const grace = options.gracePeriodSeconds ?? old.metadata.deletionGracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30
  return grace < 0 ? 1 : grace
}

/** The propagation policy stands as a finalizer until the garbage collector has done its work. */
function finalizersAfter(old: KubeObject, options: DeleteOptions): string[] {
  const current = old.metadata.finalizers ?? []
  const policy =
    options.propagationPolicy ??
    (options.orphanDependents === true ? 'Orphan' : options.orphanDependents === false ? 'Background' : undefined)
  if (!policy) return current
  const rest = current.filter((finalizer) => finalizer !== 'orphan' && finalizer !== 'foregroundDeletion')
  if (policy === 'Orphan') return [...rest, 'orphan']
  if (policy === 'Foreground') return [...rest, 'foregroundDeletion']
  return rest
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i])
}
