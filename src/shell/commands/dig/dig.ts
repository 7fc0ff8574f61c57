import { messageSize, type RecordType, withDot } from '../../../cluster/coredns/message.ts'
import type { Process, Program } from '../../../cluster/machine/machine.ts'
import type { Task } from '../../../sim/task.ts'
import { type Answered, type BindLookup, bindDefaults, bindQuery, RECORD_TYPES, reverseName, serverAddresses } from '../bind/query.ts'
import { questionLine, recordLine } from '../bind/zone-text.ts'
import { applySwitch, type DigSettings, SWITCHES } from './options.ts'

const VERSION = '9.18.49-1~deb12u1-Debian'

const USAGE = `Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}
            {global-d-opt} host [@local-server] {local-d-opt}
            [ host [@local-server] {local-d-opt} [...]]

Use "dig -h" (or "dig -h | more") for complete list of options
`

interface Question {
  name: string
  type: RecordType | undefined
  class: 'IN' | 'CH'
  server: string | undefined
  settings: DigSettings
  port: number
}

/** BIND's dig. */
export const dig: Program = function* (process) {
  const parsed = parse(process.argv.slice(1))
  if ('error' in parsed) {
    yield* (parsed.code === 0 ? process.stdout : process.stderr).write(parsed.error)
    return parsed.code
  }
  let code = 0
  for (const [at, question] of parsed.questions.entries()) {
    const result = yield* ask(process, question, at === 0)
    if (result !== 0) code = result
  }
  return code
}

function parse(args: readonly string[]): { questions: Question[] } | { error: string; code: number } {
  const initial: DigSettings = { ...SWITCHES, time: 5, tries: 3, ndots: undefined }
  const global: Question = { name: '', type: undefined, class: 'IN', server: undefined, settings: initial, port: 53 }
  const questions: Question[] = []
  let current = global
  const next = (name: string, type?: RecordType): void => {
    current = { ...global, name, type: type ?? current.type ?? undefined, settings: { ...global.settings } }
    if (type === undefined && global.type !== undefined) current.type = global.type
    questions.push(current)
  }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    if (arg.startsWith('@')) current.server = arg.slice(1)
    else if (arg.startsWith('+')) {
      const done = applySwitch(current.settings, arg.slice(1))
      if (done === 'not simulated') return { error: `dig: podtalk does not simulate ${arg}\n`, code: 1 }
      if (!done) return { error: `Invalid option: ${arg}\n${USAGE}`, code: 1 }
    } else if (arg.startsWith('-') && arg.length > 1) {
      const letter = arg[1] as string
      if ('46imuv'.includes(letter)) {
        if (letter === 'v') return { error: `DiG ${VERSION}\n`, code: 0 }
        continue
      }
      if (letter === 'h') return { error: USAGE, code: 0 }
      if (!'xtqpcbkfy'.includes(letter)) return { error: `Invalid option: ${arg}\n${USAGE}`, code: 1 }
      const value = arg.length > 2 ? arg.slice(2) : args[++i]
      if (value === undefined) return { error: `Invalid option: ${arg}\n${USAGE}`, code: 1 }
      if (letter === 'x') next(reverseName(value) ?? value, 'PTR')
      else if (letter === 'q') next(value)
      else if (letter === 't') current.type = value.toUpperCase()
      else if (letter === 'p') current.port = Number(value)
      else if (letter === 'c') current.class = value.toUpperCase() === 'CH' ? 'CH' : 'IN'
      else if (letter === 'f' || letter === 'k' || letter === 'y') return { error: `dig: podtalk does not simulate -${letter}\n`, code: 1 }
    } else if (RECORD_TYPES.has(arg.toUpperCase())) current.type = arg.toUpperCase()
    else if (/^(IN|CH)$/i.test(arg)) current.class = arg.toUpperCase() as 'IN' | 'CH'
    else next(arg)
  }
  if (questions.length === 0) questions.push({ ...global, name: '.', type: global.type ?? 'NS' })
  return { questions }
}

