import { type DnsRecord, withoutDot } from '../../../cluster/coredns/message.ts'
import type { Program } from '../../../cluster/machine/machine.ts'
import { type BindLookup, bindDefaults, bindQuery, RECORD_TYPES, reverseName, serverAddresses } from '../bind/query.ts'
import { lastOf, type OptionSpec, parseOptions } from '../network/options.ts'

const OPTIONS: readonly OptionSpec[] = [
  ...'4,6,a,d,i,l,r,s,U,v,V,w,C,T,A'.split(',').map((short) => ({ short })),
  ...'c,m,N,p,R,t,W'.split(',').map((short) => ({ short, argument: true })),
]

const USAGE = `Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time]
            [-R number] [-m flag] [-p port] hostname [server]
`

/** What stands between a name and a record's data. */
const WORDS: Record<string, string> = {
  A: 'has address',
  AAAA: 'has IPv6 address',
  CNAME: 'is an alias for',
  MX: 'mail is handled by',
  NS: 'name server',
  PTR: 'domain name pointer',
  SOA: 'has SOA record',
  SRV: 'has SRV record',
  TXT: 'descriptive text',
}

/** RFC 1035's numbers of answers that are no answer. */
const RCODES: Record<string, number> = { FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 }

/** BIND's host. */
export const host: Program = function* (process) {
  const options = parseOptions(process.argv.slice(1), OPTIONS)
  if (!('operands' in options) || options.operands.length === 0) {
    yield* process.stderr.write(USAGE)
    return 1
  }
  if (options.values.has('V')) {
    yield* process.stderr.write('host 9.18.49-1~deb12u1-Debian\n')
    return 0
  }
  for (const letter of ['a', 'v', 'C', 'l', 'd']) {
    if (!options.values.has(letter)) continue
    yield* process.stderr.write(`host: podtalk does not simulate -${letter}\n`)
    return 1
  }
  const [name = '', server] = options.operands
  const given = lastOf(options, 't')?.toUpperCase()
  if (given !== undefined && !RECORD_TYPES.has(given)) {
    yield* process.stderr.write(`host: invalid type: ${lastOf(options, 't')}\n`)
    return 1
  }
  const reversed = reverseName(name)
  const defaults = bindDefaults(process)
  const lookup: BindLookup = {
    ...defaults,
    name: reversed ? `${reversed}.` : name,
    type: given ?? (reversed ? 'PTR' : 'A'),
    port: Number(lastOf(options, 'p') ?? 53),
    ndots: Number(lastOf(options, 'N') ?? defaults.ndots),
    search: true,
    tries: Number(lastOf(options, 'R') ?? 1) + 1,
    timeoutMs: Number(lastOf(options, 'W') ?? 5) * 1000,
    tcp: options.values.has('T'),
    recurse: !options.values.has('r'),
  }
  if (server !== undefined) {
    const addresses = yield* serverAddresses(process, server)
    if (!addresses) {
      yield* process.stderr.write(`host: couldn't get address for '${server}': not found\n`)
      return 1
    }
    lookup.servers = addresses
    yield* process.stdout.write(`Using domain server:\nName: ${server}\nAddress: ${addresses[0]}#${lookup.port}\nAliases: \n\n`)
  }
  const answer = yield* bindQuery(process, lookup)
  if (answer === 'illegal') {
    yield* process.stderr.write(
      `host: '${name}' is not a legal name (${name.split('.').some((label) => label === '') ? 'empty label' : 'label too long'})\n`,
    )
    return 1
  }
  if (!answer) {
    yield* process.stdout.write(';; no servers could be reached\n')
    return 1
  }
  const { response } = answer
  if (response.rcode !== 'NOERROR') {
    const shown = response.rcode === 'NXDOMAIN' ? lookup.name : withoutDot(response.name)
    yield* process.stdout.write(`Host ${shown} not found: ${RCODES[response.rcode]}(${response.rcode})\n`)
    return 1
  }
  const lines = (records: readonly DnsRecord[]): string =>
    records.map((record) => `${withoutDot(record.name)} ${WORDS[record.type] ?? `has ${record.type} record`} ${record.data}\n`).join('')
  if (response.answers.length === 0 && given !== undefined) {
    yield* process.stdout.write(`${withoutDot(response.name)} has no ${lookup.type} record\n`)
    return 0
  }
  yield* process.stdout.write(lines(response.answers))
  if (given !== undefined || reversed) return 0
  const owner = response.answers.findLast((record) => record.type === 'A')?.name ?? response.answers.at(-1)?.data ?? response.name
  for (const type of ['AAAA', 'MX']) {
    const more = yield* bindQuery(process, { ...lookup, name: owner.endsWith('.') ? owner : `${owner}.`, type, search: false })
    if (typeof more !== 'object') continue
    const { rcode, answers } = more.response
    // An alias that leads nowhere: each further look-up says so.
    if (rcode !== 'NOERROR') yield* process.stdout.write(`Host ${withoutDot(more.response.name)} not found: ${RCODES[rcode]}(${rcode})\n`)
    else yield* process.stdout.write(lines(answers.filter((record) => record.type === type)))
  }
  return 0
}
