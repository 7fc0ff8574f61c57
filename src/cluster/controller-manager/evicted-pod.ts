import { splitKey } from '../api/object.ts'
import { instantOf, rfc3339 } from '../api/time.ts'
import type { Taint, Toleration } from '../api/types.ts'
import { covers } from '../scheduler/taints.ts'
import { type Eviction, evicting } from './taint-eviction.ts'
import type { SyncResult } from './work-queue.ts'

/** Deletes a Pod whose time on its node has come, or waits for it. */
export function evict({ clock, client, nodes, pods, recorder, queue, scheduled }: Eviction, key: string): SyncResult {
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

/** When a Pod has to go: now (a taint is not tolerated), at the end of its shortest toleration, or never. */
function evictionTime(taints: readonly Taint[], tolerations: readonly Toleration[], now: number): number {
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
