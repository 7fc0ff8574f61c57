import { matchesNodeAffinity } from '../scheduler/node-affinity.ts'
import { NodeInfo, type PodInfo, podInfo } from '../scheduler/node-info.ts'
import { untolerated } from '../scheduler/taints.ts'
import type { NodeRuntime, PodObject } from './node-runtime.ts'

/** Why a kubelet does not take a Pod. */
export interface Refusal {
  reason: string
  message: string
}

/** The order in which is looked whether there is enough; all others come after these. */
const FIRST_RESOURCES = ['cpu', 'memory', 'ephemeral-storage']

/**
 * What the kubelet checks before it takes a Pod (lifecycle's generalFilter): the first fault counts.
 * The scheduler has looked at all of it already; only a Pod that came past it (spec.nodeName in its
 * manifest) needs the look.
 */
export function admit(pod: PodObject, runtime: NodeRuntime): Refusal | undefined {
  if (pod.status?.conditions?.some(({ type }) => type === 'PodScheduled')) return undefined
  const node = runtime.volumes.node()
  if (!node) return undefined
  const info = new NodeInfo(node)
  for (const other of runtime.pods()) {
    const over = other.status?.phase === 'Succeeded' || other.status?.phase === 'Failed'
    if (other.metadata.uid !== pod.metadata.uid && !over) info.add(podInfo(other))
  }
  const incoming = podInfo(pod)
  const short = insufficient(incoming, info)
  if (short) return short
  if (!matchesNodeAffinity(pod.spec, node)) return failed('NodeAffinity', "node(s) didn't match Pod's node affinity/selector")
  if (incoming.ports.some((port) => info.holdsPort(port)))
    return failed('NodePorts', "node(s) didn't have free ports for the requested pod ports")
  if (untolerated(node.spec?.taints, pod.spec.tolerations, ['NoExecute']))
    return failed('TaintToleration', "node(s) had taints that the pod didn't tolerate")
  return undefined
}

function insufficient({ requests }: PodInfo, info: NodeInfo): Refusal | undefined {
  const places = info.allocatable.get('pods') ?? 0
  if (info.pods.size + 1 > places) return outOf('pods', 1, info.pods.size, places)
  const resources = new Set([...FIRST_RESOURCES.filter((each) => requests.has(each)), ...requests.keys()])
  for (const resource of resources) {
    const requested = requests.get(resource) ?? 0
    const used = info.requested.get(resource) ?? 0
    const capacity = info.allocatable.get(resource) ?? 0
    if (requested > 0 && requested + used > capacity) return outOf(resource, requested, used, capacity)
  }
  return undefined
}

function outOf(resource: string, requested: number, used: number, capacity: number): Refusal {
  return {
    reason: `OutOf${resource}`,
    message: `Node didn't have enough resource: ${resource}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
  }
}

function failed(predicate: string, why: string): Refusal {
  return { reason: predicate, message: `Predicate ${predicate} failed: ${why}` }
}
