import type { Clock, Timer } from '../../sim/clock.ts'
import type { Random } from '../../sim/random.ts'
import { Runner, type Task } from '../../sim/task.ts'
import type { KubeObject } from '../api/object.ts'
import { rfc3339 } from '../api/time.ts'
import type { Pod, PodSpec, PodStatus } from '../api/types.ts'
import { equal } from '../apiserver/json.ts'
import type { Client } from '../client/client.ts'
import type { EventRecorder } from '../client/event-recorder.ts'
import type { NodeSpec } from '../cluster.ts'
import { type Machine, PidNamespace } from '../machine/machine.ts'
import type { Network } from '../network/network.ts'
import type { Backoff } from './backoff.ts'
import type { Container } from './container.ts'
import type { ContainerFactory, Sandbox } from './container-factory.ts'
import { type Slot, shouldRestart, slotsOf } from './container-status.ts'
import { ConfigError } from './environment.ts'
import type { ImageManager } from './image-manager.ts'
import { runHook } from './lifecycle-hook.ts'
import { podStatus } from './pod-status.ts'
import { Prober } from './prober.ts'
import {
  createDelay,
  MINIMUM_GRACE,
  MOUNT_WAIT,
  nextRelist,
  RETRY,
  sandboxDelay,
  startDelay,
  statusDelay,
  teardownDelay,
} from './timing.ts'
import { MountError, PodVolumes, type VolumeSources } from './volumes.ts'

export type PodObject = Pod & KubeObject & { spec: PodSpec; status?: PodStatus }

/** What the Pods of a node share. */
export interface NodeRuntime {
  clock: Clock
  random: Random
  client: Client
  events: EventRecorder
  network: Network
  node: NodeSpec
  machine: Machine
  images: ImageManager
  factory: ContainerFactory
  volumes: VolumeSources
  restarts: Backoff
  /** when within each second PLEG looks */
  relistPhase: number
  /** Pods that are being started now */
  starting: number
  /** the newest stored object of a Pod; undefined when it is gone or another one has its name */
  stored: (pod: PodObject) => PodObject | undefined
  /** the worker has nothing more to do */
  finished: (worker: PodWorker) => void
}

/** Thrown where a sync waits, when the Pod has to end meanwhile. */
class Interrupted extends Error {}
const INTERRUPTED = new Interrupted()

interface Failure {
  reason: string
  message: string
}

const NEVER = Number.POSITIVE_INFINITY

/** One Pod's life on its node, from the first look at it until nothing of it is left. */
export class PodWorker {
  readonly uid: string
  pod: PodObject
  readonly slots: Slot[]
  sandbox: Sandbox | undefined
  readonly volumes: PodVolumes
  readonly #runtime: NodeRuntime
  readonly #prober: Prober
  readonly #startTime: string
  #runner: Runner | undefined
  /** something has happened since the last sync began */
  #dirty = false
  /** ends the wait that the worker is in */
  #wake: (() => void) | undefined
  /** ends a wait within a sync, when the Pod has to end */
  #hurry: (() => void) | undefined
  #failure: Failure | undefined
  #finished = false
  /** deleted, finished, failed: nothing is started any more */
  #going = false
  #stopped = false
  #grace = NEVER
  #onGrace: (() => void) | undefined
  #deadline: Timer | undefined
  #halted = false
  #mountFailures = 0
  #retryAt = NEVER

