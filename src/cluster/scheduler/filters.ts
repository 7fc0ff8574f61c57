import { matchesNodeAffinity } from './node-affinity.ts'
import { insufficientResources, type NodeInfo, type PodInfo } from './node-info.ts'
import { type NodeCheck, podAffinityCheck } from './pod-affinity.ts'
import type { SchedulingState } from './scheduling-state.ts'
import { CORDONED, tolerates, untolerated } from './taints.ts'
import { spreadCheck } from './topology-spread.ts'

/** Why a node cannot take a Pod. `unresolvable`: nor could it if other Pods made room. */
export interface Refusal {
  plugin: string
  reasons: string[]
  unresolvable: boolean
}

type Check = (info: NodeInfo) => { reasons: string[]; unresolvable: boolean } | undefined

interface Filter {
  plugin: string
  /** works out what does not depend on the node; nothing to check gives nothing */
  prepare(incoming: PodInfo, state: SchedulingState): Check | undefined
}

const single =
  (check: NodeCheck): Check =>
  (info) => {
    const refusal = check(info)
    return refusal && { reasons: [refusal.reason], unresolvable: refusal.unresolvable }
  }

/** The default profile's filters, in its order. The first that refuses a node speaks for it. */
const FILTERS: readonly Filter[] = [
  {
    plugin: 'NodeUnschedulable',
    prepare: ({ pod }) => {
      const allowed = tolerates(pod.spec.tolerations, CORDONED)
      return ({ node }) =>
        node.spec?.unschedulable && !allowed ? { reasons: ['node(s) were unschedulable'], unresolvable: true } : undefined
    },
  },
  {
    plugin: 'TaintToleration',
    prepare:
      ({ pod }) =>
      ({ node }) =>
        untolerated(node.spec?.taints, pod.spec.tolerations, ['NoSchedule', 'NoExecute'])
          ? { reasons: ['node(s) had untolerated taint(s)'], unresolvable: true }
          : undefined,
  },
  {
    plugin: 'NodeAffinity',
    prepare: ({ pod }) => {
      if (!pod.spec.nodeSelector && !pod.spec.affinity?.nodeAffinity) return undefined
      return ({ node }) =>
        matchesNodeAffinity(pod.spec, node)
          ? undefined
          : { reasons: ["node(s) didn't match Pod's node affinity/selector"], unresolvable: true }
    },
  },
  {
    plugin: 'NodePorts',
    prepare: ({ ports }) => {
      if (ports.length === 0) return undefined
      return (info) =>
        ports.some((port) => info.holdsPort(port))
          ? { reasons: ["node(s) didn't have free ports for the requested pod ports"], unresolvable: false }
          : undefined
    },
  },
  { plugin: 'NodeResourcesFit', prepare: (incoming) => (info) => insufficient(incoming, info) },
  {
    plugin: 'PodTopologySpread',
    prepare: ({ pod }, state) => {
      const check = spreadCheck(pod, state)
      return check && single(check)
    },
  },
  {
    plugin: 'InterPodAffinity',
    prepare: ({ pod }, state) => {
      const check = podAffinityCheck(pod, state)
      return check && single(check)
    },
  },
]

function insufficient(incoming: PodInfo, info: NodeInfo): { reasons: string[]; unresolvable: boolean } | undefined {
  const short = insufficientResources(incoming, info)
  return (
    short && {
      reasons: short.map(({ resource }) => (resource === 'pods' ? 'Too many pods' : `Insufficient ${resource}`)),
      unresolvable: short.some(({ resource, requested, capacity }) => resource !== 'pods' && requested > capacity),
    }
  )
}

export interface Filtered {
  feasible: NodeInfo[]
  refusals: Map<string, Refusal>
}

/** Asks every node. */
export function filterNodes(incoming: PodInfo, state: SchedulingState): Filtered {
  const filters = filtersFor(incoming, state)
  const feasible: NodeInfo[] = []
  const refusals = new Map<string, Refusal>()
  for (const info of state.nodes.values()) {
    const refusal = refusalOf(filters, info)
    if (refusal) refusals.set(info.name, refusal)
    else feasible.push(info)
  }
  return { feasible, refusals }
}

export function filtersFor(incoming: PodInfo, state: SchedulingState): { plugin: string; check: Check }[] {
  const filters: { plugin: string; check: Check }[] = []
  for (const { plugin, prepare } of FILTERS) {
    const check = prepare(incoming, state)
    if (check) filters.push({ plugin, check })
  }
  return filters
}

export function refusalOf(filters: readonly { plugin: string; check: Check }[], info: NodeInfo): Refusal | undefined {
  for (const { plugin, check } of filters) {
    const refused = check(info)
    if (refused) return { plugin, ...refused }
  }
  return undefined
}
