import type { Program } from '../machine/machine.ts'
import { formatRequest } from '../network/http-text.ts'
import { flagsOf } from './flags.ts'
import { goResponse, listenAndServe } from './go-server.ts'
import { pathOf, queryOf, slashDate } from './http.ts'

/** github.com/traefik/whoami: tells of itself and repeats the request. */
export const program: Program = function* (process) {
  const { machine } = process
  const flags = flagsOf(process.argv.slice(1))
  const port = flags.get('port') ?? process.env.get('WHOAMI_PORT_NUMBER') ?? '80'
  const name = flags.get('name') ?? process.env.get('WHOAMI_NAME') ?? ''
  const verbose = flags.has('verbose')
  yield* process.stdout.write(`${slashDate(machine.clock.now)} Starting up on port ${port}\n`)
  const addresses = (): string[] => machine.net.interfaces.filter((each) => each.address !== '').map((each) => each.address)
  return yield* listenAndServe(process, port, function* (request, peer) {
    const path = pathOf(request)
    if (verbose)
      yield* process.stdout.write(
        `${slashDate(machine.clock.now)} ${peer.address}:${peer.port} - - "${request.method} ${path} HTTP/1.1" - -\n`,
      )
    if (path === '/health') return goResponse(process, 200, '')
    if (path === '/data') {
      const size = Math.min(Number(queryOf(request).get('size') ?? 1), 1_000_000)
      return goResponse(process, 200, '|'.concat('ABCDEFGHIJKLMNOPQRSTUVWXYZ-'.repeat(Math.ceil(size / 27))).slice(0, size))
    }
    if (path === '/api') {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([key, value]) => [key, [value]]))
      const body = {
        hostname: machine.hostname,
        ip: addresses(),
        headers,
        url: request.path,
        host: request.headers['host'] ?? '',
        method: request.method,
        ...(name ? { name } : {}),
        remoteAddr: `${peer.address}:${peer.port}`,
      }
      return goResponse(process, 200, `${JSON.stringify(body)}\n`, 'application/json')
    }
    const lines = [
      ...(name ? [`Name: ${name}`] : []),
      `Hostname: ${machine.hostname}`,
      ...addresses().map((ip) => `IP: ${ip}`),
      `RemoteAddr: ${peer.address}:${peer.port}`,
    ]
    const { host = '', ...others } = request.headers
    const repeated = formatRequest({ ...request, headers: { host, ...others } }).replaceAll('\r\n', '\n')
    return goResponse(process, 200, `${lines.join('\n')}\n${repeated}`)
  })
}
