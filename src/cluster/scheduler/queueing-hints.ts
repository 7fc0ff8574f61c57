import { matchesNodeAffinity } from './node-affinity.ts'
import type { NodeObject, PodObject } from './node-info.ts'
import { CORDONED, tolerates, untolerated } from './taints.ts'

/** A Pod that found no node, and the plugins that refused it. */
export interface Waiting {
  pod: PodObject
  plugins: ReadonlySet<string>
}

/** What a Pod on a node holds: when it goes, these plugins may think otherwise. */
const HELD_BY_PODS = ['NodeResourcesFit', 'NodePorts', 'PodTopologySpread', 'InterPodAffinity']

export function gonePodMayHelp(plugins: ReadonlySet<string>): boolean {
  return HELD_BY_PODS.some((plugin) => plugins.has(plugin))
}

export function newPodMayHelp(plugins: ReadonlySet<string>): boolean {
  return plugins.has('InterPodAffinity') || plugins.has('PodTopologySpread')
}

/** Is a new or changed node worth another try? Each plugin looks only at what it refused the Pod for. */
export function nodeMayHelp({ pod, plugins }: Waiting, node: NodeObject, old: NodeObject | undefined): boolean {
  // Nobody refused it: there was no node at all.
  if (plugins.size === 0) return true
  for (const plugin of plugins) if (NODE_HINTS[plugin]?.(node, old, pod)) return true
  return false
}

type Hint = (node: NodeObject, old: NodeObject | undefined, pod: PodObject) => boolean

/** From unfit to fit: what was fit before is no news. */
const turnsFit =
  (fits: (node: NodeObject, pod: PodObject) => boolean): Hint =>
  (node, old, pod) =>
    fits(node, pod) && !(old && fits(old, pod))

const relabelled: Hint = (node, old) => node.metadata.labels !== old?.metadata.labels

const NODE_HINTS: Readonly<Record<string, Hint>> = {
  NodeUnschedulable: turnsFit(({ spec }, pod) => !spec?.unschedulable || tolerates(pod.spec.tolerations, CORDONED)),
  TaintToleration: turnsFit(({ spec }, pod) => !untolerated(spec?.taints, pod.spec.tolerations, ['NoSchedule', 'NoExecute'])),
  NodeAffinity: turnsFit((node, pod) => matchesNodeAffinity(pod.spec, node)),
  NodePorts: (_, old) => !old,
  NodeResourcesFit: (node, old) => node.status?.allocatable !== old?.status?.allocatable,
  PodTopologySpread: relabelled,
  InterPodAffinity: relabelled,
}
