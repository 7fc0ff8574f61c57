import type { Timer } from '../../sim/clock.ts'
import { Runner, sleep, type Task } from '../../sim/task.ts'
import { equal } from '../api/json.ts'
import { rfc3339 } from '../api/time.ts'
import type { ContainerStatus, PodSpec } from '../api/types.ts'
import type { PidNamespace } from '../machine/machine.ts'
import { admit } from './admission.ts'
import type { Container } from './container.ts'
import type { Sandbox } from './container-factory.ts'
import { allEnded, nextToStart } from './container-plan.ts'
import { startContainer } from './container-start.ts'
import { type Slot, slotsOf } from './container-status.ts'
import { Grace, stopContainer } from './container-stop.ts'
import type { NodeRuntime, PodContext, PodObject } from './node-runtime.ts'
import { podStatus } from './pod-status.ts'
import { Prober } from './prober.ts'
import { createSandbox, startSandbox } from './sandbox.ts'
import { MOUNT_WAIT, nextRelist, statusDelay, teardownDelay, unmountDelay } from './timing.ts'
import { MountError, PodVolumes } from './volumes.ts'
import { INTERRUPTED, WorkSignal } from './work-signal.ts'

const NEVER = Number.POSITIVE_INFINITY

interface Failure {
  reason: string
  message: string
}

/** One Pod's life on its node, from the first look at it until nothing of it is left. */
export class PodWorker implements PodContext {
  readonly runtime: NodeRuntime
  readonly uid: string
  pod: PodObject
  readonly slots: Slot[]
  sandbox: Sandbox | undefined
  /** called when nothing of it is left */
  onFinished: (() => void) | undefined
  readonly volumes: PodVolumes
  #prober: Prober | undefined
  readonly #startTime: string
  readonly #grace = new Grace(NEVER)
  #runner: Runner | undefined
  readonly #signal: WorkSignal
  #failure: Failure | undefined
  /** deleted, finished, failed: nothing is started any more */
  #going = false
  /** none of its containers runs any more */
  #stopped = false
  #finished = false
  #deadline: Timer | undefined
  #mountFailures = 0
  #retryAt = NEVER

  constructor(runtime: NodeRuntime, pod: PodObject) {
    this.runtime = runtime
    this.pod = pod
    this.uid = pod.metadata.uid as string
    this.#signal = new WorkSignal(runtime.clock)
    this.slots = slotsOf(pod.spec)
    this.volumes = new PodVolumes(
      () => this.pod,
      () => ({ hostIP: runtime.node.address, podIP: this.sandbox?.ip ?? '' }),
      runtime.volumes,
    )
    this.#startTime = rfc3339(runtime.clock.now)
  }

  /** Nothing of it runs any more. */
  get finished(): boolean {
    return this.#finished
  }

  slot(name: string): Slot | undefined {
    return this.slots.find(({ spec }) => spec.name === name)
  }

  /** Begins the Pod's life. */
  start(): void {
    if (this.pod.metadata.deletionTimestamp) this.#going = true
    else {
      const refusal = admit(this.pod, this.runtime)
      if (refusal) return this.#refuse(refusal)
    }
    this.#armDeadline()
    this.#run(this.#live(true))
  }

  /** Takes over a Pod that runs already, as its status tells. */
  adopt(): void {
    const { status } = this.pod
    this.#setUpVolumes()
    this.sandbox = createSandbox(this, status?.podIP) as Sandbox
    for (const slot of this.slots) {
      const told = this.#told(slot.spec.name)
      const image = this.runtime.images.present(slot.spec.image ?? '')
      const startedAt = told?.state?.running?.startedAt
      if (!told || !image || startedAt === undefined) {
        slot.restored = told
        continue
      }
      const id = told.containerID?.slice('containerd://'.length)
      const { pod, sandbox, volumes } = this
      const container = this.runtime.factory.create({ pod, spec: slot.spec, sandbox, volumes, image, restartCount: told.restartCount, id })
      slot.current = container
      container.started = told.started ?? true
      container.ready = told.ready
      this.#begin(slot, container, Date.parse(startedAt))
    }
    this.#armDeadline()
    this.#run(this.#live(false))
  }

