import { arrived as arrivedCode } from '../../sim/code.ts'
import { Condition, type Task } from '../../sim/task.ts'
import { ANONYMOUS } from '../apiserver/authentication.ts'
import type { ApiRequest, ApiResponse, Door, Watch } from '../apiserver/door.ts'
import type { HttpRequest, HttpResponse } from './namespace.ts'

const LOG_PATH = /\/pods\/[^/]+\/log$/

/** An HTTPS client (curl, an application with its token) at the API server. */
export function* answerAtDoor(door: Door, request: HttpRequest): Task<HttpResponse> {
  const [path = '/', search = ''] = request.path.split('?', 2)
  const query = queryOf(search)
  const asked: ApiRequest = {
    method: request.method as ApiRequest['method'],
    path,
    query,
    headers: request.headers,
    body: request.body === '' ? undefined : request.body,
    user: ANONYMOUS,
  }
  const code = door.needs(asked)
  if (code) yield* arrivedCode(code)
  if (LOG_PATH.test(path)) {
    const logs = door.logs(asked)
    if ('read' in logs) return { status: 200, headers: { 'content-type': 'text/plain' }, body: logs }
    return toHttp(door, logs, request)
  }
  if (request.method === 'GET' && (query['watch'] === 'true' || query['watch'] === '1')) return watching(door, asked, request)
  return toHttp(door, door.handle(asked), request)
}

/** A query string's values, decoded; the last of a name counts. */
function queryOf(search: string): Record<string, string> {
  const query: Record<string, string> = Object.create(null)
  for (const [name, value] of new URLSearchParams(search)) query[name] = value
  return query
}

/** Tools that people look at get their JSON indented, as the API server does by User-Agent. */
function isPretty(request: HttpRequest): boolean {
  const pretty = /[?&]pretty(?:=(\w*))?/.exec(request.path)
  if (pretty) return pretty[1] !== 'false' && pretty[1] !== '0'
  return /^(?:curl|Wget|Mozilla)/.test(request.headers['user-agent'] ?? '')
}

function toHttp(door: Door, response: ApiResponse, request: HttpRequest): HttpResponse {
  const { body } = response
  const headers: Record<string, string> = { ...response.headers }
  for (const warning of response.warnings) headers['warning'] = `299 - ${JSON.stringify(warning)}`
  if (typeof body === 'string') return { status: response.status, headers, body }
  const text = body === undefined ? '' : isPretty(request) ? door.text(body, true) : `${door.text(body)}\n`
  return { status: response.status, headers: { 'content-type': 'application/json', ...headers }, body: text }
}

function watching(door: Door, asked: ApiRequest, request: HttpRequest): HttpResponse {
  const events: string[] = []
  const arrived = new Condition()
  let ended = false
  const opened: Watch | ApiResponse = door.watch(asked, (event) => {
    events.push(`{"type":${JSON.stringify(event.type)},"object":${door.text(event.object)}}\n`)
    arrived.notify()
  })
  if (!('stop' in opened)) return toHttp(door, opened, request)
  const body = {
    *read(): Task<string | undefined> {
      while (events.length === 0) {
        if (ended) return undefined
        yield* arrived.wait()
      }
      return events.splice(0).join('')
    },
    close() {
      ended = true
      opened.stop()
      arrived.notify()
    },
  }
  return { status: 200, headers: { 'content-type': 'application/json' }, body }
}
