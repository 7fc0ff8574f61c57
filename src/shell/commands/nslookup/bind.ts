import { type DnsRecord, type DnsResponse, withoutDot } from '../../../cluster/coredns/message.ts'
import type { Process, Program } from '../../../cluster/machine/machine.ts'
import type { Task } from '../../../sim/task.ts'
import { Lines } from '../../command.ts'
import {
  type Answered,
  BIND_VERSION,
  type BindLookup,
  bindDefaults,
  bindQuery,
  illegalName,
  NO_SERVERS,
  RECORD_TYPES,
  reverseName,
  serverAddresses,
} from '../bind/query.ts'

/** What `set` and the options of the command line change. */
interface Settings {
  lookup: BindLookup
  /** asked for; undefined: A and AAAA, PTR for an address */
  type: string | undefined
  debug: boolean
  /** the server as it was named, when it was */
  server: string | undefined
}

/** BIND's nslookup: one lookup from its operands, or many from standard input. */
export const bindNslookup: Program = function* (process) {
  const lookup: BindLookup = { ...bindDefaults(process), name: '', type: 'A', search: true, tries: 3 }
  const settings: Settings = { lookup, type: undefined, debug: false, server: undefined }
  const operands: string[] = []
  for (const arg of process.argv.slice(1)) {
    if (!arg.startsWith('-') || arg === '-') operands.push(arg)
    else if (/^-ver/.test(arg)) {
      yield* process.stderr.write(`nslookup ${BIND_VERSION}\n`)
      return 0
    } else yield* set(process, settings, arg.slice(1))
  }
  const [name, server] = operands
  if (server !== undefined && !(yield* useServer(process, settings, server))) return 1
  if (name === undefined || name === '-') return yield* interactive(process, settings)
  const code = yield* lookUp(process, settings, name)
  if (code !== undefined) yield* process.stdout.write('\n')
  return code ?? 1
}

const TYPE_OPTION = /^(?:ty(?:pe?)?|q(?:u(?:e(?:r(?:y(?:t(?:y(?:pe?)?)?)?)?)?)?)?)$/

/** One option, as `-option` or after `set`. */
function* set(process: Process, settings: Settings, option: string): Task {
  const { lookup } = settings
  const [word = '', value = ''] = option.split('=', 2)
  const number = /^\d+$/.test(value) ? Number(value) : undefined
  if (TYPE_OPTION.test(word)) {
    if (RECORD_TYPES.has(value.toUpperCase())) settings.type = value.toUpperCase()
    else yield* process.stdout.write(`unknown query type: ${value}\n`)
  } else if (/^po(rt)?$/.test(word)) lookup.port = number ?? lookup.port
  else if (/^(timeout|t)$/.test(word)) lookup.timeoutMs = (number ?? 5) * 1000
  else if (/^ret(ry)?$/.test(word)) lookup.tries = Math.max(1, number ?? 3)
  else if (word === 'ndots') lookup.ndots = number ?? lookup.ndots
  else if (/^do(main)?$/.test(word)) lookup.domains = [value]
  else if (/^cl(ass)?$/.test(word)) lookup.class = value.toUpperCase() === 'CH' ? 'CH' : 'IN'
  else if (/^(no)?sea(rch)?$/.test(word)) lookup.search = !word.startsWith('no')
  else if (/^(no)?rec(urse)?$/.test(word)) lookup.recurse = !word.startsWith('no')
  else if (/^(no)?vc$/.test(word)) lookup.tcp = word === 'vc'
  else if (/^(no)?deb(ug)?$/.test(word)) settings.debug = !word.startsWith('no')
  else if (/^all$/.test(word)) yield* showAll(process, settings)
  else if (!/^(no)?(d2|fail|sil(ent)?|def(name)?)$/.test(word)) yield* process.stdout.write(`*** Invalid option: ${option}\n`)
}

function* showServers(process: Process, { lookup, server }: Settings): Task {
  for (const address of lookup.servers)
    yield* process.stdout.write(`Default server: ${server ?? address}\nAddress: ${address}#${lookup.port}\n`)
}

function* showAll(process: Process, settings: Settings): Task {
  const { lookup, debug, type } = settings
  yield* showServers(process, settings)
  yield* process.stdout.write(
    `
Set options:
  ${lookup.tcp ? 'vc' : 'novc'}\t\t\t${debug ? 'debug' : 'nodebug'}\t\tnod2
  ${lookup.search ? 'search' : 'nosearch'}\t\t${lookup.recurse ? 'recurse' : 'norecurse'}
  timeout = ${lookup.timeoutMs === 5_000 ? 0 : lookup.timeoutMs / 1000}\t\tretry = ${lookup.tries}\tport = ${lookup.port}\tndots = ${lookup.ndots}
  querytype = ${(type ?? 'A').padEnd(8)}\tclass = ${lookup.class ?? 'IN'}
  srchlist = ${lookup.domains.join('/')}
`,
  )
}

/** Asks another server from now on; says so and returns false when it has no address. */
function* useServer(process: Process, settings: Settings, server: string): Task<boolean> {
  const addresses = yield* serverAddresses(process, server)
  if (!addresses) {
    yield* process.stderr.write(`nslookup: couldn't get address for '${server}': not found\n`)
    return false
  }
  settings.server = server
  settings.lookup.servers = addresses
  return true
}

