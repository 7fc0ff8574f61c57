import { sleep } from '../../sim/task.ts'
import { ownValue } from '../api/json.ts'
import type { Process, Program } from '../machine/machine.ts'
import { canonicalHeader } from '../network/http-text.ts'
import { linkLocal } from '../network/ip.ts'
import type { HttpRequest, HttpResponse } from '../network/namespace.ts'
import { goFlags } from './flags.ts'
import { goResponse, listenAndServe } from './go-server.ts'
import { goDuration, logDate, pathOf, queryOf, slashDate } from './http.ts'

const ORIGINS = 'Access-Control-Allow-Origin'
const METHODS = 'Access-Control-Allow-Methods'
/** /data sends no more than this */
const MOST_DATA = 1_000_000
const UNITS: Record<string, number> = { kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3, tb: 1024 ** 4 }

/** github.com/traefik/whoami: tells of itself and repeats the request. */
export const program: Program = function* (process) {
  const { machine, env } = process
  const parsed = goFlags('/whoami', process.argv.slice(1), {
    'allowed-origins': { usage: 'give me a list of allowed clients', default: env.get('WHOAMI_ALLOWED_ORIGINS') || '*' },
    cacert: { usage: 'give me a CA chain, enforces mutual TLS' },
    cert: { usage: 'give me a certificate' },
    key: { usage: 'give me a key' },
    name: { usage: 'give me a name', default: env.get('WHOAMI_NAME') ?? '' },
    port: { usage: 'give me a port number', default: env.get('WHOAMI_PORT_NUMBER') || '80' },
    verbose: { usage: 'Enable verbose logging', bool: true },
  })
  if ('error' in parsed) {
    yield* process.stderr.write(parsed.error)
    return parsed.code
  }
  const flag = (name: string): string => parsed.values.get(name) as string
  const [port, name, verbose] = [flag('port'), flag('name'), flag('verbose') === 'true']
  if (flag('cert') !== '' && flag('key') !== '') {
    yield* process.stderr.write('podtalk does not simulate TLS in whoami\n')
    return 1
  }
  let health = 200
  const log = (text: string) => process.stderr.write(`${slashDate(machine.clock.now)} ${text}\n`)
  yield* log(`Starting up on port ${port}`)
  return yield* listenAndServe(process, port, function* (request, peer) {
    const path = pathOf(request)
    const query = queryOf(request)
    const remote = `${peer.address}:${peer.port}`
    let response: HttpResponse
    if (path === '/health' && request.method === 'POST') {
      const code = Number(request.body)
      if (Number.isInteger(code) && request.body.trim() !== '') {
        yield* process.stdout.write(`Update health check status code [${code}]\n`)
        health = code
        response = goResponse(process, 200, '')
      } else
        response = goResponse(process, 400, request.body.trim() === '' ? 'EOF\n' : 'invalid character in the number of a status code\n')
    } else if (path === '/health') response = goResponse(process, health, '')
    else if (path === '/bench') response = goResponse(process, 200, '1', 'text/plain')
    else if (path === '/data') response = goResponse(process, 200, data(query))
    else if (path === '/api') {
      response = goResponse(process, 200, `${JSON.stringify(api(process, request, remote, name))}\n`, 'application/json')
      response.headers = { [METHODS]: '*', [ORIGINS]: flag('allowed-origins'), ...response.headers }
    } else {
      const wait = goDuration(query.get('wait') ?? '')
      if (wait !== undefined) yield* sleep(wait)
      response = goResponse(process, 200, whoami(process, request, remote, name))
    }
    if (verbose) yield* log(`${remote} - - [${logDate(machine.clock.now)}] "${request.method} ${path} HTTP/1.1" - -`)
    return response
  })
}

function addresses({ machine }: Process): string[] {
  return machine.net.interfaces.flatMap(({ name, address, mac }) =>
    address === '' ? [] : [address, name === 'lo' ? '::1' : linkLocal(mac)],
  )
}

const wantsEnvironment = (request: HttpRequest): boolean => /^(1|t|T|TRUE|true|True)$/.test(queryOf(request).get('env') ?? '')

/** The request as Go's Request.Write writes it: host and agent first, the other headers in order of their names. */
function repeated({ method, path, headers, body }: HttpRequest): string {
  const { host = '', 'user-agent': agent = 'Go-http-client/1.1', ...others } = headers
  const lines = Object.entries(others)
    .map(([name, value]) => `${canonicalHeader(name)}: ${value}`)
    .sort()
  return `${[`${method} ${path} HTTP/1.1`, `Host: ${host}`, `User-Agent: ${agent}`, ...lines].join('\r\n')}\r\n\r\n${body}`
}

function whoami(process: Process, request: HttpRequest, remote: string, name: string): string {
  const lines = [
    ...(name ? [`Name: ${name}`] : []),
    `Hostname: ${process.machine.hostname}`,
    ...addresses(process).map((ip) => `IP: ${ip}`),
    `RemoteAddr: ${remote}`,
  ]
  const environment = wantsEnvironment(request) ? [...process.env].map(([key, value]) => `${key}=${value}\n`).join('') : ''
  return `${lines.join('\n')}\n${repeated(request)}${environment}`
}

function api(process: Process, request: HttpRequest, remote: string, name: string): object {
  const { host = '', ...headers } = request.headers
  const shown = Object.entries(headers).map(([key, value]): [string, string[]] => [canonicalHeader(key), [value]])
  const environ = [...process.env].sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    hostname: process.machine.hostname,
    ip: addresses(process),
    headers: Object.fromEntries(shown.sort(([a], [b]) => (a < b ? -1 : 1))),
    url: request.path,
    host,
    method: request.method,
    ...(name ? { name } : {}),
    remoteAddr: remote,
    ...(wantsEnvironment(request) ? { environ: Object.fromEntries(environ) } : {}),
  }
}

/** So many bytes between two bars. */
function data(query: URLSearchParams): string {
  const given = query.get('size') ?? ''
  const size = (/^-?\d+$/.test(given) ? Math.max(0, Number(given)) : 1) * (ownValue(UNITS, (query.get('unit') ?? '').toLowerCase()) ?? 1)
  if (size < 2) return ''
  const letters = Math.min(size, MOST_DATA) - 2
  return `|${'ABCDEFGHIJKLMNOPQRSTUVWXYZ-'.repeat(Math.ceil(letters / 27)).slice(0, letters)}|`
}
