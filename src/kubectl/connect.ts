import type { Door } from '../cluster/apiserver/door.ts'
import { awake } from '../cluster/awake.ts'
import { API_PORT } from '../cluster/standing.ts'
import type { Task } from '../sim/task.ts'
import { ConnectionError } from './errors.ts'
import type { Invocation } from './invocation.ts'
import { klogLine } from './klog.ts'

/** How often kubectl asks in vain for the API groups before it gives up. */
const DISCOVERY_ATTEMPTS = 5

/** Reaches the API server at a URL; throws kubectl's words for one that does not answer. */
export function* connect(k: Invocation, server: string): Task<Door> {
  const { scheme, host, port } = serverAddress(server)
  const address = addressOf(k, host)
  yield* k.flush()
  // Who else listens there, or what a Service leads to, is known when the cluster runs.
  if (port !== API_PORT) yield* awake(k.process.machine)
  if (!address) {
    const why = `dial tcp: lookup ${host} on 192.168.50.1:53: no such host`
    complain(k, `${scheme}://${host}:${port}`, why)
    throw new ConnectionError(`Unable to connect to the server: ${why}`)
  }
  const limit = k.changed('request-timeout') ? timeoutOf(k.str('request-timeout')) : undefined
  const reached = yield* k.process.machine.net.door(address, port, {
    program: 'kubectl',
    target: server,
    ...(limit ? { timeoutMs: limit } : {}),
  })
  if (reached === 'not-kubernetes')
    throw new ConnectionError('Unable to connect to the server: net/http: HTTP/1.x transport connection broken: malformed HTTP response')
  if (!('failed' in reached)) return reached
  const at = `${host}:${port}`
  switch (reached.failed) {
    case 'refused':
      complain(k, `${scheme}://${at}`, `dial tcp ${address}:${port}: connect: connection refused`)
      throw new ConnectionError(`The connection to the server ${at} was refused - did you specify the right host or port?`)
    case 'timeout': {
      const why = limit
        ? 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'
        : `dial tcp ${address}:${port}: i/o timeout`
      complain(k, `${scheme}://${at}`, why)
      throw new ConnectionError(
        `Unable to connect to the server: ${limit ? `net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)` : why}`,
      )
    }
    case 'unreachable':
      complain(k, `${scheme}://${at}`, `dial tcp ${address}:${port}: connect: no route to host`)
      throw new ConnectionError(`Unable to connect to the server: dial tcp ${address}:${port}: connect: no route to host`)
    default:
      throw new ConnectionError(`Unable to connect to the server: read tcp ${at}: read: connection reset by peer`)
  }
}

/** klog's lines about each failed attempt at discovery. */
function complain(k: Invocation, url: string, why: string): void {
  const text = `"Unhandled Error" err="couldn't get current server API group list: Get \\"${url}/api?timeout=32s\\": ${why}"`
  k.err(klogLine(k, 'E', 'memcache.go:265', text).repeat(DISCOVERY_ATTEMPTS))
}

export function serverAddress(server: string): { scheme: string; host: string; port: number } {
  const match = /^(?:(https?):\/\/)?(\[[^\]]*\]|[^:/]*)(?::(\d+))?/.exec(server) as RegExpExecArray
  const scheme = match[1] ?? 'http'
  return { scheme, host: match[2] || 'localhost', port: match[3] ? Number(match[3]) : scheme === 'https' ? 443 : 80 }
}

function addressOf(k: Invocation, host: string): string | undefined {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host)) return host
  if (host === 'localhost') return '127.0.0.1'
  const { fs } = k.process.machine
  const hosts = fs.exists('/etc/hosts') ? fs.readFile('/etc/hosts') : ''
  return hosts
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
    .find(([, ...names]) => names.includes(host))?.[0]
}

/** `5s`, `5` (seconds) in ms; 0 for none. */
export function timeoutOf(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text)
  return match ? Number(match[1]) * ({ ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as Record<string, number>)[match[2] ?? 's']! : 0
}
