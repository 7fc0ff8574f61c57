import { labelMatcher } from '../api/label-selector.ts'
import type { KubeObject } from '../api/object.ts'
import type { LabelSelector } from '../api/types.ts'
import type { Informer, Informers } from '../client/client.ts'
import { canonicalJson } from './canonical-json.ts'
import { NodeInfo, type NodeObject, type PodInfo, type PodObject, podInfo } from './node-info.ts'
import { type ResolvedTerm, resolveTerm, topologyValue } from './pod-affinity.ts'
import { PodCounts } from './pod-counts.ts'

/** All that the scheduler knows of nodes and of the Pods on them, kept by increments. */
export class SchedulingState {
  readonly nodes = new Map<string, NodeInfo>()
  readonly counts = new PodCounts(this.nodes)
  readonly antiAffinity: AntiAffinityTerms
  readonly #placed = new Map<string, string>()
  /** how many Pods on nodes have each priority */
  readonly #priorities = new Map<number, number>()
  readonly #namespaces: Informer
  /** Pods on nodes that are not known (yet) */
  readonly #homeless = new Map<string, Map<string, PodInfo>>()

  constructor(informers: Informers) {
    this.#namespaces = informers.for('namespaces')
    this.antiAffinity = new AntiAffinityTerms(this)
  }

  setNode(node: NodeObject): void {
    const name = node.metadata.name as string
    const info = this.nodes.get(name)
    if (info) return info.update(node)
    this.nodes.set(name, new NodeInfo(node))
    const waiting = this.#homeless.get(name)
    this.#homeless.delete(name)
    for (const each of waiting?.values() ?? []) this.place(name, each.pod)
  }

  removeNode(name: string): void {
    const info = this.nodes.get(name)
    if (!info) return
    const pods = [...info.pods.values()]
    for (const { pod } of pods) this.unplace(pod.metadata.uid as string)
    this.nodes.delete(name)
    for (const { pod } of pods) this.place(name, pod)
  }

  /** A Pod is on a node; also when it is there already and has changed. */
  place(name: string, pod: PodObject): void {
    const uid = pod.metadata.uid as string
    this.unplace(uid)
    const info = podInfo(pod)
    this.#placed.set(uid, name)
    const node = this.nodes.get(name)
    if (!node) {
      const group = this.#homeless.get(name) ?? new Map<string, PodInfo>()
      this.#homeless.set(name, group.set(uid, info))
      return
    }
    node.add(info)
    this.#countPriority(pod, 1)
    this.counts.change(name, pod, 1)
    this.antiAffinity.change(node.node, pod, 1)
  }

  /** A Pod is gone or done. Says whether it had been on a node. */
  unplace(uid: string): boolean {
    const name = this.#placed.get(uid)
    if (name === undefined) return false
    this.#placed.delete(uid)
    const node = this.nodes.get(name)
    const pod = node?.pods.get(uid)?.pod
    if (node && pod) {
      node.remove(uid)
      this.#countPriority(pod, -1)
      this.counts.change(name, pod, -1)
      this.antiAffinity.change(node.node, pod, -1)
    } else this.#homeless.get(name)?.delete(uid)
    return true
  }

  #countPriority({ spec: { priority = 0 } }: PodObject, sign: 1 | -1): void {
    const count = (this.#priorities.get(priority) ?? 0) + sign
    if (count > 0) this.#priorities.set(priority, count)
    else this.#priorities.delete(priority)
  }

  /** Does any Pod run that is less important? */
  hasLowerThan(priority: number): boolean {
    for (const each of this.#priorities.keys()) if (each < priority) return true
    return false
  }

  /** The names of namespaces with matching labels, and those given by name. */
  selectNamespaces(selector: LabelSelector, named: readonly string[]): readonly string[] {
    const matches = labelMatcher(selector)
    const found = this.#namespaces.list().filter((namespace: KubeObject) => matches(namespace.metadata.labels))
    return [...new Set([...named, ...found.map((namespace) => namespace.metadata.name as string)])]
  }
}

/** Required anti-affinity terms of running Pods, equal ones together, with where those Pods are. */
class AntiAffinityTerms {
  readonly #state: SchedulingState
  readonly #groups = new Map<string, { term: ResolvedTerm; values: Map<string, number> }>()

  constructor(state: SchedulingState) {
    this.#state = state
  }

  change(node: NodeObject, pod: PodObject, sign: 1 | -1): void {
    for (const each of pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []) {
      const term = resolveTerm(each, pod, this.#state)
      const value = topologyValue(node, term.topologyKey)
      if (value === undefined) continue
      const key = canonicalJson(term)
      const group = this.#groups.get(key) ?? { term, values: new Map<string, number>() }
      const count = (group.values.get(value) ?? 0) + sign
      if (count > 0) group.values.set(value, count)
      else group.values.delete(value)
      if (group.values.size > 0) this.#groups.set(key, group)
      else this.#groups.delete(key)
    }
  }

  /** The terms that want this Pod nowhere near theirs. */
  refusing(pod: PodObject): { topologyKey: string; values: ReadonlyMap<string, number> }[] {
    const refusing: { topologyKey: string; values: ReadonlyMap<string, number> }[] = []
    for (const { term, values } of this.#groups.values()) {
      const inNamespace = term.namespaces === undefined || term.namespaces.includes(pod.metadata.namespace ?? '')
      if (inNamespace && labelMatcher(term.selector)(pod.metadata.labels)) refusing.push({ topologyKey: term.topologyKey, values })
    }
    return refusing
  }
}
