import { byteLength } from '../../sim/byte-length.ts'
import type { Task } from '../../sim/task.ts'
import { formatRequest, formatResponseHead, HttpReader } from './http-text.ts'
import { type Acceptor, type Connection, ConnectionReset, type HttpRequest, type HttpResponse } from './namespace.ts'

const REQUEST_LINE = /^[A-Za-z]+ \S+( HTTP\/1\.[01])?$/
const STATUS_LINE = /^HTTP\/\d(?:\.\d)? (\d{3})/

/** Answers a raw client (nc, telnet) in the name of a server that takes requests as values. */
export function* serveText(http: NonNullable<Acceptor['http']>, connection: Connection): Task {
  const reader = new HttpReader(() => connection.read())
  try {
    for (;;) {
      const head = yield* reader.head(REQUEST_LINE)
      if (head === undefined) return
      if (head === 'bad') {
        const headers = { 'content-type': 'text/plain; charset=utf-8', connection: 'close' }
        return yield* connection.write(`${formatResponseHead({ status: 400, headers, body: '' })}400 Bad Request`)
      }
      const [method = 'GET', path = '/', version = 'HTTP/1.0'] = head.line.split(' ')
      const length = Number(head.headers['content-length'] ?? 0)
      const body = head.headers['transfer-encoding'] === 'chunked' ? yield* reader.chunked() : length > 0 ? yield* reader.bytes(length) : ''
      const response = yield* http({ method, path, headers: head.headers, body }, connection.remote)
      const last = version === 'HTTP/1.0' || head.headers['connection']?.toLowerCase() === 'close'
      yield* writeResponse(connection, response, method === 'HEAD', last)
      if (last || response.headers['connection'] === 'close') return
    }
  } catch (error) {
    if (!(error instanceof ConnectionReset)) throw error
  } finally {
    connection.close()
  }
}

function* writeResponse(connection: Connection, response: HttpResponse, headOnly: boolean, last: boolean): Task {
  const headers = { ...response.headers }
  if (last) headers['connection'] = 'close'
  if (typeof response.body === 'string') {
    if (headers['content-length'] === undefined) headers['content-length'] = String(byteLength(response.body))
    return yield* connection.write(formatResponseHead({ ...response, headers }) + (headOnly ? '' : response.body))
  }
  headers['transfer-encoding'] = 'chunked'
  yield* connection.write(formatResponseHead({ ...response, headers }))
  try {
    for (;;) {
      const piece = yield* response.body.read()
      if (piece === undefined) break
      yield* connection.write(`${byteLength(piece).toString(16)}\r\n${piece}\r\n`)
    }
    yield* connection.write('0\r\n\r\n')
  } finally {
    response.body.close()
  }
}

/** Asks a raw server (`nc -l`, a script) as an HTTP client does. */
export function* requestText(connection: Connection, request: HttpRequest): Task<HttpResponse> {
  const reader = new HttpReader(() => connection.read())
  try {
    yield* connection.write(formatRequest(request))
    const head = yield* reader.head(STATUS_LINE)
    if (head === undefined) return { status: 0, headers: {}, body: '', problem: 'empty' }
    if (head === 'bad') return { status: 0, headers: {}, body: yield* reader.all(), problem: 'not-http' }
    const status = Number(STATUS_LINE.exec(head.line)?.[1])
    if (request.method === 'HEAD' || status === 204 || status === 304) return { status, headers: head.headers, body: '' }
    const length = head.headers['content-length']
    const body =
      head.headers['transfer-encoding'] === 'chunked'
        ? yield* reader.chunked()
        : length === undefined
          ? yield* reader.all()
          : yield* reader.bytes(Number(length))
    return { status, headers: head.headers, body }
  } finally {
    connection.close()
  }
}

/** A TLS server before a client that does not speak it: one text for HTTP, silence for the rest. */
export function* refusePlainText(connection: Connection): Task {
  try {
    const first = yield* connection.read()
    if (first !== undefined && REQUEST_LINE.test(first.split(/\r?\n/, 1)[0] as string)) {
      yield* connection.write(`HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n`)
    }
  } finally {
    connection.close()
  }
}
