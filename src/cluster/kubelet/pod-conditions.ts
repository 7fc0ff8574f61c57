import type { ContainerStatus, Pod, PodCondition } from '../api/types.ts'
import { hasStarted, isSidecar, statusOf } from './pod-phase.ts'

/** A condition before its times: what the kubelet finds now. */
interface Finding {
  status: 'True' | 'False'
  reason?: string
  message?: string
}

const TRUE: Finding = { status: 'True' }

/** The kubelet's own conditions, in the order in which it writes them. */
const ORDER = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'] as const

export interface ConditionInput {
  pod: Pod
  phase: string
  initStatuses: readonly ContainerStatus[]
  statuses: readonly ContainerStatus[]
  /** the Pod has its sandbox, with a network */
  sandboxReady: boolean
  /** RFC 3339 */
  now: string
}

/** Names as Go prints a list: `[a b]`. */
function listed(text: string, names: readonly string[]): string | undefined {
  return names.length === 0 ? undefined : `${text}: [${names.join(' ')}]`
}

function messageOf(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(', ')
}

function initialized({ pod, phase, initStatuses, statuses }: ConditionInput): Finding {
  const unknown: string[] = []
  const incomplete: string[] = []
  for (const container of pod.spec?.initContainers ?? []) {
    const status = statusOf(initStatuses, container.name)
    if (!status) unknown.push(container.name)
    else if (!(isSidecar(container) ? status.started : status.ready)) incomplete.push(container.name)
  }
  if (phase === 'Succeeded' && unknown.length === 0) return { status: 'True', reason: 'PodCompleted' }
  if (hasStarted(statuses)) return TRUE
  const message = messageOf(listed('containers with unknown status', unknown), listed('containers with incomplete status', incomplete))
  return message === '' ? TRUE : { status: 'False', reason: 'ContainersNotInitialized', message }
}

function containersReady({ pod, phase, initStatuses, statuses }: ConditionInput): Finding {
  const unknown: string[] = []
  const unready: string[] = []
  const look = (name: string, list: readonly ContainerStatus[]): void => {
    const status = statusOf(list, name)
    if (!status) unknown.push(name)
    else if (!status.ready) unready.push(name)
  }
  for (const container of pod.spec?.initContainers ?? []) if (isSidecar(container)) look(container.name, initStatuses)
  for (const { name } of pod.spec?.containers ?? []) look(name, statuses)
  if (phase === 'Succeeded' && unknown.length === 0) return { status: 'False', reason: 'PodCompleted' }
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' }
  const message = messageOf(listed('containers with unknown status', unknown), listed('containers with unready status', unready))
  return message === '' ? TRUE : { status: 'False', reason: 'ContainersNotReady', message }
}

function ready(pod: Pod, containers: Finding): Finding {
  if (containers.status !== 'True') return containers
  const missing: string[] = []
  for (const { conditionType } of pod.spec?.readinessGates ?? []) {
    const condition = pod.status?.conditions?.find(({ type }) => type === conditionType)
    if (!condition) missing.push(`corresponding condition of pod readiness gate "${conditionType}" does not exist.`)
    else if (condition.status !== 'True')
      missing.push(`the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`)
  }
  return missing.length === 0 ? TRUE : { status: 'False', reason: 'ReadinessGatesNotReady', message: missing.join(', ') }
}

/** A Pod's conditions: the kubelet's, then those that others set. What has not turned keeps its time. */
export function podConditions(input: ConditionInput): PodCondition[] {
  const { pod, now } = input
  const old = pod.status?.conditions ?? []
  const containers = containersReady(input)
  const findings: Record<(typeof ORDER)[number], Finding> = {
    PodReadyToStartContainers: { status: input.sandboxReady ? 'True' : 'False' },
    Initialized: initialized(input),
    Ready: ready(pod, containers),
    ContainersReady: containers,
    PodScheduled: TRUE,
  }
  const observedGeneration = pod.metadata?.generation
  const own = ORDER.map((type): PodCondition => {
    const { status, reason, message } = findings[type]
    const before = old.find((condition) => condition.type === type)
    const condition: PodCondition = {
      lastProbeTime: null as unknown as string,
      lastTransitionTime: before?.status === status && before.lastTransitionTime ? before.lastTransitionTime : now,
      ...(message === undefined ? {} : { message }),
      ...(observedGeneration === undefined ? {} : { observedGeneration }),
      ...(reason === undefined ? {} : { reason }),
      status,
      type,
    }
    return condition
  })
  for (const condition of old) if (!(ORDER as readonly string[]).includes(condition.type)) own.push(condition)
  return own
}
