import type { ContainerStatus, Pod, PodSpec, PodStatus } from '../api/types.ts'
import { containerStatus, type Slot } from './container-status.ts'
import { podConditions } from './pod-conditions.ts'
import { podPhase } from './pod-phase.ts'
import { qosClass } from './qos.ts'

export interface StatusInput {
  pod: Pod & { spec: PodSpec }
  slots: readonly Slot[]
  hostIP: string
  podIP: string | undefined
  sandboxReady: boolean
  /** none of its containers will start again */
  going: boolean
  /** all of its containers have ended for good: a terminal phase may be told */
  stopped: boolean
  /** why the kubelet has ended it, where it has */
  failure: { reason: string; message: string } | undefined
  /** when the kubelet first saw it (RFC 3339), and now */
  startTime: string
  now: string
}

/** The status that the kubelet writes for a Pod. */
export function podStatus(input: StatusInput): PodStatus {
  const { pod, slots, hostIP, podIP, now, going, failure } = input
  const { spec } = pod
  const waiting = spec.initContainers?.length ? 'PodInitializing' : 'ContainerCreating'
  const init: ContainerStatus[] = []
  const regular: ContainerStatus[] = []
  const ephemeral: ContainerStatus[] = []
  for (const slot of slots) {
    const list = slot.kind === 'regular' ? regular : slot.kind === 'ephemeral' ? ephemeral : init
    list.push(containerStatus(slot, spec, slot.kind === 'ephemeral' ? 'ContainerCreating' : waiting, going))
  }
  regular.sort((a, b) => (a.name < b.name ? -1 : 1))
  const old = pod.status
  let found = failure ? 'Failed' : podPhase(pod, init, regular, going)
  if (old?.phase === 'Failed' || old?.phase === 'Succeeded') found = old.phase
  // That a Pod has finished is told when nothing of it runs any more; its conditions know at once.
  const early = (found === 'Failed' || found === 'Succeeded') && !input.stopped
  const phase = early ? (old?.phase ?? 'Pending') : found
  const status: PodStatus = {
    conditions: podConditions({ pod, phase: found, initStatuses: init, statuses: regular, sandboxReady: input.sandboxReady, now }),
    containerStatuses: regular,
    hostIP,
    hostIPs: [{ ip: hostIP }],
    phase,
    qosClass: old?.qosClass ?? qosClass(spec),
    startTime: old?.startTime ?? input.startTime,
  }
  if (init.length > 0) status.initContainerStatuses = init
  if (ephemeral.length > 0) status.ephemeralContainerStatuses = ephemeral
  if (podIP !== undefined) {
    status.podIP = podIP
    status.podIPs = [{ ip: podIP }]
  }
  if (pod.metadata?.generation !== undefined) status.observedGeneration = pod.metadata.generation
  if (failure && phase === 'Failed') Object.assign(status, failure)
  for (const key of ['nominatedNodeName', 'resourceClaimStatuses', 'resize'] as const)
    if (old?.[key] !== undefined) Object.assign(status, { [key]: old[key] })
  return status
}
