import { labelMatcher } from '../api/label-selector.ts'
import type { LabelSelector } from '../api/types.ts'
import { canonicalJson } from './canonical-json.ts'
import type { NodeInfo, PodObject } from './node-info.ts'

/** Selectors that are counted at the same time; the one unused for longest makes room. */
const KEPT = 64

interface Counter {
  matches(pod: PodObject): boolean
  byNode: Map<string, number>
}

/**
 * How many Pods on each node match a selector. A selector is counted through once, when it is first
 * asked for, and kept up to date from then on.
 */
export class PodCounts {
  readonly #nodes: ReadonlyMap<string, NodeInfo>
  readonly #counters = new Map<string, Counter>()

  constructor(nodes: ReadonlyMap<string, NodeInfo>) {
    this.#nodes = nodes
  }

  /** Counts of running Pods of these namespaces (all of them: `undefined`), by node name. */
  of(selector: LabelSelector | undefined, namespaces: readonly string[] | undefined): ReadonlyMap<string, number> {
    const key = `${namespaces === undefined ? '*' : [...namespaces].sort().join()}/${canonicalJson(selector ?? null)}`
    let counter = this.#counters.get(key)
    if (counter) this.#counters.delete(key)
    else counter = this.#countThrough(selector, namespaces)
    this.#counters.set(key, counter)
    if (this.#counters.size > KEPT) this.#counters.delete(this.#counters.keys().next().value as string)
    return counter.byNode
  }

  #countThrough(selector: LabelSelector | undefined, namespaces: readonly string[] | undefined): Counter {
    const labelsMatch = labelMatcher(selector)
    const matches = (pod: PodObject): boolean =>
      !pod.metadata.deletionTimestamp &&
      (namespaces === undefined || namespaces.includes(pod.metadata.namespace ?? '')) &&
      labelsMatch(pod.metadata.labels)
    const byNode = new Map<string, number>()
    for (const [name, { pods }] of this.#nodes) {
      let count = 0
      for (const { pod } of pods.values()) if (matches(pod)) count++
      if (count > 0) byNode.set(name, count)
    }
    return { matches, byNode }
  }

  /** A Pod came to (`1`) or left (`-1`) a node. */
  change(node: string, pod: PodObject, sign: 1 | -1): void {
    for (const { matches, byNode } of this.#counters.values()) {
      if (matches(pod)) byNode.set(node, (byNode.get(node) ?? 0) + sign)
    }
  }
}
