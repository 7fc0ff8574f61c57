import { milliValue, wholeValue } from '../api/quantity.ts'
import type { PodSpec } from '../api/types.ts'
import type { NodeRuntime, PodObject } from './node-runtime.ts'

/** Why a kubelet does not take a Pod. */
export interface Refusal {
  reason: string
  message: string
}

type Requests = Record<'cpu' | 'memory' | 'pods', number>

function requestsOf(spec: PodSpec): Requests {
  const sum: Requests = { cpu: 0, memory: 0, pods: 1 }
  for (const { resources } of spec.containers ?? []) {
    sum.cpu += milliValue(resources?.requests?.['cpu'])
    sum.memory += wholeValue(resources?.requests?.['memory'])
  }
  return sum
}

/**
 * What the kubelet checks before it takes a Pod. The scheduler has looked at all of it already; only
 * a Pod that came past it (spec.nodeName in its manifest) needs the look.
 */
export function admit(pod: PodObject, runtime: NodeRuntime): Refusal | undefined {
  if (pod.status?.conditions?.some(({ type }) => type === 'PodScheduled')) return undefined
  const node = runtime.volumes.node()
  if (!node) return undefined
  const labels = node.metadata?.labels ?? {}
  for (const [key, value] of Object.entries(pod.spec.nodeSelector ?? {})) {
    if (labels[key] !== value)
      return { reason: 'NodeAffinity', message: "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector" }
  }
  const others = runtime
    .pods()
    .filter((each) => each.metadata.uid !== pod.metadata.uid && each.status?.phase !== 'Succeeded' && each.status?.phase !== 'Failed')
  const wanted = requestsOf(pod.spec)
  const used: Requests = { cpu: 0, memory: 0, pods: 0 }
  for (const { spec } of others) {
    const of = requestsOf(spec)
    for (const name of ['cpu', 'memory', 'pods'] as const) used[name] += of[name]
  }
  const { allocatable } = node.status ?? {}
  const capacity: Requests = {
    cpu: milliValue(allocatable?.['cpu']),
    memory: wholeValue(allocatable?.['memory']),
    pods: wholeValue(allocatable?.['pods']),
  }
  for (const name of ['pods', 'cpu', 'memory'] as const) {
    if (wanted[name] > 0 && wanted[name] + used[name] > capacity[name]) {
      return {
        reason: `OutOf${name}`,
        message: `Node didn't have enough resource: ${name}, requested: ${wanted[name]}, used: ${used[name]}, capacity: ${capacity[name]}`,
      }
    }
  }
  const taken = new Set(others.flatMap(({ spec }) => hostPorts(spec)))
  if (hostPorts(pod.spec).some((port) => taken.has(port))) {
    return { reason: 'NodePorts', message: "Predicate NodePorts failed: node(s) didn't have free ports for the requested pod ports" }
  }
  return undefined
}

function hostPorts(spec: PodSpec): string[] {
  return (spec.containers ?? []).flatMap(({ ports = [] }) =>
    ports.filter(({ hostPort }) => hostPort).map(({ hostPort, protocol = 'TCP' }) => `${protocol}${hostPort}`),
  )
}
