import type { ContainerStatus, Pod, PodCondition } from '../api/types.ts'
import { hasStarted, isSidecar, statusOf } from './pod-phase.ts'

/** A condition before its times: what the kubelet finds now. */
interface Finding {
  status: 'True' | 'False'
  reason?: string
  message?: string
}

const TRUE: Finding = { status: 'True' }

const FALSE: Finding = { status: 'False' }

/** The kubelet's own conditions. */
const OWN = new Set(['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'])

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
  const { pod } = input
  const old = pod.status?.conditions ?? []
  const containers = containersReady(input)
  const conditions = [
    condition(input, old, 'PodReadyToStartContainers', input.sandboxReady ? TRUE : FALSE),
    condition(input, old, 'Initialized', initialized(input)),
    condition(input, old, 'Ready', ready(pod, containers)),
    condition(input, old, 'ContainersReady', containers),
    condition(input, old, 'PodScheduled', TRUE),
  ]
  for (const other of old) if (!OWN.has(other.type)) conditions.push(other)
  return conditions
}

function condition({ pod, now }: ConditionInput, old: readonly PodCondition[], type: string, finding: Finding): PodCondition {
  const { status, reason, message } = finding
  const before = old.find((each) => each.type === type)
  const made: PodCondition = {
    lastProbeTime: null as unknown as string,
    lastTransitionTime: before?.status === status && before.lastTransitionTime ? before.lastTransitionTime : now,
    status,
    type,
  }
  if (message !== undefined) made.message = message
  if (reason !== undefined) made.reason = reason
  const generation = pod.metadata?.generation
  if (generation !== undefined) made.observedGeneration = generation
  return made
}
