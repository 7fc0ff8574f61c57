import type { Process } from '../../../cluster/machine/machine.ts'
import type { ConnectFailure, HttpResponse, Peer } from '../../../cluster/network/namespace.ts'
import { lookupHost } from '../../../cluster/network/resolver.ts'
import { byteLength } from '../../../sim/byte-length.ts'
import { sooner } from '../../../sim/clock.ts'
import { type Task, within } from '../../../sim/task.ts'
import { authorityOf, bareHost, type Url } from '../network/url.ts'
import type { Template } from './request.ts'
import { trusts } from './tls.ts'

/** What curl knows of one request when it is over; times in ms since its start. */
export interface Transfer {
  code: number
  error: string
  url: Url
  method: string
  response?: HttpResponse
  /** HTTP version spoken */
  version: '1.1' | '2'
  remote?: Peer
  local?: Peer
  times: { lookup: number; connect: number; tls: number; start: number; total: number }
  uploaded: number
  headersSent: string
  /** the connection was given up: told when the meter has ended */
  closing: boolean
}

export interface TransferLimits {
  /** moment at which everything has to be over */
  deadline: number | undefined
  connectTimeoutMs: number | undefined
  insecure: boolean
  cacert: string | undefined
  /** `host:port` → address (--resolve) */
  resolved: ReadonlyMap<string, string>
  /** wait for TLS, IPv6 … */
  onlySixth: boolean
  /** -v's lines, without what they begin with */
  note: (mark: '*' | '>' | '<' | '{' | '}', text: string) => Task
}

