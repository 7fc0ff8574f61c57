import type { Machine, Process } from '../../../cluster/machine/machine.ts'
import { explainTrace } from '../../../cluster/network/explain.ts'
import { lookupHost } from '../../../cluster/network/resolver.ts'
import type { Hop, Outcome, Trace } from '../../../cluster/network/trace.ts'
import type { Task } from '../../../sim/task.ts'
import { authorityOf, bareHost, parseUrl, type Url } from '../network/url.ts'
import { traceText } from './trace-text.ts'

/** How long a traced request may take, ms. */
const PATIENCE = 10_000

const USAGE = `Usage: podtalk trace [-o json] URL | HOST:PORT

Sends one request from here and shows its way: each name query, the address, the
rule and the endpoint it chose, the listener, the answer, or where it ended.
`

/** `podtalk trace`, with its arguments. */
export function* traceCommand(process: Process, args: readonly string[]): Task<number> {
  let json = false
  let target: string | undefined
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    const format = arg === '-o' || arg === '--output' ? args[++i] : /^(?:-o|--output=)(.+)$/.exec(arg)?.[1]
    if (format !== undefined) {
      if (format !== 'json') {
        yield* process.stderr.write(`podtalk: unknown output format "${format}", only json is known\n`)
        return 2
      }
      json = true
    } else if (arg === '-h' || arg === '--help') {
      yield* process.stdout.write(USAGE)
      return 0
    } else if (arg.startsWith('-') || target !== undefined) {
      yield* process.stderr.write(USAGE)
      return 2
    } else target = arg
  }
  const url = target === undefined ? undefined : parseUrl(target)
  if (target === undefined || typeof url !== 'object' || !/^(http|https|tcp|udp|icmp)$/.test(url.scheme)) {
    yield* process.stderr.write(target === undefined ? USAGE : `podtalk: not a URL that can be traced: ${target}\n`)
    return 2
  }
  const trace = yield* traceRequest(process.machine, url, target)
  const misconception = explainTrace(trace)
  yield* process.stdout.write(
    json ? `${JSON.stringify({ ...trace, ...(misconception ? { misconception } : {}) }, null, 2)}\n` : traceText(trace),
  )
  return trace.outcome === 'connected' ? 0 : 1
}

/** Sends one request from `machine` and returns its trace. */
export function* traceRequest(machine: Machine, url: Url, target: string): Task<Trace> {
  const at = machine.clock.now
  const done = (hops: readonly Hop[], outcome: Outcome): Trace => ({
    id: 0,
    at,
    from: machine.net.name,
    program: 'podtalk',
    target,
    hops: [...hops],
    outcome,
  })
  const found = yield* lookupHost(machine, bareHost(url.host))
  if ('failed' in found) return done(found.hops, found.failed === 'nxdomain' || found.failed === 'nodata' ? 'nxdomain' : 'noanswer')
  const hops: Hop[] = [...found.hops]
  const address = found.addresses[0] as string
  const options = { timeoutMs: PATIENCE, program: 'podtalk', target, hops }
  if (url.scheme === 'icmp') {
    const answer = yield* machine.net.ping(address, { timeoutMs: 2_000, program: 'podtalk', target, hops })
    return done(hops, 'failed' in answer ? answer.failed : 'connected')
  }
  if (url.scheme === 'tcp') {
    const connection = yield* machine.net.connect(address, url.port, options)
    if ('failed' in connection) return done(hops, connection.failed)
    connection.close()
    return done(hops, 'connected')
  }
  if (url.scheme === 'udp') {
    const answer = yield* machine.net.exchange(address, url.port, '', { ...options, timeoutMs: 2_000 })
    return done(hops, 'failed' in answer ? answer.failed : 'connected')
  }
  const headers = { host: authorityOf(url), 'user-agent': 'podtalk', accept: '*/*', connection: 'close' }
  let connected = false
  const onConnect = (): void => {
    connected = true
  }
  const answer = yield* machine.net.http(
    address,
    url.port,
    { method: 'GET', path: url.path, headers, body: '' },
    { ...options, tls: url.scheme === 'https', onConnect },
  )
  if ('failed' in answer) return done(hops, connected && answer.failed === 'timeout' ? 'noanswer' : answer.failed)
  if (typeof answer.body !== 'string') answer.body.close()
  if (answer.problem === 'no-tls') {
    const before = hops.at(-1)?.kind === 'response' ? hops.slice(0, -1) : hops
    return done([...before, { kind: 'response', protocol: 'TCP', problem: 'no-tls' }], 'noanswer')
  }
  return done(hops, answer.problem === 'empty' ? 'noanswer' : 'connected')
}
