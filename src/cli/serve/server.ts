import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { ANONYMOUS } from '../../cluster/apiserver/authentication.ts'
import { ADMIN, type ApiRequest, type ApiResponse, type Door } from '../../cluster/apiserver/door.ts'
import type { Clock } from '../../sim/clock.ts'
import type { Reader } from '../../sim/pipe.ts'
import { Runner, type Task } from '../../sim/task.ts'
import { type Certificate, selfSigned } from './certificate.ts'
import { openApiDocument } from './openapi.ts'
import { encodeSwagger } from './openapi-v2.ts'
import { decodeProtobuf, isProtobuf } from './protobuf.ts'
import { serveExec, servePortForward } from './streams.ts'
import { WallTime } from './wall-time.ts'

/** Longer bodies are not read at all; the API server's own limit lies below. */
const BODY_LIMIT = 16 * 1024 * 1024
/** A watch that names no end is ended after so long, s. */
const WATCH_SECONDS = 1_800

export interface Serving {
  server: Server
  port: number
  token: string
  kubeconfig: string
  close(): Promise<void>
}

/** Opens the door on loopback HTTPS: the same requests, from programs outside. */
export async function openServer(clock: Clock, door: Door, port: number): Promise<Serving> {
  const certificate = selfSigned()
  const token = randomBytes(24).toString('base64url')
  const wall = new WallTime(clock)
  const server = createServer({ key: certificate.key, cert: certificate.cert })
  server.on('request', (request, response) => void answer(clock, wall, door, token, request, response))
  server.on('upgrade', (request, socket, head) => upgrade(clock, door, token, request, socket, head))
  await new Promise<void>((done, fail) => {
    server.once('error', fail)
    server.listen(port, '127.0.0.1', done)
  })
  const own = (server.address() as AddressInfo).port
  return {
    server,
    port: own,
    token,
    kubeconfig: kubeconfig(own, token, certificate),
    close: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
}

function kubeconfig(port: number, token: string, { cert }: Certificate): string {
  return `apiVersion: v1
kind: Config
clusters:
- name: podtalk
  cluster:
    server: https://127.0.0.1:${port}
    certificate-authority-data: ${Buffer.from(cert).toString('base64')}
users:
- name: podtalk-admin
  user:
    token: ${token}
contexts:
- name: podtalk
  context: {cluster: podtalk, user: podtalk-admin}
current-context: podtalk
`
}

/** A request of the door's form. Somebody with the token is the administrator, others show a ServiceAccount's. */
function toApiRequest(incoming: IncomingMessage, token: string, body?: Buffer): ApiRequest {
  const url = new URL(incoming.url ?? '/', 'https://127.0.0.1')
  const query: Record<string, string> = Object.create(null)
  for (const [key, value] of url.searchParams)
    query[key] = key === 'command' && query[key] !== undefined ? `${query[key]}\0${value}` : value
  const headers: Record<string, string> = Object.create(null)
  for (const [name, value] of Object.entries(incoming.headers)) if (value !== undefined) headers[name] = String(value)
  const admin = headers['authorization'] === `Bearer ${token}`
  if (admin) delete headers['authorization']
  return {
    method: (incoming.method ?? 'GET') as ApiRequest['method'],
    path: url.pathname,
    query,
    headers,
    body: readBody(body, headers),
    user: admin ? ADMIN : ANONYMOUS,
  }
}

/** The text of a body, or the object of a typed client's protobuf. */
function readBody(body: Buffer | undefined, headers: Record<string, string>): unknown {
  if (!body || body.length === 0) return undefined
  const object = isProtobuf(body) ? decodeProtobuf(body) : undefined
  if (!object) return body.toString('utf8')
  headers['content-type'] = 'application/json'
  return object
}

const SWAGGER_PROTOBUF = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'

const UNAUTHORIZED = JSON.stringify({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: 'Unauthorized',
  reason: 'Unauthorized',
  code: 401,
})

async function answer(
  clock: Clock,
  wall: WallTime,
  door: Door,
  token: string,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!incoming.headers.authorization) {
    response.writeHead(401, { 'content-type': 'application/json' }).end(UNAUTHORIZED)
    return
  }
  const body = await readAll(incoming)
  if (body === undefined) {
    response.writeHead(413, { connection: 'close' }).end()
    return
  }
  const request = toApiRequest(incoming, token, body)
  if (typeof request.body === 'string') request.body = wall.inward(request.body)
  const { query = {}, path } = request
  if (path.startsWith('/openapi/')) return openApi(door, request, response)
  if (request.method === 'GET' && (query['watch'] === 'true' || query['watch'] === '1')) return watch(clock, wall, door, request, response)
  if (request.method === 'GET' && /\/pods\/[^/]+\/log$/.test(path)) return logs(clock, door, request, response)
  respond(response, door, door.handle(request), wall)
  clock.advance(0)
}

