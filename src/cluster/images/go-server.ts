import { byteLength } from '../../sim/byte-length.ts'
import type { Task } from '../../sim/task.ts'
import { basename } from '../machine/filesystem.ts'
import type { Process } from '../machine/machine.ts'
import type { HttpRequest, HttpResponse, Listener, Peer } from '../network/namespace.ts'
import { httpDate, slashDate } from './http.ts'
import { goSignals, serveUntilSignal } from './service.ts'

const DIGITS = /^\d+$/
const TEXT = 'text/plain; charset=utf-8'

/** A response as Go's net/http writes it. */
export function goResponse(process: Process, status: number, body: string, type = TEXT): HttpResponse {
  return {
    status,
    headers: { 'content-type': type, date: httpDate(process.machine.clock.now), 'content-length': String(byteLength(body)) },
    body,
  }
}

/**
 * http.ListenAndServe(":" + port) with log.Fatal around it, until a signal. All that can be done at once
 * is done in plain functions: a generator that waits for good is never compiled.
 */
export function listenAndServe(
  process: Process,
  port: string,
  handler: (request: HttpRequest, peer: Peer) => Task<HttpResponse>,
  codes: Readonly<Record<string, number>> = goSignals(process),
): Task<number> {
  const listener = listen(process, port, handler)
  return typeof listener === 'string' ? fatal(process, listener) : serve(process, listener, codes)
}

/** Opens the port, or says what Go says. */
function listen(process: Process, port: string, handler: (request: HttpRequest, peer: Peer) => Task<HttpResponse>): Listener | string {
  const number = Number(port)
  if (!DIGITS.test(port)) return `listen tcp: lookup tcp/${port}: unknown port`
  if (number > 65_535) return `listen tcp: address ${port}: invalid port`
  const program = basename(process.argv[0] ?? '')
  const listener = process.machine.net.listen({ port: number, program, owner: process }, { http: handler })
  return typeof listener === 'string' ? `listen tcp :${port}: bind: address already in use` : listener
}

function* serve(process: Process, listener: Listener, codes: Readonly<Record<string, number>>): Task<number> {
  try {
    return yield* serveUntilSignal(process, codes)
  } finally {
    listener.close()
  }
}

function* fatal(process: Process, message: string): Task<number> {
  yield* process.stderr.write(`${slashDate(process.machine.clock.now)} ${message}\n`)
  return 1
}
