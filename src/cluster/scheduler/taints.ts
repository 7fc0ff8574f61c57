import type { Taint, Toleration } from '../api/types.ts'

/** What a node that takes no new Pods bears. */
export const CORDONED: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }

/** Does one of the tolerations cover the taint? Without a key it covers all keys, without an effect all effects. */
export function tolerates(tolerations: readonly Toleration[] | undefined, taint: Taint): boolean {
  return tolerations?.some((toleration) => covers(toleration, taint)) ?? false
}

export function covers({ key, operator = 'Equal', value = '', effect }: Toleration, taint: Taint): boolean {
  if (effect && effect !== taint.effect) return false
  if (key && key !== taint.key) return false
  if (!key && operator !== 'Exists') return false
  return operator === 'Exists' || value === (taint.value ?? '')
}

/** The first taint that keeps the Pod away. */
export function untolerated(
  taints: readonly Taint[] | undefined,
  tolerations: readonly Toleration[] | undefined,
  effects: readonly string[],
): Taint | undefined {
  return taints?.find((taint) => effects.includes(taint.effect) && !tolerates(tolerations, taint))
}
