import type { Clock } from '../../sim/clock.ts'
import type { AddressPool } from './address-pool.ts'
import type { TcpEnd } from './channel.ts'
import type { Acceptor, Interface, Listener, ListenOptions, NetworkNamespace, Route } from './namespace.ts'
import { Neighbours } from './neighbours.ts'
import type { PacketRules } from './packet-rules.ts'
import type { Hop, Protocol } from './trace.ts'

/** A node as the network sees it. */
export interface NetworkNode {
  readonly name: string
  readonly address: string
  readonly pool: AddressPool
  readonly stack: Stack
  /** in the order of the nat table: the first that matches decides */
  readonly rules: PacketRules[]
  /** off: nothing reaches it or leaves it */
  up: boolean
  /** Pods' stacks behind its bridge, in the order they came */
  readonly pods: Set<Stack>
}

/** A port that somebody listens on. */
export interface Bound extends Listener {
  readonly acceptor: Acceptor
}

/** The node whose stack this is (iptables, ip neighbour, tcpdump ask); undefined for Pods and the laptop. */
export function nodeBehind(net: NetworkNamespace): NetworkNode | undefined {
  return net instanceof Stack && net.kind === 'node' ? net.node : undefined
}

/** First and last port that clients get (net.ipv4.ip_local_port_range). */
const EPHEMERAL_FIRST = 32_768
const EPHEMERAL_COUNT = 28_232

/** Lookups noted and not yet used by an attempt. */
const LOOKUPS_KEPT = 32

export interface StackOptions {
  name: string
  kind: 'lan' | 'node' | 'pod'
  clock: Clock
  address: string
  interfaces: () => Interface[]
  routes: () => Route[]
  node?: NetworkNode | undefined
  namespace?: string
  pod?: string
  firstPort: number
}

/** One network stack: who listens, what is open. Where packets go is the network's part. */
export class Stack {
  readonly name: string
  /** `lan`: a machine beside the nodes (the laptop, the router) */
  readonly kind: 'lan' | 'node' | 'pod'
  readonly clock: Clock
  readonly address: string
  readonly namespace: string | undefined
  readonly pod: string | undefined
  node: NetworkNode | undefined
  readonly neighbours = new Neighbours()
  /** a Pod's is gone once it was released */
  gone = false
  #interfaces: () => Interface[]
  #routes: () => Route[]
  #listeners = new Map<string, Bound[]>()
  #nextPort: number
  #lookups: Map<string, readonly Hop[]> | undefined
  #onDestroy: Set<() => void> | undefined
  readonly open = new Set<TcpEnd>()

  constructor(options: StackOptions) {
    this.name = options.name
    this.kind = options.kind
    this.clock = options.clock
    this.address = options.address
    this.namespace = options.namespace
    this.pod = options.pod
    this.node = options.node
    this.#interfaces = options.interfaces
    this.#routes = options.routes
    this.#nextPort = options.firstPort % EPHEMERAL_COUNT
  }

  get interfaces(): Interface[] {
    return this.#interfaces()
  }

  get routes(): Route[] {
    return this.#routes()
  }

  get listeners(): Bound[] {
    return [...this.#listeners.values()].flat()
  }

  get connections(): TcpEnd[] {
    return [...this.open]
  }

  /** Is `address` one of this stack's own, loopback included? */
  owns(address: string): boolean {
    return (
      address === this.address ||
      address.startsWith('127.') ||
      address === '::1' ||
      (this.kind === 'node' && address === this.node?.pool.gateway)
    )
  }

  listen(options: ListenOptions, acceptor: Acceptor): Bound | 'EADDRINUSE' | 'EADDRNOTAVAIL' {
    const { protocol = 'TCP', program, owner } = options
    const address = options.address === undefined || options.address === '' || options.address === '::' ? '0.0.0.0' : options.address
    if (address !== '0.0.0.0' && !this.owns(address)) return 'EADDRNOTAVAIL'
    const port = options.port === 0 ? this.ephemeralPort(protocol) : options.port
    const key = `${protocol}${port}`
    const bound = this.#listeners.get(key) ?? []
    if (bound.some((each) => each.address === '0.0.0.0' || address === '0.0.0.0' || each.address === address)) return 'EADDRINUSE'
    const listener: Bound = {
      protocol,
      address,
      port,
      dual: options.address === undefined || options.address === '::',
      program,
      owner,
      acceptor,
      close: () => this.#unbind(key, listener),
    }
    bound.push(listener)
    this.#listeners.set(key, bound)
    return listener
  }

  #unbind(key: string, listener: Bound): void {
    const left = (this.#listeners.get(key) ?? []).filter((each) => each !== listener)
    if (left.length === 0) this.#listeners.delete(key)
    else this.#listeners.set(key, left)
  }

  /** Who takes what arrives for that address and port. */
  listenerFor(protocol: Protocol, address: string, port: number): Bound | undefined {
    const bound = this.#listeners.get(`${protocol}${port}`)
    if (!bound) return undefined
    for (const each of bound) if (each.address === '0.0.0.0' || each.address === address) return each
    return undefined
  }

  /** Any listener on that port, whatever it is bound to. */
  anyListener(protocol: Protocol, port: number): Bound | undefined {
    return this.#listeners.get(`${protocol}${port}`)?.[0]
  }

  /** A free client port. */
  ephemeralPort(protocol: Protocol): number {
    do {
      this.#nextPort = (this.#nextPort + 2) % EPHEMERAL_COUNT
    } while (this.#listeners.has(`${protocol}${EPHEMERAL_FIRST + this.#nextPort}`))
    return EPHEMERAL_FIRST + this.#nextPort
  }

  rememberLookup(target: string, hops: readonly Hop[]): void {
    this.#lookups ??= new Map()
    if (this.#lookups.size >= LOOKUPS_KEPT) this.#lookups.delete(this.#lookups.keys().next().value as string)
    this.#lookups.set(target, hops)
  }

  takeLookup(target: string): readonly Hop[] | undefined {
    const hops = this.#lookups?.get(target)
    if (hops) this.#lookups?.delete(target)
    return hops
  }

  /** Calls back when the namespace goes away, unless taken back. */
  onDestroy(listener: () => void): () => void {
    this.#onDestroy ??= new Set()
    this.#onDestroy.add(listener)
    return () => this.#onDestroy?.delete(listener)
  }

  /** The namespace is gone: ports free, connections reset. */
  destroy(): void {
    this.gone = true
    this.#listeners.clear()
    for (const end of [...this.open]) end.reset()
    for (const listener of [...(this.#onDestroy ?? [])]) listener()
  }
}
