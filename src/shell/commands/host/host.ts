import { type DnsRecord, messageSize, withoutDot } from '../../../cluster/coredns/message.ts'
import type { Process, Program } from '../../../cluster/machine/machine.ts'
import type { Task } from '../../../sim/task.ts'
import { headerText, SECTIONS, sectionText } from '../bind/message-text.ts'
import {
  type Answered,
  BIND_VERSION,
  type BindLookup,
  bindDefaults,
  bindQuery,
  illegalName,
  type LookupSteps,
  NO_SERVERS,
  RECORD_TYPES,
  reverseName,
  serverAddresses,
} from '../bind/query.ts'
import { questionLine } from '../bind/zone-text.ts'
import { lastOf, type OptionSpec, parseOptions } from '../network/options.ts'

const OPTIONS: readonly OptionSpec[] = [
  ...'4,6,a,d,i,l,r,s,U,v,V,w,C,T,A'.split(',').map((short) => ({ short })),
  ...'c,m,N,p,R,t,W'.split(',').map((short) => ({ short, argument: true })),
]

const USAGE = `Usage: host [-aCdilrTvVw] [-c class] [-N ndots] [-t type] [-W time]
            [-R number] [-m flag] [-p port] hostname [server]
       -a is equivalent to -v -t ANY
       -A is like -a but omits RRSIG, NSEC, NSEC3
       -c specifies query class for non-IN data
       -C compares SOA records on authoritative nameservers
       -d is equivalent to -v
       -l lists all hosts in a domain, using AXFR
       -m set memory debugging flag (trace|record|usage)
       -N changes the number of dots allowed before root lookup is done
       -p specifies the port on the server to query
       -r disables recursive processing
       -R specifies number of retries for UDP packets
       -s a SERVFAIL response should stop query
       -t specifies the query type
       -T enables TCP/IP mode
       -U enables UDP mode
       -v enables verbose output
       -V print version number and exit
       -w specifies to wait forever for a reply
       -W specifies how long to wait for a reply
       -4 use IPv4 query transport only
       -6 use IPv6 query transport only
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
  if ('operands' in options && options.values.has('V')) {
    yield* process.stderr.write(`host ${BIND_VERSION}\n`)
    return 0
  }
  if (!('operands' in options) || options.operands.length === 0) {
    const wrong = 'unknown' in options && options.short ? `host: illegal option -- ${options.unknown}\n` : ''
    yield* process.stderr.write(wrong + USAGE)
    return 1
  }
  for (const letter of ['C', 'l', '6']) {
    if (!options.values.has(letter)) continue
    yield* process.stderr.write(`host: podtalk does not simulate -${letter}\n`)
    return 1
  }
  const all = options.values.has('a') || options.values.has('A')
  const [name = '', server] = options.operands
  const given = all ? 'ANY' : lastOf(options, 't')?.toUpperCase()
  if (given !== undefined && !RECORD_TYPES.has(given)) {
    yield* process.stderr.write(`host: invalid type: ${lastOf(options, 't')}\n\n`)
    return 2
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
    ...(/^ch/i.test(lastOf(options, 'c') ?? '') ? { class: 'CH' } : {}),
    tcp: options.values.has('T') || given === 'ANY',
    recurse: !options.values.has('r'),
  }
  if (server !== undefined) {
    const addresses = yield* serverAddresses(process, server)
    if (!addresses) {
      yield* process.stderr.write(`host: couldn't get address for '${server}': not found\n`)
      return 1
    }
    lookup.servers = addresses
  }
  return yield* new HostLookups(process, lookup, server, all || options.values.has('v') || options.values.has('d')).run(
    given !== undefined,
    reversed !== undefined,
  )
}

class HostLookups {
  #process: Process
  #lookup: BindLookup
  #server: string | undefined
  #verbose: boolean
  /** the server's name has been said */
  #introduced = false

  constructor(process: Process, lookup: BindLookup, server: string | undefined, verbose: boolean) {
    this.#process = process
    this.#lookup = lookup
    this.#server = server
    this.#verbose = verbose
  }

  *#write(text: string): Task {
    yield* this.#process.stdout.write(text)
  }

  /** Looks a name up as asked; without a type (`typed`) also for AAAA and MX. */
  *run(typed: boolean, reversed: boolean): Task<number> {
    const lookup = this.#lookup
    const answer = yield* bindQuery(this.#process, lookup, this.#steps)
    if (answer === 'illegal') {
      yield* this.#process.stderr.write(`host: '${lookup.name}' is not in legal name syntax (${illegalName(lookup.name)})\n`)
      return 1
    }
    if (!answer) {
      if (!lookup.tcp) yield* this.#write(NO_SERVERS)
      return 1
    }
    yield* this.#introduce(answer.server)
    const { response } = answer
    if (response.rcode !== 'NOERROR') {
      const shown = response.rcode === 'NXDOMAIN' ? lookup.name : withoutDot(response.name)
      yield* this.#write(`Host ${shown} not found: ${RCODES[response.rcode]}(${response.rcode})\n`)
      yield* this.#received(answer)
      return 1
    }
    if (this.#verbose) yield* this.#message(answer)
    else if (response.answers.length === 0 && typed) {
      yield* this.#write(`${withoutDot(response.name)} has no ${lookup.type} record\n`)
      return 0
    } else yield* this.#write(sentences(response.answers))
    if (typed || reversed) return 0
    const owner = response.answers.findLast((record) => record.type === 'A')?.name ?? response.answers.at(-1)?.data ?? response.name
    let code = 0
    for (const type of ['AAAA', 'MX']) {
      const question = { ...lookup, name: owner.endsWith('.') ? owner : `${owner}.`, type, search: false }
      const more = yield* bindQuery(this.#process, question, this.#steps)
      if (typeof more !== 'object') continue
      const { rcode, answers, name } = more.response
      // An alias that leads nowhere: each further look-up says so.
      if (rcode !== 'NOERROR') {
        code = 1
        yield* this.#write(`Host ${withoutDot(name)} not found: ${RCODES[rcode]}(${rcode})\n`)
      } else if (this.#verbose) yield* this.#message(more)
      else yield* this.#write(sentences(answers.filter((record) => record.type === type)))
    }
    return code
  }

  get #steps(): LookupSteps {
    const write = (text: string): Task => this.#write(text)
    return this.#verbose
      ? {
          *trying(name) {
            yield* write(`Trying "${name}"\n`)
          },
        }
      : {}
  }

  *#introduce(address: string): Task {
    if (this.#server === undefined || this.#introduced) return
    this.#introduced = true
    yield* this.#write(`Using domain server:\nName: ${this.#server}\nAddress: ${address}#${this.#lookup.port}\nAliases: \n\n`)
  }

  *#message(answered: Answered): Task {
    const { response } = answered
    yield* this.#write(
      `${headerText(response, 0, false)}\n;; QUESTION SECTION:\n${questionLine(response.name, response.type)}\n\n${SECTIONS.map((section) => sectionText(response, section, true)).join('')}`,
    )
    yield* this.#received(answered)
  }

  *#received({ response, server, took }: Answered): Task {
    if (this.#verbose)
      yield* this.#write(`Received ${messageSize(response)} bytes from ${server}#${this.#lookup.port} in ${Math.floor(took)} ms\n`)
  }
}

const sentences = (records: readonly DnsRecord[]): string =>
  records.map((record) => `${withoutDot(record.name)} ${WORDS[record.type] ?? `has ${record.type} record`} ${record.data}\n`).join('')
