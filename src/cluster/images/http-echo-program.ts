import { byteLength } from '../../sim/byte-length.ts'
import type { Program } from '../machine/machine.ts'
import { goFlags } from './flags.ts'
import { goResponse, listenAndServe } from './go-server.ts'
import { pathOf, slashDate } from './http.ts'

/** github.com/hashicorp/http-echo: answers with one text. */
export const program: Program = function* (process) {
  const { machine, stderr } = process
  const parsed = goFlags('/http-echo', process.argv.slice(1), {
    listen: { usage: 'address and port to listen', default: ':5678' },
    'status-code': { usage: 'http response code, e.g.: 200', default: '200' },
    text: { usage: 'text to put on the webpage' },
    version: { usage: 'display version information', bool: true },
  })
  if ('error' in parsed) {
    yield* stderr.write(parsed.error)
    return parsed.code
  }
  const { values, rest } = parsed
  if (values.get('version') === 'true') {
    yield* stderr.write('http-echo v1.0.0\n')
    return 0
  }
  const text = values.get('text') || (process.env.get('ECHO_TEXT') ?? '')
  const listen = values.get('listen') as string
  if (text === '' || rest.length > 0) {
    yield* stderr.write(text === '' ? 'Missing -text option!\n' : 'Too many arguments!\n')
    return 127
  }
  const status = Number(values.get('status-code'))
  const stamp = (): string => slashDate(machine.clock.now)
  yield* stderr.write(`${stamp()} [INFO] server is listening on ${listen}\n`)
  return yield* listenAndServe(process, listen.slice(listen.lastIndexOf(':') + 1), function* (request, peer) {
    const path = pathOf(request)
    const health = path === '/health'
    const response = goResponse(process, health ? 200 : status, health ? '{"status":"ok"}\n' : `${text}\n`)
    response.headers = { 'x-app-name': 'http-echo', 'x-app-version': '1.0.0', ...response.headers }
    // the health endpoint writes no log
    if (health) return response
    const size = byteLength(String(response.body))
    const micros = 10 + machine.random.below(40)
    yield* process.stdout.write(
      `${stamp()} ${request.headers['host'] ?? ''} ${peer.address}:${peer.port} "${request.method} ${path} HTTP/1.1" ${response.status} ${size} "${request.headers['user-agent'] ?? ''}" ${micros}.${100 + machine.random.below(900)}µs\n`,
    )
    return response
  })
}
