import type { Task } from '../../sim/task.ts'
import type { Door } from '../apiserver/door.ts'
import type { Hop, Outcome, Protocol } from './trace.ts'

/** An address and a port, and who stands behind it where that is known. */
export interface Peer {
  address: string
  port: number
}

export interface HttpRequest {
  method: string
  /** path and query: `/healthz?x=1` */
  path: string
  /** names in lower case */
  headers: Record<string, string>
  body: string
}

export interface HttpResponse {
  status: number
  headers: Record<string, string>
  /** the whole body, or a stream of pieces (watch, logs -f) */
  body: string | { read(): Task<string | undefined>; close(): void }
  /**
   * With status 0: what came was no HTTP answer. `empty`: the other side closed without a word;
   * `not-http`: it said something else (then in `body`); `no-tls`: TLS was spoken to a server without it.
   */
  problem?: 'empty' | 'not-http' | 'no-tls'
}

/** Both ends of an open TCP connection look like this. Text goes as it is written; reads give pieces of any size. */
export interface Connection {
  readonly local: Peer
  readonly remote: Peer
  /** undefined: the other side has finished. Throws ConnectionReset. */
  read(): Task<string | undefined>
  write(text: string): Task
  /** Finishes this side's writing; what still comes can be read. */
  end(): void
  /** Finishes this side's writing and reading. */
  close(): void
}

export class ConnectionReset extends Error {}

/** What a listener does with what arrives. HTTP servers say so: a request then costs no parsing; raw clients are adapted. */
export interface Acceptor {
  http?: (request: HttpRequest, peer: Peer) => Task<HttpResponse>
  stream?: (connection: Connection) => Task
  /** the answer, or undefined for none; `respond` answers later */
  datagram?: (payload: unknown, peer: Peer, respond: (payload: unknown) => void) => unknown
  /** speaks TLS: a client without it is told so (a door always does) */
  tls?: boolean
  /** an API server: clients in the simulation walk through its door without HTTP text */
  door?: Door
}

/** The process that a socket belongs to. Containers share sockets, yet tools name only owners of their own table of processes. */
export interface SocketOwner {
  readonly pid: number
  readonly machine: { readonly pids: object }
}

export interface ListenOptions {
  protocol?: Protocol
  /** `0.0.0.0` and `::` (default, as Go listens) are every address of the namespace; `127.0.0.1` is reached from inside only */
  address?: string
  port: number
  /** for ss, netstat, ps */
  program?: string
  owner?: SocketOwner
}

export interface Listener {
  readonly protocol: Protocol
  readonly address: string
  readonly port: number
  /** bound to `::`: ss and netstat show it so */
  readonly dual: boolean
  readonly program: string | undefined
  readonly owner: SocketOwner | undefined
  /** Frees the port. Connections already taken go on. */
  close(): void
}

export type ConnectFailure = { failed: Exclude<Outcome, 'connected' | 'nxdomain' | 'noanswer'> }

export interface Interface {
  name: string
  address: string
  prefix: number
  mac: string
  mtu: number
}

/**
 * A network namespace: one stack with its own loopback, addresses and ports. The laptop has one,
 * each node has one, each Pod has one (shared by its containers), unless it uses the node's.
 */
export interface NetworkNamespace {
  /** `laptop`, `node/node-1`, `pod/<namespace>/<name>` */
  readonly name: string
  /** the address others see: a Pod's IP, a node's InternalIP */
  readonly address: string
  readonly interfaces: readonly Interface[]
  readonly listeners: readonly Listener[]
  /** open TCP connections, for ss and netstat */
  readonly connections: readonly Connection[]
  /** the routing table */
  readonly routes: readonly Route[]
  /** Binds a port. 'EADDRINUSE' when it is taken, 'EADDRNOTAVAIL' when the address is not this namespace's. */
  listen(options: ListenOptions, acceptor: Acceptor): Listener | 'EADDRINUSE' | 'EADDRNOTAVAIL'
  /** Opens a TCP connection: kube-proxy's rules, routes, policies and the listener decide. */
  connect(address: string, port: number, options?: ConnectOptions): Task<Connection | ConnectFailure>
  /** One HTTP exchange on a new connection. */
  http(address: string, port: number, request: HttpRequest, options?: ConnectOptions): Task<HttpResponse | ConnectFailure>
  /** Reaches an API server at that address: kubectl's connection. `'not-kubernetes'`: something else listens there. */
  door(address: string, port: number, options?: ConnectOptions): Task<Door | ConnectFailure | 'not-kubernetes'>
  /** The same for Tab: no time passes, no trace is left. Undefined where nobody would answer. */
  doorAtOnce?(address: string, port: number): Door | undefined
  /** Sends a datagram and waits for its answer. */
  exchange(address: string, port: number, payload: unknown, options?: ConnectOptions): Task<{ reply: unknown; from: Peer } | ConnectFailure>
  /** One ICMP echo: the round trip in ms, or how it failed. */
  ping(address: string, options?: PingOptions): Task<{ rttMs: number; ttl: number; from?: string } | ConnectFailure>
  /**
   * Notes what a name lookup asked, so that the next attempt with the same `target` carries it in its
   * trace; with `outcome` the lookup failed, and is a trace of its own.
   */
  looked(target: string, hops: readonly Hop[], outcome?: { outcome: Outcome; program: string }): void
}

/** A line of the routing table; `via` is absent where the destination is on the link. */
export interface Route {
  /** `default` or a network: `10.244.0.0/24` */
  destination: string
  via?: string
  device: string
  source?: string
}

export interface PingOptions {
  timeoutMs?: number
  ttl?: number
  program?: string
  target?: string
  /** where the attempt writes its hops down, beside its trace */
  hops?: Hop[]
}

export interface ConnectOptions {
  /**
   * Give up after so many ms (default: the kernel's about 130 s of SYN retries). For `connect` the
   * connection's opening, for `http` and `exchange` everything up to the answer.
   */
  timeoutMs?: number
  /** give up opening the connection after so many ms */
  connectTimeoutMs?: number
  /** `http`: speak TLS */
  tls?: boolean
  /** `exchange`: over TCP */
  protocol?: Protocol
  /** source port, where the client chose one */
  localPort?: number
  /** leaves no trace of its own: a name lookup's queries stand in the trace of the request they serve */
  quiet?: boolean
  /** `http`: called when the connection stands, before anything is sent; `tls`: the server speaks it. False hangs up (reset). */
  onConnect?: (connection: { local: Peer; remote: Peer; tls: boolean }) => boolean | void
  /** where the attempt writes its hops down, beside its trace */
  hops?: Hop[]
  /** who asks, for the trace */
  program?: string
  /** what it asked for, for the trace: `http://backend:8080/` */
  target?: string
}
