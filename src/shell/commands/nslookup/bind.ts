import { type DnsRecord, type DnsResponse, withoutDot } from '../../../cluster/coredns/message.ts'
import type { Process, Program } from '../../../cluster/machine/machine.ts'
import type { Task } from '../../../sim/task.ts'
import { type Answered, type BindLookup, bindDefaults, bindQuery, RECORD_TYPES, reverseName, serverAddresses } from '../bind/query.ts'

/** BIND's nslookup, as a command with operands. */
export const bindNslookup: Program = function* (process) {
  const defaults = bindDefaults(process)
  const lookup: BindLookup = { ...defaults, name: '', type: 'A', search: true, tries: 3 }
  const operands: string[] = []
  let type: string | undefined
  for (const arg of process.argv.slice(1)) {
    const [word = '', value = ''] = arg.replace(/^-/, '').split('=', 2)
    if (!arg.startsWith('-') || arg === '-') operands.push(arg)
    else if (/^(?:ty(?:pe?)?|q(?:u(?:e(?:r(?:y(?:t(?:y(?:pe?)?)?)?)?)?)?)?)$/.test(word)) type = value.toUpperCase()
    else if (word === 'port' || word === 'po') lookup.port = Number(value)
    else if (word === 'timeout') lookup.timeoutMs = Number(value) * 1000
    else if (word === 'retry') lookup.tries = Number(value)
    else if (word === 'nosearch' || word === 'nosea') lookup.search = false
    else if (word === 'norecurse' || word === 'norec') lookup.recurse = false
    else if (word === 'vc') lookup.tcp = true
    else if (word === 'version') {
      yield* process.stdout.write('nslookup 9.18.49-1~deb12u1-Debian\n')
      return 0
    } else if (!/^(novc|search|recurse|nodebug|nod2|fail|nofail|class|domain|ndots)$/.test(word)) {
      yield* process.stdout.write(
        word === 'debug' || word === 'd2' ? `nslookup: podtalk does not simulate -${word}\n` : `*** Invalid option: ${word}\n`,
      )
      return 1
    }
  }
  const [name, server] = operands
  if (name === undefined || name === '-') {
    yield* process.stdout.write("nslookup: podtalk does not simulate nslookup's interactive mode: nslookup NAME [SERVER]\n")
    return 1
  }
  if (type !== undefined && !RECORD_TYPES.has(type)) {
    yield* process.stdout.write(`unknown query type: ${type}\n`)
    type = undefined
  }
  if (server !== undefined) {
    const addresses = yield* serverAddresses(process, server)
    if (!addresses) {
      yield* process.stderr.write(`nslookup: couldn't get address for '${server}': not found\n`)
      return 1
    }
    lookup.servers = addresses
  }
  const reversed = type === undefined || type === 'PTR' ? reverseName(name) : undefined
  lookup.name = reversed ?? name
  if (reversed) lookup.search = false
  lookup.type = type ?? (reversed ? 'PTR' : 'A')
  const code = yield* new Lookups(process, lookup, server, type !== undefined).run()
  yield* process.stdout.write('\n')
  return code
}

class Lookups {
  #process: Process
  #lookup: BindLookup
  #server: string | undefined
  #typed: boolean

  constructor(process: Process, lookup: BindLookup, server: string | undefined, typed: boolean) {
    this.#process = process
    this.#lookup = lookup
    this.#server = server
    this.#typed = typed
  }

  *#write(text: string): Task {
    yield* this.#process.stdout.write(text)
  }

  *run(): Task<number> {
    const { stdout } = this.#process
    /** Servers that would not look further are complained of, answer by answer. */
    const complain = function* ({ response, server }: Answered): Task {
      if (!response.ra && response.rd) yield* stdout.write(`;; Got recursion not available from ${server}\n`)
    }
    const answer = yield* bindQuery(this.#process, this.#lookup, complain)
    if (answer === 'illegal') {
      yield* this.#process.stderr.write(`nslookup: '${this.#lookup.name}' is not a legal name (label too long)\n`)
      return 1
    }
    if (!answer) {
      yield* this.#write(';; no servers could be reached\n')
      return 1
    }
    const { response, server } = answer
    const { type } = this.#lookup
    if (this.#typed || type === 'A')
      yield* this.#write(`Server:\t\t${this.#server ?? server}\nAddress:\t${server}#${this.#lookup.port}\n\n`)
    if (response.rcode !== 'NOERROR') {
      yield* this.#write(`** server can't find ${withoutDot(response.name)}: ${response.rcode}\n`)
      return 1
    }
    if (!response.aa) yield* this.#write('Non-authoritative answer:\n')
    yield* this.#write(response.answers.map(sectionText).join(''))
    const none = response.answers.length === 0
    if (!this.#typed && type === 'A') {
      const sixth = yield* bindQuery(this.#process, { ...this.#lookup, name: response.name, type: 'AAAA', search: false }, complain)
      if (typeof sixth === 'object')
        yield* this.#write(
          sixth.response.answers
            .filter((record) => record.type === 'AAAA')
            .map(sectionText)
            .join(''),
        )
      if (none && (typeof sixth !== 'object' || sixth.response.answers.length === 0)) yield* this.#noAnswer(response)
    } else if (none) yield* this.#noAnswer(response)
    return 0
  }

  *#noAnswer(response: DnsResponse): Task {
    yield* this.#write(`*** Can't find ${withoutDot(this.#lookup.search ? this.#lookup.name : response.name)}: No answer\n`)
  }
}

/** What stands between name and data. */
const WORDS: Record<string, string> = {
  CNAME: 'canonical name',
  MX: 'mail exchanger',
  NS: 'nameserver',
  PTR: 'name',
  SRV: 'service',
  TXT: 'text',
  HINFO: 'hinfo',
}

function sectionText({ name, type, data }: DnsRecord): string {
  const owner = withoutDot(name)
  if (type === 'A' || type === 'AAAA') return `Name:\t${owner}\nAddress: ${data}\n`
  if (type === 'SOA') return `${owner}\n${soaText(data)}`
  return `${owner}\t${WORDS[type] ?? `rdata_${type}`} = ${data}\n`
}

/** The fields of an SOA record, one a line. */
export function soaText(data: string): string {
  const [origin = '', mail = '', serial, refresh, retry, expire, minimum] = data.split(' ')
  return `\torigin = ${withoutDot(origin)}\n\tmail addr = ${withoutDot(mail)}\n\tserial = ${serial}\n\trefresh = ${refresh}\n\tretry = ${retry}\n\texpire = ${expire}\n\tminimum = ${minimum}\n`
}
