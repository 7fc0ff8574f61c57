import type { Task } from '../../sim/task.ts'
import type { Process } from '../machine/machine.ts'
import type { HttpRequest, HttpResponse, Peer } from '../network/namespace.ts'
import { goSignals, serveUntilSignal } from './service.ts'

const TEXT = 'text/plain; charset=utf-8'

/** A response as Go's net/http writes it. */
export function goResponse(process: Process, status: number, body: string, type = TEXT): HttpResponse {
  return {
    status,
    headers: { date: httpDate(process.machine.clock.now), 'content-length': String(byteLength(body)), 'content-type': type },
    body,
  }
}

/** log.Printf's stamp: `2026/05/04 01:00:00 `. */
export function goLogStamp(now: number): string {
  return `${new Date(now).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ')} `
}

export function httpDate(now: number): string {
  return new Date(now).toUTCString()
}

export function byteLength(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code > 0x7f) bytes += code > 0x7ff && (code < 0xd800 || code > 0xdfff) ? 2 : 1
  }
  return bytes
}

/** http.ListenAndServe(":" + port) with log.Fatal around it, until a signal. */
export function* listenAndServe(
  process: Process,
  port: string,
  handler: (request: HttpRequest, peer: Peer) => Task<HttpResponse>,
): Task<number> {
  const number = Number(port)
  const fatal = function* (message: string): Task<number> {
    yield* process.stderr.write(`${goLogStamp(process.machine.clock.now)}${message}\n`)
    return 1
  }
  if (!/^\d+$/.test(port)) return yield* fatal(`listen tcp: lookup tcp/${port}: unknown port`)
  if (number > 65_535) return yield* fatal(`listen tcp: address ${port}: invalid port`)
  const program = process.argv[0]?.split('/').at(-1) ?? ''
  const listener = process.machine.net.listen({ port: number, program, pid: process.pid }, { http: handler })
  if (typeof listener === 'string') return yield* fatal(`listen tcp :${port}: bind: address already in use`)
  try {
    return yield* serveUntilSignal(process, goSignals(process))
  } finally {
    listener.close()
  }
}

/** `/path` of a request, without its query. */
export function pathOf(request: HttpRequest): string {
  const query = request.path.indexOf('?')
  return query < 0 ? request.path : request.path.slice(0, query)
}
