import { ownValue } from '../api/json.ts'
import { labelMatcher } from '../api/label-selector.ts'
import { controllerOf, type KubeObject, keyOf, splitKey } from '../api/object.ts'
import { instantOf, rfc3339 } from '../api/time.ts'
import type { Condition, PodDisruptionBudget, PodDisruptionBudgetSpec, PodDisruptionBudgetStatus } from '../api/types.ts'
import { type ControllerContext, recorderFor } from './controller.ts'
import { semanticEqual } from './equal.ts'
import { intOrPercent } from './int-or-percent.ts'
import { isPodReady, isPodTerminal, type PodObject } from './pods.ts'
import { type SyncResult, WorkQueue } from './work-queue.ts'

type BudgetObject = PodDisruptionBudget & KubeObject & { spec: PodDisruptionBudgetSpec; status?: PodDisruptionBudgetStatus }

/** An eviction that was allowed and is not seen to happen counts against the budget for so long. */
const DISRUPTED_FOR = 120_000

/** Where the size of a controller of Pods stands. */
const SCALES: Record<string, string> = {
  Deployment: 'deployments.apps',
  ReplicaSet: 'replicasets.apps',
  ReplicationController: 'replicationcontrollers',
  StatefulSet: 'statefulsets.apps',
}

/** Keeps in each PodDisruptionBudget how many Pods may be evicted now. */
export function startDisruptionController(context: ControllerContext): void {
  const { clock, client, informers } = context
  const budgets = informers.for<BudgetObject>('poddisruptionbudgets.policy')
  const pods = informers.for<PodObject>('pods')
  const recorder = recorderFor(context, 'controllermanager')
  const queue = new WorkQueue(clock, sync)

  budgets.onChange((budget, old) => {
    if (!context.settled) queue.add(keyOf((budget ?? old) as KubeObject))
  })
  pods.onChange((pod, old) => {
    if (context.settled) return
    for (const budget of budgets.list((pod ?? old)?.metadata.namespace)) {
      const matches = labelMatcher(budget.spec.selector)
      if ((pod && matches(pod.metadata.labels)) || (old && matches(old.metadata.labels))) queue.add(keyOf(budget))
    }
  })
  // A change of size changes what is expected.
  for (const resource of Object.values(SCALES)) {
    informers.for(resource).onChange((owner, old) => {
      if (context.settled || !owner || !old || owner['spec'].replicas === old['spec'].replicas) return
      for (const budget of budgets.list(owner.metadata.namespace)) queue.add(keyOf(budget))
    })
  }

  function sync(key: string): SyncResult {
    const { namespace, name } = splitKey(key)
    const budget = budgets.get(namespace, name)
    if (!budget) return queue.remind(key, undefined)
    const matches = labelMatcher(budget.spec.selector)
    const matching = pods.list(namespace).filter((pod) => matches(pod.metadata.labels) && !isPodTerminal(pod))
    if (matching.length === 0) recorder.event(budget, 'Normal', 'NoPods', 'No matching pods found')
    const expected = expectation(budget, matching)
    if (typeof expected === 'string') {
      recorder.event(budget, 'Warning', 'CalculateExpectedPodCountFailed', `Failed to calculate the number of expected pods: ${expected}`)
      return fail(budget, expected)
    }
    const { disrupted, wait } = stillDisrupted(budget, matching)
    const healthy = matching.filter(
      (pod) => isPodReady(pod) && !pod.metadata.deletionTimestamp && !Object.hasOwn(disrupted, pod.metadata.name as string),
    ).length
    const allowed = expected.count > 0 ? Math.max(0, healthy - expected.healthy) : 0
    const status: PodDisruptionBudgetStatus = {
      currentHealthy: healthy,
      desiredHealthy: expected.healthy,
      disruptionsAllowed: allowed,
      expectedPods: expected.count,
      observedGeneration: budget.metadata.generation ?? 0,
      conditions: conditionsWith(budget, allowed > 0 ? 'True' : 'False', allowed > 0 ? 'SufficientPods' : 'InsufficientPods', ''),
    }
    if (Object.keys(disrupted).length > 0) status.disruptedPods = disrupted
    queue.remind(key, wait)
    if (semanticEqual(status, budget.status)) return
    return client.update('poddisruptionbudgets.policy', { ...budget, status }, 'status').ok ? undefined : 'retry'
  }

  function fail(budget: BudgetObject, message: string): SyncResult {
    const conditions = conditionsWith(budget, 'False', 'SyncFailed', message)
    const status = { ...budget.status, disruptionsAllowed: 0, observedGeneration: budget.metadata.generation ?? 0, conditions }
    if (!semanticEqual(status, budget.status)) client.update('poddisruptionbudgets.policy', { ...budget, status }, 'status')
  }

  /** How many Pods there should be and how many of them must be healthy; or why that cannot be told. */
  function expectation({ spec }: BudgetObject, matching: readonly PodObject[]): { count: number; healthy: number } | string {
    const { minAvailable, maxUnavailable } = spec
    if (maxUnavailable === undefined && typeof minAvailable !== 'string') {
      return { count: matching.length, healthy: typeof minAvailable === 'number' ? minAvailable : 0 }
    }
    const count = scaleOf(matching)
    if (typeof count === 'string') return count
    if (maxUnavailable === undefined) return { count, healthy: intOrPercent(minAvailable, count, 'up') }
    return { count, healthy: Math.max(0, count - intOrPercent(maxUnavailable, count, 'up')) }
  }

  /** The sizes of all controllers of these Pods together. */
  function scaleOf(matching: readonly PodObject[]): number | string {
    const sizes = new Map<string, number>()
    for (const pod of matching) {
      let owner = controllerOf(pod)
      if (!owner) return `found no controllers for pod "${pod.metadata.name}"`
      const namespace = pod.metadata.namespace ?? ''
      const above = owner.kind === 'ReplicaSet' ? informers.for('replicasets.apps').get(namespace, owner.name) : undefined
      owner = (above && controllerOf(above)) ?? owner
      const resource = ownValue(SCALES, owner.kind)
      const object = resource ? informers.for(resource).get(namespace, owner.name) : undefined
      if (!object) return `${owner.kind.toLowerCase()}s does not implement the scale subresource`
      sizes.set(owner.uid, object['spec'].replicas ?? 1)
    }
    return [...sizes.values()].reduce((sum, size) => sum + size, 0)
  }

  function stillDisrupted(
    budget: BudgetObject,
    matching: readonly PodObject[],
  ): { disrupted: Record<string, string>; wait: number | undefined } {
    const disrupted: Record<string, string> = {}
    let wait: number | undefined
    for (const pod of matching) {
      const name = pod.metadata.name as string
      const since = budget.status?.disruptedPods?.[name]
      if (since === undefined || pod.metadata.deletionTimestamp) continue
      const left = instantOf(since) + DISRUPTED_FOR - clock.now
      if (left <= 0) {
        recorder.event(pod, 'Warning', 'NotDeleted', `Pod was expected by PDB ${keyOf(budget)} to be deleted but it wasn't`)
        continue
      }
      disrupted[name] = since
      wait = Math.min(wait ?? left, left)
    }
    return { disrupted, wait }
  }

  function conditionsWith(budget: BudgetObject, status: string, reason: string, message: string): Condition[] {
    const before = budget.status?.conditions?.find((condition) => condition.type === 'DisruptionAllowed')
    const lastTransitionTime = before?.status === status ? before.lastTransitionTime : rfc3339(clock.now)
    const observedGeneration = budget.metadata.generation ?? 0
    const condition = { type: 'DisruptionAllowed', status, reason, message, lastTransitionTime, observedGeneration }
    const others = (budget.status?.conditions ?? []).filter((each) => each.type !== condition.type)
    return [...others, condition]
  }
}
