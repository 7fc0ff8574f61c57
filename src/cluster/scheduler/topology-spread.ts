import { labelMatcher } from '../api/label-selector.ts'
import type { TopologySpreadConstraint } from '../api/types.ts'
import { matchesNodeAffinity } from './node-affinity.ts'
import type { NodeInfo, PodObject } from './node-info.ts'
import { type NodeCheck, topologyValue, withLabelKeys } from './pod-affinity.ts'
import type { SchedulingState } from './scheduling-state.ts'
import { untolerated } from './taints.ts'

export interface SpreadConstraint {
  maxSkew: number
  topologyKey: string
  /** matching Pods by topology value, of nodes that the Pod could run on */
  counts: Map<string, number>
  least: number
  /** 1 when the Pod would count itself */
  self: number
}

/** The Pod's constraints of one kind, with the counts that they compare. */
export function spreadConstraints(pod: PodObject, state: SchedulingState, whenUnsatisfiable: string): SpreadConstraint[] {
  const constraints = (pod.spec.topologySpreadConstraints ?? []).filter((each) => each.whenUnsatisfiable === whenUnsatisfiable)
  const keys = constraints.map(({ topologyKey }) => topologyKey)
  return constraints.map((constraint) => measure(constraint, keys, pod, state))
}

function measure(constraint: TopologySpreadConstraint, keys: readonly string[], pod: PodObject, state: SchedulingState): SpreadConstraint {
  const { maxSkew, topologyKey, minDomains = 1 } = constraint
  const selector = withLabelKeys(constraint.labelSelector, pod, constraint.matchLabelKeys)
  const byNode = state.counts.of(selector, [pod.metadata.namespace ?? ''])
  const counts = new Map<string, number>()
  for (const info of state.nodes.values()) {
    const value = topologyValue(info.node, topologyKey)
    if (value === undefined || !takesPart(info, constraint, keys, pod)) continue
    counts.set(value, (counts.get(value) ?? 0) + (byNode.get(info.name) ?? 0))
  }
  const least = counts.size < minDomains ? 0 : Math.min(...counts.values())
  return { maxSkew, topologyKey, counts, least, self: labelMatcher(selector)(pod.metadata.labels) ? 1 : 0 }
}

function takesPart({ node }: NodeInfo, constraint: TopologySpreadConstraint, keys: readonly string[], pod: PodObject): boolean {
  if (keys.some((key) => topologyValue(node, key) === undefined)) return false
  if (constraint.nodeAffinityPolicy !== 'Ignore' && !matchesNodeAffinity(pod.spec, node)) return false
  return constraint.nodeTaintsPolicy !== 'Honor' || !untolerated(node.spec?.taints, pod.spec.tolerations, ['NoSchedule', 'NoExecute'])
}

export function spreadCheck(pod: PodObject, state: SchedulingState): NodeCheck | undefined {
  const constraints = spreadConstraints(pod, state, 'DoNotSchedule')
  if (constraints.length === 0) return undefined
  return ({ node }) => {
    for (const { maxSkew, topologyKey, counts, least, self } of constraints) {
      const value = topologyValue(node, topologyKey)
      if (value === undefined) {
        return { reason: "node(s) didn't match pod topology spread constraints (missing required label)", unresolvable: true }
      }
      if ((counts.get(value) ?? 0) + self - least > maxSkew) {
        return { reason: "node(s) didn't match pod topology spread constraints", unresolvable: false }
      }
    }
    return undefined
  }
}
