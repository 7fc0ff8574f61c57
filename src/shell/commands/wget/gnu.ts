import { FileError, resolvePath } from '../../../cluster/machine/filesystem.ts'
import type { Process, Program } from '../../../cluster/machine/machine.ts'
import { canonicalHeader, reasonOf } from '../../../cluster/network/http-text.ts'
import { lookupHost } from '../../../cluster/network/resolver.ts'
import { textToBase64 } from '../../../sim/base64.ts'
import { byteLength } from '../../../sim/byte-length.ts'
import { sleep, type Task } from '../../../sim/task.ts'
import { lastOf, type OptionSpec, type ParsedOptions, parseOptions } from '../network/options.ts'
import { authorityOf, bareHost, parseUrl, resolveLocation, type Url } from '../network/url.ts'
import { ERRNO, fetch } from './fetch.ts'

const OPTIONS: readonly OptionSpec[] =
  'q|quiet S|server-response v|verbose d|debug nc|no-clobber c|continue 4|inet4-only 6|inet6-only |spider |no-check-certificate |no-verbose |content-on-error |no-proxy |retry-connrefused |no-cache |no-hsts |show-progress h|help V|version O|output-document= o|output-file= P|directory-prefix= T|timeout= t|tries= U|user-agent= |header= |post-data= |post-file= |method= |body-data= |connect-timeout= |dns-timeout= |read-timeout= |user= |password= |http-user= |http-password= |max-redirect= |waitretry= w|wait= |progress= n|nv='
    .split(' ')
    .map((entry) => {
      const [short = '', name = ''] = entry.split('|')
      return { ...(short.length === 1 ? { short } : {}), long: name.replace(/=$/, ''), argument: name.endsWith('=') }
    })

const DEFAULT_TRIES = 20
const PATIENCE = 900_000

/** GNU wget 1.21. */
export const gnuWget: Program = function* (process) {
  const options = parseOptions(process.argv.slice(1), OPTIONS)
  const usage = "Usage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n"
  if (!('operands' in options)) {
    const problem =
      'unknown' in options
        ? options.short
          ? `invalid option -- '${options.unknown}'`
          : `unrecognized option '--${options.unknown}'`
        : 'missing' in options
          ? options.short
            ? `option requires an argument -- '${options.missing}'`
            : `option '--${options.missing}' requires an argument`
          : `option '--${options.ambiguous}' is ambiguous`
    yield* process.stderr.write(`wget: ${problem}\n${usage}`)
    return 2
  }
  if (options.values.has('version')) {
    yield* process.stdout.write('GNU Wget 1.21.3 built on linux-gnu.\n')
    return 0
  }
  if (options.operands.length === 0) {
    yield* process.stderr.write(`wget: missing URL\n${usage}`)
    return 1
  }
  let code = 0
  for (const operand of options.operands) {
    const each = yield* new Download(process, options).run(operand)
    if (each !== 0) code = each
  }
  return code
}

class Download {
  #process: Process
  #options: ParsedOptions
  #quiet: boolean
  /** -nv: one line for each file */
  #brief: boolean

  constructor(process: Process, options: ParsedOptions) {
    this.#process = process
    this.#options = options
    this.#quiet = options.values.has('quiet')
    this.#brief = options.values.has('no-verbose') || lastOf(options, 'nv') === 'v'
  }

  *#say(text: string): Task {
    if (!this.#quiet && !this.#brief) yield* this.#process.stderr.write(text)
  }

  /** Errors show with -nv too. */
  *#tell(text: string): Task {
    if (!this.#quiet) yield* this.#process.stderr.write(text)
  }

  /** ‘name’ in a UTF-8 locale, 'name' elsewhere. */
  #quoted(name: string): string {
    return /UTF-8/i.test(this.#process.env.get('LC_ALL') ?? this.#process.env.get('LANG') ?? '') ? `‘${name}’` : `'${name}'`
  }

  get #stamp(): string {
    return new Date(this.#process.machine.clock.now).toISOString().slice(0, 19).replace('T', ' ')
  }

