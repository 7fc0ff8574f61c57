import { matchesNodeAffinity } from '../scheduler/node-affinity.ts'
import { insufficientResources, NodeInfo, type PodInfo, podInfo } from '../scheduler/node-info.ts'
import { untolerated } from '../scheduler/taints.ts'
import type { NodeRuntime, PodObject } from './node-runtime.ts'

/** Why a kubelet does not take a Pod. */
export interface Refusal {
  reason: string
  message: string
}

/** The order in which is looked whether there is enough; all others come after these. */
const ORDER = ['pods', 'cpu', 'memory', 'ephemeral-storage']

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
  const short = outOf(incoming, info)
  if (short) return short
  if (!matchesNodeAffinity(pod.spec, node)) return failed('NodeAffinity', "node(s) didn't match Pod's node affinity/selector")
  if (incoming.ports.some((port) => info.holdsPort(port)))
    return failed('NodePorts', "node(s) didn't have free ports for the requested pod ports")
  if (untolerated(node.spec?.taints, pod.spec.tolerations, ['NoExecute']))
    return failed('TaintToleration', "node(s) had taints that the pod didn't tolerate")
  return undefined
}

/** The first resource that the node has too little of. */
function outOf(incoming: PodInfo, info: NodeInfo): Refusal | undefined {
  const short = insufficientResources(incoming, info)
  const first = short && (ORDER.map((each) => short.find(({ resource }) => resource === each)).find((each) => each) ?? short[0])
  return (
    first && {
      reason: `OutOf${first.resource}`,
      message: `Node didn't have enough resource: ${first.resource}, requested: ${first.requested}, used: ${first.used}, capacity: ${first.capacity}`,
    }
  )
}

function failed(predicate: string, why: string): Refusal {
  return { reason: predicate, message: `Predicate ${predicate} failed: ${why}` }
}