function respond(response: ServerResponse, door: Door, given: ApiResponse, wall?: WallTime): void {
  for (const warning of given.warnings) response.appendHeader('warning', `299 - ${JSON.stringify(warning)}`)
  const text = typeof given.body === 'string' ? given.body : `${door.text(given.body)}\n`
  response.writeHead(given.status, given.headers).end(wall ? wall.outward(text) : text)
}

/** Documents for clients from outside; whether they may have them is the door's to say. */
function openApi(door: Door, request: ApiRequest, response: ServerResponse): void {
  const given = door.handle({ ...request, path: '/version' })
  if (given.status !== 200) return respond(response, door, given)
  const document = openApiDocument(request.path)
  if (document === undefined) response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('404 page not found\n')
  else if (request.path === '/openapi/v2' && request.headers?.['accept']?.includes('protobuf'))
    response.writeHead(200, { 'content-type': SWAGGER_PROTOBUF }).end(encodeSwagger(document))
  else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document))
}

async function readAll(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of incoming) {
    size += (part as Buffer).length
    if (size > BODY_LIMIT) return undefined
    parts.push(part as Buffer)
  }
  return Buffer.concat(parts)
}

function watch(clock: Clock, wall: WallTime, door: Door, request: ApiRequest, response: ServerResponse): void {
  const early: string[] = []
  let write = (line: string): void => void early.push(line)
  const opened = door.watch(request, (event) => write(wall.outward(`${JSON.stringify(event)}\n`)))
  if ('status' in opened) return respond(response, door, opened)
  response.writeHead(200, { 'content-type': 'application/json' })
  response.flushHeaders()
  write = (line) => void response.write(line)
  for (const line of early) write(line)
  const seconds = Number(request.query?.['timeoutSeconds'] ?? WATCH_SECONDS)
  const timer = clock.after(seconds * 1_000, () => response.end())
  response.on('close', () => {
    opened.stop()
    clock.cancel(timer)
  })
}

function logs(clock: Clock, door: Door, request: ApiRequest, response: ServerResponse): void {
  const opened = door.logs(request)
  if ('status' in opened) return respond(response, door, opened)
  response.writeHead(200, { 'content-type': 'text/plain' })
  response.flushHeaders()
  const runner = new Runner(clock, copy(opened, response))
  response.on('close', () => {
    if (!runner.done) runner.interrupt('SIGHUP')
    opened.close()
  })
  runner.onDone(() => response.end())
  runner.start()
  clock.advance(0)
}

function* copy(reader: Reader, response: ServerResponse): Task {
  for (;;) {
    const text = yield* reader.read()
    if (text === undefined) return
    response.write(text)
  }
}

function upgrade(clock: Clock, door: Door, token: string, incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
  socket.on('error', () => {})
  if (!incoming.headers.authorization) {
    socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
    return
  }
  const request = toApiRequest(incoming, token)
  // A WebSocket begins with GET; what it asks for is made, not read.
  const made: ApiRequest = { ...request, method: 'POST' }
  if (/\/pods\/[^/]+\/(exec|attach)$/.test(request.path)) serveExec(clock, door, made, incoming, socket, head)
  else if (/\/pods\/[^/]+\/portforward$/.test(request.path)) servePortForward(clock, door, made, incoming, socket, head)
  else socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
  clock.advance(0)
}
