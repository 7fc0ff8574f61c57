import { type DnsRecord, type DnsResponse, type RecordType, withoutDot } from '../../../cluster/coredns/message.ts'
import type { Program } from '../../../cluster/machine/machine.ts'
import { askServer, type DnsFailure } from '../../../cluster/network/dns-client.ts'
import { resolverConfig } from '../../../cluster/network/resolver.ts'
import type { Hop } from '../../../cluster/network/trace.ts'
import { fork, join, type Runner, sleep } from '../../../sim/task.ts'
import { BUSYBOX_BANNER } from '../../usage.ts'
import { reverseName, serverAddresses } from '../bind/query.ts'
import { soaText } from './bind.ts'

const TYPES = new Set(['A', 'AAAA', 'ANY', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TXT'])
const TIMEOUT = 5_000
const TRIES = 2

const USAGE = `${BUSYBOX_BANNER}

Usage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]

Query DNS about HOST

QUERY_TYPE: soa,ns,a,aaaa,cname,mx,txt,srv,ptr,any
`

/**
 * busybox nslookup: asks everything at once, for a name without dots along the whole search list, and
 * prints each answer. One that is missing among them makes it exit 1, even when another was found.
 */
export const busyboxNslookup: Program = function* (process) {
  const types: RecordType[] = []
  const operands: string[] = []
  let port = 53
  let debug = false
  for (const arg of process.argv.slice(1)) {
    const [word = '', value = ''] = arg.replace(/^-+/, '').split('=', 2)
    if (!arg.startsWith('-')) operands.push(arg)
    else if (word !== '' && ('type'.startsWith(word) || 'querytype'.startsWith(word))) {
      if (!TYPES.has(value.toUpperCase())) {
        yield* process.stderr.write(`nslookup: invalid query type "${value}"\n`)
        return 1
      }
      types.push(value.toUpperCase())
    } else if ('port'.startsWith(word) && value !== '') port = Number(value)
    else if ('debug'.startsWith(word)) debug = true
    else if (!'retry'.startsWith(word) && !'timeout'.startsWith(word)) {
      yield* process.stderr.write(`nslookup: unrecognized option '${arg}'\n${USAGE}`)
      return 1
    }
  }
  const [name, server] = operands
  if (name === undefined || operands.length > 2) {
    yield* process.stderr.write(USAGE)
    return 1
  }
  const config = resolverConfig(process.machine)
  let servers = config.nameservers
  if (server !== undefined) {
    const found = yield* serverAddresses(process, server)
    if (!found) {
      yield* process.stderr.write(`nslookup: bad address '${server}'\n`)
      return 1
    }
    servers = found
  }
  const reversed = types.length === 0 ? reverseName(name) : undefined
  const wanted: [name: string, type: RecordType][] = reversed
    ? [[reversed, 'PTR']]
    : (types.length > 0 ? types : ['A', 'AAAA']).flatMap((type) => {
        const extended =
          type === 'PTR' || config.search.length === 0 || name.includes('.') ? [name] : config.search.map((domain) => `${name}.${domain}`)
        return extended.map((each): [string, RecordType] => [each, type])
      })
  const { net, clock, random } = process.machine
  for (const address of servers) {
    const start = clock.now
    const queries: [string, Runner<DnsResponse | DnsFailure>, Hop[]][] = []
    for (const [each, type] of wanted) {
      const hops: Hop[] = []
      queries.push([
        each,
        yield* fork(
          askServer(net, { name: each, type, server: address, port, timeoutMs: TIMEOUT / TRIES, id: random.below(65_536) }, hops),
        ),
        hops,
      ])
    }
    let answered = 0
    let code = 0
    let complained = false
    const all: Hop[] = []
    for (const [index, [asked, runner, hops]] of queries.entries()) {
      const answer = yield* join(runner)
      all.push(...hops)
      if (typeof answer === 'string') {
        if (answer === 'unencodable') {
          yield* process.stderr.write(`nslookup: invalid domain name '${asked}'\n`)
          return 1
        }
        if (answer !== 'timeout' && !complained)
          yield* process.stderr.write(`nslookup: read: ${answer === 'refused' ? 'Connection refused' : 'No route to host'}\n`)
        if (answer !== 'timeout') complained = true
        continue
      }
      if (answered++ === 0) yield* process.stdout.write(`Server:\t\t${server ?? address}\nAddress:\t${address}:${port}\n\n`)
      if (debug) yield* process.stdout.write(`Query #${index} completed in ${Math.ceil(clock.now - start)}ms:\n`)
      if (answer.rcode !== 'NOERROR') {
        code = 1
        yield* process.stdout.write(`** server can't find ${asked}: ${answer.rcode}\n\n`)
      } else
        yield* process.stdout.write(
          `${answer.aa ? (debug ? 'authoritative answer:\n' : '') : 'Non-authoritative answer:\n'}${answer.answers.map(answerText).join('')}\n`,
        )
    }
    net.looked(name, all, { outcome: answered === 0 ? 'noanswer' : code === 0 ? 'connected' : 'nxdomain', program: 'nslookup' })
    if (answered > 0) return code
    yield* sleep(Math.max(0, start + TIMEOUT - clock.now))
  }
  yield* process.stdout.write(';; connection timed out; no servers could be reached\n\n')
  return 1
}

const WORDS: Record<string, string> = {
  CNAME: 'canonical name',
  MX: 'mail exchanger',
  NS: 'nameserver',
  PTR: 'name',
  SRV: 'service',
  TXT: 'text',
}

function answerText({ name, type, data }: DnsRecord): string {
  const owner = withoutDot(name)
  if (type === 'A' || type === 'AAAA') return `Name:\t${owner}\nAddress: ${data}\n`
  if (type === 'SOA') return `${owner}\n${soaText(data)}`
  return Object.hasOwn(WORDS, type) ? `${owner}\t${WORDS[type]} = ${withoutDot(data)}\n` : ''
}
