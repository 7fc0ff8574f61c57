import type { ReplicaSetObject } from '../replicaset.ts'
import type { DeploymentObject, Rollout } from './deployment.ts'
import {
  byCreation,
  DESIRED_REPLICAS,
  findReplicaSets,
  MAX_REPLICAS,
  maxSurge,
  type ReplicaSets,
  revisionOf,
  sizeAnnotations,
  sizeOf,
  syncReplicaSets,
  writeSet,
} from './replica-sets.ts'
import { syncStatus } from './status.ts'

/** Has the Deployment's size changed since its ReplicaSets were last scaled? */
export function isScalingEvent(rollout: Rollout): boolean {
  const replicas = rollout.deployment.spec.replicas ?? 1
  return active(rollout.sets).some((set) => {
    const desired = set.metadata.annotations?.[DESIRED_REPLICAS]
    return desired !== undefined && Number(desired) !== replicas
  })
}

/** Scales without rolling out: after a change of size, and all that happens while a Deployment is paused. */
export function scaleToSize(rollout: Rollout): number | undefined | 'retry' {
  const sets = syncReplicaSets(rollout, false)
  if (sets === 'retry' || !scale(rollout, sets)) return 'retry'
  const after = findReplicaSets(rollout)
  if (rollout.deployment.spec.paused) cleanUp(rollout, after.old)
  return syncStatus(rollout, after, false)
}

function scale(rollout: Rollout, { current, old }: ReplicaSets): boolean {
  const { deployment } = rollout
  const replicas = deployment.spec.replicas ?? 1
  const all = current ? [...old, current] : old
  const running = active(all)
  if (running.length <= 1) {
    const only = running[0] ?? current ?? old.at(-1)
    return !only || scaleSet(rollout, only, replicas)
  }
  // Once the new one has all the Pods, what old ones still have goes.
  if (current && isSaturated(deployment, current)) return active(old).every((set) => scaleSet(rollout, set, 0))
  if (deployment.spec.strategy?.type === 'Recreate') return true
  const sizes = proportionalSizes(deployment, running)
  return running.every((set) => resize(rollout, set, sizes.get(set) as number))
}

/**
 * Divides a change of size among several ReplicaSets by their size, the rest going to the largest
 * (for equal ones: the newest when growing, the oldest when shrinking).
 */
export function proportionalSizes(deployment: DeploymentObject, sets: readonly ReplicaSetObject[]): Map<ReplicaSetObject, number> {
  const replicas = deployment.spec.replicas ?? 1
  const allowed = replicas > 0 ? replicas + maxSurge(deployment) : 0
  const toAdd = allowed - sizeOf(sets)
  const newerFirst = toAdd > 0 ? -1 : 1
  const sorted = [...sets].sort((a, b) => (b.spec.replicas ?? 0) - (a.spec.replicas ?? 0) || newerFirst * byCreation(a, b))
  const sizes = new Map<ReplicaSetObject, number>()
  let added = 0
  for (const set of sorted) {
    const share = toAdd === added ? 0 : shareOf(deployment, set, toAdd - added)
    added += share
    sizes.set(set, (set.spec.replicas ?? 0) + share)
  }
  const first = sorted[0]
  if (first && toAdd !== 0) sizes.set(first, Math.max(0, (sizes.get(first) as number) + toAdd - added))
  return sizes
}

/** A ReplicaSet's part of a change: what keeps its share of the Deployment's largest size, within what is left. */
function shareOf(deployment: DeploymentObject, set: ReplicaSetObject, left: number): number {
  const size = set.spec.replicas ?? 0
  const replicas = deployment.spec.replicas ?? 1
  if (size === 0) return 0
  let fraction = -size
  if (replicas > 0) {
    const before = Number(set.metadata.annotations?.[MAX_REPLICAS] ?? deployment.status?.replicas ?? 0)
    fraction = before > 0 ? Math.round((size * (replicas + maxSurge(deployment))) / before) - size : 0
  }
  return left > 0 ? Math.min(fraction, left) : Math.max(fraction, left)
}

function isSaturated(deployment: DeploymentObject, set: ReplicaSetObject): boolean {
  const replicas = deployment.spec.replicas ?? 1
  const desired = Number(set.metadata.annotations?.[DESIRED_REPLICAS])
  return set.spec.replicas === replicas && desired === replicas && (set.status?.availableReplicas ?? 0) === replicas
}

/** Gives `set` the size, unless it has it. Says whether all went well. */
export function scaleSet(rollout: Rollout, set: ReplicaSetObject, size: number): boolean {
  return set.spec.replicas === size || resize(rollout, set, size)
}

function resize(rollout: Rollout, set: ReplicaSetObject, size: number): boolean {
  const { deployment, recorder } = rollout
  const before = set.spec.replicas ?? 0
  const annotations = sizeAnnotations(deployment)
  const noted = Object.entries(annotations).every(([key, value]) => set.metadata.annotations?.[key] === value)
  if (before === size && noted) return true
  const metadata = { ...set.metadata, annotations: { ...set.metadata.annotations, ...annotations } }
  if (writeSet(rollout, { ...set, metadata, spec: { ...set.spec, replicas: size } }) === 'retry') return false
  if (before !== size) {
    const direction = before < size ? 'up' : 'down'
    const message = `Scaled ${direction} replica set ${set.metadata.name} from ${before} to ${size}`
    recorder.event(deployment, 'Normal', 'ScalingReplicaSet', message)
  }
  return true
}

/** Deletes the oldest empty ReplicaSets beyond revisionHistoryLimit. */
export function cleanUp({ deployment, client }: Rollout, old: readonly ReplicaSetObject[]): void {
  const kept = old.filter((set) => !set.metadata.deletionTimestamp)
  const surplus = kept.length - (deployment.spec.revisionHistoryLimit ?? 10)
  if (surplus <= 0) return
  const oldest = [...kept].sort((a, b) => revisionOf(a) - revisionOf(b) || byCreation(a, b)).slice(0, surplus)
  for (const set of oldest) {
    const unobserved = (set.metadata.generation ?? 0) > (set.status?.observedGeneration ?? 0)
    if (set.spec.replicas !== 0 || (set.status?.replicas ?? 0) !== 0 || unobserved) continue
    client.delete('replicasets.apps', set.metadata.namespace ?? '', set.metadata.name ?? '')
  }
}

/** Those that ask for Pods. */
export function active(sets: readonly ReplicaSetObject[]): ReplicaSetObject[] {
  return sets.filter((set) => (set.spec.replicas ?? 0) > 0)
}
