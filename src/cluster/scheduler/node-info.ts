import type { KubeObject } from '../api/object.ts'
import { controllerOf } from '../api/object.ts'
import type { Node, NodeSpec, NodeStatus, Pod, PodSpec, PodStatus } from '../api/types.ts'
import { type Amounts, amountsOf, podAmounts } from './resources.ts'

export type PodObject = Pod & KubeObject & { spec: PodSpec; status?: PodStatus }
export type NodeObject = Node & KubeObject & { spec?: NodeSpec; status?: NodeStatus }

/** What the scheduler needs to know of one Pod, worked out once. */
export interface PodInfo {
  pod: PodObject
  requests: Amounts
  /** for scores: containers without requests count as 100 millicores and 200 MB */
  scored: { cpu: number; memory: number }
  ports: HostPort[]
}

export interface HostPort {
  ip: string
  protocol: string
  port: number
}

const ASSUMED_CPU = 100
const ASSUMED_MEMORY = 200 * 1024 * 1024

export function podInfo(pod: PodObject): PodInfo {
  const requests = podAmounts(pod.spec)
  const scored = { cpu: 0, memory: 0 }
  for (const { resources } of pod.spec.containers) {
    const own = amountsOf(resources?.requests)
    scored.cpu += own.get('cpu') ?? ASSUMED_CPU
    scored.memory += own.get('memory') ?? ASSUMED_MEMORY
  }
  return { pod, requests, scored, ports: hostPorts(pod.spec) }
}

function hostPorts(spec: PodSpec): HostPort[] {
  const ports: HostPort[] = []
  const sidecars = (spec.initContainers ?? []).filter((container) => container.restartPolicy === 'Always')
  for (const container of [...sidecars, ...spec.containers]) {
    for (const { hostPort, hostIP, protocol = 'TCP' } of container.ports ?? []) {
      if (hostPort) ports.push({ ip: hostIP || '0.0.0.0', protocol, port: hostPort })
    }
  }
  return ports
}

/** A resource of which a node has too little: `cpu` in thousandths, all else in whole units; `pods` are places. */
export interface InsufficientResource {
  resource: string
  requested: number
  used: number
  capacity: number
}

/** What of a node does not suffice for one more Pod; undefined where all does. */
export function insufficientResources({ requests }: PodInfo, info: NodeInfo): InsufficientResource[] | undefined {
  let short: InsufficientResource[] | undefined
  const places = info.allocatable.get('pods') ?? 0
  if (info.pods.size + 1 > places) short = [{ resource: 'pods', requested: 1, used: info.pods.size, capacity: places }]
  for (const [resource, requested] of requests) {
    if (requested === 0) continue
    const capacity = info.allocatable.get(resource) ?? 0
    const used = info.requested.get(resource) ?? 0
    if (requested <= capacity - used) continue
    short ??= []
    short.push({ resource, requested, used, capacity })
  }
  return short
}

/** A node with the sums of what runs on it, kept up to date with each Pod that comes and goes. */
export class NodeInfo {
  node: NodeObject
  allocatable: Amounts
  readonly pods = new Map<string, PodInfo>()
  readonly requested: Amounts = new Map()
  readonly scored = { cpu: 0, memory: 0 }
  /** Pods by the uid of their controller */
  readonly siblings = new Map<string, number>()
  readonly #ports = new Map<string, string[]>()

  constructor(node: NodeObject) {
    this.node = node
    this.allocatable = amountsOf(node.status?.allocatable)
  }

  get name(): string {
    return this.node.metadata.name as string
  }

  update(node: NodeObject): void {
    this.node = node
    this.allocatable = amountsOf(node.status?.allocatable)
  }

  add(info: PodInfo): void {
    this.pods.set(info.pod.metadata.uid as string, info)
    this.#count(info, 1)
    for (const { ip, protocol, port } of info.ports) {
      const key = `${protocol}/${port}`
      this.#ports.set(key, [...(this.#ports.get(key) ?? []), ip])
    }
  }

  remove(uid: string): void {
    const info = this.pods.get(uid)
    if (!info) return
    this.pods.delete(uid)
    this.#count(info, -1)
    for (const { ip, protocol, port } of info.ports) {
      const key = `${protocol}/${port}`
      const ips = this.#ports.get(key) ?? []
      ips.splice(ips.indexOf(ip), 1)
      if (ips.length === 0) this.#ports.delete(key)
    }
  }

  /** Does a Pod here hold the port on this address, or one of them on all addresses? */
  holdsPort({ ip, protocol, port }: HostPort): boolean {
    return this.#ports.get(`${protocol}/${port}`)?.some((held) => held === ip || held === '0.0.0.0' || ip === '0.0.0.0') ?? false
  }

  #count(info: PodInfo, sign: 1 | -1): void {
    for (const [resource, amount] of info.requests) this.requested.set(resource, (this.requested.get(resource) ?? 0) + sign * amount)
    this.scored.cpu += sign * info.scored.cpu
    this.scored.memory += sign * info.scored.memory
    const owner = controllerOf(info.pod)?.uid
    if (owner === undefined) return
    const siblings = (this.siblings.get(owner) ?? 0) + sign
    if (siblings > 0) this.siblings.set(owner, siblings)
    else this.siblings.delete(owner)
  }
}
