import { messageSize, type RecordType } from '../../../cluster/coredns/message.ts'
import type { Process, Program } from '../../../cluster/machine/machine.ts'
import type { Task } from '../../../sim/task.ts'
import { headerText, SECTIONS, sectionText, sentText } from '../bind/message-text.ts'
import {
  type Answered,
  BIND_VERSION,
  type BindLookup,
  bindDefaults,
  bindQuery,
  NO_SERVERS,
  RECORD_TYPES,
  serverAddresses,
} from '../bind/query.ts'
import { questionLine } from '../bind/zone-text.ts'
import { applySwitch, type DigSettings, SWITCHES } from './options.ts'

const USAGE = `Usage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}
            {global-d-opt} host [@local-server] {local-d-opt}
            [ host [@local-server] {local-d-opt} [...]]

Use "dig -h" (or "dig -h | more") for complete list of options
`

interface Parsed {
  questions: Question[]
  /** about operands that are passed over, for stderr */
  warnings: string
}

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
    yield* process.stdout.write(parsed.out ?? '')
    yield* process.stderr.write(parsed.error)
    return parsed.code
  }
  yield* process.stderr.write(parsed.warnings)
  let code = 0
  for (const [at, question] of parsed.questions.entries()) {
    const result = yield* ask(process, question, at === 0)
    if (result !== 0) code = result
  }
  return code
}

function parse(args: readonly string[]): Parsed | { out?: string; error: string; code: number } {
  const initial: DigSettings = { ...SWITCHES, time: 5, tries: 3, ndots: undefined, domain: undefined, bufsize: 1232 }
  let warnings = ''
  const global: Question = { name: '', type: undefined, class: 'IN', server: undefined, settings: initial, port: 53 }
  const questions: Question[] = []
  let current = global
  // once -t or -c was given, what looks like a type or class is a name
  let open = true
  const next = (name: string, type?: RecordType): void => {
    current = { ...global, name, type: type ?? global.type, settings: { ...global.settings } }
    questions.push(current)
  }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    if (arg.startsWith('@')) current.server = arg.slice(1)
    else if (arg.startsWith('+')) {
      const done = applySwitch(current.settings, arg.slice(1))
      // short is for the whole run
      if (current.settings.short) for (const question of [global, ...questions]) applySwitch(question.settings, 'short')
      if (done === 'not simulated') return { error: `dig: podtalk does not simulate ${arg}\n`, code: 1 }
      if (!done) return { error: `Invalid option: ${arg}\n${USAGE}`, code: 1 }
      if (typeof done === 'object')
        return {
          out: `invalid ${done.number} '${done.value}': not a valid number\n`,
          error: `dig: Couldn't parse ${done.number}\n`,
          code: 10,
        }
    } else if (arg.startsWith('-') && arg.length > 1) {
      const letter = arg[1] as string
      if ('46imuv'.includes(letter)) {
        if (letter === 'v') return { error: `DiG ${BIND_VERSION}\n`, code: 0 } // dig says its version on stderr
        continue
      }
      if (letter === 'h') return { out: USAGE, error: '', code: 0 }
      if (!'xtqpcbkfy'.includes(letter)) return { error: `Invalid option: ${arg}\n${USAGE}`, code: 1 }
      const value = arg.length > 2 ? arg.slice(2) : args[++i]
      if (value === undefined) return { error: `Invalid option: ${arg}\n${USAGE}`, code: 1 }
      if (letter === 't' || letter === 'c') open = false
      if (letter === 'x') next(`${value.split('.').reverse().join('.')}.in-addr.arpa`, 'PTR')
      else if (letter === 'q') next(value)
      else if (letter === 't' && !RECORD_TYPES.has(value.toUpperCase())) warnings += `;; Warning, ignoring invalid type ${value}\n`
      else if (letter === 't') current.type = value.toUpperCase()
      else if (letter === 'p') current.port = Number(value)
      else if (letter === 'c') current.class = value.toUpperCase() === 'CH' ? 'CH' : 'IN'
      else if (letter === 'f' || letter === 'k' || letter === 'y') return { error: `dig: podtalk does not simulate -${letter}\n`, code: 1 }
    } else if (open && RECORD_TYPES.has(arg.toUpperCase())) current.type = arg.toUpperCase()
    else if (open && /^(IN|CH)$/i.test(arg)) current.class = arg.toUpperCase() as 'IN' | 'CH'
    else if (arg === '') return { error: "dig: '' is not a legal name (unexpected end of input)\n", code: 10 }
    else next(arg)
  }
  if (questions.length === 0) questions.push({ ...global, name: '.', type: global.type ?? 'NS' })
  return { questions, warnings }
}