  /** Begins anew with a Pod whose node was off: its containers have ended somehow. */
  revive(): void {
    const now = rfc3339(this.runtime.clock.now)
    for (const slot of this.slots) {
      const told = this.#told(slot.spec.name)
      const running = told?.state?.running
      const ended = running && {
        containerID: told.containerID as string,
        exitCode: 255,
        finishedAt: now,
        reason: 'Unknown',
        startedAt: running.startedAt as string,
      }
      slot.restored = told && ended ? { ...told, state: { terminated: ended } } : told
    }
    if (this.pod.status?.podIP && !this.pod.metadata.deletionTimestamp)
      this.tell('Normal', 'SandboxChanged', 'Pod sandbox changed, it will be killed and re-created.')
    this.start()
  }

  /** The API server has a newer object, or none any more. */
  update(pod: PodObject | undefined): void {
    const before = this.pod
    if (pod) this.pod = pod
    if (this.#finished) {
      if (pod?.metadata.deletionTimestamp) this.#deleteObject()
      return
    }
    if (!pod) this.end(0)
    else if (pod.metadata.deletionTimestamp)
      this.end((pod.metadata.deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30) * 1000)
    else if (pod.metadata.generation !== before.metadata.generation || gatesDiffer(before, pod)) {
      if (pod.metadata.generation !== before.metadata.generation) this.#takeSpec(pod.spec)
      this.notify()
    } else if (
      this.sandbox &&
      pod.metadata !== before.metadata &&
      !equal([pod.metadata.labels, pod.metadata.annotations], [before.metadata.labels, before.metadata.annotations])
    ) {
      this.volumes.refreshMetadata()
    }
  }

  /** Something about the Pod's containers has changed: it is looked at again. */
  notify(): void {
    this.#signal.notify()
  }

