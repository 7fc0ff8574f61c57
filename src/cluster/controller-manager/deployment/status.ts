import { instantOf, rfc3339 } from '../../api/time.ts'
import type { DeploymentCondition, DeploymentStatus } from '../../api/types.ts'
import { semanticEqual } from '../equal.ts'
import type { ReplicaSetObject } from '../replicaset.ts'
import type { DeploymentObject, Rollout } from './deployment.ts'
import { availableOf, maxUnavailable, type ReplicaSets, sizeOf } from './replica-sets.ts'
import { isComplete } from './rolling-update.ts'

/** The largest int32: what stands for no deadline. */
const NO_DEADLINE = 2 ** 31 - 1

export function hasProgressDeadline({ spec }: DeploymentObject): boolean {
  return spec.progressDeadlineSeconds !== undefined && spec.progressDeadlineSeconds !== NO_DEADLINE
}

export function progressing({ clock }: Rollout, status: string, reason: string, message: string): DeploymentCondition {
  const now = rfc3339(clock.now)
  return { type: 'Progressing', status, lastUpdateTime: now, lastTransitionTime: now, reason, message }
}

/** Sets a condition at the end of the list. One with the same status and reason stays as it is. */
export function withCondition(status: DeploymentStatus, condition: DeploymentCondition): DeploymentStatus {
  const current = status.conditions?.find((each) => each.type === condition.type)
  if (current?.status === condition.status && current.reason === condition.reason) return status
  const lastTransitionTime = current?.status === condition.status ? current.lastTransitionTime : condition.lastTransitionTime
  return { ...status, conditions: [...without(status, condition.type), { ...condition, lastTransitionTime }] }
}

function without(status: DeploymentStatus, type: string): DeploymentCondition[] {
  return (status.conditions ?? []).filter((condition) => condition.type !== type)
}

/** Writes the status, with the revision that is noted in the annotations. Says whether that went well. */
export function writeDeploymentStatus(rollout: Rollout, status: DeploymentStatus): boolean {
  const { deployment, stored, client } = rollout
  if (deployment.metadata === stored.metadata && semanticEqual(status, stored.status)) return true
  const result = client.update<DeploymentObject>('deployments.apps', { ...deployment, status }, 'status')
  if (result.ok) rollout.deployment = rollout.stored = result.object
  return result.ok
}

/** Notes in the Progressing condition that the Deployment was paused or resumed. */
export function checkPaused(rollout: Rollout): void {
  const { deployment } = rollout
  const { paused } = deployment.spec
  if (!hasProgressDeadline(deployment)) return
  const reason = deployment.status?.conditions?.find((condition) => condition.type === 'Progressing')?.reason
  if (reason === 'ProgressDeadlineExceeded') return
  const noted = reason === 'DeploymentPaused'
  if (Boolean(paused) === noted) return
  const condition = paused
    ? progressing(rollout, 'Unknown', 'DeploymentPaused', 'Deployment is paused')
    : progressing(rollout, 'Unknown', 'DeploymentResumed', 'Deployment is resumed')
  rollout.deployment = { ...deployment, status: withCondition(deployment.status, condition) }
}

/**
 * Brings the status up to date; with `estimate` also how the rollout progresses. Returns after how many ms
 * missing progress has to be looked at, if at all.
 */
export function syncStatus(rollout: Rollout, sets: ReplicaSets, estimate: boolean): number | undefined | 'retry' {
  let status = counts(rollout, sets)
  if (estimate) status = withReplicaFailure(withProgress(rollout, status, sets), sets)
  if (!writeDeploymentStatus(rollout, status)) return 'retry'
  return estimate ? untilDeadline(rollout) : undefined
}

function counts({ deployment, clock }: Rollout, { current, old }: ReplicaSets): DeploymentStatus {
  const all = current ? [...old, current] : old
  const before = deployment.status
  const replicas = sumOf(all, 'replicas')
  const available = availableOf(all)
  const status: DeploymentStatus = { observedGeneration: deployment.metadata.generation }
  if (replicas) status.replicas = replicas
  if (current?.status?.replicas) status.updatedReplicas = current.status.replicas
  const ready = sumOf(all, 'readyReplicas')
  if (ready) status.readyReplicas = ready
  if (available) status.availableReplicas = available
  const unavailable = sizeOf(all) - available
  if (unavailable > 0) status.unavailableReplicas = unavailable
  // Known only once every ReplicaSet has said so.
  if (all.every((set) => set.status?.terminatingReplicas !== undefined)) status.terminatingReplicas = sumOf(all, 'terminatingReplicas')
  if (before?.collisionCount !== undefined) status.collisionCount = before.collisionCount
  if (before?.conditions) status.conditions = before.conditions
  const enough = available >= (deployment.spec.replicas ?? 1) - maxUnavailable(deployment)
  const now = rfc3339(clock.now)
  return withCondition(status, {
    type: 'Available',
    status: enough ? 'True' : 'False',
    lastUpdateTime: now,
    lastTransitionTime: now,
    reason: enough ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
    message: `Deployment ${enough ? 'has' : 'does not have'} minimum availability.`,
  })
}

