import { type Task, within } from '../../sim/task.ts'
import type { Process } from '../machine/machine.ts'
import type { ConnectFailure } from '../network/namespace.ts'
import { goLookupError, lookupHost } from '../network/resolver.ts'
import { bodyOf } from './http.ts'

/** Since Go 1.23 a dial knows nothing of its request's deadline: the client gives up, whatever it waits for. */
const TIMED_OUT = 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)'

/** What Go says when a dial fails, by how it failed. */
const DIAL: Record<Exclude<ConnectFailure['failed'], 'timeout' | 'reset'>, string> = {
  refused: 'connect: connection refused',
  unreachable: 'connect: no route to host',
}

/** http.Client{Timeout}.Get(url): the body, or the error's text as Go prints it. */
export function* goGet(process: Process, url: string, timeoutMs: number): Task<{ status: number; body: string } | { error: string }> {
  const { machine } = process
  const parsed = splitUrl(url)
  if (typeof parsed === 'string') return { error: parsed }
  const { host, name, port, path } = parsed
  const error = (text: string): { error: string } => ({ error: `Get "${url}": ${text}` })
  const program = process.argv[0]?.split('/').at(-1) ?? ''
  const begun = machine.clock.now
  const found = yield* within(timeoutMs, lookupHost(machine, name, { libc: 'go', program, target: url }))
  if (found === undefined) return error(TIMED_OUT)
  if ('failed' in found) {
    const local = machine.net.interfaces.find((each) => each.name !== 'lo')?.address ?? '127.0.0.1'
    return error(`dial tcp: ${goLookupError(name, found, `${local}:${32_768 + machine.random.below(28_000)}`)}`)
  }
  const left = timeoutMs - (machine.clock.now - begun)
  const address = found.addresses[0] as string
  const headers = { host, 'user-agent': 'Go-http-client/1.1', connection: 'close', 'accept-encoding': 'gzip' }
  const answer = yield* machine.net.http(
    address,
    port,
    { method: 'GET', path, headers, body: '' },
    { timeoutMs: left, program, target: url },
  )
  if ('failed' in answer) {
    const { failed } = answer
    return error(failed === 'timeout' ? TIMED_OUT : failed === 'reset' ? 'EOF' : `dial tcp ${address}:${port}: ${DIAL[failed]}`)
  }
  return { status: answer.status, body: yield* bodyOf(answer) }
}

interface Url {
  host: string
  name: string
  port: number
  path: string
}

/** url.Parse for `http://host[:port]/path`; a text is its error. */
function splitUrl(url: string): Url | string {
  const rest = url.slice('http://'.length)
  const slash = rest.indexOf('/')
  const host = slash < 0 ? rest : rest.slice(0, slash)
  const path = slash < 0 ? '/' : rest.slice(slash)
  const colon = host.lastIndexOf(':')
  const name = colon < 0 ? host : host.slice(0, colon)
  const port = colon < 0 || colon === host.length - 1 ? '80' : host.slice(colon + 1)
  if (!/^\d+$/.test(port)) return `parse "${url}": invalid port ":${port}" after host`
  const odd = /[ "<>^`{|}\\]/.exec(host)
  if (odd) return `parse "${url}": invalid character "${odd[0]}" in host name`
  if (name === '') return `Get "${url}": http: no Host in request URL`
  if (Number(port) > 65_535) return `Get "${url}": dial tcp: address ${port}: invalid port`
  return { host, name, port: Number(port), path }
}
