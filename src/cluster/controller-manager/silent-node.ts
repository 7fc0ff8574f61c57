import { ownValue } from '../api/json.ts'
import { rfc3339 } from '../api/time.ts'
import type { NodeCondition } from '../api/types.ts'
import { asReference, type Reporting } from './nodelifecycle.ts'
import { isPodReady, type PodObject } from './pods.ts'

const UNKNOWN = 'NodeStatusUnknown'
const SILENT = 'Kubelet stopped posting node status.'

/** Nobody knows how a silent node is; its Pods are not ready. */
export function markUnknown(reporting: Reporting, name: string): void {
  const { clock, client, nodes, pods, recorder } = reporting
  const node = nodes.get('', name)
  if (!node) return
  const now = rfc3339(clock.now)
  const conditions = (node.status?.conditions ?? []).map((condition) =>
    condition.status === 'Unknown'
      ? condition
      : { ...condition, status: 'Unknown', reason: UNKNOWN, message: SILENT, lastTransitionTime: now },
  )
  client.update('nodes', { ...node, status: { ...node.status, conditions } }, 'status')
  recorder.event(asReference(node), 'Normal', 'NodeNotReady', `Node ${name} status is now: NodeNotReady`)
  for (const pod of pods.byIndex('node', name)) markNotReady(reporting, pod, now)
}

/** A Pod on a silent node counts as not ready, whatever its kubelet said last. */
function markNotReady({ client, recorder }: Reporting, pod: PodObject, now: string): void {
  if (!isPodReady(pod)) return
  const conditions = pod.status?.conditions?.map((condition) =>
    condition.type === 'Ready' ? { ...condition, status: 'False', lastTransitionTime: now } : condition,
  )
  client.update('pods', { ...pod, status: { ...pod.status, conditions } }, 'status')
  recorder.event(pod, 'Warning', 'NodeNotReady', 'Node is not ready')
}

/** A kubelet reports again. */
export function markReady({ clock, client, nodes }: Reporting, name: string): void {
  const node = nodes.get('', name)
  if (!node) return
  const now = rfc3339(clock.now)
  const conditions = (node.status?.conditions ?? []).map((condition) =>
    condition.reason === UNKNOWN ? reported(condition, now) : condition,
  )
  client.update('nodes', { ...node, status: { ...node.status, conditions } }, 'status')
}

/** What a healthy kubelet says of each condition. */
const REPORTS: Record<string, [status: string, reason: string, message: string]> = {
  MemoryPressure: ['False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  DiskPressure: ['False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  PIDPressure: ['False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
  Ready: ['True', 'KubeletReady', 'kubelet is posting ready status'],
}

function reported(condition: NodeCondition, now: string): NodeCondition {
  const [status, reason, message] = ownValue(REPORTS, condition.type) ?? ['False', condition.reason, condition.message]
  return {
    ...condition,
    status,
    ...(reason ? { reason } : {}),
    ...(message ? { message } : {}),
    lastHeartbeatTime: now,
    lastTransitionTime: now,
  }
}