  *run(text: string): Task<number> {
    const scheme = /^([a-z]+):\/\//i.exec(text)?.[1]?.toLowerCase()
    let url = parseUrl(text)
    if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') {
      yield* this.#tell(`${text}: Unsupported scheme ${this.#quoted(scheme)}.\n`)
      return 1
    }
    if (typeof url !== 'object') {
      yield* this.#tell(`${text}: ${url === 'port' ? 'Bad port number' : 'Invalid host name'}.\n`)
      return 1
    }
    const most = Number(lastOf(this.#options, 'max-redirect') ?? 20)
    if (this.#options.values.has('spider')) yield* this.#say('Spider mode enabled. Check if remote file exists.\n')
    for (let redirects = 0; ; redirects++) {
      const outcome: number | { location: string } = yield* this.#tries(url)
      if (typeof outcome === 'number') return outcome
      const next: Url | 'port' | undefined = parseUrl(outcome.location)
      if (redirects >= most) {
        yield* this.#tell(`${most} redirections exceeded.\n`)
        return 8
      }
      if (typeof next !== 'object') return 1
      url = next
    }
  }

  *#tries(url: Url): Task<number | { location: string }> {
    const given = lastOf(this.#options, 'tries')
    const tries = given === undefined ? DEFAULT_TRIES : given === 'inf' || given === '0' ? Number.POSITIVE_INFINITY : Number(given)
    for (let attempt = 1; ; attempt++) {
      const outcome = yield* this.#once(url, attempt)
      if (outcome !== 'retry') return outcome
      if (attempt >= tries) {
        yield* this.#tell('Giving up.\n\n')
        return 4
      }
      yield* this.#tell('Retrying.\n\n')
      yield* sleep(Math.min(attempt, 10) * 1000)
    }
  }

  *#once(url: Url, attempt: number): Task<number | 'retry' | { location: string }> {
    const process = this.#process
    const target = `${url.scheme}://${authorityOf(url)}${url.path}`
    const host = bareHost(url.host)
    yield* this.#say(`--${this.#stamp}--  ${attempt > 1 ? `(try:${String(attempt).padStart(2)})  ` : ''}${target}\n`)
    const found = yield* lookupHost(process.machine, host, { program: 'wget', target })
    const numeric = /^\d+(\.\d+){3}$/.test(host)
    if (!numeric) yield* this.#say(`Resolving ${host} (${host})... `)
    if ('failed' in found) {
      yield* this.#say(
        `failed: ${found.failed === 'nxdomain' ? 'Name or service not known' : found.failed === 'nodata' ? 'No address associated with hostname' : 'Temporary failure in name resolution'}.\n`,
      )
      yield* this.#tell(`wget: unable to resolve host address ${this.#quoted(host)}\n`)
      return 4
    }
    const address = found.addresses[0] as string
    if (!numeric) yield* this.#say(`${found.addresses.join(', ')}\n`)
    const where = numeric ? `${address}:${url.port}` : `${host} (${host})|${address}|:${url.port}`
    yield* this.#say(`Connecting to ${where}... `)
    const seconds = Number(lastOf(this.#options, 'timeout') ?? 0)
    const post = lastOf(this.#options, 'post-data') ?? lastOf(this.#options, 'body-data') ?? this.#file(lastOf(this.#options, 'post-file'))
    const method =
      lastOf(this.#options, 'method')?.toUpperCase() ?? (this.#options.values.has('spider') ? 'HEAD' : post === undefined ? 'GET' : 'POST')
    let connected = false
    const trusted = url.scheme !== 'https' || this.#options.values.has('no-check-certificate')
    const onConnect = (): boolean => {
      connected = true
      return trusted
    }
    const answer = yield* fetch(process, {
      url,
      address,
      method,
      headers: this.#headers(url, post),
      body: post ?? '',
      timeoutMs: seconds > 0 ? seconds * 1000 : PATIENCE,
      program: 'wget',
      target,
      onConnect,
    })
    if (connected) yield* this.#say('connected.\n')
    if (connected && !trusted && 'failed' in answer) {
      yield* this.#tell(
        `ERROR: The certificate of ${this.#quoted(host)} is not trusted.\nERROR: The certificate of ${this.#quoted(host)} doesn't have a known issuer.\n`,
      )
      return 5
    }
    if ('failed' in answer) {
      if (connected) {
        yield* this.#say('HTTP request sent, awaiting response... ')
        yield* this.#tell(
          answer.failed === 'timeout'
            ? 'Read error (Connection timed out) in headers.\n'
            : 'Read error (Connection reset by peer) in headers.\n',
        )
        return 'retry'
      }
      yield* this.#tell(`failed: ${ERRNO[answer.failed]}.\n`)
      if (answer.failed === 'timeout') return 'retry'
      return answer.failed === 'refused' && this.#options.values.has('retry-connrefused') ? 'retry' : 4
    }
    if (answer.problem === 'no-tls') {
      yield* this.#tell('GnuTLS: An unexpected TLS packet was received.\nUnable to establish SSL connection.\n')
      return 4
    }
    yield* this.#say('HTTP request sent, awaiting response... ')
    if (answer.problem === 'empty') {
      yield* this.#tell('No data received.\n')
      return 'retry'
    }
    if (answer.problem === 'not-http') {
      yield* this.#tell('200 No headers, assuming HTTP/0.9\n')
      return yield* this.#save(url, answer.text, '')
    }
    const status = `${answer.status} ${reasonOf(answer.status)}`
    if (this.#options.values.has('server-response')) {
      yield* this.#say('\n')
      yield* this.#process.stderr.write(
        `  HTTP/1.1 ${status}\n${Object.entries(answer.headers)
          .map(([name, value]) => `  ${canonicalHeader(name)}: ${value}\n`)
          .join('')}`,
      )
    } else yield* this.#say(`${status}\n`)
    const location = answer.headers['location']
    if (answer.status >= 300 && answer.status < 400 && location !== undefined) {
      yield* this.#say(`Location: ${location} [following]\n`)
      return { location: resolveLocation(url, location) }
    }
    if (answer.status >= 400) {
      if (this.#options.values.has('spider') && answer.status === 404) yield* this.#tell('Remote file does not exist -- broken link!!!\n\n')
      else
        yield* this.#tell(
          `${this.#brief ? `${target}:\n` : ''}${this.#stamp} ERROR ${answer.status}: ${reasonOf(answer.status)}.\n${this.#brief ? '' : '\n'}`,
        )
      return 8
    }
    const type = (answer.headers['content-type'] ?? '').split(';')[0] as string
    if (this.#options.values.has('spider')) {
      yield* this.#say(
        `Length: ${answer.headers['content-length'] ?? 'unspecified'}${type === '' ? '' : ` [${type}]`}\nRemote file exists.\n\n`,
      )
      return 0
    }
    return yield* this.#save(url, answer.text, type)
  }

