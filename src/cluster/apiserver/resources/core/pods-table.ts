import { ageOf, humanDuration } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { ContainerState, ContainerStatus, Pod, PodStatus } from '../../../api/types.ts'
import type { ResourceTable } from '../../resource.ts'
import { columns } from '../define.ts'

export const podsTable: ResourceTable<Pod & KubeObject> = {
  columns: columns('Name|Ready|Status|Restarts|Age|+IP|+Node|+Nominated Node|+Readiness Gates'),
  cells: podCells,
  selectableFields: (pod) => ({
    'spec.nodeName': pod.spec?.nodeName ?? '',
    'spec.restartPolicy': pod.spec?.restartPolicy ?? '',
    'spec.schedulerName': pod.spec?.schedulerName ?? '',
    'spec.serviceAccountName': pod.spec?.serviceAccountName ?? '',
    'spec.hostNetwork': String(pod.spec?.hostNetwork ?? false),
    'status.phase': pod.status?.phase ?? '',
    'status.podIP': pod.status?.podIPs?.[0]?.ip ?? '',
    'status.nominatedNodeName': pod.status?.nominatedNodeName ?? '',
  }),
}

/** A Pod's row: STATUS is the phase, or the most telling reason among its containers. */
export function podCells(pod: Pod, now: number): (string | number)[] {
  const { spec, status = {}, metadata } = pod
  const initContainers = spec?.initContainers ?? []
  const sidecars = new Set(initContainers.filter((container) => container.restartPolicy === 'Always').map((container) => container.name))
  const total = (spec?.containers.length ?? 0) + sidecars.size
  const counted = new Counted()
  const countedSidecars = new Counted()
  let ready = 0
  let reason = status.reason || status.phase || ''
  if (status.conditions?.some((condition) => condition.type === 'PodScheduled' && condition.reason === 'SchedulingGated'))
    reason = 'SchedulingGated'

  let initializing = false
  const initStatuses = status.initContainerStatuses ?? []
  for (let i = 0; i < initStatuses.length; i++) {
    const container = initStatuses[i] as ContainerStatus
    const sidecar = sidecars.has(container.name)
    counted.add(container)
    if (sidecar) countedSidecars.add(container)
    const state = container.state ?? {}
    if (state.terminated && state.terminated.exitCode === 0) continue
    if (sidecar && container.started) {
      if (container.ready) ready++
      continue
    }
    if (state.terminated) reason = `Init:${terminatedText(state.terminated)}`
    else if (state.waiting?.reason && state.waiting.reason !== 'PodInitializing') reason = `Init:${state.waiting.reason}`
    else reason = `Init:${i}/${initContainers.length}`
    initializing = true
    break
  }

  let restarts = counted
  if (!initializing || hasCondition(status, 'Initialized')) {
    restarts = countedSidecars
    let running = false
    const statuses = status.containerStatuses ?? []
    for (let i = statuses.length - 1; i >= 0; i--) {
      const container = statuses[i] as ContainerStatus
      restarts.add(container)
      const state = container.state ?? {}
      if (state.waiting?.reason) reason = state.waiting.reason
      else if (state.terminated) reason = terminatedText(state.terminated)
      else if (container.ready && state.running) {
        running = true
        ready++
      }
    }
    if (reason === 'Completed' && running) reason = hasCondition(status, 'Ready') ? 'Running' : 'NotReady'
  }

  if (metadata?.deletionTimestamp && status.reason === 'NodeLost') reason = 'Unknown'
  else if (metadata?.deletionTimestamp && status.phase !== 'Succeeded' && status.phase !== 'Failed') reason = 'Terminating'

  return [
    metadata?.name ?? '',
    `${ready}/${total}`,
    reason,
    restarts.text(now),
    ageOf(metadata?.creationTimestamp, now),
    status.podIPs?.[0]?.ip || '<none>',
    spec?.nodeName || '<none>',
    status.nominatedNodeName || '<none>',
    readinessGates(pod),
  ]
}

/** Restarts of some containers and when the last one was. */
class Counted {
  #restarts = 0
  #last = 0

  add(container: ContainerStatus): void {
    this.#restarts += container.restartCount
    const finished = container.lastState?.terminated?.finishedAt
    if (finished) this.#last = Math.max(this.#last, Date.parse(finished))
  }

  text(now: number): string {
    if (this.#restarts === 0 || this.#last === 0) return String(this.#restarts)
    return `${this.#restarts} (${humanDuration(now - this.#last)} ago)`
  }
}

function terminatedText({ reason, signal, exitCode }: NonNullable<ContainerState['terminated']>): string {
  return reason || (signal ? `Signal:${signal}` : `ExitCode:${exitCode}`)
}

function hasCondition(status: PodStatus, type: string): boolean {
  return status.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false
}

function readinessGates({ spec, status }: Pod): string {
  const gates = spec?.readinessGates ?? []
  if (gates.length === 0) return '<none>'
  return `${gates.filter((gate) => hasCondition(status ?? {}, gate.conditionType)).length}/${gates.length}`
}
