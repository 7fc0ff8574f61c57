import type { Task } from '../../sim/task.ts'
import type { Process } from '../machine/machine.ts'
import type { ConnectFailure, HttpResponse } from '../network/namespace.ts'

/** What Go's net/http client says when a dial fails, by how it failed. */
const DIAL: Record<string, string> = {
  refused: 'connect: connection refused',
  unreachable: 'connect: no route to host',
  reset: 'read: connection reset by peer',
}

/** http.Client{Timeout}.Get(url): the body, or the error's text as Go prints it. */
export function* goGet(process: Process, url: string, timeoutMs: number): Task<{ status: number; body: string } | { error: string }> {
  const rest = url.slice('http://'.length)
  const host = rest.slice(0, rest.indexOf('/'))
  const path = rest.slice(host.length)
  const colon = host.lastIndexOf(':')
  const name = colon < 0 ? host : host.slice(0, colon)
  const port = colon < 0 ? 80 : Number(host.slice(colon + 1))
  const answer: HttpResponse | ConnectFailure = yield* process.machine.net.http(
    name,
    port,
    {
      method: 'GET',
      path,
      headers: { host, 'user-agent': 'Go-http-client/1.1', 'accept-encoding': 'gzip', connection: 'close' },
      body: '',
    },
    { timeoutMs, program: process.argv[0]?.split('/').at(-1) ?? '', target: url },
  )
  if ('failed' in answer) {
    if (answer.failed === 'timeout')
      return { error: `Get "${url}": dial tcp ${name}:${port}: i/o timeout (Client.Timeout exceeded while awaiting headers)` }
    return { error: `Get "${url}": dial tcp ${name}:${port}: ${DIAL[answer.failed]}` }
  }
  let body = ''
  if (typeof answer.body === 'string') body = answer.body
  else for (let piece = yield* answer.body.read(); piece !== undefined; piece = yield* answer.body.read()) body += piece
  return { status: answer.status, body }
}