  #headers(url: Url, post: string | undefined): Record<string, string> {
    const headers: Record<string, string> = Object.create(null)
    headers['user-agent'] = lastOf(this.#options, 'user-agent') ?? 'Wget/1.21.3'
    headers['accept'] = '*/*'
    headers['accept-encoding'] = 'identity'
    headers['connection'] = 'Keep-Alive'
    const user = lastOf(this.#options, 'http-user') ?? lastOf(this.#options, 'user')
    const password = lastOf(this.#options, 'http-password') ?? lastOf(this.#options, 'password') ?? ''
    if (user !== undefined || url.user !== undefined)
      headers['authorization'] = `Basic ${textToBase64(user === undefined ? (url.user as string) : `${user}:${password}`)}`
    if (post !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded'
    for (const header of this.#options.values.get('header') ?? []) {
      const colon = header.indexOf(':')
      if (colon > 0) headers[header.slice(0, colon).toLowerCase()] = header.slice(colon + 1).trim()
    }
    return headers
  }

  #file(path: string | undefined): string | undefined {
    return path === undefined ? undefined : this.#process.machine.fs.readFile(resolvePath(this.#process.cwd, path))
  }

  *#save(url: Url, text: string, type: string): Task<number> {
    const process = this.#process
    const given = lastOf(this.#options, 'output-document')
    const size = byteLength(text)
    yield* this.#say(`Length: ${size}${type === '' ? '' : ` [${type}]`}\n`)
    let name = given ?? (url.path.replace(/\?.*/, '').replace(/.*\//, '') || 'index.html')
    const directory = lastOf(this.#options, 'directory-prefix')
    if (directory !== undefined && given === undefined) name = `${directory}/${name}`
    const { fs } = process.machine
    if (given === undefined) for (let i = 1, base = name; fs.exists(resolvePath(process.cwd, name)) && i < 1000; i++) name = `${base}.${i}`
    if (directory !== undefined && given === undefined) fs.mkdir(resolvePath(process.cwd, directory), { parents: true })
    const shown = given === '-' ? 'STDOUT' : name
    yield* this.#say(`Saving to: ${this.#quoted(shown)}\n\n`)
    try {
      if (given === '-') yield* process.stdout.write(text)
      else fs.writeFile(resolvePath(process.cwd, name), text)
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      yield* this.#tell(`${name}: ${error.message}\n\nCannot write to ${this.#quoted(name)} (Success).\n`)
      return 3
    }
    yield* this.#say(`${' '.repeat(5)}0K ${' '.repeat(54)}${size > 0 ? '100%' : '    '} 1.17M=0s\n\n`)
    const target = `${url.scheme}://${authorityOf(url)}${url.path}`
    if (this.#brief) yield* this.#tell(`${this.#stamp} URL:${target} [${size}/${size}] -> "${given === '-' ? '-' : name}" [1]\n`)
    else
      yield* this.#say(
        `${this.#stamp} (1.17 MB/s) - ${given === '-' ? 'written to stdout' : `${this.#quoted(name)} saved`} [${size}/${size}]\n\n`,
      )
    return 0
  }
}
