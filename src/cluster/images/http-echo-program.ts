import type { Program } from '../machine/machine.ts'
import { byteLength } from '../network/http-text.ts'
import { flagsOf } from './flags.ts'
import { goResponse, listenAndServe } from './go-server.ts'
import { pathOf, slashDate } from './http.ts'

/** github.com/hashicorp/http-echo: answers with one text. */
export const program: Program = function* (process) {
  const { machine } = process
  const flags = flagsOf(process.argv.slice(1))
  const text = flags.get('text') ?? process.env.get('ECHO_TEXT') ?? ''
  const listen = flags.get('listen') ?? ':5678'
  if (text === '') {
    yield* process.stderr.write('Missing -text option!\n')
    return 127
  }
  const status = Number(flags.get('status-code') ?? '200')
  const stamp = (): string => slashDate(machine.clock.now)
  yield* process.stdout.write(`${stamp()} [INFO] server is listening on ${listen}\n`)
  return yield* listenAndServe(process, listen.slice(listen.lastIndexOf(':') + 1), function* (request, peer) {
    const path = pathOf(request)
    const response =
      path === '/health' ? goResponse(process, 200, '{"status":"ok"}\n', 'application/json') : goResponse(process, status, `${text}\n`)
    response.headers['x-app-name'] = 'http-echo'
    response.headers['x-app-version'] = '1.0.0'
    const size = byteLength(String(response.body))
    const micros = 10 + machine.random.below(40)
    yield* process.stdout.write(
      `${stamp()} ${request.headers['host'] ?? ''} ${peer.address}:${peer.port} "${request.method} ${path} HTTP/1.1" ${response.status} ${size} "${request.headers['user-agent'] ?? ''}" ${micros}.${100 + machine.random.below(900)}µs\n`,
    )
    return response
  })
}
