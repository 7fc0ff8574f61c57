import type { Random } from '../../sim/random.ts'
import { controllerOf } from '../api/object.ts'
import type { WeightedPodAffinityTerm } from '../api/types.ts'
import { matchesTerm } from './node-affinity.ts'
import type { NodeInfo, PodInfo } from './node-info.ts'
import { countsByTopology, resolveTerm, topologyValue } from './pod-affinity.ts'
import type { SchedulingState } from './scheduling-state.ts'
import { tolerates } from './taints.ts'
import { spreadConstraints } from './topology-spread.ts'

const BEST = 100

interface Scorer {
  weight: number
  /** 0 to 100 for each node, in their order; undefined when it makes no difference */
  score(incoming: PodInfo, nodes: readonly NodeInfo[], state: SchedulingState): number[] | undefined
}

/** The default profile's scores and their weights. */
const SCORERS: readonly Scorer[] = [
  { weight: 3, score: preferredTaints },
  { weight: 2, score: preferredNodes },
  { weight: 1, score: leastAllocated },
  { weight: 2, score: spread },
  { weight: 2, score: preferredNeighbours },
  { weight: 1, score: balanced },
]

/** The best of the feasible nodes; chance decides between equals. */
export function bestNode(incoming: PodInfo, nodes: readonly NodeInfo[], state: SchedulingState, random: Random): NodeInfo {
  if (nodes.length === 1) return nodes[0] as NodeInfo
  const totals = new Array<number>(nodes.length).fill(0)
  for (const { weight, score } of SCORERS) {
    const scores = score(incoming, nodes, state)
    if (scores) for (let i = 0; i < totals.length; i++) totals[i] = (totals[i] as number) + weight * (scores[i] as number)
  }
  const highest = Math.max(...totals)
  return random.pick(nodes.filter((_, i) => totals[i] === highest))
}

/** Scales raw numbers to 0 … 100, the highest becoming 100 (or 0, when fewer is better). */
function normalized(raw: number[], fewer: boolean): number[] | undefined {
  const highest = Math.max(...raw)
  if (highest === 0) return undefined
  return raw.map((value) => {
    const share = Math.floor((BEST * value) / highest)
    return fewer ? BEST - share : share
  })
}

function preferredTaints({ pod }: PodInfo, nodes: readonly NodeInfo[]): number[] | undefined {
  if (!nodes.some(({ node }) => node.spec?.taints)) return undefined
  const counts = nodes.map(({ node }) => {
    const taints = node.spec?.taints ?? []
    return taints.filter((taint) => taint.effect === 'PreferNoSchedule' && !tolerates(pod.spec.tolerations, taint)).length
  })
  return normalized(counts, true)
}

function preferredNodes({ pod }: PodInfo, nodes: readonly NodeInfo[]): number[] | undefined {
  const terms = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution
  if (!terms?.length) return undefined
  const sums = nodes.map(({ node }) => terms.reduce((sum, { weight, preference }) => sum + (matchesTerm(preference, node) ? weight : 0), 0))
  return normalized(sums, false)
}

function leastAllocated({ scored }: PodInfo, nodes: readonly NodeInfo[]): number[] {
  return nodes.map(({ allocatable, scored: used }) => {
    const cpu = freeShare(allocatable.get('cpu') ?? 0, used.cpu + scored.cpu)
    return Math.floor((cpu + freeShare(allocatable.get('memory') ?? 0, used.memory + scored.memory)) / 2)
  })
}

function freeShare(allocatable: number, used: number): number {
  return used > allocatable ? 0 : Math.floor(((allocatable - used) * BEST) / allocatable)
}

function balanced({ requests }: PodInfo, nodes: readonly NodeInfo[]): number[] | undefined {
  // A Pod that asks for nothing does not change the balance.
  const cpu = requests.get('cpu') ?? 0
  const memory = requests.get('memory') ?? 0
  if (cpu === 0 && memory === 0) return undefined
  return nodes.map(({ allocatable, requested }) => {
    const ofCpu = usedShare(allocatable.get('cpu') ?? 0, (requested.get('cpu') ?? 0) + cpu)
    const ofMemory = usedShare(allocatable.get('memory') ?? 0, (requested.get('memory') ?? 0) + memory)
    return Math.floor((1 - Math.abs(ofCpu - ofMemory) / 2) * BEST)
  })
}

function usedShare(allocatable: number, used: number): number {
  return allocatable > 0 ? Math.min(1, used / allocatable) : 0
}

/** Explicit soft constraints; without any, away from nodes with many Pods of the same controller. */
function spread({ pod }: PodInfo, nodes: readonly NodeInfo[], state: SchedulingState): number[] | undefined {
  if (!pod.spec.topologySpreadConstraints?.length) {
    const owner = controllerOf(pod)?.uid
    return owner === undefined
      ? undefined
      : normalized(
          nodes.map(({ siblings }) => siblings.get(owner) ?? 0),
          true,
        )
  }
  const constraints = spreadConstraints(pod, state, 'ScheduleAnyway')
  if (constraints.length === 0) return undefined
  const sums = nodes.map(({ node }) =>
    constraints.reduce((sum, { topologyKey, counts }) => sum + (counts.get(topologyValue(node, topologyKey) ?? '') ?? 0), 0),
  )
  return normalized(sums, true)
}

function preferredNeighbours({ pod }: PodInfo, nodes: readonly NodeInfo[], state: SchedulingState): number[] | undefined {
  const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {}
  const weigh = (sign: number, terms: readonly WeightedPodAffinityTerm[] = []) =>
    terms.map(({ weight, podAffinityTerm }) => {
      const term = resolveTerm(podAffinityTerm, pod, state)
      return { weight: sign * weight, key: term.topologyKey, counts: countsByTopology(term, state) }
    })
  const terms = [
    ...weigh(1, podAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
    ...weigh(-1, podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution),
  ]
  if (terms.length === 0) return undefined
  const sums = nodes.map(({ node }) =>
    terms.reduce((sum, { weight, key, counts }) => sum + weight * (counts.get(topologyValue(node, key) ?? '') ?? 0), 0),
  )
  const lowest = Math.min(...sums)
  const range = Math.max(...sums) - lowest
  return range === 0 ? undefined : sums.map((sum) => Math.floor((BEST * (sum - lowest)) / range))
}
