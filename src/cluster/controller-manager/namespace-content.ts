import type { KubeObject } from '../api/object.ts'
import { instantOf, rfc3339 } from '../api/time.ts'
import { nameOf } from '../apiserver/catalog.ts'
import type { Resource } from '../apiserver/resource.ts'
import type { ControllerContext } from './controller.ts'
import { semanticEqual } from './equal.ts'
import { isPodTerminal, type PodObject } from './pods.ts'
import type { SyncResult } from './work-queue.ts'

/** Deletions at one go, so that no step takes long. */
const BATCH = 50
const BATCH_PAUSE = 1
/** seconds after which finalizers are expected to be done */
const FINALIZER_ESTIMATE = 15

interface Content {
  resource: string
  remaining: readonly KubeObject[]
}

/** Deletes what is in a namespace that is being deleted, then the namespace. */
export function emptyNamespace(context: ControllerContext, resources: readonly Resource[], name: string): SyncResult {
  const { client, informers } = context
  const namespaces = informers.for('namespaces')
  const namespace = namespaces.get('', name)
  if (!namespace?.metadata.deletionTimestamp) return
  // Another form of the same objects is listed under the same name.
  const contents = new Set(resources.filter((resource) => resource.namespaced && resource.verbs.includes('delete')).map(nameOf))
  let budget = BATCH
  for (const resource of contents) budget = empty(context, resource, name, budget)
  if (budget === 0) return BATCH_PAUSE
  const left: Content[] = []
  for (const resource of contents) {
    const remaining = informers.for(resource).list(name)
    if (remaining.length > 0) left.push({ resource, remaining })
  }
  const estimates = left.map((content) => estimate(context, content, namespace))
  writeConditions(
    context,
    namespace,
    left,
    left.filter((_, i) => estimates[i] === 0),
  )
  if (left.length > 0) return estimates.includes(0) ? 'retry' : (Math.floor(Math.max(...estimates) / 2) + 1) * 1000
  const current = namespaces.get('', name)
  if (!current) return
  client.update('namespaces', { ...current, spec: { ...current['spec'], finalizers: [] } }, 'finalize')
  if (namespaces.get('', name)) client.delete('namespaces', '', name)
}

/** Deletes objects of one resource, as many as the budget allows; returns what is left of it. */
function empty({ client, informers }: ControllerContext, resource: string, namespace: string, budget: number): number {
  let left = budget
  for (const object of informers.for(resource).list(namespace)) {
    if (left === 0) break
    if (object.metadata.deletionTimestamp) continue
    client.delete(resource, namespace, object.metadata.name as string, { propagationPolicy: 'Background' })
    left--
  }
  return left
}

/** Seconds until the rest of one resource may be gone; 0 when it should be gone already. */
function estimate({ clock }: ControllerContext, { resource, remaining }: Content, namespace: KubeObject): number {
  if (resource === 'pods') {
    const graces = (remaining as PodObject[]).map((pod) => (isPodTerminal(pod) ? 0 : (pod.spec.terminationGracePeriodSeconds ?? 0)))
    const longest = Math.max(...graces)
    if (clock.now - instantOf(namespace.metadata.deletionTimestamp) < longest * 1000) return longest
  }
  return remaining.some((object) => object.metadata.finalizers?.length) ? FINALIZER_ESTIMATE : 0
}

function writeConditions(
  { clock, client }: ControllerContext,
  namespace: KubeObject,
  left: readonly Content[],
  stuck: readonly Content[],
): void {
  const faults = stuck.map(({ resource }) => {
    const [plural, ...group] = resource.split('.')
    const gvr = `${group.length > 0 ? `${group.join('.')}/` : '/'}v1, Resource=${plural}`
    return `unexpected items still remain in namespace: ${namespace.metadata.name} for gvr: ${gvr}`
  })
  const content = left.map(({ resource, remaining }) =>
    `${resource}. has ${remaining.length} resource instances`.replace(/^([^.]+)\.([^ ]+)\. has/, '$1.$2 has'),
  )
  const finalizers = new Map<string, number>()
  for (const { remaining } of left) {
    for (const object of remaining) {
      for (const finalizer of object.metadata.finalizers ?? []) finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1)
    }
  }
  const waiting = [...finalizers].sort().map(([finalizer, count]) => `${finalizer} in ${count} resource instances`)
  const wanted: [type: string, status: boolean, reason: string, message: string][] = [
    ['NamespaceDeletionDiscoveryFailure', false, 'ResourcesDiscovered', 'All resources successfully discovered'],
    ['NamespaceDeletionGroupVersionParsingFailure', false, 'ParsedGroupVersions', 'All legacy kube types successfully parsed'],
    faults.length > 0
      ? [
          'NamespaceDeletionContentFailure',
          true,
          'ContentDeletionFailed',
          `Failed to delete all resource types, ${faults.length} remaining: ${faults.join(', ')}`,
        ]
      : ['NamespaceDeletionContentFailure', false, 'ContentDeleted', 'All content successfully deleted, may be waiting on finalization'],
    content.length > 0
      ? ['NamespaceContentRemaining', true, 'SomeResourcesRemain', `Some resources are remaining: ${content.sort().join(', ')}`]
      : ['NamespaceContentRemaining', false, 'ContentRemoved', 'All content successfully removed'],
    waiting.length > 0
      ? [
          'NamespaceFinalizersRemaining',
          true,
          'SomeFinalizersRemain',
          `Some content in the namespace has finalizers remaining: ${waiting.join(', ')}`,
        ]
      : ['NamespaceFinalizersRemaining', false, 'ContentHasNoFinalizers', 'All content-preserving finalizers finished'],
  ]
  const now = rfc3339(clock.now)
  const before: any[] = namespace['status']?.conditions ?? []
  const conditions = wanted.map(([type, on, reason, message]) => {
    const status = on ? 'True' : 'False'
    const old = before.find((condition) => condition.type === type)
    return { type, status, reason, message, lastTransitionTime: old?.status === status ? old.lastTransitionTime : now }
  })
  if (semanticEqual(before, conditions)) return
  client.update('namespaces', { ...namespace, status: { ...namespace['status'], conditions } }, 'status')
}
