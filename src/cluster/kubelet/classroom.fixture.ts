import { Clock } from '../../sim/clock.ts'
import { loadAllCode } from '../../sim/code.ts'
import { readAll, sink, textReader } from '../../sim/pipe.ts'
import { Random } from '../../sim/random.ts'
import { Runner } from '../../sim/task.ts'
import type { JsonObject, KubeObject } from '../api/object.ts'
import type { ContainerStatus, PodSpec } from '../api/types.ts'
import type { Cluster, ClusterOptions, NodeSpec } from '../cluster.ts'
import { createCluster } from '../create.ts'
import type { Machine } from '../machine/machine.ts'
import type { HttpResponse } from '../network/namespace.ts'
import type { PodObject } from './node-runtime.ts'

await loadAllCode()

const NODE: NodeSpec = { name: 'node-1', address: '192.168.50.11', podCIDR: '10.244.0.0/24' }

const NOT_YET: ContainerStatus = { name: '', image: '', imageID: '', ready: false, restartCount: 0 }

/** A whole cluster of one node, as the tests of the kubelet look at it: real components, real programs. */
export class Classroom {
  readonly clock = new Clock()
  readonly cluster: Cluster

  constructor(programs: ClusterOptions['programs'], seed = 'kubelet') {
    this.cluster = createCluster({ clock: this.clock, random: new Random(seed), nodes: [NODE], programs })
  }

  /** Lets time pass. */
  pass(seconds: number): void {
    this.clock.advance(seconds * 1000)
  }

  create(resource: string, object: JsonObject): KubeObject {
    const result = this.cluster.client.create(resource, object)
    if (!result.ok) throw new Error(result.status.message)
    return result.object
  }

  /** A Pod of the default namespace; one container needs no name. */
  pod(name: string, spec: JsonObject, metadata: JsonObject = {}): void {
    this.create('pods', { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', ...metadata }, spec })
  }

  /** A Pod of one container `c`. */
  container(name: string, container: JsonObject, spec: JsonObject = {}): void {
    this.pod(name, { containers: [{ name: 'c', image: 'busybox:1.36', ...container }], ...spec })
  }

  find(name: string): PodObject | undefined {
    return this.cluster.informers.for<PodObject>('pods').get('default', name)
  }

  get(name: string): PodObject & { status: NonNullable<PodObject['status']>; spec: PodSpec } {
    const pod = this.find(name)
    if (!pod) throw new Error(`there is no Pod ${name}`)
    return { ...pod, status: pod.status ?? {} } as ReturnType<Classroom['get']>
  }

  status(name: string, container = 'c'): ContainerStatus {
    const { status } = this.get(name)
    const all = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? []), ...(status.ephemeralContainerStatuses ?? [])]
    return all.find((each) => each.name === container) ?? NOT_YET
  }

  condition(name: string, type: string): { status: string; reason?: string; message?: string } | undefined {
    const condition = this.get(name).status.conditions?.find((each) => each.type === type)
    return (
      condition && {
        status: condition.status,
        ...(condition.reason ? { reason: condition.reason } : {}),
        ...(condition.message ? { message: condition.message } : {}),
      }
    )
  }

  /** Runs until `holds`, or fails after so many seconds. Returns how long it took. */
  until(holds: () => boolean, seconds = 60): number {
    const begun = this.clock.now
    if (!this.clock.runUntil(holds, seconds * 1000)) throw new Error(`not so after ${seconds} s: ${holds}`)
    return this.clock.now - begun
  }

  untilReady(name: string, seconds = 60): number {
    return this.until(
      () => this.find(name)?.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false,
      seconds,
    )
  }

  untilPhase(name: string, phase: string, seconds = 60): number {
    return this.until(() => this.find(name)?.status?.phase === phase, seconds)
  }

  /** A Pod's events: `Normal Started Container started`. */
  events(name: string): string[] {
    return (this.cluster.informers.for('events').list('default') as readonly JsonObject[])
      .filter((event) => event['involvedObject'].name === name)
      .map((event) => `${event['type']} ${event['reason']} ${event['message']}`)
  }

  logs(name: string, query: Record<string, string> = {}): string {
    const reader = this.cluster.door.logs({ method: 'GET', path: `/api/v1/namespaces/default/pods/${name}/log`, query })
    if ('status' in reader) return `${reader.status} ${(reader.body as JsonObject)['message']}`
    const runner = new Runner(this.clock, readAll(reader)).start()
    this.clock.runUntil(() => runner.done, 1000)
    return runner.result ?? 'still reading'
  }

  exec(name: string, command: string[], stdin = '', container = 'c'): { code: number; out: string; message?: string | undefined } {
    let out = ''
    const take = sink((text) => {
      out += text
    })
    const task = this.cluster.door.exec(
      { method: 'POST', path: `/api/v1/namespaces/default/pods/${name}/exec`, query: { container, command: command.join('\0') } },
      { stdin: textReader(stdin), stdout: take, stderr: take },
    )
    if ('status' in task)
      return { code: task.status, out: typeof task.body === 'string' ? task.body : (task.body as JsonObject)['message'] }
    const runner = new Runner(this.clock, task).start()
    this.clock.runUntil(() => runner.done, 60_000)
    return { code: runner.result?.exitCode ?? -1, out, ...(runner.result?.message ? { message: runner.result.message } : {}) }
  }

  /** One HTTP request from the node to a Pod's address. */
  request(
    name: string,
    path = '/',
    { port = 80, headers = {}, method = 'GET' }: { port?: number; headers?: Record<string, string>; method?: string } = {},
  ): HttpResponse {
    const node = this.cluster.nodes.get(NODE.name) as Machine
    const address = this.get(name).status.podIP as string
    const runner = new Runner(
      this.clock,
      node.net.http(address, port, { method, path, headers: { host: address, 'user-agent': 'curl/8', ...headers }, body: '' }),
    )
    runner.start()
    this.clock.runUntil(() => runner.done, 60_000)
    if (!runner.result || 'failed' in runner.result) throw new Error(`no answer: ${JSON.stringify(runner.result ?? runner.error)}`)
    return runner.result
  }

  sh(name: string, script: string, container = 'c'): string {
    return this.exec(name, ['sh', '-c', script], '', container).out
  }

  delete(name: string, options: JsonObject = {}): number {
    this.cluster.client.delete('pods', 'default', name, options)
    return this.until(() => !this.find(name), 120)
  }
}
