import { ownValue } from '../api/json.ts'
import { labelMatcher } from '../api/label-selector.ts'
import type { LabelSelector, PodAffinityTerm } from '../api/types.ts'
import type { NodeInfo, NodeObject, PodObject } from './node-info.ts'
import type { SchedulingState } from './scheduling-state.ts'

/** A term with its selector and namespaces worked out for the Pod that has it. */
export interface ResolvedTerm {
  topologyKey: string
  selector: LabelSelector | undefined
  namespaces: readonly string[] | undefined
}

export function resolveTerm(term: PodAffinityTerm, pod: PodObject, state: SchedulingState): ResolvedTerm {
  const { labelSelector, namespaces = [], namespaceSelector, topologyKey } = term
  return {
    topologyKey,
    selector: withLabelKeys(labelSelector, pod, term.matchLabelKeys, term.mismatchLabelKeys),
    namespaces: namespaceSelector
      ? state.selectNamespaces(namespaceSelector, namespaces)
      : namespaces.length > 0
        ? namespaces
        : [pod.metadata.namespace ?? ''],
  }
}

/** matchLabelKeys: the Pod's own values of these labels become part of the selector. */
export function withLabelKeys(
  selector: LabelSelector | undefined,
  pod: PodObject,
  match: readonly string[] = [],
  mismatch: readonly string[] = [],
): LabelSelector | undefined {
  const { labels } = pod.metadata
  const added = [...match.map((key) => ({ key, operator: 'In' })), ...mismatch.map((key) => ({ key, operator: 'NotIn' }))].filter(
    ({ key }) => ownValue(labels, key) !== undefined,
  )
  if (!selector || added.length === 0) return selector
  const expressions = added.map((each) => ({ ...each, values: [ownValue(labels, each.key) as string] }))
  return { ...selector, matchExpressions: [...(selector.matchExpressions ?? []), ...expressions] }
}

/** Counts of matching Pods by the value of the term's topology key. */
export function countsByTopology(term: ResolvedTerm, state: SchedulingState): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [name, count] of state.counts.of(term.selector, term.namespaces)) {
    const value = topologyValue(state.nodes.get(name)?.node, term.topologyKey)
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + count)
  }
  return counts
}

export function topologyValue(node: NodeObject | undefined, key: string): string | undefined {
  return ownValue(node?.metadata.labels, key)
}

/** A check of one node; what it says is the reason of the refusal. */
export type NodeCheck = (info: NodeInfo) => { reason: string; unresolvable: boolean } | undefined

/** Required affinity and anti-affinity of the Pod itself, and anti-affinity of Pods that run already. */
export function podAffinityCheck(pod: PodObject, state: SchedulingState): NodeCheck | undefined {
  const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {}
  const resolve = (term: PodAffinityTerm): { term: ResolvedTerm; counts: Map<string, number> } => {
    const resolved = resolveTerm(term, pod, state)
    return { term: resolved, counts: countsByTopology(resolved, state) }
  }
  const wanted = (podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map(resolve)
  const unwanted = (podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).map(resolve)
  const refused = state.antiAffinity.refusing(pod)
  if (wanted.length === 0 && unwanted.length === 0 && refused.length === 0) return undefined
  // The first Pod of a group that wants its own kind near it may start anywhere.
  const first = wanted.length > 0 && wanted.every(({ term, counts }) => counts.size === 0 && matchesSelf(term, pod))
  return ({ node }) => {
    for (const { term, counts } of wanted) {
      const value = topologyValue(node, term.topologyKey)
      if (value === undefined || (!first && !((counts.get(value) ?? 0) > 0))) {
        return { reason: "node(s) didn't match pod affinity rules", unresolvable: true }
      }
    }
    for (const { term, counts } of unwanted) {
      const value = topologyValue(node, term.topologyKey)
      if (value !== undefined && (counts.get(value) ?? 0) > 0) {
        return { reason: "node(s) didn't match pod anti-affinity rules", unresolvable: false }
      }
    }
    for (const { topologyKey, values } of refused) {
      const value = topologyValue(node, topologyKey)
      if (value !== undefined && (values.get(value) ?? 0) > 0) {
        return { reason: "node(s) didn't satisfy existing pods anti-affinity rules", unresolvable: false }
      }
    }
    return undefined
  }
}

function matchesSelf(term: ResolvedTerm, pod: PodObject): boolean {
  const inNamespace = term.namespaces === undefined || term.namespaces.includes(pod.metadata.namespace ?? '')
  return inNamespace && labelMatcher(term.selector)(pod.metadata.labels)
}