/** Commands from standard input, up to `exit`. The exit code is the last lookup's. */
function* interactive(process: Process, settings: Settings): Task<number> {
  const lines = Lines.of(process.stdin)
  const prompt = process.tty === undefined ? '' : '> '
  let code = 1
  let left = false
  while (!left) {
    yield* process.stdout.write(prompt)
    const batch = yield* lines.batch()
    if (!batch) break
    for (const [at, line] of batch.entries()) {
      if (at > 0) yield* process.stdout.write(prompt)
      const [word = '', ...rest] = line.trim().split(/\s+/)
      if (word === '') continue
      code = 0
      if (word === 'exit') {
        left = true
        break
      }
      if (word === 'set') for (const option of rest) yield* set(process, settings, option)
      else if (word === 'server' || word === 'lserver') {
        if (rest[0] === undefined || (yield* useServer(process, settings, rest[0]))) yield* showServers(process, settings)
      } else if (/^(finger|help|\?|ls|root|view)$/.test(word)) {
        yield* process.stdout.write(`The '${word === '?' ? 'help' : word}' command is not yet implemented.\n`)
      } else {
        const one = { ...settings, lookup: { ...settings.lookup } }
        if (rest[0] !== undefined && !(yield* useServer(process, one, rest[0]))) continue
        code = (yield* lookUp(process, one, word)) ?? 1
      }
    }
  }
  yield* process.stdout.write('\n')
  return code
}

/** One name or address; undefined when it is no name, which has been said then. */
function* lookUp(process: Process, settings: Settings, name: string): Task<number | undefined> {
  const { type } = settings
  const reversed = type === undefined || type === 'PTR' ? reverseName(name) : undefined
  const lookup: BindLookup = {
    ...settings.lookup,
    name: reversed ?? name,
    type: type ?? (reversed ? 'PTR' : 'A'),
    ...(reversed ? { search: false } : {}),
  }
  return yield* new Lookups(process, lookup, settings).run()
}

class Lookups {
  #process: Process
  #lookup: BindLookup
  #settings: Settings
  #code = 0

  constructor(process: Process, lookup: BindLookup, settings: Settings) {
    this.#process = process
    this.#lookup = lookup
    this.#settings = settings
  }

  *#write(text: string): Task {
    yield* this.#process.stdout.write(text)
  }

  *run(): Task<number | undefined> {
    const { stdout } = this.#process
    const { server: named } = this.#settings
    const lookup = this.#lookup
    /** The machine's own servers are complained of when they would not look further, answer by answer. */
    const answered = function* ({ response, server }: Answered): Task {
      if (!response.ra && response.rd && named === undefined) yield* stdout.write(`;; Got recursion not available from ${server}\n`)
    }
    const answer = yield* bindQuery(this.#process, lookup, { answered })
    if (answer === 'illegal') {
      yield* this.#process.stderr.write(`nslookup: '${lookup.name}' is not in legal name syntax (${illegalName(lookup.name)})\n`)
      return undefined
    }
    if (!answer) {
      if (!lookup.tcp) yield* this.#write(NO_SERVERS)
      return 1
    }
    const typed = this.#settings.type !== undefined
    if (typed || lookup.type === 'A')
      yield* this.#write(`Server:\t\t${named ?? answer.server}\nAddress:\t${answer.server}#${lookup.port}\n\n`)
    if (!(yield* this.#show(answer.response, !typed && lookup.type === 'A'))) return 1
    if (typed || lookup.type !== 'A') return this.#code
    const { answers } = answer.response
    const owner = answers.findLast((record) => record.type === 'A')?.name ?? answers.at(-1)?.data ?? answer.response.name
    const sixth = yield* bindQuery(this.#process, { ...lookup, name: owner, type: 'AAAA', search: false }, { answered })
    if (typeof sixth === 'object') yield* this.#show(sixth.response, answers.length > 0)
    return this.#code
  }

  /** Prints what came back; `quiet`: an empty answer is none to speak of. Was it an answer? */
  *#show(response: DnsResponse, quiet: boolean): Task<boolean> {
    if (this.#settings.debug) yield* this.#write(debugText(response))
    if (response.rcode !== 'NOERROR') {
      yield* this.#write(`** server can't find ${withoutDot(response.name)}: ${response.rcode}\n`)
      this.#code = 1
      return false
    }
    const shown = response.type === 'AAAA' ? response.answers.filter(({ type }) => type === 'AAAA') : response.answers
    if (shown.length === 0) {
      if (!quiet)
        yield* this.#write(
          `*** Can't find ${withoutDot(this.#lookup.search && (this.#settings.type !== undefined || response.type !== 'AAAA') ? this.#lookup.name : response.name)}: No answer\n`,
        )
      return true
    }
    if (!response.aa) yield* this.#write('Non-authoritative answer:\n')
    yield* this.#write(shown.map(recordText).join(''))
    return true
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

function recordText({ name, type, data }: DnsRecord): string {
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

/** `set debug`: every section of the message. */
function debugText({ name, type, answers, authority, additional }: DnsResponse): string {
  const section = (records: readonly DnsRecord[]): string =>
    records.map((record) => `    ->  ${withoutDot(record.name)}\n${debugData(record)}\tttl = ${record.ttl}\n`).join('')
  return `------------
    QUESTIONS:
\t${withoutDot(name)}, type = ${type}, class = IN
    ANSWERS:
${section(answers)}    AUTHORITY RECORDS:
${section(authority)}    ADDITIONAL RECORDS:
${section(additional)}------------
`
}

function debugData({ type, data }: DnsRecord): string {
  if (type === 'SOA') return soaText(data)
  return `\t${type === 'A' ? 'internet address' : type === 'AAAA' ? 'has AAAA address' : (WORDS[type] ?? `rdata_${type}`)} = ${data}\n`
}