/** One request and the head of its answer. */
export function* transfer(process: Process, url: Url, method: string, template: Template, limits: TransferLimits): Task<Transfer> {
  const { clock, net } = process.machine
  const start = clock.now
  const elapsed = (): number => clock.now - start
  const version = '1.1'
  const result: Transfer = {
    code: 0,
    error: '',
    url,
    method,
    version,
    times: { lookup: 0, connect: 0, tls: 0, start: 0, total: 0 },
    uploaded: 0,
    headersSent: '',
    closing: false,
  }
  const fail = (code: number, error: string): Transfer => {
    result.times.total = elapsed()
    return Object.assign(result, { code, error })
  }
  const target = `${url.scheme}://${authorityOf(url)}${url.path}`
  const left = (): number | undefined => (limits.deadline === undefined ? undefined : Math.max(0, limits.deadline - clock.now))
  const host = bareHost(url.host)
  const fixed = limits.resolved.get(`${host}:${url.port}`)
  let addresses = fixed ? [fixed] : undefined
  if (fixed) yield* limits.note('*', `Hostname ${host} was found in DNS cache`)
  if (host === '::1' || (host === 'localhost' && limits.onlySixth)) addresses = ['::1']
  if (!addresses) {
    const patience = sooner(left(), limits.connectTimeoutMs)
    const lookup = lookupHost(process.machine, host, { program: 'curl', target })
    const found = patience === undefined ? yield* lookup : yield* within(patience, lookup)
    if (found === undefined) return fail(28, `Resolving timed out after ${ms(elapsed())} milliseconds`)
    if ('failed' in found || limits.onlySixth) {
      yield* limits.note('*', `Could not resolve host: ${host}`)
      result.closing = true
      return fail(6, `Could not resolve host: ${host}`)
    }
    addresses = [...found.addresses]
  }
  result.times.lookup = elapsed()
  const address = addresses[0] as string
  yield* limits.note('*', `  Trying ${address.includes(':') ? `[${address}]` : address}:${url.port}...`)
  const tls = url.scheme === 'https'
  const headers: Record<string, string> = Object.create(null)
  const isHost = ([name]: readonly [string, string]): boolean => name.toLowerCase() === 'host'
  const lines: [string, string][] = [
    ...(template.without.has('host') ? [] : [template.headers.find(isHost) ?? (['Host', authorityOf(url)] as [string, string])]),
    ...template.headers.filter((header) => !isHost(header)),
  ]
  for (const [name, value] of lines) headers[name.toLowerCase()] = value
  const head = [`${method} ${url.path} HTTP/${template.version}`, ...lines.map(([name, value]) => `${name}: ${value}`), '']
  result.headersSent = `${head.join('\r\n')}\r\n`
  let untrusted: { code: number; error: string } | undefined
  const onConnect = ({ local, remote, tls: spoken }: { local: Peer; remote: Peer; tls: boolean }): boolean => {
    result.local = local
    result.remote = remote
    result.times.connect = elapsed()
    if (tls && spoken && !limits.insecure) untrusted = trusts(process, limits.cacert, host)
    return untrusted === undefined
  }
  const wait = left()
  const connectTimeoutMs = limits.connectTimeoutMs
  const answer: HttpResponse | ConnectFailure = yield* net.http(
    address,
    url.port,
    { method, path: url.path, headers, body: template.body },
    {
      program: 'curl',
      target,
      tls,
      onConnect,
      ...(wait === undefined ? {} : { timeoutMs: wait }),
      ...(connectTimeoutMs === undefined ? {} : { connectTimeoutMs }),
    },
  )
  result.times.start = elapsed()
  const name = `${host} (${address}) port ${url.port}`
  if (untrusted) {
    yield* limits.note('*', `Connected to ${name} (#0)`)
    yield* limits.note('*', untrusted.error.split('\n')[0] as string)
    result.closing = true
    return fail(untrusted.code, untrusted.error)
  }
  if ('failed' in answer) {
    const closing = function* (message: string): Task {
      yield* limits.note('*', message)
      result.closing = true
    }
    if (result.remote) {
      yield* limits.note('*', `Connected to ${name} (#0)`)
      yield* noteRequest(limits, head, template)
      if (answer.failed === 'timeout') {
        const message = `Operation timed out after ${ms(elapsed())} milliseconds with 0 bytes received`
        yield* closing(message)
        return fail(28, message)
      }
      yield* closing('Recv failure: Connection reset by peer')
      return fail(56, 'Recv failure: Connection reset by peer')
    }
    const limited = answer.failed === 'timeout' && (limits.deadline !== undefined || limits.connectTimeoutMs !== undefined)
    if (limited) {
      const message = `Connection timed out after ${ms(elapsed())} milliseconds`
      yield* closing(message)
      return fail(28, message)
    }
    const message = `Failed to connect to ${host} port ${url.port} after ${ms(elapsed())} ms: Couldn't connect to server`
    yield* limits.note('*', `connect to ${address} port ${url.port} failed: ${ERRNO[answer.failed]}`)
    yield* closing(message)
    return fail(answer.failed === 'timeout' ? 28 : 7, message)
  }
  yield* limits.note('*', `Connected to ${name} (#0)`)
  if (answer.problem === 'no-tls') return fail(35, 'OpenSSL/3.0.17: error:0A00010B:SSL routines::wrong version number')
  if (tls) {
    result.times.tls = result.times.connect
    result.version = '2'
    yield* limits.note('*', 'SSL connection using TLSv1.3 / TLS_AES_128_GCM_SHA256')
    yield* limits.note('*', 'Server certificate: subject: CN=kube-apiserver; issuer: CN=kubernetes')
  }
  yield* noteRequest(limits, head, template)
  result.uploaded = byteLength(template.body)
  if (answer.problem === 'empty') {
    yield* limits.note('*', 'Empty reply from server')
    result.closing = true
    return fail(52, 'Empty reply from server')
  }
  if (answer.problem === 'not-http') {
    yield* limits.note('*', 'Received HTTP/0.9 when not allowed')
    result.closing = true
    return fail(1, 'Received HTTP/0.9 when not allowed')
  }
  result.response = answer
  result.times.total = elapsed()
  return result
}

/** strerror of a failed connect. */
const ERRNO: Record<string, string> = {
  refused: 'Connection refused',
  unreachable: 'No route to host',
  timeout: 'Connection timed out',
  reset: 'Connection reset by peer',
}

function* noteRequest(limits: TransferLimits, head: readonly string[], { user, body }: Template): Task {
  if (user !== undefined) yield* limits.note('*', `Server auth using Basic with user '${user}'`)
  for (const line of head) yield* limits.note('>', line)
  if (body !== '') yield* limits.note('}', `[${byteLength(body)} bytes data]`)
}

export const ms = (value: number): number => Math.floor(value)
