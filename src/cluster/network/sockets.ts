import { byteLength } from '../../sim/byte-length.ts'
import type { Clock } from '../../sim/clock.ts'
import { sooner } from '../../sim/clock.ts'
import { Interrupt, join, Runner, sleep, type Task } from '../../sim/task.ts'
import type { Door } from '../apiserver/door.ts'
import { FlowCapture, type Packet, show, type Tap } from './capture.ts'
import { captureRequest, captureResponse, datagramInfo } from './capture-text.ts'
import { type TcpEnd, tcpPair } from './channel.ts'
import { type Delivery, deliver, type Topology } from './delivery.ts'
import { answerAtDoor } from './door-adapter.ts'
import { refusePlainText, requestText, serveText } from './http-adapters.ts'
import { ping } from './icmp.ts'
import {
  type ConnectFailure,
  type Connection,
  ConnectionReset,
  type ConnectOptions,
  type HttpRequest,
  type HttpResponse,
  type NetworkNamespace,
  type Peer,
  type PingOptions,
} from './namespace.ts'
import { type Bound, Stack, type StackOptions } from './stack.ts'
import type { Hop, Outcome, Protocol, Trace } from './trace.ts'

/** What all stacks of a network share. */
export interface NetworkContext {
  readonly clock: Clock
  readonly topology: Topology
  /** who looks at packets (tcpdump); empty nearly always */
  readonly taps: Set<Tap>
  nextTrace(): number
  onTrace(trace: Trace): void
}

/** A flow that has a listener before it. */
type Opened = Extract<Delivery, { listener: Bound }> & { localPort: number; capture: FlowCapture | undefined }

/** What a datagram's sender waits for an answer, when it names no time. */
const DATAGRAM_PATIENCE = 5_000

/** Sockets that one stack may have open at once (a process's usual limit of files): who calls itself in a circle meets it. */
const OPEN_FILES = 1_000

/** One attempt, from its first packet to its trace. */
class Attempt {
  readonly hops: Hop[]
  outcome: Outcome | undefined
  #stack: Sockets
  #target: string
  #options: ConnectOptions
  #at: number

  constructor(stack: Sockets, target: string, options: ConnectOptions) {
    this.#stack = stack
    this.#target = options.target ?? target
    this.#options = options
    this.#at = stack.clock.now
    const looked = options.target === undefined ? undefined : stack.takeLookup(options.target)
    this.hops = options.hops ?? []
    if (looked) this.hops.push(...looked)
  }

  finish(outcome: Outcome): void {
    if (this.outcome !== undefined) return
    this.outcome = outcome
    if (!this.#options.quiet) this.#stack.report(this.#at, this.#options.program ?? '', this.#target, this.hops, outcome)
  }
}

/** A network namespace with its sockets. */
export class Sockets extends Stack implements NetworkNamespace {
  readonly #context: NetworkContext
  /** HTTP exchanges under way */
  #exchanges = 0

  constructor(context: NetworkContext, options: StackOptions) {
    super(options)
    this.#context = context
  }

