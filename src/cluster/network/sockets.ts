import type { Clock } from '../../sim/clock.ts'
import { Interrupt, join, Runner, sleep, type Task } from '../../sim/task.ts'
import type { Door } from '../apiserver/door.ts'
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
} from './namespace.ts'
import { type Bound, Stack, type StackOptions } from './stack.ts'
import type { Hop, Outcome, Protocol, Trace } from './trace.ts'

/** What all stacks of a network share. */
export interface NetworkContext {
  readonly clock: Clock
  readonly topology: Topology
  nextTrace(): number
  onTrace(trace: Trace): void
}

type Arrived = Extract<Delivery, { listener: Bound }>

/** What a datagram's sender waits for an answer, when it names no time. */
const DATAGRAM_PATIENCE = 5_000

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

  constructor(context: NetworkContext, options: StackOptions) {
    super(options)
    this.#context = context
  }

  *connect(address: string, port: number, options: ConnectOptions = {}): Task<Connection | ConnectFailure> {
    const attempt = new Attempt(this, `${address}:${port}`, options)
    try {
      const opened = yield* this.#open(attempt, address, port, 'TCP', options.connectTimeoutMs ?? options.timeoutMs)
      if ('failed' in opened) return opened
      const { acceptor } = opened.listener
      const [client, server] = this.#pair(opened, address, port, options)
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
    try {
      const opened = yield* this.#open(attempt, address, port, 'TCP', lesser(options.connectTimeoutMs, options.timeoutMs))
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
      attempt.finish(connected ? 'noanswer' : 'timeout')
    }
  }

  *#exchangeHttp(
    opened: Arrived,
    address: string,
    port: number,
    request: HttpRequest,
    options: ConnectOptions,
    deadline: number | undefined,
  ): Task<HttpResponse | 'reset' | undefined> {
    const { acceptor } = opened.listener
    const localPort = options.localPort ?? this.ephemeralPort('TCP')
    const tls = acceptor.tls === true || acceptor.door !== undefined
    const local = { address: opened.to === this ? opened.source : this.address, port: localPort }
    if (options.onConnect?.({ local, remote: { address, port }, tls }) === false) return 'reset'
    if (options.tls && !tls) return { status: 0, headers: {}, body: '', problem: 'no-tls' }
    if (tls && !options.tls)
      return { status: 400, headers: { connection: 'close' }, body: 'Client sent an HTTP request to an HTTPS server.\n' }
    const peer: Peer = { address: opened.source, port: localPort }
    let task: Task<HttpResponse>
    if (acceptor.http) task = acceptor.http(request, peer)
    else if (acceptor.door) task = answerAtDoor(acceptor.door, request)
    else if (acceptor.stream) {
      const [client, server] = this.#pair(opened, address, port, { localPort })
      this.#background(acceptor.stream(server))
      task = requestText(client, request)
    } else return 'reset'
    const runner = new Runner(this.clock, task)
    const stopWatching = opened.to === this ? undefined : opened.to.onDestroy(() => runner.interrupt('RESET'))
    try {
      runner.start()
      if (!runner.done && deadline !== undefined && !(yield* doneBefore(runner, deadline))) return undefined
      const response = yield* join(runner)
      yield* sleep(opened.latency)
      return response
    } catch (error) {
      if (error instanceof ConnectionReset || (runner.error === error && error instanceof Interrupt)) return 'reset'
      throw error
    } finally {
      stopWatching?.()
    }
  }

  *door(address: string, port: number, options: ConnectOptions = {}): Task<Door | ConnectFailure | 'not-kubernetes'> {
    const attempt = new Attempt(this, `https://${address}:${port}`, options)
    try {
      const opened = yield* this.#open(attempt, address, port, 'TCP', options.timeoutMs)
      if ('failed' in opened) return opened
      attempt.finish('connected')
      return opened.listener.acceptor.door ?? 'not-kubernetes'
    } finally {
      attempt.finish('timeout')
    }
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
      const opened = yield* this.#open(attempt, address, port, protocol, patience)
      if ('failed' in opened) return opened
      const peer: Peer = { address: opened.source, port: options.localPort ?? this.ephemeralPort(protocol) }
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
      attempt.hops.push({ kind: 'response', protocol: protocol === 'TCP' ? 'TCP' : 'UDP', from: nameOf(opened.to) })
      attempt.finish('connected')
      return { reply: answer.payload, from: { address, port } }
    } finally {
      attempt.finish('timeout')
    }
  }

  *ping(
    address: string,
    options: { timeoutMs?: number; ttl?: number; program?: string; target?: string } = {},
  ): Task<{ rttMs: number; ttl: number; from?: string } | ConnectFailure> {
    const attempt = new Attempt(this, address, options)
    try {
      const result = yield* ping(this.#context.topology, this, address, attempt.hops, options.timeoutMs ?? 10_000, options.ttl ?? 64)
      attempt.finish('failed' in result ? result.failed : 'connected')
      return result
    } finally {
      attempt.finish('timeout')
    }
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
    timeoutMs: number | undefined,
  ): Task<Arrived | ConnectFailure> {
    const delivery = deliver(this.#context.topology, this, address, port, protocol, attempt.hops)
    if ('failed' in delivery) {
      const inTime = timeoutMs === undefined || delivery.after <= timeoutMs
      yield* sleep(inTime ? delivery.after : timeoutMs)
      const failed = inTime ? delivery.failed : 'timeout'
      attempt.finish(failed)
      return { failed }
    }
    yield* sleep(protocol === 'UDP' ? delivery.latency : 2 * delivery.latency)
    return delivery
  }

  #pair(opened: Arrived, address: string, port: number, options: ConnectOptions): [TcpEnd, TcpEnd] {
    const localPort = options.localPort ?? this.ephemeralPort('TCP')
    const local = { address: opened.to === this ? opened.source : this.address, port: localPort }
    const [client, server] = tcpPair(
      local,
      { address, port },
      { address: opened.address, port: opened.port },
      { address: opened.source, port: localPort },
    )
    for (const [stack, end] of [
      [this, client],
      [opened.to, server],
    ] as const) {
      stack.open.add(end)
      end.onClose = () => stack.open.delete(end)
    }
    return [client, server]
  }

  /** Runs a server's side of a connection; what it does not survive is its end. */
  #background(task: Task): void {
    new Runner(this.clock, task).start().onDone((runner) => {
      const { error } = runner
      if (error !== undefined && !(error instanceof ConnectionReset) && !(error instanceof Interrupt)) throw error
    })
  }
}

function lesser(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b)
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