  /** The Pod has to end; its containers get `graceMs` at the most. */
  end(graceMs: number, failure?: Failure): void {
    if (failure && !this.#going) this.#failure = failure
    this.#grace.shorten(graceMs)
    if (this.#going) return
    this.#going = true
    this.#signal.interrupt()
  }

  /** The node goes down: everything stops at once, and nobody is told. */
  halt(): void {
    if (this.#finished) return
    this.#finished = true
    this.#runner?.interrupt('SIGKILL')
    this.runtime.clock.cancel(this.#deadline)
    this.#prober?.stop()
    for (const { current } of this.slots) if (current?.running) current.signal('SIGKILL')
    this.sandbox?.release()
  }

  tell(type: 'Normal' | 'Warning', reason: string, message: string, slot?: Slot): void {
    const { events } = this.runtime
    if (!slot) return events.event(this.pod, type, reason, message)
    const list = slot.kind === 'regular' ? 'containers' : slot.kind === 'ephemeral' ? 'ephemeralContainers' : 'initContainers'
    events.event(this.pod, type, reason, message, { fieldPath: `spec.${list}{${slot.spec.name}}` })
  }

  pidsFor({ spec }: Slot): PidNamespace | undefined {
    const target = 'targetContainerName' in spec && spec.targetContainerName
    return target ? this.slot(target)?.current?.machine.pids : undefined
  }

  pause(ms: number): Task {
    return this.#signal.pause(ms)
  }

  retryIn(ms: number): void {
    this.#retryAt = Math.min(this.#retryAt, this.runtime.clock.now + ms)
  }

  lookAgain(): void {
    const { clock, relistPhase } = this.runtime
    clock.after(nextRelist(clock.now, relistPhase) - clock.now, () => {
      if (!this.#finished) this.notify()
    })
  }

  #run(task: Task): void {
    this.#runner = new Runner(this.runtime.clock, task).start()
  }

  #told(name: string): ContainerStatus | undefined {
    const { status } = this.pod
    return [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].find((each) => each.name === name)
  }

  *#live(sync: boolean): Task {
    for (let look = sync; !this.#going; look = true) {
      if (look) {
        this.#signal.begin()
        this.#retryAt = NEVER
        try {
          yield* this.#sync()
        } catch (error) {
          if (error !== INTERRUPTED) throw error
        }
      }
      if (!this.#going) yield* this.#signal.wait(this.#retryAt)
    }
    yield* this.#terminate()
  }

  /**
   * One look at the Pod. First the API server is told what the last look left; then what is missing is
   * started. What changes by that is seen by the next look, which comes at once.
   */
  *#sync(): Task {
    const { runtime } = this
    this.#writeStatus()
    if (allEnded(this.slots, this.pod.spec)) {
      this.#going = true
      return
    }
    let changed = false
    if (this.sandbox) changed = yield* this.#startContainers()
    else {
      runtime.starting++
      try {
        if (this.pod.spec.volumes?.length) yield* this.pause(MOUNT_WAIT)
        if (!this.#setUpVolumes()) return
        this.#checkPullSecrets()
        this.sandbox = yield* startSandbox(this)
        if (!this.sandbox) return
        changed = true
        yield* this.#startContainers()
      } finally {
        runtime.starting--
      }
    }
    if (!changed) return
    yield* this.pause(statusDelay(runtime.random))
    this.notify()
  }

  #setUpVolumes(): boolean {
    for (const volume of this.pod.spec.volumes ?? []) {
      try {
        this.volumes.setUp(volume)
      } catch (error) {
        if (!(error instanceof MountError)) throw error
        this.tell('Warning', 'FailedMount', `MountVolume.SetUp failed for volume "${volume.name}" : ${error.message}`)
        this.retryIn(Math.min(500 * 2 ** this.#mountFailures++, 122_000))
        return false
      }
    }
    return true
  }

  #checkPullSecrets(): void {
    const missing = (this.pod.spec.imagePullSecrets ?? []).filter(
      ({ name }) => !this.runtime.secretExists(this.pod.metadata.namespace as string, name ?? ''),
    )
    if (missing.length === 0) return
    const names = missing.map(({ name }) => name).join(', ')
    this.tell(
      'Warning',
      'FailedToRetrieveImagePullSecret',
      `Unable to retrieve some image pull secrets (${names}); attempting to pull the image may not succeed.`,
    )
  }

  /** Starts what is to run now; what runs with another image than it should ends. Says whether there is a new container. */
  *#startContainers(): Task<boolean> {
    for (const { current, spec } of this.slots) {
      if (current?.running && current.spec.image !== spec.image)
        this.#kill(current, `Container ${spec.name} definition changed, will be restarted`)
    }
    const { clock } = this.runtime
    const tried = new Set<Slot>()
    let changed = false
    for (let slot = nextToStart(this.slots, this.pod.spec, tried); slot; slot = nextToStart(this.slots, this.pod.spec, tried)) {
      tried.add(slot)
      const at = slot
      const before = slot.current
      const started = yield* startContainer(this, at, (container) => this.#begin(at, container, clock.now))
      if (started?.hookFailed) this.#kill(started.container, 'FailedPostStartHook')
      changed ||= slot.current !== before
    }
    return changed
  }

  /** Runs a created container and keeps an eye on it. Returns why it could not be run. */
  #begin(slot: Slot, container: Container, startedAt: number): string | undefined {
    const { startupProbe, readinessProbe, livenessProbe } = slot.spec
    if (!startupProbe) container.started = true
    if (!startupProbe && !readinessProbe) container.ready = true
    const message = container.start(startedAt)
    if (message !== undefined) return message
    if (!container.termination) container.onExit(() => this.lookAgain())
    if (startupProbe || readinessProbe || livenessProbe) {
      this.#prober ??= this.#newProber()
      this.#prober.add(slot, container)
    }
    return undefined
  }

  #newProber(): Prober {
    return new Prober({
      clock: this.runtime.clock,
      net: this.runtime.machine.net,
      podIP: () => this.sandbox?.ip ?? '',
      changed: () => this.notify(),
      kill: (container, message) => this.#kill(container, message),
      tell: (message, slot) => this.tell('Warning', 'Unhealthy', message, slot),
    })
  }

  /** The spec has changed: other images, other ephemeral containers, another deadline. */
  #takeSpec(spec: PodSpec): void {
    for (const fresh of slotsOf(spec)) {
      const slot = this.slot(fresh.spec.name)
      if (!slot) this.slots.push(fresh)
      else {
        if (slot.spec.image !== fresh.spec.image) slot.problem = undefined
        Object.assign(slot, { spec: fresh.spec, told: undefined })
      }
    }
    this.#armDeadline()
  }

  #armDeadline(): void {
    const { clock } = this.runtime
    clock.cancel(this.#deadline)
    const seconds = this.pod.spec.activeDeadlineSeconds
    if (seconds === undefined || this.#going) return
    const started = Date.parse(this.pod.status?.startTime ?? this.#startTime)
    this.#deadline = clock.after(started + seconds * 1000 - clock.now, () => {
      const message = 'Pod was active on the node longer than the specified deadline'
      this.tell('Normal', 'DeadlineExceeded', message)
      this.end(NEVER, { reason: 'DeadlineExceeded', message })
    })
  }

