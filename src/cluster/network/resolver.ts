import { fork, join, sleep, type Task } from '../../sim/task.ts'
import { type DnsResponse, withDot, withoutDot } from '../coredns/message.ts'
import type { Machine } from '../machine/machine.ts'
import { askServer, type DnsFailure } from './dns-client.ts'
import { parseIPv4 } from './ip.ts'
import { hostsEntry, parseResolvConf, type ResolverConfig } from './resolv-conf.ts'
import type { Hop } from './trace.ts'

/** Whose rules a lookup follows: GNU's C library (Debian, this course's busybox), musl (Alpine), Go's own resolver. */
export type Libc = 'glibc' | 'musl' | 'go'

/**
 * Why there is no address. `nxdomain`: no such name; `nodata`: the name is there, an address is not;
 * `timeout`, `refused`, `unreachable`: no name server answered; `servfail`: it could not tell.
 */
export type LookupFailure = 'nxdomain' | 'nodata' | 'servfail' | 'timeout' | 'refused' | 'unreachable'

export type Lookup =
  /** `name`: the one that had the addresses, in full */
  { addresses: readonly string[]; name: string; hops: readonly Hop[] } | { failed: LookupFailure; server: string; hops: readonly Hop[] }

export interface LookupOptions {
  libc?: Libc
  /** for the trace */
  program?: string
  /** the request this lookup is for (`http://backend:8080/`): its trace will carry the queries */
  target?: string
}

type Answer = { addresses: string[]; name: string } | LookupFailure

/** getaddrinfo: an address as it stands, /etc/hosts, then DNS along the search list. */
export function* lookupHost(machine: Machine, name: string, options: LookupOptions = {}): Task<Lookup> {
  const hops: Hop[] = []
  const address = numericAddress(name)
  if (address !== undefined) return { addresses: [address], name, hops }
  const listed = hostsEntry(fileText(machine, '/etc/hosts'), withoutDot(name).toLowerCase())
  if (listed) return { addresses: [listed.address], name: listed.canonical, hops }
  const config = resolverConfig(machine)
  const answer = yield* searched(machine, name, config, options.libc ?? 'glibc', hops)
  if (typeof answer === 'object') {
    if (options.target !== undefined) machine.net.looked(options.target, hops)
    return { ...answer, hops }
  }
  if (options.target !== undefined) {
    const outcome = answer === 'nxdomain' || answer === 'nodata' ? 'nxdomain' : 'noanswer'
    machine.net.looked(options.target, hops, { outcome, program: options.program ?? '' })
  }
  return { failed: answer, server: config.nameservers[0] as string, hops }
}

/** What a machine's /etc/resolv.conf says. */
export function resolverConfig(machine: Machine): ResolverConfig {
  return parseResolvConf(fileText(machine, '/etc/resolv.conf'))
}

function fileText(machine: Machine, path: string): string {
  return machine.fs.textOf(path) ?? ''
}

/** Addresses as inet_aton takes them: four numbers, or fewer of which the last is wider (`127.1`). */
function numericAddress(name: string): string | undefined {
  if (parseIPv4(name) !== undefined) return name
  if (!/^\d+(\.\d+){0,2}$/.test(name)) return undefined
  const parts = name.split('.').map(Number)
  const last = parts.pop() as number
  const width = 4 - parts.length
  if (parts.some((part) => part > 255) || last >= 256 ** width) return undefined
  const bytes = Array.from({ length: width }, (_, i) => Math.floor(last / 256 ** (width - 1 - i)) % 256)
  return [...parts, ...bytes].join('.')
}

/** Names to ask for, in order, each with its final dot. */
export function searchList(name: string, config: ResolverConfig, libc: Libc): string[] {
  if (name.endsWith('.')) return [name]
  const dots = name.split('.').length - 1
  const asIs = withDot(name)
  const extended = config.search.map((domain) => `${name}.${domain}.`)
  if (dots < config.ndots) return [...extended, asIs]
  return libc === 'musl' ? [asIs] : [asIs, ...extended]
}

