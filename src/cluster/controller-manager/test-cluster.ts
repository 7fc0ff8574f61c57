import { Clock } from '../../sim/clock.ts'
import { Random } from '../../sim/random.ts'
import type { JsonObject, KubeObject } from '../api/object.ts'
import { rfc3339 } from '../api/time.ts'
import { type ApiServer, createApiServer } from '../apiserver/apiserver.ts'
import { resources } from '../apiserver/resources/index.ts'
import type { Client, Informers } from '../client/client.ts'
import { startScheduler } from '../scheduler/scheduler.ts'
import { type ControllerManager, startControllerManager } from './controller-manager.ts'
import type { PodObject } from './pods.ts'

/** A cluster for tests of controllers: API server, controllers and scheduler are real, Pods become ready by themselves. */
export class TestCluster {
  readonly clock = new Clock()
  readonly random: Random
  readonly server: ApiServer
  readonly client: Client
  readonly informers: Informers
  readonly controllers: ControllerManager
  /** how long a Pod takes from its node to readiness, ms; Infinity: never ready */
  readyAfter: (pod: PodObject) => number = () => 50
  /** how long a deleted Pod takes to end, ms */
  endsAfter = 30
  #address = 1

  constructor({ nodes = 1, seed = 'test', kubelet = true }: { nodes?: number; seed?: string; kubelet?: boolean } = {}) {
    this.random = new Random(seed)
    const { clock, random } = this
    this.server = createApiServer({ clock, random, resources })
    this.informers = this.server.informers
    this.client = this.server.client('test')
    for (const name of ['default', 'kube-system']) this.create('namespaces', { metadata: { name } })
    for (let i = 1; i <= nodes; i++) this.addNode(`node-${i}`)
    this.controllers = startControllerManager({
      clock,
      random,
      client: this.server.client('kube-controller-manager'),
      informers: this.informers,
    })
    startScheduler({ clock, random, client: this.server.client('kube-scheduler'), informers: this.informers })
    if (kubelet) this.informers.for<PodObject>('pods').onChange((pod, old) => this.#attend(pod, old))
    this.run(100)
  }

  addNode(name: string, more: { labels?: JsonObject; taints?: JsonObject[]; allocatable?: JsonObject } = {}): void {
    const allocatable = { cpu: '4', memory: '8Gi', pods: '110', ...more.allocatable }
    this.create('nodes', { metadata: { name, labels: { 'kubernetes.io/hostname': name, ...more.labels } }, spec: { taints: more.taints } })
    const node = this.get('nodes', name, '')
    const now = rfc3339(this.clock.now)
    const conditions = [{ type: 'Ready', status: 'True', reason: 'KubeletReady', lastTransitionTime: now, lastHeartbeatTime: now }]
    this.client.update('nodes', { ...node, status: { capacity: allocatable, allocatable, conditions } }, 'status')
  }

  #attend(pod: PodObject | undefined, old: PodObject | undefined): void {
    if (!pod?.spec.nodeName) return
    const { namespace = '', name = '', uid } = pod.metadata
    const current = (): PodObject | undefined => {
      const found = this.informers.for<PodObject>('pods').get(namespace, name)
      return found?.metadata.uid === uid ? found : undefined
    }
    if (pod.metadata.deletionTimestamp && !old?.metadata.deletionTimestamp) {
      this.clock.after(this.endsAfter, () => {
        if (current()) this.client.delete('pods', namespace, name, { gracePeriodSeconds: 0, preconditions: { uid } })
      })
    } else if (!old?.spec.nodeName) {
      const wait = this.readyAfter(pod)
      if (Number.isFinite(wait)) this.clock.after(wait, () => this.setReady(current(), true))
    }
  }

  /** Writes what a kubelet would: a running Pod with an address, ready or not. */
  setReady(pod: PodObject | undefined, ready: boolean): void {
    if (!pod || pod.metadata.deletionTimestamp) return
    const now = rfc3339(this.clock.now)
    const podIP = pod.status?.podIP ?? `10.244.${this.#address >> 8}.${this.#address++ & 255}`
    const state = ready ? 'True' : 'False'
    const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== 'Ready')
    const conditions = [...others, { type: 'Ready', status: state, lastTransitionTime: now }]
    const status = { ...pod.status, phase: 'Running', podIP, podIPs: [{ ip: podIP }], startTime: now, conditions }
    this.client.update('pods', { ...pod, status }, 'status')
  }

  /** A Pod whose containers have ended. */
  finish(pod: PodObject | undefined, phase: 'Succeeded' | 'Failed'): void {
    if (!pod) return
    const containerStatuses = pod.spec.containers.map(({ name, image }) => ({
      name,
      image: image ?? '',
      imageID: '',
      ready: false,
      restartCount: 0,
      state: { terminated: { exitCode: phase === 'Failed' ? 1 : 0, finishedAt: rfc3339(this.clock.now) } },
    }))
    const conditions = (pod.status?.conditions ?? []).filter(({ type }) => type !== 'Ready')
    this.client.update('pods', { ...pod, status: { ...pod.status, phase, conditions, containerStatuses } }, 'status')
  }

  run(ms: number): void {
    this.clock.advance(ms)
  }

  create<T extends KubeObject = KubeObject>(resource: string, object: JsonObject): T {
    const [plural] = resource.split('.')
    const namespaced = plural !== 'namespaces' && plural !== 'nodes' && plural !== 'priorityclasses' && plural !== 'persistentvolumes'
    const result = this.client.create<T>(resource, {
      ...object,
      metadata: { ...(namespaced ? { namespace: 'default' } : {}), ...object['metadata'] },
    })
    if (!result.ok) throw new Error(result.status.message)
    return result.object
  }

  get<T extends KubeObject = KubeObject>(resource: string, name: string, namespace = 'default'): T {
    const result = this.client.get<T>(resource, namespace, name)
    if (!result.ok) throw new Error(result.status.message)
    return result.object
  }

  /** Merges `patch` into an object. */
  patch(resource: string, name: string, patch: JsonObject, namespace = 'default'): void {
    const result = this.client.patch(resource, namespace, name, patch, { type: 'merge' })
    if (!result.ok) throw new Error(result.status.message)
  }

  pods(labelSelector?: string, namespace = 'default'): PodObject[] {
    return this.client.list<PodObject>('pods', namespace, labelSelector === undefined ? {} : { labelSelector })
  }

  /** `reason: message` of the events about objects of a kind, in the order of their creation. */
  events(kind: string): string[] {
    const events = this.client.list('events').filter((event) => event['involvedObject'].kind === kind)
    events.sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
    return events.map((event) => `${event['reason']}: ${event['message']}`)
  }
}

/** A Deployment of one container. */
export function deployment(name: string, replicas: number, spec: JsonObject = {}, image = 'nginx:1.27'): JsonObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { replicas, selector: { matchLabels: { app: name } }, template: template(name, image), ...spec },
  }
}

export function template(app: string, image = 'nginx:1.27', spec: JsonObject = {}): JsonObject {
  return { metadata: { labels: { app } }, spec: { containers: [{ name: 'main', image, ports: [{ containerPort: 80 }] }], ...spec } }
}
