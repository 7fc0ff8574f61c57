import { type DnsResponse, type RecordType, withDot, withoutDot } from '../../../cluster/coredns/message.ts'
import type { Process } from '../../../cluster/machine/machine.ts'
import { askServer, type DnsFailure } from '../../../cluster/network/dns-client.ts'
import { lookupHost, resolverConfig } from '../../../cluster/network/resolver.ts'
import type { Hop, Outcome } from '../../../cluster/network/trace.ts'
import type { Task } from '../../../sim/task.ts'

/** How BIND's tools ask: dig, host and nslookup share this machinery. */
export interface BindLookup {
  name: string
  type: RecordType
  class?: 'IN' | 'CH'
  servers: readonly string[]
  port: number
  /** extend short names by the search list */
  search: boolean
  ndots: number
  domains: readonly string[]
  tries: number
  timeoutMs: number
  tcp: boolean
  recurse: boolean
}

export interface Answered {
  response: DnsResponse
  server: string
  /** ms */
  took: number
}

/** What the tools say of a server that does not answer. */
const COMMUNICATION: Record<DnsFailure, string> = {
  timeout: 'timed out',
  refused: 'connection refused',
  unreachable: 'host unreachable',
  unencodable: '',
}

/** What they say when nobody answered: over TCP after each try, else once. */
export const NO_SERVERS = ';; no servers could be reached\n'

/** Settings that come from the machine's resolv.conf. */
export function bindDefaults(
  process: Process,
): Pick<BindLookup, 'servers' | 'port' | 'ndots' | 'domains' | 'timeoutMs' | 'tcp' | 'recurse'> {
  const config = resolverConfig(process.machine)
  return { servers: config.nameservers, port: 53, ndots: config.ndots, domains: config.search, timeoutMs: 5_000, tcp: false, recurse: true }
}

/** Names to ask for, in order: the search list for what has few dots, then the name itself. */
export function bindNames({ name, search, ndots, domains }: BindLookup): string[] {
  if (!search || name.endsWith('.') || name.split('.').length - 1 >= ndots) return [withDot(name)]
  return [...domains.map((domain) => `${name}.${domain}.`), withDot(name)]
}

/** Told of each step of a lookup along the search list. */
export interface LookupSteps {
  /** a name is about to be asked for */
  trying?: (name: string) => Task
  answered?: (answer: Answered) => Task
}

/**
 * Asks along the search list. The last answer is returned, or undefined when no server answered,
 * which has been said on stdout then.
 */
export function* bindQuery(
  process: Process,
  lookup: BindLookup,
  { trying, answered }: LookupSteps = {},
): Task<Answered | undefined | 'illegal'> {
  const hops: Hop[] = []
  let answer: Answered | undefined
  for (const name of bindNames(lookup)) {
    if (trying) yield* trying(withoutDot(name))
    const asked = yield* askInTurn(process, { ...lookup, name }, hops)
    if (asked === 'illegal') return asked
    if (!asked) {
      record(process, lookup, hops, 'noanswer')
      return undefined
    }
    answer = asked
    if (answered) yield* answered(asked)
    if (asked.response.rcode !== 'NXDOMAIN') break
  }
  record(process, lookup, hops, answer?.response.rcode === 'NXDOMAIN' ? 'nxdomain' : 'connected')
  return answer
}

function record(process: Process, { name }: BindLookup, hops: Hop[], outcome: Outcome): void {
  process.machine.net.looked(withoutDot(name), hops, { outcome, program: process.argv[0] as string })
}

function* askInTurn(process: Process, lookup: BindLookup, hops: Hop[]): Task<Answered | undefined | 'illegal'> {
  const { clock, net, random } = process.machine
  let servfail: Answered | undefined
  for (let attempt = 0; attempt < lookup.tries; attempt++) {
    for (const server of lookup.servers) {
      const start = clock.now
      const id = random.below(65_536)
      const { name, type, port, timeoutMs, recurse: rd } = lookup
      const answer = yield* askServer(
        net,
        { name, type, server, port, timeoutMs, id, rd, class: lookup.class ?? 'IN', ...(lookup.tcp ? { protocol: 'TCP' } : {}) },
        hops,
      )
      if (answer === 'unencodable') return 'illegal'
      if (typeof answer === 'object') {
        const answered = { response: answer, server, took: clock.now - start }
        if (answer.rcode !== 'SERVFAIL') return answered
        servfail = answered
        continue
      }
      const why = COMMUNICATION[answer]
      yield* process.stdout.write(
        lookup.tcp
          ? `;; Connection to ${server}#${port}(${server}) for ${withoutDot(name)} failed: ${why}.\n${NO_SERVERS}`
          : `;; communications error to ${server}#${port}: ${why}\n`,
      )
    }
    if (servfail) return servfail
  }
  return undefined
}

/** A name server given as an operand: its addresses, or undefined when the name leads nowhere. */
export function* serverAddresses(process: Process, server: string): Task<readonly string[] | undefined> {
  const found = yield* lookupHost(process.machine, server)
  return 'failed' in found ? undefined : found.addresses
}

/** `10.96.0.1` → `1.0.96.10.in-addr.arpa`; undefined for anything else. */
export function reverseName(address: string): string | undefined {
  return /^\d{1,3}(\.\d{1,3}){3}$/.test(address) ? `${address.split('.').reverse().join('.')}.in-addr.arpa` : undefined
}

/** Why BIND takes `name` for no name. */
export function illegalName(name: string): string {
  if (name === '') return 'unexpected end of input'
  return name.includes('..') || name.startsWith('.') ? 'empty label' : name.length > 255 ? 'ran out of space' : 'label too long'
}

/** BIND's release in this course's images. */
export const BIND_VERSION = '9.18.49-1~deb12u1-Debian'

export const RECORD_TYPES = new Set([
  'A',
  'AAAA',
  'ANY',
  'AXFR',
  'CAA',
  'CNAME',
  'DNSKEY',
  'DS',
  'HINFO',
  'HTTPS',
  'LOC',
  'MX',
  'NAPTR',
  'NS',
  'NSEC',
  'PTR',
  'RRSIG',
  'SOA',
  'SPF',
  'SRV',
  'SSHFP',
  'SVCB',
  'TLSA',
  'TXT',
])
