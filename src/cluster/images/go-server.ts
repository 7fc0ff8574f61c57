import type { Task } from '../../sim/task.ts'
import type { Process } from '../machine/machine.ts'
import { byteLength } from '../network/http-text.ts'
import type { HttpRequest, HttpResponse, Peer } from '../network/namespace.ts'
import { httpDate, slashDate } from './http.ts'
import { goSignals, serveUntilSignal } from './service.ts'

const TEXT = 'text/plain; charset=utf-8'

/** A response as Go's net/http writes it. */
export function goResponse(process: Process, status: number, body: string, type = TEXT): HttpResponse {
  return {
    status,
    headers: { 'content-type': type, date: httpDate(process.machine.clock.now), 'content-length': String(byteLength(body)) },
    body,
  }
}

/** http.ListenAndServe(":" + port) with log.Fatal around it, until a signal. */
export function* listenAndServe(
  process: Process,
  port: string,
  handler: (request: HttpRequest, peer: Peer) => Task<HttpResponse>,
): Task<number> {
  const number = Number(port)
  if (!/^\d+$/.test(port)) return yield* fatal(process, `listen tcp: lookup tcp/${port}: unknown port`)
  if (number > 65_535) return yield* fatal(process, `listen tcp: address ${port}: invalid port`)
  const program = process.argv[0]?.split('/').at(-1) ?? ''
  const listener = process.machine.net.listen({ port: number, program, pid: process.pid }, { http: handler })
  if (typeof listener === 'string') return yield* fatal(process, `listen tcp :${port}: bind: address already in use`)
  try {
    return yield* serveUntilSignal(process, goSignals(process))
  } finally {
    listener.close()
  }
}

function* fatal(process: Process, message: string): Task<number> {
  yield* process.stderr.write(`${slashDate(process.machine.clock.now)} ${message}\n`)
  return 1
}
