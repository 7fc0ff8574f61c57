import { rfc3339 } from '../api/time.ts'
import type { ControllerContext } from './controller.ts'
import { isPodTerminal, type PodObject } from './pods.ts'

/** A node that is gone gets so long to come back before its Pods are given up, then the next of the rounds does it. */
const QUARANTINE = 40_000
const ROUND = 20_000

/** Removes Pods that no kubelet will ever end: those of nodes that exist no more, and deleted ones that never had a node. */
export function startPodGarbageCollector(context: ControllerContext): void {
  const { clock, client, informers } = context
  const nodes = informers.for('nodes')
  const pods = informers.for<PodObject>('pods')
  pods.addIndex(
    'node',
    (pod) => (pod.spec.nodeName ? [pod.spec.nodeName] : []),
    (pod) => pod.spec,
  )

  nodes.onChange((node, old) => {
    const name = old?.metadata.name as string
    if (node || pods.byIndex('node', name).length === 0) return
    clock.after(QUARANTINE + ROUND, () => {
      if (!nodes.get('', name)) for (const pod of pods.byIndex('node', name)) giveUp(pod)
    })
  })

  function giveUp(pod: PodObject): void {
    const { namespace = '', name = '' } = pod.metadata
    if (!isPodTerminal(pod)) {
      const condition = {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'DeletionByPodGC',
        message: 'PodGC: node no longer exists',
        lastTransitionTime: rfc3339(clock.now),
      }
      const conditions = [...(pod.status?.conditions ?? []), condition]
      client.update('pods', { ...pod, status: { ...pod.status, phase: 'Failed', conditions } }, 'status')
    }
    client.delete('pods', namespace, name, { gracePeriodSeconds: 0 })
  }
}
