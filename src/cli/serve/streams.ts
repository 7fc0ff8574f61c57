import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { StringDecoder } from 'node:string_decoder'
import type { ApiRequest, ApiResponse, Door, ExecResult } from '../../cluster/apiserver/door.ts'
import type { Tty } from '../../cluster/machine/tty.ts'
import type { Clock } from '../../sim/clock.ts'
import { sink } from '../../sim/pipe.ts'
import { Runner, type Task } from '../../sim/task.ts'
import { InputQueue } from './input-queue.ts'
import { SpdySession, type SpdyStream } from './spdy.ts'
import { acceptWebSocket, type WebSocket } from './websocket.ts'

const EXEC_PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io']
const PORT_FORWARD_PROTOCOLS = ['SPDY/3.1+portforward.k8s.io']

const STDIN = 0
const STDOUT = 1
const STDERR = 2
const ERROR = 3
const RESIZE = 4
const CLOSE = 255

/** A refusal before the upgrade, as plain HTTP. */
function refuse(socket: Duplex, answer: ApiResponse): void {
  const text = typeof answer.body === 'string'
  const body = text ? (answer.body as string) : JSON.stringify(answer.body)
  socket.end(
    `HTTP/1.1 ${answer.status} Refused\r\nContent-Type: ${text ? 'text/plain' : 'application/json'}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}

/** exec and attach: channels of one WebSocket are the streams of a process. */
export function serveExec(clock: Clock, door: Door, request: ApiRequest, incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
  const query = request.query ?? {}
  const stdin = new InputQueue()
  if (query['stdin'] !== 'true') stdin.end()
  const tty: Tty | undefined = query['tty'] === 'true' ? { columns: 80, rows: 24 } : undefined
  let websocket: WebSocket | undefined
  const waiting: Buffer[] = []
  const send = (channel: number, data: string | Buffer): void => {
    const message = Buffer.concat([Buffer.from([channel]), typeof data === 'string' ? Buffer.from(data) : data])
    if (websocket) websocket.send(message)
    else waiting.push(message)
  }
  const task = door.exec(request, {
    stdin,
    stdout: sink((text) => send(STDOUT, text)),
    stderr: sink((text) => send(tty ? STDOUT : STDERR, text)),
    tty,
  })
  if ('status' in task) return refuse(socket, task)
  websocket = acceptWebSocket(incoming, socket, head, EXEC_PROTOCOLS)
  if (!websocket) return
  const open = websocket
  const decoder = new StringDecoder('utf8')
  open.onMessage = (data) => {
    const [channel] = data
    if (channel === STDIN) stdin.push(decoder.write(data.subarray(1)))
    else if (channel === CLOSE && data[1] === STDIN) stdin.end()
    else if (channel === RESIZE && tty) resize(tty, data.toString('utf8', 1))
    clock.advance(0)
  }
  for (const message of waiting.splice(0)) open.send(message)
  const runner = new Runner<ExecResult>(clock, task as Task<ExecResult>)
  open.onClose = () => {
    stdin.end()
    if (!runner.done) runner.interrupt('SIGHUP')
    clock.advance(0)
  }
  runner.onDone(({ result, error }) => {
    send(ERROR, JSON.stringify(statusOf(result, error)))
    open.close()
  })
  runner.start()
}

function resize(tty: Tty, text: string): void {
  try {
    const { Width, Height } = JSON.parse(text)
    if (Width > 0 && Height > 0) Object.assign(tty, { columns: Width, rows: Height })
  } catch {
    // A size that cannot be read changes nothing.
  }
}

function statusOf(result: ExecResult | undefined, error: unknown): object {
  if (result?.exitCode === 0) return { metadata: {}, status: 'Success' }
  if (!result || result.message !== undefined) {
    const message = result?.message ?? String((error as Error | undefined)?.message ?? 'the stream ended')
    return { metadata: {}, status: 'Failure', message, reason: 'InternalError', code: 500 }
  }
  const code = String(result.exitCode)
  const message = `command terminated with non-zero exit code: exit status ${code}`
  const details = { causes: [{ reason: 'ExitCode', message: code }] }
  return { metadata: {}, status: 'Failure', message, reason: 'NonZeroExitCode', details }
}

/** port-forward: SPDY inside a WebSocket, two streams a connection (data, and one for what goes wrong). */
export function servePortForward(
  clock: Clock,
  door: Door,
  request: ApiRequest,
  incoming: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const forward = door.portForward(request)
  if ('status' in forward) return refuse(socket, forward)
  const websocket = acceptWebSocket(incoming, socket, head, PORT_FORWARD_PROTOCOLS)
  if (!websocket) return
  const session = new SpdySession((data) => websocket.send(data))
  const runners = new Set<Runner>()
  const errors = new Map<string, SpdyStream>()
  websocket.onMessage = (data) => session.receive(data)
  session.onClose = () => websocket.close()
  websocket.onClose = () => {
    for (const runner of runners) runner.interrupt('SIGHUP')
    clock.advance(0)
  }
  session.onStream = (stream) => {
    const id = stream.headers.get('requestid') ?? ''
    if (stream.headers.get('streamtype') === 'error') {
      errors.set(id, stream)
      return
    }
    const runner: Runner = new Runner(clock, connect(clock, forward, stream, errors.get(id)))
    runners.add(runner)
    runner.onDone(() => {
      runners.delete(runner)
      errors.delete(id)
    })
    runner.start()
  }
}

type Forward = Exclude<ReturnType<Door['portForward']>, ApiResponse>

function* connect(clock: Clock, forward: Forward, stream: SpdyStream, errors: SpdyStream | undefined): Task {
  const port = Number(stream.headers.get('port'))
  const input = new InputQueue()
  const decoder = new StringDecoder('utf8')
  stream.onData = (data) => {
    input.push(decoder.write(data))
    clock.advance(0)
  }
  stream.onEnd = () => {
    input.end()
    clock.advance(0)
  }
  const connection = yield* forward.open(port)
  if ('failed' in connection) {
    const why = connection.failed === 'refused' ? 'connection refused' : connection.failed
    errors?.send(Buffer.from(`error forwarding port ${port} to pod: dial tcp4 127.0.0.1:${port}: connect: ${why}`))
    errors?.end()
    stream.end()
    return
  }
  const outward = new Runner(
    clock,
    (function* (): Task {
      for (;;) {
        const text = yield* input.read()
        if (text === undefined) return
        yield* connection.write(text)
      }
    })(),
  ).start()
  try {
    for (;;) {
      const text = yield* connection.read()
      if (text === undefined) break
      stream.send(Buffer.from(text))
    }
  } finally {
    connection.close()
    outward.interrupt('SIGHUP')
    errors?.end()
    stream.end()
  }
}
