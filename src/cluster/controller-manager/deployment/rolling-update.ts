import type { ReplicaSetObject } from '../replicaset.ts'
import type { DeploymentObject, Rollout } from './deployment.ts'
import { availableOf, findReplicaSets, maxUnavailable, newSetSize, type ReplicaSets, sizeOf, syncReplicaSets } from './replica-sets.ts'
import { active, cleanUp, scaleSet } from './scale.ts'
import { syncStatus } from './status.ts'

/** One step of a rolling update: grow the new ReplicaSet as far as maxSurge allows, else shrink old ones as far as maxUnavailable does. */
export function rollOut(rollout: Rollout): number | undefined | 'retry' {
  const sets = syncReplicaSets(rollout, true)
  if (sets === 'retry') return sets
  const { current, old } = sets
  if (!current) return undefined
  const { deployment } = rollout
  const size = current.spec.replicas ?? 0
  const replicas = deployment.spec.replicas ?? 1
  const wanted = size > replicas ? replicas : newSetSize(deployment, old, size)
  if (wanted !== size) {
    if (!scaleSet(rollout, current, wanted)) return 'retry'
  } else if (old.length > 0) {
    const sizes = oldSetSizes(deployment, current, active(old))
    if (![...sizes].every(([set, to]) => scaleSet(rollout, set, to))) return 'retry'
  }
  return finish(rollout, findReplicaSets(rollout))
}

/**
 * How old ReplicaSets (oldest first) shrink now: first by their unhealthy Pods, which hinder nobody, then by as
 * many available ones as maxUnavailable leaves beyond the minimum. Sets that stay as they are are left out.
 */
export function oldSetSizes(
  deployment: DeploymentObject,
  current: ReplicaSetObject,
  old: readonly ReplicaSetObject[],
): Map<ReplicaSetObject, number> {
  const sizes = new Map<ReplicaSetObject, number>()
  const minimum = (deployment.spec.replicas ?? 1) - maxUnavailable(deployment)
  const unavailableNew = (current.spec.replicas ?? 0) - (current.status?.availableReplicas ?? 0)
  let surplus = sizeOf(old) + sizeOf([current]) - minimum - unavailableNew
  if (sizeOf(old) === 0 || surplus <= 0) return sizes
  for (const set of old) {
    const size = set.spec.replicas ?? 0
    const unhealthy = Math.min(surplus, size - (set.status?.availableReplicas ?? 0))
    if (unhealthy <= 0) continue
    sizes.set(set, size - unhealthy)
    surplus -= unhealthy
  }
  let spare = availableOf([...old, current]) - minimum
  for (const set of old) {
    if (spare <= 0) break
    const size = sizes.get(set) ?? set.spec.replicas ?? 0
    const down = Math.min(size, spare)
    if (down === 0) continue
    sizes.set(set, size - down)
    spare -= down
  }
  return sizes
}

/** Tells how the rollout stands; after a finished one it tidies up. */
export function finish(rollout: Rollout, sets: ReplicaSets): number | undefined | 'retry' {
  const wait = syncStatus(rollout, sets, true)
  if (isComplete(rollout.deployment)) cleanUp(rollout, sets.old)
  return wait
}

/** Does the recorded status say that all Pods are of the present template and available? */
export function isComplete({ spec, status, metadata }: DeploymentObject): boolean {
  const replicas = spec.replicas ?? 1
  return (
    (status?.updatedReplicas ?? 0) === replicas &&
    (status?.replicas ?? 0) === replicas &&
    (status?.availableReplicas ?? 0) === replicas &&
    (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0)
  )
}