function* ask(process: Process, question: Question, first: boolean): Task<number> {
  const { settings } = question
  const defaults = bindDefaults(process)
  let { servers } = defaults
  if (question.server !== undefined) {
    const found = yield* serverAddresses(process, question.server)
    if (!found) {
      yield* process.stderr.write(`dig: couldn't get address for '${question.server}': not found\n`)
      return 1
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
    ...(settings.domain === undefined ? {} : { domains: [settings.domain] }),
    tries: settings.tries,
    timeoutMs: settings.time * 1000,
    tcp: settings.tcp || type === 'AXFR' || type === 'ANY',
    recurse: settings.recurse,
  }
  const answer = yield* bindQuery(process, lookup)
  if (answer === 'illegal') {
    yield* process.stderr.write(
      question.name.includes('..')
        ? `dig: '${question.name}' is not a legal name (empty label)\n`
        : `dig: '${question.name}' is not a legal IDNA2008 name (string contains a disallowed character), use +noidnin\n`,
    )
    return 10
  }
  const banner =
    first && settings.cmd
      ? `\n; <<>> DiG ${BIND_VERSION} <<>>${process.argv
          .slice(1)
          .map((arg) => ` ${arg}`)
          .join(
            '',
          )}\n${question.server === undefined ? '' : `; (${servers.length} server${servers.length === 1 ? '' : 's'} found)\n`};; global options: +cmd\n`
      : ''
  if (!answer) {
    if (!lookup.tcp) yield* process.stdout.write(banner + NO_SERVERS)
    return 9
  }
  if (type === 'AXFR') {
    yield* process.stdout.write(`${banner}; Transfer failed.\n`)
    return 0
  }
  yield* process.stdout.write(banner + (settings.short ? shortText(answer, settings) : fullText(process, question, answer, type)))
  return 0
}

function shortText({ response, server, took }: Answered, { identify }: DigSettings): string {
  const from = identify ? ` from server ${server} in ${Math.floor(took)} ms.` : ''
  return response.answers.map((record) => `${record.data}${from}\n`).join('')
}

/** The OPT record as dig shows it; `echoed`: as it came back. */
function pseudoText({ edns, cookie, dnssec, bufsize }: DigSettings, process: Process, echoed: boolean): string {
  if (!edns) return ''
  const cookieLine = cookie ? `; COOKIE: ${process.machine.random.hex(16)}${echoed ? ' (echoed)' : ''}\n` : ''
  return `;; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:${dnssec ? ' do' : ''}; udp: ${bufsize}\n${cookieLine}`
}

const pseudoSize = ({ edns, cookie }: DigSettings): number => (edns ? 11 + (cookie ? 12 : 0) : 0)

function fullText(
  process: Process,
  { settings, class: className, server, port }: Question,
  { response, server: from, took }: Answered,
  type: RecordType,
): string {
  const { comments } = settings
  const style = { ttl: settings.ttlid, class: settings.class, ttlUnits: settings.ttlunits, multiline: settings.multiline }
  let out = ''
  if (settings.qr) {
    const size = messageSize({ ...response, answers: [], authority: [], additional: [] }) + pseudoSize(settings)
    const sent = { name: response.name, type, className, id: response.id, recurse: settings.recurse }
    out += sentText(sent, pseudoText(settings, process, false), size)
  }
  if (comments) {
    out += `;; Got answer:\n${headerText(response, settings.edns ? 1 : 0)}`
    if (response.rd && !response.ra) out += ';; WARNING: recursion requested but not available\n'
    out += `\n${pseudoText(settings, process, true)}`
  }
  if (settings.question) {
    const line = `${questionLine(response.name, type, className, style)}\n`
    out += comments ? `;; QUESTION SECTION:\n${line}\n` : line
  }
  for (const section of SECTIONS) if (settings[section]) out += sectionText(response, section, comments, style)
  const size = messageSize(response) + pseudoSize(settings)
  if (settings.stats) {
    const server_ = `${from}#${port}(${server ?? from}) (${settings.tcp || type === 'ANY' ? 'TCP' : 'UDP'})`
    out += `;; Query time: ${Math.floor(took)} msec\n;; SERVER: ${server_}\n;; WHEN: ${whenText(process.machine.clock.now)}\n;; MSG SIZE  rcvd: ${size}\n\n`
  } else if (settings.identify) out += `;; Received ${size} bytes from ${from}#${port}(${server ?? from}) in ${Math.floor(took)} ms\n\n`
  return out
}

/** `Mon Nov 23 11:17:53 UTC 2026` */
function whenText(now: number): string {
  const [day, date, month, year, time] = new Date(now).toUTCString().replace(',', '').split(' ')
  return `${day} ${month} ${String(Number(date)).padStart(2, '0')} ${time} UTC ${year}`
}
