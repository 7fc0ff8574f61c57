import type { Clock } from '../../sim/clock.ts'
import type { Random } from '../../sim/random.ts'
import type { Client, Informer, Informers } from '../client/client.ts'
import type { EventRecorder } from '../client/event-recorder.ts'
import type { NodeSpec } from '../cluster.ts'
import type { ImagePrograms } from '../images/image.ts'
import type { Machine } from '../machine/machine.ts'
import type { Network } from '../network/network.ts'
import type { NodeObject } from '../scheduler/node-info.ts'
import { Backoff } from './backoff.ts'
import { ContainerFactory } from './container-factory.ts'
import { ImageManager } from './image-manager.ts'
import type { PodProcesses } from './node-processes.ts'
import type { NodeRuntime, PodObject } from './node-runtime.ts'
import { PodWorker } from './pod-worker.ts'
import { VOLUME_RESYNC } from './timing.ts'

export interface KubeletOptions {
  clock: Clock
  random: Random
  client: Client
  informers: Informers
  network: Network
  node: NodeSpec
  /** the node itself: its files are what hostPath shows, its position is where probes come from */
  machine: Machine
  programs: ImagePrograms
  events: EventRecorder
  /** ms of each second at which the runtime is asked what has ended */
  relistPhase: number
  /** take Pods over that the API server knows as running */
  settled?: boolean
}

export interface Kubelet {
  readonly node: string
  /** its Pods, by uid */
  readonly workers: ReadonlyMap<string, PodWorker>
  /** the running container as a machine; undefined when it does not run */
  container(namespace: string, pod: string, container: string): Machine | undefined
  /** the Pods that run here, for the node's table of processes */
  running(): Iterable<PodProcesses>
  /** Switches the node off: containers stop, nobody is told. */
  stop(): void
  /** Switches the node on again: its Pods' containers start anew. */
  start(): void
}

/** Starts the kubelet of one node. It acts on its Pods as the API server tells of them. */
export function startKubelet(options: KubeletOptions): Kubelet {
  const { clock, random, client, informers, network, node, machine, programs, events } = options
  const pods = informers.for<PodObject>('pods')
  const configMaps = informers.for('configmaps')
  const secrets = informers.for('secrets')
  const nodes = informers.for('nodes')
  pods.addIndex(
    'node',
    (pod) => (pod.spec.nodeName ? [pod.spec.nodeName] : []),
    (pod) => pod.spec,
  )
  const workers = new Map<string, PodWorker>()
  const nodeObject = (): NodeObject | undefined => nodes.get('', node.name) as NodeObject | undefined
  const runtime: NodeRuntime = {
    clock,
    random,
    client,
    events,
    network,
    node,
    machine,
    images: new ImageManager(clock, random),
    factory: new ContainerFactory({
      clock,
      random,
      spec: node,
      nodeMachine: machine,
      programs,
      configMaps,
      secrets,
      services: informers.for('services'),
      node: nodeObject,
    }),
    volumes: { now: () => clock.now, configMaps, secrets, node: nodeObject, nodeMachine: machine },
    restarts: new Backoff(clock, 10_000, 300_000),
    relistPhase: options.relistPhase,
    starting: 0,
    stored(pod) {
      const found = pods.get(pod.metadata.namespace as string, pod.metadata.name as string)
      return found?.metadata.uid === pod.metadata.uid ? found : undefined
    },
    pods: () => pods.byIndex('node', node.name),
    secretExists: (namespace, name) => secrets.get(namespace, name) !== undefined,
  }
  let on = true

  const add = (pod: PodObject, settled: boolean): void => {
    const worker = new PodWorker(runtime, pod)
    workers.set(worker.uid, worker)
    if (settled && pod.status?.phase === 'Running') worker.adopt()
    else if (pod.status?.startTime) worker.revive()
    else worker.start()
  }
  const change = (pod: PodObject | undefined, old: PodObject | undefined, settled: boolean): void => {
    if (!on) return
    const uid = (pod ?? old)?.metadata.uid as string
    if ((pod ?? old)?.spec.nodeName !== node.name) return
    const worker = workers.get(uid)
    if (worker) {
      worker.update(pod)
      // One that has finished stays for its containers' logs, until its Pod is gone.
      if (!pod) {
        const forget = (): boolean => workers.delete(uid)
        if (worker.finished) forget()
        else worker.onFinished = forget
      }
    } else if (pod && !isTerminal(pod)) add(pod, settled)
  }
  let settled = options.settled ?? false
  pods.onChange((pod, old) => change(pod, old, settled))
  settled = false
  watchSources(runtime, workers, configMaps, 'configmaps')
  watchSources(runtime, workers, secrets, 'secrets')

  return {
    node: node.name,
    workers,
    container(namespace, name, container) {
      const pod = pods.get(namespace, name)
      const current = pod && workers.get(pod.metadata.uid as string)?.slot(container)?.current
      return current?.running ? current.machine : undefined
    },
    *running() {
      for (const { sandbox, slots, pod } of workers.values()) {
        const containers = slots.flatMap(({ current }) => (current?.running ? [current.machine] : []))
        if (sandbox) yield { sandbox, startedAt: Date.parse(pod.status?.startTime ?? '') || clock.now, containers }
      }
    },
    stop() {
      on = false
      for (const worker of workers.values()) worker.halt()
      workers.clear()
    },
    start() {
      if (on) return
      on = true
      for (const pod of pods.byIndex('node', node.name)) if (!isTerminal(pod)) add(pod, false)
    },
  }
}

function isTerminal(pod: PodObject): boolean {
  const phase = pod.status?.phase
  return (phase === 'Succeeded' || phase === 'Failed') && !pod.metadata.deletionTimestamp
}

/** Files made of a ConfigMap or a Secret follow it, after a while. */
function watchSources(runtime: NodeRuntime, workers: ReadonlyMap<string, PodWorker>, informer: Informer, resource: string): void {
  informer.onChange((object, old) => {
    if (!old || !object || workers.size === 0) return
    const { namespace, name } = object.metadata
    for (const worker of workers.values()) {
      if (worker.pod.metadata.namespace !== namespace || !worker.volumes.references().includes(`${resource}/${name}`)) continue
      runtime.clock.after(1000 + runtime.random.below(VOLUME_RESYNC), () => {
        if (!worker.finished) worker.volumes.refresh()
      })
    }
  })
}
