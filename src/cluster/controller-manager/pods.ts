import type { KubeObject } from '../api/object.ts'
import { instantOf } from '../api/time.ts'
import type { Pod, PodCondition, PodSpec, PodStatus } from '../api/types.ts'

export type PodObject = Pod & KubeObject & { spec: PodSpec; status?: PodStatus }

export function podCondition(pod: Pod, type: string): PodCondition | undefined {
  return pod.status?.conditions?.find((condition) => condition.type === type)
}

export function isPodReady(pod: Pod): boolean {
  return podCondition(pod, 'Ready')?.status === 'True'
}

export function isPodTerminal(pod: Pod): boolean {
  const phase = pod.status?.phase
  return phase === 'Succeeded' || phase === 'Failed'
}

/** Neither finished nor going. */
export function isPodActive(pod: Pod): boolean {
  return !isPodTerminal(pod) && !pod.metadata?.deletionTimestamp
}

/** How long (ms) until the Pod will have been ready for `minReadySeconds`: 0 when it is available, Infinity while it is not ready. */
export function untilAvailable(pod: Pod, minReadySeconds: number, now: number): number {
  const ready = podCondition(pod, 'Ready')
  if (ready?.status !== 'True') return Number.POSITIVE_INFINITY
  if (minReadySeconds === 0) return 0
  const since = instantOf(ready.lastTransitionTime)
  return Number.isNaN(since) ? Number.POSITIVE_INFINITY : Math.max(0, since + minReadySeconds * 1000 - now)
}