function* searched(machine: Machine, name: string, config: ResolverConfig, libc: Libc, hops: Hop[]): Task<Answer> {
  let nodata = false
  let servfail = false
  for (const candidate of searchList(name, config, libc)) {
    const answer = yield* askBoth(machine, candidate, config, libc, hops)
    if (typeof answer === 'object') return answer
    if (answer === 'nodata') {
      if (libc === 'musl') return answer
      nodata = true
    } else if (answer === 'servfail') {
      if (libc === 'musl') return answer
      servfail = true
    } else if (answer !== 'nxdomain') return answer
  }
  return nodata ? 'nodata' : servfail ? 'servfail' : 'nxdomain'
}

/** A and AAAA at the same time, as every libc does. */
function* askBoth(machine: Machine, name: string, config: ResolverConfig, libc: Libc, hops: Hop[]): Task<Answer> {
  const later: Hop[] = []
  const sixth = yield* fork(ask(machine, name, 'AAAA', config, libc, later))
  const fourth = yield* ask(machine, name, 'A', config, libc, hops)
  const sixthAnswer = yield* join(sixth)
  hops.push(...later)
  if (typeof fourth === 'string') return fourth === 'unencodable' ? 'nxdomain' : fourth
  if (fourth.rcode === 'NXDOMAIN') return 'nxdomain'
  if (fourth.rcode !== 'NOERROR') return 'servfail'
  const addresses = fourth.answers.filter((record) => record.type === 'A').map((record) => record.data)
  if (addresses.length === 0) return typeof sixthAnswer === 'string' || sixthAnswer.rcode !== 'SERVFAIL' ? 'nodata' : 'servfail'
  return { addresses, name: withoutDot(fourth.answers.findLast((record) => record.type === 'A')?.name ?? name) }
}

/** One question to the name servers in turn, again and again as the configuration says. */
function* ask(
  machine: Machine,
  name: string,
  type: 'A' | 'AAAA',
  config: ResolverConfig,
  libc: Libc,
  hops: Hop[],
): Task<DnsResponse | DnsFailure> {
  let failure: DnsFailure = 'timeout'
  // musl spreads its attempts over one timeout; the others wait that long each time.
  const timeoutMs = (config.timeout * 1000) / (libc === 'musl' ? config.attempts : 1)
  for (let attempt = 0; attempt < config.attempts; attempt++) {
    for (const server of config.nameservers) {
      const start = machine.clock.now
      const answer = yield* askServer(machine.net, { name, type, server, timeoutMs }, hops, type === 'A' && attempt === 0)
      if (typeof answer === 'object') {
        if (answer.rcode !== 'SERVFAIL' && answer.rcode !== 'REFUSED') return answer
        if (attempt === config.attempts - 1 && server === config.nameservers.at(-1)) return answer
        continue
      }
      if (answer === 'unencodable') return answer
      // musl's sockets are not connected: it hears nothing of a refusal and waits.
      if (libc === 'musl' && answer !== 'timeout') yield* sleep(Math.max(0, start + timeoutMs - machine.clock.now))
      failure = libc === 'musl' ? 'timeout' : answer
    }
  }
  return failure
}

/** What Go says of a failed lookup, after `dial tcp: `. */
export function goLookupError(name: string, lookup: { failed: LookupFailure; server: string }, local: string): string {
  const { failed, server } = lookup
  const at = `lookup ${withoutDot(name)} on ${server}:53`
  if (failed === 'nxdomain' || failed === 'nodata') return `${at}: no such host`
  if (failed === 'servfail') return `${at}: server misbehaving`
  const why = failed === 'refused' ? 'read: connection refused' : failed === 'unreachable' ? 'read: no route to host' : 'i/o timeout'
  return `${at}: read udp ${local}->${server}:53: ${why}`
}
