import type { ContainerStatus, Pod } from '../api/types.ts'

type Statuses = readonly ContainerStatus[]

export function isSidecar(container: { restartPolicy?: string }): boolean {
  return container.restartPolicy === 'Always'
}

export function statusOf(statuses: Statuses, name: string): ContainerStatus | undefined {
  for (const status of statuses) if (status.name === name) return status
  return undefined
}

/** Has a container of the Pod proper ever been started? */
export function hasStarted(statuses: Statuses): boolean {
  return statuses.some((status) => status.state?.running || status.state?.terminated || status.lastState?.terminated)
}

/** The phase that the states of a Pod's containers come to. `terminal`: none of them will start again. */
export function podPhase(pod: Pod, initStatuses: Statuses, statuses: Statuses, terminal: boolean): string {
  const { containers = [], initContainers = [], restartPolicy } = pod.spec ?? {}
  let pendingInit = 0
  let failedInit = 0
  for (const container of initContainers) {
    const status = statusOf(initStatuses, container.name)
    if (isSidecar(container)) {
      if (!status || (!status.started && !status.state?.terminated)) pendingInit++
      continue
    }
    const ended = status?.state?.terminated ?? (status?.state?.waiting ? status.lastState?.terminated : undefined)
    if (ended && ended.exitCode !== 0) failedInit++
    else if (!status?.state?.terminated) pendingInit++
  }
  let unknown = 0
  let running = 0
  let waiting = 0
  let stopped = 0
  let succeeded = 0
  for (const { name } of containers) {
    const status = statusOf(statuses, name)
    if (!status) unknown++
    else if (status.state?.running) running++
    else if (status.state?.terminated) {
      stopped++
      if (status.state.terminated.exitCode === 0) succeeded++
    } else if (status.lastState?.terminated) stopped++
    else waiting++
  }
  if (failedInit > 0 && restartPolicy === 'Never') return 'Failed'
  if (pendingInit > 0 && !hasStarted(statuses)) return 'Pending'
  if (waiting > 0) return 'Pending'
  if (running > 0 && unknown === 0) return 'Running'
  if (running === 0 && stopped > 0 && unknown === 0) {
    if (terminal) return stopped === succeeded ? 'Succeeded' : 'Failed'
    if (restartPolicy === 'Always') return 'Running'
    if (stopped === succeeded) return 'Succeeded'
    return restartPolicy === 'Never' ? 'Failed' : 'Running'
  }
  return 'Pending'
}
