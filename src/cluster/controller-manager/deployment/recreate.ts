import { isPodTerminal } from '../pods.ts'
import type { ReplicaSetObject } from '../replicaset.ts'
import type { Rollout } from './deployment.ts'
import { findReplicaSets, syncReplicaSets } from './replica-sets.ts'
import { finish } from './rolling-update.ts'
import { active, scaleSet } from './scale.ts'
import { syncStatus } from './status.ts'

/** One step of strategy Recreate: all old Pods go, to the last, before the first new one comes. */
export function recreate(rollout: Rollout): number | undefined | 'retry' {
  let sets = syncReplicaSets(rollout, false)
  if (sets === 'retry') return sets
  const leaving = active(sets.old)
  if (leaving.length > 0) {
    if (!leaving.every((set) => scaleSet(rollout, set, 0))) return 'retry'
    return syncStatus(rollout, findReplicaSets(rollout), true)
  }
  if (sets.old.some((set) => hasPods(rollout, set))) return syncStatus(rollout, sets, true)
  sets = syncReplicaSets(rollout, true)
  if (sets === 'retry') return sets
  if (sets.current && !scaleSet(rollout, sets.current, rollout.deployment.spec.replicas ?? 1)) return 'retry'
  return finish(rollout, findReplicaSets(rollout))
}

function hasPods(rollout: Rollout, set: ReplicaSetObject): boolean {
  return (set.status?.replicas ?? 0) > 0 || rollout.podsOf(set).some((pod) => !isPodTerminal(pod))
}