function* ask(process: Process, question: Question, first: boolean): Task<number> {
  const { settings } = question
  const defaults = bindDefaults(process)
  let { servers } = defaults
  if (question.server !== undefined) {
    const found = yield* serverAddresses(process, question.server)
    if (!found) {
      yield* process.stderr.write(`dig: couldn't get address for '${question.server}': not found\n`)
      return 10
    }
    servers = found
  }
  const type = question.type ?? 'A'
  const lookup: BindLookup = {
    ...defaults,
    name: question.name,
    type,
    class: question.class,
    servers,
    port: question.port,
    search: settings.search,
    ndots: settings.ndots ?? defaults.ndots,
    tries: settings.tries,
    timeoutMs: settings.time * 1000,
    tcp: settings.tcp,
    recurse: settings.recurse,
  }
  const answer = yield* bindQuery(process, lookup)
  if (answer === 'illegal') {
    yield* process.stderr.write(
      `dig: '${question.name}' is not a legal IDNA2008 name (string contains a disallowed character), use +noidnin\n`,
    )
    return 10
  }
  const banner =
    first && settings.cmd
      ? `\n; <<>> DiG ${VERSION} <<>> ${process.argv.slice(1).join(' ')}\n${question.server === undefined ? '' : `; (${servers.length} server${servers.length === 1 ? '' : 's'} found)\n`};; global options: +cmd\n`
      : ''
  if (!answer) {
    yield* process.stdout.write(`${banner};; no servers could be reached\n${settings.short ? '' : '\n'}`)
    return 9
  }
  yield* process.stdout.write(banner + (settings.short ? shortText(answer) : fullText(process, question, answer, type)))
  return 0
}

function shortText({ response }: Answered): string {
  return response.answers.map((record) => `${record.data}\n`).join('')
}

function fullText(
  process: Process,
  { settings, class: className, server, port }: Question,
  { response, server: from, took }: Answered,
  type: RecordType,
): string {
  const { answers, authority, additional } = response
  let out = ''
  if (settings.comments) {
    const flags = ['qr', ...(response.aa ? ['aa'] : []), ...(response.rd ? ['rd'] : []), ...(response.ra ? ['ra'] : [])].join(' ')
    out += ';; Got answer:\n'
    if (/\.local\.$/i.test(withDot(response.name))) {
      out +=
        ';; WARNING: .local is reserved for Multicast DNS\n;; You are currently testing what happens when an mDNS query is leaked to DNS\n'
    }
    out += `;; ->>HEADER<<- opcode: QUERY, status: ${response.rcode}, id: ${response.id}\n`
    out += `;; flags: ${flags}; QUERY: 1, ANSWER: ${answers.length}, AUTHORITY: ${authority.length}, ADDITIONAL: ${additional.length + (settings.edns ? 1 : 0)}\n`
    if (response.rd && !response.ra) out += ';; WARNING: recursion requested but not available\n'
    out += '\n'
    if (settings.edns) {
      out += ';; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 1232\n'
      if (settings.cookie) out += `; COOKIE: ${process.machine.random.hex(16)} (echoed)\n`
    }
  }
  if (settings.question)
    out += `${settings.comments ? ';; QUESTION SECTION:\n' : ''}${questionLine(response.name, type, className)}\n${settings.comments ? '\n' : ''}`
  for (const [name, records] of [
    ['ANSWER', answers],
    ['AUTHORITY', authority],
    ['ADDITIONAL', additional],
  ] as const) {
    if (!settings[name.toLowerCase() as 'answer'] || records.length === 0) continue
    if (settings.comments) out += `;; ${name} SECTION:\n`
    for (const record of records) out += `${recordLine(record)}\n`
    if (settings.comments) out += '\n'
  }
  if (settings.stats) {
    const size = messageSize(response) + (settings.edns ? 11 + (settings.cookie ? 12 : 0) : 0)
    const server_ = `${from}#${port}(${server ?? from}) (${settings.tcp ? 'TCP' : 'UDP'})`
    out += `;; Query time: ${Math.floor(took)} msec\n;; SERVER: ${server_}\n;; WHEN: ${whenText(process.machine.clock.now)}\n;; MSG SIZE  rcvd: ${size}\n\n`
  }
  return out
}

/** `Mon Nov 23 11:17:53 UTC 2026` */
function whenText(now: number): string {
  const [day, date, month, year, time] = new Date(now).toUTCString().replace(',', '').split(' ')
  return `${day} ${month} ${String(Number(date)).padStart(2, '0')} ${time} UTC ${year}`
}
