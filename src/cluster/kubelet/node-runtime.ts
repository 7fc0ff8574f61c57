import type { Clock } from '../../sim/clock.ts'
import type { Random } from '../../sim/random.ts'
import type { Task } from '../../sim/task.ts'
import type { KubeObject } from '../api/object.ts'
import type { Pod, PodSpec, PodStatus } from '../api/types.ts'
import type { Client } from '../client/client.ts'
import type { EventRecorder } from '../client/event-recorder.ts'
import type { NodeSpec } from '../cluster.ts'
import type { Machine, PidNamespace } from '../machine/machine.ts'
import type { Network } from '../network/network.ts'
import type { Backoff } from './backoff.ts'
import type { ContainerFactory, Sandbox } from './container-factory.ts'
import type { Slot } from './container-status.ts'
import type { ImageManager } from './image-manager.ts'
import type { PodVolumes, VolumeSources } from './volumes.ts'

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
  /** all Pods of this node, as stored */
  pods: () => readonly PodObject[]
  secretExists: (namespace: string, name: string) => boolean
}

/** One Pod, as its parts see it. */
export interface PodContext {
  readonly runtime: NodeRuntime
  readonly uid: string
  readonly pod: PodObject
  readonly sandbox: Sandbox | undefined
  readonly volumes: PodVolumes
  /** Waits within a sync, unless the Pod has to end: then the sync is given up. */
  pause(ms: number): Task
  /** The Pod is looked at again after so long at the latest. */
  retryIn(ms: number): void
  /** PLEG will see what the runtime did. */
  lookAgain(): void
  /** The processes that a slot's container sees, where they are not its own or its Pod's. */
  pidsFor(slot: Slot): PidNamespace | undefined
  /** Tells of something that happened to a container, or to the Pod. */
  tell(type: 'Normal' | 'Warning', reason: string, message: string, slot?: Slot): void
}