  /** Stops one container while the Pod goes on. */
  #kill(container: Container, message: string): void {
    const slot = this.slot(container.spec.name)
    if (!slot) return
    const seconds = container.spec.livenessProbe?.terminationGracePeriodSeconds ?? this.pod.spec.terminationGracePeriodSeconds ?? 30
    new Runner(this.runtime.clock, stopContainer(this, slot, container, message, seconds * 1000, this.#grace)).start()
  }

  /** Stops everything, tells how it ended, and takes the Pod out of the API server where it was deleted. */
  *#terminate(): Task {
    const { clock, random } = this.runtime
    clock.cancel(this.#deadline)
    const grace = Math.min(this.#grace.ms, (this.pod.spec.terminationGracePeriodSeconds ?? 30) * 1000)
    yield* this.#stopAll((slot) => slot.kind !== 'sidecar', grace)
    // Sidecars end after the containers they serve, the last one first.
    for (const slot of this.slots.filter(({ kind }) => kind === 'sidecar').reverse()) yield* this.#stopAll((each) => each === slot, grace)
    this.#prober?.stop()
    // Of a Pod that goes everybody hears at once; that one has finished is told when nothing of it is left.
    const deleted = this.pod.metadata.deletionTimestamp !== undefined
    if (deleted) yield* this.#tellStopped()
    if (this.sandbox) {
      yield* sleep(teardownDelay(random))
      this.sandbox.release()
      if (this.pod.spec.volumes?.length) yield* sleep(unmountDelay(random, deleted))
    }
    if (!deleted) yield* this.#tellStopped()
    this.#finished = true
    this.runtime.images.forget(this.uid)
    this.runtime.restarts.forget(`${this.uid}/`)
    this.#deleteObject()
    this.onFinished?.()
  }

  *#tellStopped(): Task {
    yield* sleep(statusDelay(this.runtime.random))
    this.#stopped = true
    this.#writeStatus()
  }

  *#stopAll(which: (slot: Slot) => boolean, grace: number): Task {
    const { clock } = this.runtime
    const stopping: [Container, Runner][] = []
    for (const slot of this.slots) {
      const { current } = slot
      if (!current?.running || !which(slot)) continue
      stopping.push([
        current,
        new Runner(clock, stopContainer(this, slot, current, `Stopping container ${slot.spec.name}`, grace, this.#grace)).start(),
      ])
    }
    for (const [container, runner] of stopping) {
      if (container.running) {
        yield (wake) => {
          container.onExit(() => wake(undefined))
          return undefined
        }
      }
      runner.interrupt('SIGKILL')
    }
  }

  #deleteObject(): void {
    const stored = this.runtime.stored(this.pod)
    if (!stored?.metadata.deletionTimestamp) return
    const { namespace, name } = stored.metadata
    this.runtime.client.delete('pods', namespace as string, name as string, { gracePeriodSeconds: 0, preconditions: { uid: this.uid } })
  }

  /** The kubelet does not take the Pod. */
  #refuse({ reason, message }: Failure): void {
    this.tell('Warning', reason, message)
    this.#going = true
    this.#stopped = true
    this.#finished = true
    this.#failure = { reason, message: `Pod was rejected: ${message}` }
    this.#writeStatus()
  }

  /** Writes the status where it differs from what the API server has. */
  #writeStatus(): void {
    const { client, clock, node, stored } = this.runtime
    const pod = stored(this.pod)
    if (!pod) return
    const status = podStatus({
      pod,
      slots: this.slots,
      hostIP: node.address,
      podIP: this.sandbox?.ip,
      sandboxReady: this.sandbox !== undefined && !this.#stopped,
      going: this.#going,
      stopped: this.#stopped,
      failure: this.#failure,
      startTime: this.#startTime,
      now: rfc3339(clock.now),
    })
    if (!equal(status, pod.status)) client.update('pods', { ...pod, status }, 'status')
  }
}

/** Has a condition turned that the Pod's readiness waits for? */
function gatesDiffer(before: PodObject, now: PodObject): boolean {
  const find = (pod: PodObject, wanted: string): string | undefined => pod.status?.conditions?.find(({ type }) => type === wanted)?.status
  return (now.spec.readinessGates ?? []).some(({ conditionType }) => find(before, conditionType) !== find(now, conditionType))
}
