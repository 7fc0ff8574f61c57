import type { Instant } from '../../sim/clock.ts'
import { instantOf } from '../api/time.ts'
import { isPodReady, type PodObject, podCondition } from './pods.ts'

/** The annotation by which a user makes a Pod go earlier (lower) or later (higher). */
const POD_DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost'

const PHASES: Record<string, number> = { Pending: 0, Unknown: 1, Running: 2 }

interface Ranked {
  pod: PodObject
  /** smaller goes first; compared before the times */
  keys: number[]
  readySince: Instant
  restarts: number
  created: Instant
}

/**
 * Orders Pods so that those to delete first come first (ActivePodsWithRanks): unscheduled, pending, not
 * ready, cheap, on crowded nodes, ready for a shorter time, often restarted, young. `related` are all active
 * Pods of the same Deployment: a node with more of them gives first. Times compare on a logarithmic
 * scale; within one power of ten the UID decides.
 */
export function rankForDeletion(pods: readonly PodObject[], related: readonly PodObject[], now: Instant): PodObject[] {
  const onNode = new Map<string, number>()
  for (const pod of related) if (pod.spec.nodeName) onNode.set(pod.spec.nodeName, (onNode.get(pod.spec.nodeName) ?? 0) + 1)
  const ranked = pods.map((pod) => rank(pod, onNode))
  ranked.sort((a, b) => compare(a, b, now))
  return ranked.map(({ pod }) => pod)
}

function rank(pod: PodObject, onNode: ReadonlyMap<string, number>): Ranked {
  const ready = isPodReady(pod)
  const { nodeName } = pod.spec
  let restarts = 0
  for (const status of pod.status?.containerStatuses ?? []) restarts = Math.max(restarts, status.restartCount)
  return {
    pod,
    keys: [
      nodeName ? 1 : 0,
      PHASES[pod.status?.phase ?? 'Pending'] ?? 0,
      ready ? 1 : 0,
      deletionCost(pod),
      nodeName ? -(onNode.get(nodeName) ?? 0) : 0,
    ],
    readySince: ready ? instantOf(podCondition(pod, 'Ready')?.lastTransitionTime) : Number.NaN,
    restarts,
    created: instantOf(pod.metadata.creationTimestamp),
  }
}

function compare(a: Ranked, b: Ranked, now: Instant): number {
  for (let i = 0; i < a.keys.length; i++) {
    const difference = (a.keys[i] as number) - (b.keys[i] as number)
    if (difference !== 0) return difference
  }
  return byAge(a.readySince, b.readySince, a, b, now) || b.restarts - a.restarts || byAge(a.created, b.created, a, b, now)
}

function byAge(since: Instant, other: Instant, a: Ranked, b: Ranked, now: Instant): number {
  if (since === other || (Number.isNaN(since) && Number.isNaN(other))) return 0
  return magnitude(now - since) - magnitude(now - other) || ((a.pod.metadata.uid as string) < (b.pod.metadata.uid as string) ? -1 : 1)
}

/** The power of ten of an age, counted in nanoseconds; -1 for none. */
function magnitude(age: number): number {
  return age > 0 ? Math.floor(Math.log10(age * 1e6)) : -1
}

function deletionCost(pod: PodObject): number {
  const text = pod.metadata.annotations?.[POD_DELETION_COST]
  return text !== undefined && /^(-?[1-9]\d*|0)$/.test(text) ? Number(text) : 0
}
