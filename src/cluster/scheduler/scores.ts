import type { Random } from '../../sim/random.ts'
import { matchesTerm } from './node-affinity.ts'
import { controllerUid, type NodeInfo, type PodInfo } from './node-info.ts'
import { countsByTopology, resolveTerm, topologyValue } from './pod-affinity.ts'
import type { SchedulingState } from './scheduling-state.ts'
import { tolerates } from './taints.ts'
import { spreadConstraints } from './topology-spread.ts'

const BEST = 100
type Score = (info: NodeInfo) => number

interface Scorer {
  weight: number
  prepare(incoming: PodInfo, state: SchedulingState, nodes: readonly NodeInfo[]): Score | undefined
}

/** The default profile's scores and their weights; each gives 0 to 100. */
const SCORERS: readonly Scorer[] = [
  { weight: 3, prepare: preferredTaints },
  { weight: 2, prepare: preferredNodes },
  { weight: 1, prepare: leastAllocated },
  { weight: 2, prepare: spread },
  { weight: 2, prepare: preferredNeighbours },
  { weight: 1, prepare: balanced },
]

/** The best of the feasible nodes; chance decides between equals. */
export function bestNode(incoming: PodInfo, nodes: readonly NodeInfo[], state: SchedulingState, random: Random): NodeInfo {
  if (nodes.length === 1) return nodes[0] as NodeInfo
  const scorers = SCORERS.flatMap(({ weight, prepare }) => {
    const score = prepare(incoming, state, nodes)
    return score ? [{ weight, score }] : []
  })
  let best: NodeInfo[] = []
  let highest = Number.NEGATIVE_INFINITY
  for (const info of nodes) {
    let total = 0
    for (const { weight, score } of scorers) total += weight * score(info)
    if (total > highest) {
      highest = total
      best = [info]
    } else if (total === highest) best.push(info)
  }
  return random.pick(best)
}

/** Scales raw numbers to 0 … 100, the highest becoming 100 (or 0, when fewer is better). */
function normalized(nodes: readonly NodeInfo[], raw: Score, fewer: boolean): Score | undefined {
  const values = new Map(nodes.map((info) => [info, raw(info)]))
  const highest = Math.max(...values.values())
  if (highest === 0) return undefined
  return (info) => {
    const share = Math.floor((BEST * (values.get(info) as number)) / highest)
    return fewer ? BEST - share : share
  }
}

function preferredTaints({ pod }: PodInfo, _: SchedulingState, nodes: readonly NodeInfo[]): Score | undefined {
  const count: Score = ({ node }) =>
    (node.spec?.taints ?? []).filter((taint) => taint.effect === 'PreferNoSchedule' && !tolerates(pod.spec.tolerations, taint)).length
  return normalized(nodes, count, true)
}

function preferredNodes({ pod }: PodInfo, _: SchedulingState, nodes: readonly NodeInfo[]): Score | undefined {
  const terms = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution
  if (!terms?.length) return undefined
  const sum: Score = ({ node }) => terms.reduce((total, { weight, preference }) => total + (matchesTerm(preference, node) ? weight : 0), 0)
  return normalized(nodes, sum, false)
}

function leastAllocated({ scored }: PodInfo): Score {
  return (info) => {
    const free = (resource: 'cpu' | 'memory'): number => {
      const allocatable = info.allocatable.get(resource) ?? 0
      const used = info.scored[resource] + scored[resource]
      return used > allocatable ? 0 : Math.floor(((allocatable - used) * BEST) / allocatable)
    }
    return Math.floor((free('cpu') + free('memory')) / 2)
  }
}

function balanced({ requests }: PodInfo): Score {
  return (info) => {
    const used = (resource: string): number => {
      const allocatable = info.allocatable.get(resource) ?? 0
      return allocatable > 0 ? Math.min(1, ((info.requested.get(resource) ?? 0) + (requests.get(resource) ?? 0)) / allocatable) : 0
    }
    return Math.floor((1 - Math.abs(used('cpu') - used('memory')) / 2) * BEST)
  }
}

/** Explicit soft constraints; without any, away from nodes with many Pods of the same controller. */
function spread(incoming: PodInfo, state: SchedulingState, nodes: readonly NodeInfo[]): Score | undefined {
  const { pod } = incoming
  if (pod.spec.topologySpreadConstraints?.length) {
    const constraints = spreadConstraints(pod, state, 'ScheduleAnyway')
    if (constraints.length === 0) return undefined
    return normalized(
      nodes,
      ({ node }) =>
        constraints.reduce((sum, { topologyKey, counts }) => sum + (counts.get(topologyValue(node, topologyKey) ?? '') ?? 0), 0),
      true,
    )
  }
  const owner = controllerUid(pod)
  return owner === undefined ? undefined : normalized(nodes, (info) => info.siblings.get(owner) ?? 0, true)
}

function preferredNeighbours({ pod }: PodInfo, state: SchedulingState, nodes: readonly NodeInfo[]): Score | undefined {
  const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {}
  const weigh = (sign: number, terms: NonNullable<typeof podAffinity>['preferredDuringSchedulingIgnoredDuringExecution'] = []) =>
    terms.map(({ weight, podAffinityTerm }) => {
      const term = resolveTerm(podAffinityTerm, pod, state)
      return { weight: sign * weight, key: term.topologyKey, counts: countsByTopology(term, state) }
    })
  const terms = [
    ...weigh(1, podAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
    ...weigh(-1, podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
  ]
  if (terms.length === 0) return undefined
  const raw: Score = ({ node }) =>
    terms.reduce((sum, { weight, key, counts }) => sum + weight * (counts.get(topologyValue(node, key) ?? '') ?? 0), 0)
  const values = nodes.map(raw)
  const lowest = Math.min(...values)
  const range = Math.max(...values) - lowest
  return range === 0 ? undefined : (info) => Math.floor((BEST * (raw(info) - lowest)) / range)
}