  *connect(address: string, port: number, options: ConnectOptions = {}): Task<Connection | ConnectFailure> {
    const attempt = new Attempt(this, `${address}:${port}`, options)
    try {
      if (this.#full(attempt)) return { failed: 'reset' }
      const opened = yield* this.#open(attempt, address, port, 'TCP', options, options.connectTimeoutMs ?? options.timeoutMs)
      if ('failed' in opened) return opened
      const { acceptor } = opened.listener
      const [client, server] = this.#pair(opened, address, port)
      const serve = acceptor.stream
        ? acceptor.stream(server)
        : acceptor.http
          ? serveText(acceptor.http, server)
          : acceptor.door
            ? refusePlainText(server)
            : undefined
      if (!serve) {
        server.reset()
        attempt.finish('reset')
        return { failed: 'reset' }
      }
      attempt.hops.push({ kind: 'response', protocol: 'TCP', from: nameOf(opened.to) })
      attempt.finish('connected')
      this.#background(serve)
      return client
    } finally {
      attempt.finish('timeout')
    }
  }

  *http(address: string, port: number, request: HttpRequest, options: ConnectOptions = {}): Task<HttpResponse | ConnectFailure> {
    const attempt = new Attempt(this, `http://${address}:${port}${request.path}`, options)
    let connected = false
    const deadline = options.timeoutMs === undefined ? undefined : this.clock.now + options.timeoutMs
    if (this.#full(attempt)) return { failed: 'reset' }
    this.#exchanges++
    try {
      const opened = yield* this.#open(attempt, address, port, 'TCP', options, sooner(options.connectTimeoutMs, options.timeoutMs))
      if ('failed' in opened) return opened
      connected = true
      const answer = yield* this.#exchangeHttp(opened, address, port, request, options, deadline)
      if (answer === undefined) {
        attempt.finish('noanswer')
        return { failed: 'timeout' }
      }
      if (answer === 'reset') {
        attempt.finish('reset')
        return { failed: 'reset' }
      }
      attempt.hops.push({
        kind: 'response',
        protocol: answer.problem === 'not-http' ? 'TCP' : 'HTTP',
        status: answer.status,
        from: nameOf(opened.to),
      })
      attempt.finish(answer.problem === 'empty' ? 'noanswer' : 'connected')
      return answer
    } finally {
      this.#exchanges--
      attempt.finish(connected ? 'noanswer' : 'timeout')
    }
  }

  #full(attempt: Attempt): boolean {
    if (this.#exchanges + this.open.size < OPEN_FILES) return false
    attempt.finish('reset')
    return true
  }

  *#exchangeHttp(
    opened: Opened,
    address: string,
    port: number,
    request: HttpRequest,
    options: ConnectOptions,
    deadline: number | undefined,
  ): Task<HttpResponse | 'reset' | undefined> {
    const { localPort, capture } = opened
    const { acceptor } = opened.listener
    const tls = acceptor.tls === true || acceptor.door !== undefined
    const local = { address: opened.to === this ? opened.source : this.address, port: localPort }
    if (options.onConnect?.({ local, remote: { address, port }, tls }) === false) return 'reset'
    if (options.tls && !tls) return { status: 0, headers: {}, body: '', problem: 'no-tls' }
    if (tls && !options.tls)
      return { status: 400, headers: { connection: 'close' }, body: 'Client sent an HTTP request to an HTTPS server.\n' }
    const peer: Peer = { address: opened.source, port: localPort }
    let task: Task<HttpResponse>
    let raw: TcpEnd | undefined
    if (acceptor.http) task = acceptor.http(request, peer)
    else if (acceptor.door) task = answerAtDoor(acceptor.door, request)
    else if (acceptor.stream) {
      const [client, server] = this.#pair(opened, address, port)
      raw = client
      this.#background(acceptor.stream(server))
      task = requestText(client, request)
    } else return 'reset'
    if (capture && !raw) captureRequest(capture, request, tls)
    const runner = new Runner(this.clock, task)
    const stopWatching = opened.to === this ? undefined : opened.to.onDestroy(() => runner.interrupt('RESET'))
    try {
      runner.start()
      if (!runner.done && deadline !== undefined && !(yield* doneBefore(runner, deadline))) return undefined
      const response = yield* join(runner)
      yield* sleep(opened.latency)
      if (capture && !raw) captureResponse(capture, response, tls)
      return response
    } catch (error) {
      if (error instanceof ConnectionReset || (runner.error === error && error instanceof Interrupt)) return 'reset'
      throw error
    } finally {
      stopWatching?.()
      if (!runner.done) raw?.close()
    }
  }

  *door(address: string, port: number, options: ConnectOptions = {}): Task<Door | ConnectFailure | 'not-kubernetes'> {
    const attempt = new Attempt(this, `https://${address}:${port}`, options)
    try {
      const opened = yield* this.#open(attempt, address, port, 'TCP', options, options.timeoutMs)
      if ('failed' in opened) return opened
      attempt.finish('connected')
      return opened.listener.acceptor.door ?? 'not-kubernetes'
    } finally {
      attempt.finish('timeout')
    }
  }

  doorAtOnce(address: string, port: number): Door | undefined {
    const delivery = deliver(this.#context.topology, this, address, port, 'TCP', [])
    return 'listener' in delivery ? delivery.listener.acceptor.door : undefined
  }

  *exchange(
    address: string,
    port: number,
    payload: unknown,
    options: ConnectOptions = {},
  ): Task<{ reply: unknown; from: Peer } | ConnectFailure> {
    const protocol = options.protocol ?? 'UDP'
    const attempt = new Attempt(this, `${address}:${port}`, options)
    const patience = options.timeoutMs ?? DATAGRAM_PATIENCE
    const start = this.clock.now
    try {
      const opened = yield* this.#open(attempt, address, port, protocol, options, patience)
      if ('failed' in opened) return opened
      const peer: Peer = { address: opened.source, port: opened.localPort }
      opened.capture?.data(false, ...datagramInfo(payload))
      let answer: { payload: unknown } | undefined
      let wake: (() => void) | undefined
      const direct = opened.listener.acceptor.datagram?.(payload, peer, (later) => {
        answer ??= { payload: later }
        wake?.()
      })
      if (direct !== undefined) answer = { payload: direct }
      if (!answer) {
        yield (resume) => {
          const timer = this.clock.after(start + patience - this.clock.now, () => resume(undefined))
          wake = () => {
            this.clock.cancel(timer)
            resume(undefined)
          }
          return () => this.clock.cancel(timer)
        }
      }
      if (!answer) return { failed: 'timeout' }
      yield* sleep(opened.latency)
      opened.capture?.data(true, ...datagramInfo(answer.payload))
      attempt.hops.push({ kind: 'response', protocol: protocol === 'TCP' ? 'TCP' : 'UDP', from: nameOf(opened.to) })
      attempt.finish('connected')
      return { reply: answer.payload, from: { address, port } }
    } finally {
      attempt.finish('timeout')
    }
  }

  *ping(address: string, options: PingOptions = {}): Task<{ rttMs: number; ttl: number; from?: string } | ConnectFailure> {
    const attempt = new Attempt(this, address, options)
    try {
      const result = yield* ping(this.#context.topology, this, address, attempt.hops, options.timeoutMs ?? 10_000, options.ttl ?? 64)
      attempt.finish('failed' in result ? result.failed : 'connected')
      if (this.#context.taps.size > 0) this.#captureEcho(address, 'rttMs' in result && result.from === undefined)
      return result
    } finally {
      attempt.finish('timeout')
    }
  }

  #captureEcho(address: string, answered: boolean): void {
    const { taps, topology } = this.#context
    const client = { address: this.address, port: 0 }
    const server = { address, port: 0 }
    const flow = { from: this, to: topology.stacks.get(address), protocol: 'ICMP', client, asked: server, seenAs: client, server } as const
    show(taps, flow, false, { length: 64, info: 'ICMP echo request, id 1, seq 1, length 64' })
    if (answered) show(taps, flow, true, { length: 64, info: 'ICMP echo reply, id 1, seq 1, length 64' })
  }

  looked(target: string, hops: readonly Hop[], failed?: { outcome: Outcome; program: string }): void {
    if (failed) this.report(this.clock.now, failed.program, target, [...hops], failed.outcome)
    else this.rememberLookup(target, hops)
  }

  report(at: number, program: string, target: string, hops: Hop[], outcome: Outcome): void {
    this.#context.onTrace({ id: this.#context.nextTrace(), at, from: this.name, program, target, hops, outcome })
  }

  /** Up to the listener: the handshake, or how it failed. */
  *#open(
    attempt: Attempt,
    address: string,
    port: number,
    protocol: Protocol,
    options: ConnectOptions,
    timeoutMs: number | undefined,
  ): Task<Opened | ConnectFailure> {
    const { taps, topology } = this.#context
    const delivery = deliver(topology, this, address, port, protocol, attempt.hops)
    const localPort = options.localPort ?? this.ephemeralPort(protocol)
    const capture = taps.size === 0 ? undefined : this.#capture(delivery, address, port, protocol, localPort)
    if ('failed' in delivery) {
      const inTime = timeoutMs === undefined || delivery.after <= timeoutMs
      capture?.open(delivery.failed !== 'refused' ? 'lost' : delivery.to ? 'refused' : 'rejected')
      yield* sleep(inTime ? delivery.after : timeoutMs)
      const failed = inTime ? delivery.failed : 'timeout'
      attempt.finish(failed)
      return { failed }
    }
    capture?.open('connected')
    yield* sleep(protocol === 'UDP' ? delivery.latency : 2 * delivery.latency)
    return { ...delivery, localPort, capture }
  }

  #capture(delivery: Delivery, address: string, port: number, protocol: Protocol, localPort: number): FlowCapture {
    const loopback = address.startsWith('127.')
    const client = { address: loopback ? '127.0.0.1' : this.address, port: localPort }
    const asked = { address, port }
    const reached = 'listener' in delivery
    const seenAs = reached ? { address: delivery.source, port: localPort } : client
    const server = reached ? { address: delivery.address, port: delivery.port } : asked
    return new FlowCapture(this.#context.taps, { from: this, to: delivery.to, protocol, client, asked, seenAs, server })
  }

  #pair(opened: Opened, address: string, port: number): [TcpEnd, TcpEnd] {
    const { localPort, capture } = opened
    const local = { address: opened.to === this ? opened.source : this.address, port: localPort }
    const pair = tcpPair(
      local,
      { address, port },
      { address: opened.address, port: opened.port },
      { address: opened.source, port: localPort },
    )
    for (const [index, end] of pair.entries()) {
      const stack = index === 0 ? this : opened.to
      stack.open.add(end)
      const closed = (): void => {
        stack.open.delete(end)
        capture?.finish(index === 1)
      }
      const written = (text: string): void => capture?.data(index === 1, byteLength(text))
      end.onClose = closed
      if (capture) end.onWrite = written
    }
    return pair
  }

  /** Looks at the packets of this stack (of the whole machine, on a node) until the returned function is called. */
  tap(see: (packet: Packet) => void): () => void {
    const { taps } = this.#context
    const tap: Tap = { stack: this, see }
    taps.add(tap)
    return () => taps.delete(tap)
  }

  /** Runs a server's side of a connection; what it does not survive is its end. */
  #background(task: Task): void {
    new Runner(this.clock, task).start().onDone((runner) => {
      const { error } = runner
      if (error !== undefined && !(error instanceof ConnectionReset) && !(error instanceof Interrupt)) throw error
    })
  }
}

/** Waits until the runner is done (true) or the moment has come (false). */
function* doneBefore(runner: Runner, moment: number): Task<boolean> {
  return yield (wake, own) => {
    const timer = own.clock.after(moment - own.clock.now, () => wake(false))
    runner.onDone(() => {
      own.clock.cancel(timer)
      wake(true)
    })
    return () => own.clock.cancel(timer)
  }
}

/** Who answered: the Pod's name where one did. */
function nameOf(stack: Stack): string {
  return stack.pod ?? stack.name.replace('node/', '')
}
