import { keyOf, splitKey } from '../api/object.ts'
import { instantOf, rfc3339 } from '../api/time.ts'
import type { Taint, Toleration } from '../api/types.ts'
import { covers } from '../scheduler/taints.ts'
import { type ControllerContext, recorderFor } from './controller.ts'
import type { NodeObject } from './nodelifecycle.ts'
import type { PodObject } from './pods.ts'
import { type SyncResult, WorkQueue } from './work-queue.ts'

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
  const queue = new WorkQueue(clock, sync, { latency: 10 })
  const scheduled = new Set<string>()

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

  function sync(key: string): SyncResult {
    const { namespace, name } = splitKey(key)
    const pod = pods.get(namespace, name)
    const node = pod?.spec.nodeName ? nodes.get('', pod.spec.nodeName) : undefined
    if (!pod || !node || pod.metadata.deletionTimestamp) return
    const at = evictionTime(evicting(node), pod.spec.tolerations ?? [], clock.now)
    if (at > clock.now) {
      if (at === Number.POSITIVE_INFINITY && scheduled.delete(key)) {
        recorder.event(pod, 'Normal', 'TaintManagerEviction', `Cancelling deletion of Pod ${key}`)
      } else if (at !== Number.POSITIVE_INFINITY) scheduled.add(key)
      return queue.remind(key, at - clock.now)
    }
    scheduled.delete(key)
    recorder.event(pod, 'Normal', 'TaintManagerEviction', `Marking for deletion Pod ${key}`)
    const condition = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'DeletionByTaintManager',
      message: 'Taint manager: deleting due to NoExecute taint',
      lastTransitionTime: rfc3339(clock.now),
    }
    const conditions = [...(pod.status?.conditions ?? []).filter(({ type }) => type !== condition.type), condition]
    client.update('pods', { ...pod, status: { ...pod.status, conditions } }, 'status')
    const result = client.delete('pods', namespace, name)
    return result.ok || result.code === 404 ? undefined : 'retry'
  }
}

function evicting(node: NodeObject): Taint[] {
  return (node.spec?.taints ?? []).filter((taint) => taint.effect === 'NoExecute')
}

/** When a Pod has to go: now (a taint is not tolerated), at the end of its shortest toleration, or never. */
export function evictionTime(taints: readonly Taint[], tolerations: readonly Toleration[], now: number): number {
  let earliest = Number.POSITIVE_INFINITY
  for (const taint of taints) {
    const covering = tolerations.filter((toleration) => covers(toleration, taint))
    if (covering.length === 0) return now
    const since = instantOf(taint.timeAdded)
    for (const { tolerationSeconds } of covering) {
      if (tolerationSeconds === undefined) continue
      earliest = Math.min(earliest, (Number.isNaN(since) ? now : since) + Math.max(0, tolerationSeconds) * 1000)
    }
  }
  return earliest
}
