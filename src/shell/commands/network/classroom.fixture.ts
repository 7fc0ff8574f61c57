import type { Cluster, NodeSpec } from '../../../cluster/cluster.ts'
import { createCluster } from '../../../cluster/create.ts'
import type { Machine } from '../../../cluster/machine/machine.ts'
import { Clock } from '../../../sim/clock.ts'
import { readAll, sink, textReader } from '../../../sim/pipe.ts'
import { Random } from '../../../sim/random.ts'
import { Runner } from '../../../sim/task.ts'
import { programsFor } from '../../programs.ts'

const NODES: NodeSpec[] = [{ name: 'node-1', address: '192.168.50.11', podCIDR: '10.244.0.0/24' }]

export interface Ran {
  out: string
  err: string
  exit: number
  /** ms of virtual time */
  took: number
}

/** A whole cluster with Pods to run programs in: the stage of these commands' tests. */
export class Classroom {
  readonly clock = new Clock()
  readonly cluster: Cluster
  readonly laptop: Machine

  constructor() {
    const { clock } = this
    this.cluster = createCluster({ clock, random: new Random('classroom'), nodes: NODES, programs: programsFor })
    this.laptop = this.cluster.laptop({ hostname: 'laptop', programs: programsFor('laptop') })
  }

  /** A Deployment's worth of hello-backend Pods behind a NodePort Service, a Debian `client` and a busybox `bb`. */
  furnish(): this {
    for (const name of ['web-1', 'web-2']) this.pod(name, 'hello-backend:1.0', undefined, { app: 'web' })
    this.service('web', {
      type: 'NodePort',
      selector: { app: 'web' },
      ports: [{ name: 'http', port: 80, targetPort: 8080, nodePort: 30080 }],
    })
    this.pod('client', 'dnsutils:1.0')
    this.pod('bb', 'busybox:1.36', ['sleep', '3600'])
    this.clock.advance(5_000)
    return this
  }

  pod(name: string, image: string, command?: string[], labels: Record<string, string> = {}, container: object = {}): void {
    const containers = [{ name: 'c', image, ...(command ? { command } : {}), ...container }]
    this.create('pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'default', labels },
      spec: { containers, terminationGracePeriodSeconds: 0 },
    })
  }

  service(name: string, spec: object): void {
    this.create('services', { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'default' }, spec })
  }

  create(resource: string, object: object): void {
    const result = this.cluster.client.create(resource, object as never)
    if (!result.ok) throw new Error(result.status.message)
  }

  machine(place: string): Machine {
    const machine = place === 'laptop' ? this.laptop : (this.cluster.nodes.get(place) ?? this.cluster.container('default', place, 'c'))
    if (!machine) throw new Error(`nothing runs at ${place}`)
    return machine
  }

  ip(pod: string): string {
    return (this.cluster.informers.for('pods').get('default', pod) as any).status.podIP
  }

  clusterIP(service: string): string {
    return (this.cluster.informers.for('services').get('default', service) as any).spec.clusterIP
  }

  /** What a Pod's container has printed. */
  logs(pod: string): string {
    const logs = this.cluster.door.logs({ method: 'GET', path: `/api/v1/namespaces/default/pods/${pod}/log` })
    if (!('read' in logs)) throw new Error(String(logs.status))
    const reading = new Runner(this.clock, readAll(logs)).start()
    this.clock.runUntil(() => reading.done, 1_000)
    return reading.result ?? ''
  }

  /** Runs `sh -c line` at a place to its end. */
  run(place: string, line: string, stdin = ''): Ran {
    const ran: Ran = { out: '', err: '', exit: -1, took: 0 }
    const start = this.clock.now
    const process = this.machine(place).spawn({
      argv: ['sh', '-c', line],
      stdin: textReader(stdin),
      stdout: sink((text) => (ran.out += text)),
      stderr: sink((text) => (ran.err += text)),
    })
    this.clock.runUntil(() => process?.running === false, 600_000)
    ran.exit = process?.exitCode ?? -1
    ran.took = this.clock.now - start
    return ran
  }
}