  constructor(runtime: NodeRuntime, pod: PodObject) {
    this.#runtime = runtime
    this.pod = pod
    this.uid = pod.metadata.uid as string
    this.slots = slotsOf(pod.spec)
    this.volumes = new PodVolumes(
      () => this.pod,
      () => ({ hostIP: runtime.node.address, podIP: this.sandbox?.ip ?? '' }),
      runtime.volumes,
    )
    this.#prober = new Prober({
      clock: runtime.clock,
      random: runtime.random,
      net: runtime.machine.net,
      podIP: () => this.sandbox?.ip ?? '',
      changed: () => this.notify(),
      kill: (container, message) => this.#fork(this.#kill(container, message, this.#graceOf(container))),
      tell: (message, slot) => this.tell('Warning', 'Unhealthy', message, slot),
    })
    this.#startTime = rfc3339(runtime.clock.now)
  }

  /** Begins the Pod's life. */
  start(): void {
    if (this.pod.metadata.deletionTimestamp) this.#going = true
    this.#armDeadline()
    this.#runner = new Runner(this.#runtime.clock, this.#live()).start()
  }

  /** The API server has a newer object, or none any more. */
  update(pod: PodObject | undefined): void {
    if (this.#finished) return
    const before = this.pod
    if (pod) this.pod = pod
    if (!pod) this.end(0)
    else if (pod.metadata.deletionTimestamp)
      this.end((pod.metadata.deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30) * 1000)
    else if (pod.metadata.generation !== before.metadata.generation || gatesDiffer(before, pod)) {
      this.#takeSpec(pod.spec)
      this.#armDeadline()
      this.notify()
    }
  }

  /** Something about the Pod's containers has changed: it is looked at again. */
  notify(): void {
    this.#dirty = true
    this.#wake?.()
  }

  /** The Pod has to end; its containers get `graceMs` at the most. */
  end(graceMs: number, failure?: Failure): void {
    if (failure && !this.#going) this.#failure = failure
    if (graceMs < this.#grace) {
      this.#grace = graceMs
      this.#onGrace?.()
    }
    if (this.#going) return
    this.#going = true
    this.#hurry?.()
    this.notify()
  }

  /** The node goes down: everything stops at once, and nobody is told. */
  halt(): void {
    this.#halted = true
    this.#finished = true
    this.#runner?.interrupt('SIGKILL')
    this.#runtime.clock.cancel(this.#deadline)
    this.#prober.stop()
    for (const { current } of this.slots) if (current?.running) current.signal('SIGKILL')
    this.sandbox?.release()
  }

  /** Takes over a Pod that runs already, as its status tells. */
  adopt(): void {
    const { status } = this.pod
    this.#setUpVolumes()
    this.sandbox = this.#newSandbox(status?.podIP) as Sandbox
    for (const slot of this.slots) {
      const told = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].find(
        ({ name }) => name === slot.spec.name,
      )
      const image = this.#runtime.images.present(slot.spec.image ?? '')
      if (!told?.state?.running || !image) {
        slot.restored = told
        continue
      }
      const id = told.containerID?.slice('containerd://'.length)
      const container = this.#runtime.factory.create(this.pod, slot.spec, this.sandbox, this.volumes, image, told.restartCount, id)
      slot.current = container
      container.started = told.started ?? true
      container.ready = told.ready
      this.#run(slot, container, Date.parse(told.state.running.startedAt as string))
    }
    this.#armDeadline()
    this.#runner = new Runner(this.#runtime.clock, this.#live(true)).start()
  }

  slot(name: string): Slot | undefined {
    return this.slots.find(({ spec }) => spec.name === name)
  }

  /** Nothing of it runs any more. */
  get finished(): boolean {
    return this.#finished
  }

  /** Tells of something that happened to a container (or to the Pod). */
  tell(type: 'Normal' | 'Warning', reason: string, message: string, slot?: Slot): void {
    if (!slot) return this.#runtime.events.event(this.pod, type, reason, message)
    const list = slot.kind === 'regular' ? 'containers' : slot.kind === 'ephemeral' ? 'ephemeralContainers' : 'initContainers'
    this.#runtime.events.event(this.pod, type, reason, message, { fieldPath: `spec.${list}{${slot.spec.name}}` })
  }

  *#live(running = false): Task {
    let first = !running
    for (;;) {
      if (first) {
        this.#dirty = false
        this.#retryAt = NEVER
        try {
          yield* this.#sync()
        } catch (error) {
          if (error !== INTERRUPTED) throw error
        }
      }
      first = true
      if (this.#going) break
      if (!this.#dirty) yield* this.#idle()
      if (this.#going) break
    }
    yield* this.#terminate()
  }

  /** Waits until there is something to do. */
  *#idle(): Task {
    const { clock } = this.#runtime
    yield (wake) => {
      const timer = this.#retryAt === NEVER ? undefined : clock.after(this.#retryAt - clock.now, () => this.#wake?.())
      this.#wake = () => {
        this.#wake = undefined
        clock.cancel(timer)
        wake(undefined)
      }
      return () => {
        this.#wake = undefined
        clock.cancel(timer)
      }
    }
  }

  /** Waits within a sync, unless the Pod has to end. */
  *#pause(ms: number): Task {
    if (!this.#going) {
      const { clock } = this.#runtime
      yield (wake) => {
        const done = (): void => {
          this.#hurry = undefined
          clock.cancel(timer)
          wake(undefined)
        }
        const timer = clock.after(ms, done)
        this.#hurry = done
        return () => {
          this.#hurry = undefined
          clock.cancel(timer)
        }
      }
    }
    if (this.#going) throw INTERRUPTED
  }

  #retryIn(ms: number): void {
    this.#retryAt = Math.min(this.#retryAt, this.#runtime.clock.now + ms)
  }

  #retryLater(): void {
    this.#retryIn(RETRY * (1 + this.#runtime.random.fraction() / 2))
  }

  /** One look at the Pod: what is missing is started, then the API server is told. */
  *#sync(): Task {
    const runtime = this.#runtime
    this.writeStatus()
    if (this.#ended()) {
      this.#going = true
      return
    }
    if (!this.sandbox) {
      runtime.starting++
      try {
        if (!(yield* this.#makeSandbox())) return
        yield* this.#startContainers()
      } finally {
        runtime.starting--
      }
    } else yield* this.#startContainers()
    yield* this.#pause(statusDelay(runtime.random))
    this.writeStatus()
  }

  *#makeSandbox(): Task<boolean> {
    const { random, starting } = this.#runtime
    if (this.pod.spec.volumes?.length) yield* this.#pause(MOUNT_WAIT)
    if (!this.#setUpVolumes()) return false
    yield* this.#pause(sandboxDelay(random, starting - 1))
    const sandbox = this.#newSandbox()
    if ('error' in sandbox) {
      const id = random.hex(64)
      const message = `Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "${id}": ${sandbox.error}`
      this.tell('Warning', 'FailedCreatePodSandBox', message)
      this.#retryLater()
      return false
    }
    this.sandbox = sandbox
    return true
  }

  #newSandbox(address?: string): Sandbox | { error: string } {
    const { network, node } = this.#runtime
    const { metadata, spec } = this.pod
    const hostPorts = [...(spec.initContainers ?? []), ...(spec.containers ?? [])].flatMap((container) =>
      (container.ports ?? []).filter((port) => port.hostPort).map((port) => ({ ...port, hostPort: port.hostPort as number })),
    )
    const made = network.createPodNamespace({
      node: node.name,
      namespace: metadata.namespace as string,
      pod: metadata.name as string,
      hostNetwork: spec.hostNetwork ?? false,
      hostPorts: spec.hostNetwork ? [] : hostPorts,
      ...(address === undefined ? {} : { address }),
    })
    if ('error' in made) return made
    const pids = spec.shareProcessNamespace ? new PidNamespace() : undefined
    pids?.next()
    return { net: made.net, ip: made.ip, release: () => made.release(), pids }
  }

  #setUpVolumes(): boolean {
    for (const volume of this.pod.spec.volumes ?? []) {
      try {
        this.volumes.setUp(volume)
      } catch (error) {
        if (!(error instanceof MountError)) throw error
        this.tell('Warning', 'FailedMount', `MountVolume.SetUp failed for volume "${volume.name}" : ${error.message}`)
        this.#retryIn(Math.min(500 * 2 ** this.#mountFailures++, 122_000))
        return false
      }
    }
    return true
  }

  *#startContainers(): Task {
    this.#killOutdated()
    for (const slot of this.slots) if (slot.kind === 'ephemeral' && !slot.current) yield* this.#start(slot)
    const begun = this.slots.some((slot) => slot.kind === 'regular' && slot.current)
    for (const slot of this.slots) {
      if (slot.kind !== 'init' && slot.kind !== 'sidecar') continue
      const { current } = slot
      if (slot.kind === 'init') {
        if (begun || current?.termination?.exitCode === 0 || slot.restored?.state?.terminated?.exitCode === 0) continue
        if (current?.running) return
        if (current?.termination && !shouldRestart(this.pod.spec, slot, current.termination.exitCode, this.#going)) return
        yield* this.#start(slot)
        return
      }
      if (!current?.running) yield* this.#start(slot)
      if (!begun && !(slot.current?.running && slot.current.started)) return
    }
    for (const slot of this.slots) {
      if (slot.kind !== 'regular' || slot.current?.running) continue
      const ended = slot.current?.termination ?? slot.restored?.state?.terminated
      if (ended && !shouldRestart(this.pod.spec, slot, ended.exitCode, this.#going)) continue
      yield* this.#start(slot)
    }
  }

  /** Starts a container, or notes why that is not possible. */
  *#start(slot: Slot): Task {
    const { images, factory, random, restarts, clock } = this.#runtime
    const { spec } = slot
    const last = slot.current
    const key = `${this.uid}/${spec.name}/${spec.image}`
    const tell = (type: 'Normal' | 'Warning', reason: string, message: string): void => this.tell(type, reason, message, slot)
    const told = slot.restored
    if (last?.termination || told?.state?.terminated) {
      const endedAt = last?.termination?.finishedAt ?? Date.parse(told?.state?.terminated?.finishedAt ?? '')
      const wait = restarts.remaining(key, endedAt)
      if (wait > 0) {
        const name = `${this.pod.metadata.name}_${this.pod.metadata.namespace}(${this.uid})`
        tell('Warning', 'BackOff', `Back-off restarting failed container ${spec.name} in pod ${name}`)
        slot.problem = {
          reason: 'CrashLoopBackOff',
          message: `back-off ${backoffText(restarts.get(key))} restarting failed container=${spec.name} pod=${name}`,
        }
        this.#retryIn(wait)
        // The kubelet looks again, and complains again, every ten seconds or so.
        if (wait > RETRY) this.#retryLater()
        return
      }
      restarts.next(key, endedAt)
    }
    const image = yield* images.ensure(this.uid, spec.image ?? '', spec.imagePullPolicy, tell, (ms) => this.#pause(ms))
    if ('reason' in image) {
      slot.problem = image
      tell('Warning', 'Failed', `Error: ${image.reason}`)
      const wait = images.backoffOf(this.uid, spec.image ?? '')
      if (image.reason === 'ErrImagePull') this.#lookAgain()
      if (wait > 0) this.#retryIn(wait + random.below(RETRY / 2))
      else this.#retryLater()
      return
    }
    yield* this.#pause(createDelay(random))
    const restartCount = last ? last.restartCount + 1 : told?.state?.terminated ? told.restartCount + 1 : (told?.restartCount ?? 0)
    let container: Container
    try {
      container = factory.create(this.pod, spec, this.sandbox as Sandbox, this.volumes, image, restartCount)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      tell('Warning', 'Failed', `Error: ${error.message}`)
      slot.problem = { reason: 'CreateContainerConfigError', message: error.message }
      this.#retryLater()
      return
    }
    tell('Normal', 'Created', 'Container created')
    yield* this.#pause(startDelay(random))
    if (last?.termination) slot.previous = last
    slot.current = container
    slot.problem = undefined
    const message = this.#run(slot, container, clock.now)
    if (message !== undefined) {
      tell('Warning', 'Failed', `Error: ${message}`)
      slot.problem = { reason: 'RunContainerError', message }
      this.#lookAgain()
      return
    }
    tell('Normal', 'Started', 'Container started')
    const hook = spec.lifecycle?.postStart
    if (hook) {
      const failure = yield* runHook(hook, container, this.sandbox as Sandbox)
      if (failure !== undefined) {
        tell('Warning', 'FailedPostStartHook', 'PostStartHook failed')
        slot.problem = { reason: 'PostStartHookError', message: failure }
        yield* this.#kill(container, 'FailedPostStartHook', this.#graceOf(container))
      }
    }
  }

  /** Runs a created container and keeps an eye on it. */
  #run(slot: Slot, container: Container, startedAt: number): string | undefined {
    const { startupProbe, readinessProbe } = slot.spec
    if (!startupProbe) container.started = true
    if (!startupProbe && !readinessProbe) container.ready = true
    const message = container.start(startedAt)
    if (message !== undefined) return message
    if (container.termination) this.#lookAgain()
    else container.onExit(() => this.#lookAgain())
    this.#prober.add(slot, container)
    return undefined
  }

  /** PLEG will see what the runtime did. */
  #lookAgain(): void {
    const { clock, relistPhase } = this.#runtime
    clock.after(nextRelist(clock.now, relistPhase) - clock.now, () => {
      if (!this.#finished) this.notify()
    })
  }

  /** The spec has changed: other images, other ephemeral containers. */
  #takeSpec(spec: PodSpec): void {
    const fresh = slotsOf(spec)
    for (const slot of fresh) {
      const old = this.slot(slot.spec.name)
      if (!old) this.slots.push(slot)
      else if (old.spec !== slot.spec) {
        if (old.spec.image !== slot.spec.image) old.problem = undefined
        Object.assign(old, { spec: slot.spec, told: undefined })
      }
    }
  }

  /** A container whose image was changed ends, and its next run has the new one. */
  #killOutdated(): void {
    for (const slot of this.slots) {
      const { current, spec } = slot
      if (current?.running && !current.killing && current.spec.image !== spec.image) {
        this.#fork(this.#kill(current, `Container ${spec.name} definition changed, will be restarted`, this.#graceOf(current)))
      }
    }
  }

  /** Have all containers ended, none to start again? */
  #ended(): boolean {
    const { spec } = this.pod
    let regular = 0
    for (const slot of this.slots) {
      const { current, kind, restored } = slot
      const ended = current ? current.termination : restored?.state?.terminated
      if (kind === 'init' && ended && ended.exitCode !== 0 && !shouldRestart(spec, slot, ended.exitCode, false)) return true
      if (kind !== 'regular') continue
      regular++
      if (!ended || shouldRestart(spec, slot, ended.exitCode, false)) return false
    }
    return regular > 0
  }

  #armDeadline(): void {
    const { clock } = this.#runtime
    clock.cancel(this.#deadline)
    const seconds = this.pod.spec.activeDeadlineSeconds
    if (seconds === undefined || this.#going) return
    const started = Date.parse(this.pod.status?.startTime ?? this.#startTime)
    this.#deadline = clock.after(started + seconds * 1000 - clock.now, () => {
      this.tell('Normal', 'DeadlineExceeded', 'Pod was active on the node longer than the specified deadline')
      this.end(NEVER, { reason: 'DeadlineExceeded', message: 'Pod was active on the node longer than the specified deadline' })
    })
  }

  #graceOf(container: Container): number {
    const own = container.spec.livenessProbe?.terminationGracePeriodSeconds
    return (own ?? this.pod.spec.terminationGracePeriodSeconds ?? 30) * 1000
  }

  #fork(task: Task): Runner {
    return new Runner(this.#runtime.clock, task).start()
  }

  /** Stops a container: preStop, a signal, and SIGKILL when its time is over. */
  *#kill(container: Container, message: string, graceMs: number): Task {
    if (!container.running || container.killing) return
    container.killing = true
    const { clock } = this.#runtime
    const slot = this.slot(container.spec.name)
    this.tell('Normal', 'Killing', message, slot)
    const begun = clock.now
    const hook = container.spec.lifecycle?.preStop
    if (hook && graceMs > 0) {
      const failure = yield* runHook(hook, container, this.sandbox as Sandbox, graceMs)
      if (failure !== undefined) this.tell('Warning', 'FailedPreStopHook', 'PreStopHook failed', slot)
    }
    if (!container.running) return
    const left = (): number => Math.max(MINIMUM_GRACE, Math.min(graceMs, this.#grace) - (clock.now - begun))
    container.signal(container.spec.lifecycle?.stopSignal ?? container.image.image.stopSignal ?? 'SIGTERM')
    if (!container.running) return
    yield (wake) => {
      let timer = clock.after(left(), () => wake(undefined))
      const shorten = (): void => {
        clock.cancel(timer)
        timer = clock.after(left(), () => wake(undefined))
      }
      const before = this.#onGrace
      this.#onGrace = () => {
        before?.()
        shorten()
      }
      container.onExit(() => {
        clock.cancel(timer)
        wake(undefined)
      })
      return () => clock.cancel(timer)
    }
    if (container.running) container.signal('SIGKILL')
  }

  /** Stops everything, tells how it ended, and takes the Pod out of the API server where it was deleted. */
  *#terminate(): Task {
    const { clock, random } = this.#runtime
    clock.cancel(this.#deadline)
    const grace = Math.min(this.#grace, (this.pod.spec.terminationGracePeriodSeconds ?? 30) * 1000)
    yield* this.#killAll((slot) => slot.kind !== 'sidecar', grace)
    for (const slot of this.slots.filter(({ kind }) => kind === 'sidecar').reverse()) yield* this.#killAll((each) => each === slot, grace)
    this.#prober.stop()
    const had = this.sandbox !== undefined
    if (had) {
      yield* this.#wait(teardownDelay(random))
      this.sandbox?.release()
    }
    this.#stopped = true
    if (had && this.pod.spec.volumes?.length) yield* this.#wait(random.below(MOUNT_WAIT))
    this.writeStatus()
    this.#finish()
  }

  *#killAll(which: (slot: Slot) => boolean, grace: number): Task {
    const running = this.slots.filter((slot) => slot.current?.running && which(slot)).map((slot) => slot.current as Container)
    const runners = running.map((container) => this.#fork(this.#kill(container, `Stopping container ${container.spec.name}`, grace)))
    for (const container of running) {
      if (!container.running) continue
      yield (wake) => {
        container.onExit(() => wake(undefined))
        return undefined
      }
    }
    for (const runner of runners) runner.interrupt('SIGKILL')
  }

  *#wait(ms: number): Task {
    const { clock } = this.#runtime
    yield (wake) => {
      const timer = clock.after(ms, () => wake(undefined))
      return () => clock.cancel(timer)
    }
  }

  #finish(): void {
    const { client, images, restarts } = this.#runtime
    this.#finished = true
    images.forget(this.uid)
    restarts.forget(`${this.uid}/`)
    this.#runtime.finished(this)
    const stored = this.#runtime.stored(this.pod)
    if (stored?.metadata.deletionTimestamp) {
      client.delete('pods', stored.metadata.namespace as string, stored.metadata.name as string, {
        gracePeriodSeconds: 0,
        preconditions: { uid: this.uid },
      })
    }
  }

  /** Writes the status where it differs from what the API server has. */
  writeStatus(): void {
    if (this.#halted) return
    const { client, clock, node } = this.#runtime
    const stored = this.#runtime.stored(this.pod)
    if (!stored) return
    const status = podStatus({
      pod: stored,
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
    if (!equal(status, stored.status)) client.update('pods', { ...stored, status }, 'status')
  }
}

function gatesDiffer(before: PodObject, now: PodObject): boolean {
  for (const { conditionType } of now.spec.readinessGates ?? []) {
    const find = (pod: PodObject): string | undefined => pod.status?.conditions?.find(({ type }) => type === conditionType)?.status
    if (find(before) !== find(now)) return true
  }
  return false
}

/** A back-off as Go prints a duration: `10s`, `1m20s`, `5m0s`. */
function backoffText(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`
}
