import { rfc3339 } from '../api/time.ts'
import type { ContainerState, ContainerStateTerminated, ContainerStatus, ContainerUser, PodSpec } from '../api/types.ts'
import type { Container, Spec, Termination } from './container.ts'
import { isSidecar } from './pod-phase.ts'

/** What the kubelet remembers of one of a Pod's containers. */
export interface Slot {
  readonly spec: Spec
  readonly kind: 'init' | 'sidecar' | 'regular' | 'ephemeral'
  /** the newest run */
  current: Container | undefined
  /** the run before it */
  previous: Container | undefined
  /** why it could not be started, until it is */
  problem: { reason: string; message?: string } | undefined
  /** ended runs that the API server told of, from before this kubelet */
  restored: ContainerStatus | undefined
  /** a notice of the API objects at the last look: with the same run nothing else can change */
  told: { status: ContainerStatus; key: string } | undefined
}

function terminated(container: Container, { exitCode, reason, message, startedAt, finishedAt }: Termination): ContainerStateTerminated {
  return {
    containerID: `containerd://${container.id}`,
    exitCode,
    finishedAt: rfc3339(finishedAt),
    ...(message === undefined ? {} : { message }),
    reason,
    startedAt: rfc3339(startedAt),
  }
}

/** May a container of this kind start again after its run has ended so? */
export function shouldRestart(spec: PodSpec, slot: Slot, exitCode: number, going: boolean): boolean {
  if (going || slot.kind === 'ephemeral') return false
  if (slot.kind === 'sidecar') return true
  const policy =
    ruleFor(slot.spec, exitCode) ?? (slot.kind === 'init' && spec.restartPolicy === 'Always' ? 'OnFailure' : spec.restartPolicy)
  return policy === 'Always' || (policy === 'OnFailure' && exitCode !== 0)
}

/** A container's own restart policy and rules (ContainerRestartRules), where it has some. */
function ruleFor(spec: Spec, exitCode: number): string | undefined {
  if (spec.restartPolicy === undefined) return undefined
  for (const rule of spec.restartPolicyRules ?? []) {
    const { operator, values = [] } = rule.exitCodes ?? { operator: '' }
    if (rule.action === 'Restart' && (operator === 'In' ? values.includes(exitCode) : operator === 'NotIn' && !values.includes(exitCode)))
      return 'Always'
  }
  return spec.restartPolicy
}

/** A container's status as the API shows it. `waiting`: the reason while it has never been created. */
export function containerStatus(slot: Slot, pod: PodSpec, waiting: string, going: boolean): ContainerStatus {
  const { current, previous, problem, spec, restored } = slot
  const key = `${current?.id}${current?.termination?.finishedAt}${current?.ready}${current?.started}${problem?.reason}${problem?.message}${waiting}${going}${previous?.id}`
  if (slot.told?.key === key) return slot.told.status
  const status: ContainerStatus = current
    ? created(slot, current)
    : {
        image: spec.image ?? '',
        imageID: '',
        lastState: restored?.lastState ?? {},
        name: spec.name,
        ready: false,
        restartCount: restored?.restartCount ?? 0,
        started: false,
        state: { waiting: { reason: waiting } },
      }
  const mounts = spec.volumeMounts
  if (mounts?.length) {
    status.volumeMounts = mounts.map(({ name, mountPath, readOnly }) =>
      readOnly ? { mountPath, name, readOnly, recursiveReadOnly: 'Disabled' } : { mountPath, name },
    )
  }
  const before: ContainerStateTerminated | undefined = previous?.termination
    ? terminated(previous, previous.termination)
    : (restored?.state?.terminated ?? restored?.lastState?.terminated)
  if (before && current) status.lastState = { terminated: before }
  const again = !current?.termination || shouldRestart(pod, slot, current.termination.exitCode, going)
  if (problem && again && !current?.running) {
    if (status.state?.terminated) status.lastState = status.state
    status.state = {
      waiting: problem.message === undefined ? { reason: problem.reason } : { message: problem.message, reason: problem.reason },
    }
  }
  slot.told = { status, key }
  return status
}

function created(slot: Slot, container: Container): ContainerStatus {
  const { spec } = slot
  const { termination } = container
  let state: ContainerState
  if (termination) state = { terminated: terminated(container, termination) }
  else if (container.startedAt !== undefined) state = { running: { startedAt: rfc3339(container.startedAt) } }
  else state = { waiting: { reason: 'ContainerCreating' } }
  const requests = spec.resources?.requests
  const status: ContainerStatus = {
    ...(requests ? { allocatedResources: requests } : {}),
    containerID: `containerd://${container.id}`,
    image: container.image.name,
    imageID: container.image.id,
    lastState: {},
    name: spec.name,
    ready: slot.kind === 'init' ? termination?.exitCode === 0 : container.running && container.ready,
    resources: spec.resources ?? {},
    restartCount: container.restartCount,
    started: container.running && container.started,
    state,
    user: linuxUser(container),
  }
  return status
}

function linuxUser({ machine }: Container): ContainerUser {
  const { uid, gid, groups } = machine.ids
  return { linux: { gid, supplementalGroups: [...groups], uid } }
}

/** A slot for each container of a Pod, in the order of the spec. */
export function slotsOf(spec: PodSpec): Slot[] {
  const slot = (each: Spec, kind: Slot['kind']): Slot => ({
    spec: each,
    kind,
    current: undefined,
    previous: undefined,
    problem: undefined,
    restored: undefined,
    told: undefined,
  })
  const slots: Slot[] = []
  for (const each of spec.initContainers ?? []) slots.push(slot(each, isSidecar(each) ? 'sidecar' : 'init'))
  for (const each of spec.containers ?? []) slots.push(slot(each, 'regular'))
  for (const each of spec.ephemeralContainers ?? []) slots.push(slot(each as Spec, 'ephemeral'))
  return slots
}
