import { keyOf } from '../api/object.ts'
import type { Taint } from '../api/types.ts'
import { type ControllerContext, recorderFor } from './controller.ts'
import { CLEARING } from './later.ts'
import type { NodeObject, Reporting } from './nodelifecycle.ts'
import type { PodObject } from './pods.ts'
import { WorkQueue } from './work-queue.ts'

/** What it takes to evict a Pod. */
export interface Eviction extends Reporting {
  readonly queue: WorkQueue
  /** Pods whose tolerations run out some time */
  readonly scheduled: Set<string>
}

/** Deletes Pods from nodes with NoExecute taints: at once, or when their tolerations run out. */
export function startTaintEvictionController(context: ControllerContext): void {
  const { clock, client, informers } = context
  const nodes = informers.for<NodeObject>('nodes')
  const pods = informers.for<PodObject>('pods')
  pods.addIndex(
    'node',
    (pod) => (pod.spec.nodeName ? [pod.spec.nodeName] : []),
    (pod) => pod.spec,
  )
  const recorder = recorderFor(context, 'taint-eviction-controller')
  const scheduled = new Set<string>()
  const queue = new WorkQueue(clock, (key) => CLEARING.value.evict(eviction, key), { latency: 10, code: CLEARING })
  const eviction: Eviction = { clock, client, nodes, pods, recorder, queue, scheduled }

  nodes.onChange((node, old) => {
    if (!node || (node.spec?.taints === old?.spec?.taints && old)) return
    if (evicting(node).length === 0 && (!old || evicting(old).length === 0)) return
    for (const pod of pods.byIndex('node', node.metadata.name as string)) queue.add(keyOf(pod))
  })
  pods.onChange((pod, old) => {
    if (!pod) {
      const key = keyOf(old as PodObject)
      if (scheduled.delete(key)) queue.remind(key, undefined)
      return
    }
    const { nodeName, tolerations } = pod.spec
    if (!nodeName || (old?.spec.nodeName === nodeName && old.spec.tolerations === tolerations)) return
    const node = nodes.get('', nodeName)
    if (node && evicting(node).length > 0) queue.add(keyOf(pod))
  })
}

/** Taints that Pods have to tolerate to stay. */
export function evicting(node: NodeObject): Taint[] {
  return (node.spec?.taints ?? []).filter((taint) => taint.effect === 'NoExecute')
}