function sumOf(sets: readonly ReplicaSetObject[], field: 'replicas' | 'readyReplicas' | 'terminatingReplicas'): number {
  return sets.reduce((sum, set) => sum + (set.status?.[field] ?? 0), 0)
}

function withProgress(rollout: Rollout, status: DeploymentStatus, { current }: ReplicaSets): DeploymentStatus {
  const { deployment, clock } = rollout
  if (!hasProgressDeadline(deployment)) return { ...status, conditions: without(status, 'Progressing') }
  const before = deployment.status?.conditions?.find((condition) => condition.type === 'Progressing')
  const settled = (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && before?.reason === 'NewReplicaSetAvailable'
  if (settled) return status
  const subject = current ? `ReplicaSet "${current.metadata.name}"` : `Deployment "${deployment.metadata.name}"`
  if (isComplete({ ...deployment, status })) {
    return withCondition(status, progressing(rollout, 'True', 'NewReplicaSetAvailable', `${subject} has successfully progressed.`))
  }
  if (hasProgressed(deployment.status ?? {}, status)) {
    // Also with the same reason as before: its lastUpdateTime is what the deadline counts from.
    const condition = progressing(rollout, 'True', 'ReplicaSetUpdated', `${subject} is progressing.`)
    if (before?.status === 'True') condition.lastTransitionTime = before.lastTransitionTime
    return { ...status, conditions: [...without(status, 'Progressing'), condition] }
  }
  if (hasTimedOut(deployment, before, clock.now)) {
    return withCondition(status, progressing(rollout, 'False', 'ProgressDeadlineExceeded', `${subject} has timed out progressing.`))
  }
  return status
}

function hasProgressed(before: DeploymentStatus, after: DeploymentStatus): boolean {
  const oldPods = (status: DeploymentStatus): number => (status.replicas ?? 0) - (status.updatedReplicas ?? 0)
  return (
    (after.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    oldPods(after) < oldPods(before) ||
    (after.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  )
}

function hasTimedOut(deployment: DeploymentObject, condition: DeploymentCondition | undefined, now: number): boolean {
  if (!condition || condition.reason === 'NewReplicaSetAvailable') return false
  if (condition.reason === 'ProgressDeadlineExceeded') return true
  return deadlineOf(deployment, condition) < now
}

function deadlineOf(deployment: DeploymentObject, condition: DeploymentCondition): number {
  return instantOf(condition.lastUpdateTime) + (deployment.spec.progressDeadlineSeconds ?? 0) * 1000
}

function untilDeadline({ deployment, clock }: Rollout): number | undefined {
  const condition = deployment.status?.conditions?.find((each) => each.type === 'Progressing')
  if (!hasProgressDeadline(deployment) || !condition || condition.reason === 'ProgressDeadlineExceeded' || isComplete(deployment)) {
    return undefined
  }
  // A second more than the deadline, as the timestamps have no milliseconds.
  return Math.max(0, deadlineOf(deployment, condition) - clock.now) + 1000
}

/** A ReplicaSet's failure to create or delete Pods shows in its Deployment, the new one's first. */
function withReplicaFailure(status: DeploymentStatus, { current, old }: ReplicaSets): DeploymentStatus {
  for (const set of current ? [current, ...old] : old) {
    const failure = set.status?.conditions?.find((condition) => condition.type === 'ReplicaFailure')
    if (failure) {
      const { status: value, lastTransitionTime, reason, message } = failure
      const type = 'ReplicaFailure'
      return withCondition(status, { type, status: value, lastUpdateTime: lastTransitionTime, lastTransitionTime, reason, message })
    }
  }
  return { ...status, conditions: without(status, 'ReplicaFailure') }
}
