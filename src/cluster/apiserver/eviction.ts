import { labelMatcher } from '../api/label-selector.ts'
import type { JsonObject, KubeObject } from '../api/object.ts'
import type { Result } from '../client/client.ts'
import { remove } from './registry/delete.ts'
import { type Call, type Server, tableOf } from './registry/server.ts'
import type { Resource } from './resource.ts'
import { internal, notFound, refusal } from './status.ts'

/** Deletes a Pod if the disruption budgets around it allow that. */
export function evict(server: Server, resource: Resource, namespace: string, name: string, eviction: JsonObject, call: Call): Result {
  const pod = tableOf(server, resource).get(namespace, name)
  if (!pod) return notFound(resource, name)
  const options = eviction['deleteOptions'] ?? {}
  const phase = pod['status']?.phase
  if (phase !== 'Succeeded' && phase !== 'Failed' && phase !== 'Pending' && !pod.metadata.deletionTimestamp) {
    const budgets = server.store
      .table('poddisruptionbudgets.policy')
      .list(namespace)
      .filter((budget) => labelMatcher(budget['spec']?.selector)(pod.metadata.labels))
    if (budgets.length > 1)
      return internal('This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.')
    const budget = budgets[0]
    if (budget && !ignores(budget, pod)) {
      const allowed = budget['status']?.disruptionsAllowed ?? 0
      if ((budget['status']?.observedGeneration ?? 0) < (budget.metadata.generation ?? 0)) return tooMany(budget, 'still being processed')
      if (allowed <= 0) return tooMany(budget, 'needs')
      if (!call.dryRun) take(server, budget, pod)
    }
  }
  const removed = remove(server, resource, namespace, name, options, call)
  if (!removed.ok) return removed
  return { ok: true, object: { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 } as unknown as KubeObject }
}

/** A Pod that is not ready does not count, when the budget says so. */
function ignores(budget: KubeObject, pod: KubeObject): boolean {
  const ready = (pod['status']?.conditions ?? []).some(
    (condition: JsonObject) => condition['type'] === 'Ready' && condition['status'] === 'True',
  )
  if (ready) return false
  if (budget['spec']?.unhealthyPodEvictionPolicy === 'AlwaysAllow') return true
  const { currentHealthy = 0, desiredHealthy = 0 } = budget['status'] ?? {}
  return currentHealthy >= desiredHealthy && desiredHealthy > 0
}

function take(server: Server, budget: KubeObject, pod: KubeObject): void {
  const { status } = budget
  const disruptedPods = {
    ...status.disruptedPods,
    [pod.metadata.name as string]: new Date(Math.floor(server.clock.now / 1000) * 1000).toISOString().replace('.000Z', 'Z'),
  }
  const object = {
    ...budget,
    metadata: { ...budget.metadata },
    status: { ...status, disruptionsAllowed: status.disruptionsAllowed - 1, disruptedPods },
  }
  const table = server.store.table('poddisruptionbudgets.policy')
  const { namespace = '', name = '' } = budget.metadata
  table.put(namespace, name, object, table.stored(namespace, name)?.writers)
}

function tooMany(budget: KubeObject, why: 'needs' | 'still being processed'): Result {
  const { name } = budget.metadata
  const { desiredHealthy = 0, currentHealthy = 0 } = budget['status'] ?? {}
  const message =
    why === 'needs'
      ? `The disruption budget ${name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`
      : `The disruption budget ${name} is still being processed by the server.`
  return refusal(429, 'TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
    causes: [{ reason: 'DisruptionBudget', message }],
  })
}
