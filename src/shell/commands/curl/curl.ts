import { dirname, FileError, resolvePath } from '../../../cluster/machine/filesystem.ts'
import type { Process, Program } from '../../../cluster/machine/machine.ts'
import { canonicalHeader, reasonOf } from '../../../cluster/network/http-text.ts'
import type { HttpResponse } from '../../../cluster/network/namespace.ts'
import { textToBase64 } from '../../../sim/base64.ts'
import { byteLength } from '../../../sim/byte-length.ts'
import { sleep, type Task, within } from '../../../sim/task.ts'
import { openWriter } from '../../files.ts'
import { printsToTerminal } from '../../terminal.ts'
import { lastOf, type ParsedOptions } from '../network/options.ts'
import { authorityOf, bareHost, parseUrl, resolveLocation, type Url } from '../network/url.ts'
import { expandGlob } from './glob.ts'
import { HELP, VERSION } from './help.ts'
import { parseCurl } from './options.ts'
import { meterEnd, meterHead } from './progress.ts'
import { requestTemplate, type Template } from './request.ts'
import { ms, type Transfer, type TransferLimits, transfer } from './transfer.ts'
import { writeOut } from './write-out.ts'

const MAX_REDIRECTS = 50
const PROTOCOLS = new Set(['http', 'https'])
/** What 7.88 on Debian could also speak, and the simulation does not. */
const OTHER_PROTOCOLS = new Set([
  'dict',
  'file',
  'ftp',
  'ftps',
  'gopher',
  'gophers',
  'imap',
  'imaps',
  'ldap',
  'ldaps',
  'mqtt',
  'pop3',
  'pop3s',
  'rtmp',
  'rtsp',
  'scp',
  'sftp',
  'smb',
  'smbs',
  'smtp',
  'smtps',
  'telnet',
  'tftp',
])

export const curl: Program = function* (process) {
  const args = process.argv.slice(1)
  const options = parseCurl(args)
  if ('error' in options) {
    yield* process.stderr.write(options.error)
    return 2
  }
  if (options.values.has('help')) {
    yield* process.stdout.write(HELP)
    return 0
  }
  if (options.values.has('version')) {
    yield* process.stdout.write(VERSION)
    return 0
  }
  const urls = [...(options.values.get('url') ?? []), ...options.operands]
  if (urls.length === 0) {
    const why = process.argv.length > 1 ? 'curl: no URL specified!\n' : ''
    yield* process.stderr.write(`${why}curl: try 'curl --help' or 'curl --manual' for more information\n`)
    return 2
  }
  const run = new Run(process, options)
  const template = yield* requestTemplate(process, options)
  if ('error' in template) {
    yield* run.tell(template.before ?? '')
    return yield* run.complain(template.code, template.error)
  }
  yield* run.tell(template.warning)
  let code = 0
  let number = 0
  for (const [at, text] of urls.entries()) {
    for (const url of options.values.has('globoff') ? [text] : expandGlob(text)) {
      code = yield* run.fetch(url, template, at, number++)
      if (code !== 0 && options.values.has('fail-early')) return code
    }
  }
  return code
}

/** One invocation: its options, and what it says and writes. */
class Run {
  #process: Process
  #options: ParsedOptions
  #silent: boolean
  #outputs: readonly string[]
  #meter = false

  constructor(process: Process, options: ParsedOptions) {
    this.#process = process
    this.#options = options
    this.#silent = options.values.has('silent')
    this.#outputs = options.values.get('output') ?? []
  }

  #has(name: string): boolean {
    return this.#options.values.has(name)
  }

  #number(name: string): number | undefined {
    const value = lastOf(this.#options, name)
    return value === undefined ? undefined : Number(value)
  }

  *complain(code: number, error: string): Task<number> {
    if (!this.#silent || this.#has('show-error')) yield* this.#process.stderr.write(`curl: (${code}) ${error}\n`)
    return code
  }

  /** Writes a warning, unless -s forbids it. */
  *tell(text: string): Task {
    if (text !== '' && !this.#silent) yield* this.#process.stderr.write(text)
  }

  /** All of one URL: retries, redirects, output, -w. */
  *fetch(text: string, template: Template, at: number, number: number): Task<number> {
    const { process } = this
    const url = parseUrl(text.includes('://') ? text : `${this.#schemeFor(text)}://${text}`)
    const filename = this.#filename(url, at)
    this.#meter = !this.#silent && !this.#has('no-progress-meter') && !(filename === '' && printsToTerminal(process))
    if (/^file:\/\//i.test(text)) return yield* this.#local(text, filename)
    if (url === undefined || url === 'port') return yield* this.complain(3, 'URL using bad/illegal format or missing URL')
    if (!PROTOCOLS.has(url.scheme)) {
      if (OTHER_PROTOCOLS.has(url.scheme)) return yield* this.complain(1, `podtalk does not simulate ${url.scheme}`)
      return yield* this.complain(1, `Protocol "${url.scheme}" not supported or disabled in libcurl`)
    }
    const retries = this.#number('retry') ?? 0
    const start = process.machine.clock.now
    for (let attempt = 0; ; attempt++) {
      const outcome = yield* this.#attempt(url, text, template, filename, number)
      const transient = this.#transient(outcome.code, outcome.status)
      if (!transient || attempt >= retries) return outcome.code
      const delay = (this.#number('retry-delay') ?? 0) * 1000 || Math.min(1000 * 2 ** attempt, 600_000)
      const most = this.#number('retry-max-time')
      if (most !== undefined && process.machine.clock.now - start + delay > most * 1000) return outcome.code
      if (!this.#silent) {
        const left = retries - attempt
        yield* process.stderr.write(
          `Warning: Problem: ${transient}. Will retry in ${delay / 1000} seconds. ${left} ${left === 1 ? 'retry' : 'retries'} \nWarning: left.\n`,
        )
      }
      yield* sleep(delay)
    }
  }

  /** A file of this machine. */
  *#local(text: string, filename: string): Task<number> {
    const path = text.replace(/^file:\/\/(localhost)?/i, '')
    const { fs } = this.#process.machine
    if (fs.lookup(path)?.type !== 'file') return yield* this.complain(37, `Couldn't open file ${path}`)
    const problem = yield* this.#write(fs.readFile(path), filename, false)
    return problem ? yield* this.complain(23, problem) : 0
  }

  get process(): Process {
    return this.#process
  }

  #schemeFor(text: string): string {
    const given = lastOf(this.#options, 'proto-default')
    return given ?? (/^ftp\./.test(text) ? 'ftp' : 'http')
  }

  #filename(url: Url | 'port' | undefined, at: number): string {
    const given = this.#outputs[at]
    const directory = lastOf(this.#options, 'output-dir')
    const name =
      given ??
      (this.#has('remote-name') || this.#has('remote-name-all')
        ? typeof url === 'object'
          ? url.path.replace(/\?.*/, '').replace(/.*\//, '')
          : ''
        : '')
    if (name === '-' || name === '') return ''
    return directory === undefined ? name : `${directory}/${name}`
  }

  #transient(code: number, status: number): string | undefined {
    if (code === 28) return 'timeout'
    if (code === 7 && (this.#has('retry-connrefused') || this.#has('retry-all-errors'))) return 'connection refused'
    if (code !== 0 && code !== 22) return this.#has('retry-all-errors') ? '(retrying all errors)' : undefined
    return [408, 429, 500, 502, 503, 504].includes(status) ? 'HTTP error' : undefined
  }

  *#attempt(first: Url, givenUrl: string, template: Template, filename: string, number: number): Task<{ code: number; status: number }> {
    const { process } = this
    const { clock } = process.machine
    const start = clock.now
    const limits = this.#limits(start)
    const remote = this.#has('remote-name') && filename === ''
    if (remote) {
      if (!this.#silent) yield* process.stderr.write('curl: Remote file name has no length!\n')
      return { code: yield* this.complain(23, 'Failed writing received data to disk/application'), status: 0 }
    }
    let url = template.query === '' ? first : { ...first, path: first.path + (first.path.includes('?') ? '&' : '?') + template.query }
    if (url.user !== undefined && !template.headers.some(([name]) => name.toLowerCase() === 'authorization')) {
      template = {
        ...template,
        user: decodeURIComponent(url.user.split(':')[0] as string),
        headers: [
          ['Authorization', `Basic ${textToBase64(decodeURIComponent(url.user.includes(':') ? url.user : `${url.user}:`))}`],
          ...template.headers,
        ],
      }
    }
    if (this.#meter) yield* process.stderr.write(meterHead)
    const upload = lastOf(this.#options, 'upload-file')
    if (upload !== undefined && url.path.endsWith('/') && upload !== '-') url = { ...url, path: url.path + upload.replace(/.*\//, '') }
    for (const entry of this.#options.values.get('resolve') ?? []) yield* limits.note('*', `Added ${entry} to DNS cache`)
    let { method, body } = template
    let redirects = 0
    let done: Transfer
    let text = ''
    let redirectUrl = ''
    for (;;) {
      done = yield* transfer(process, url, method, { ...template, body }, limits)
      redirectUrl = ''
      const { response } = done
      if (!response) break
      const location = response.status >= 300 && response.status < 400 ? response.headers['location'] : undefined
      if (location !== undefined) redirectUrl = resolveLocation(url, location)
      text += this.#has('include') || this.#has('head') ? headText(done) : ''
      yield* this.#noteHead(done, limits)
      const follow = location !== undefined && (this.#has('location') || this.#has('location-trusted'))
      if (!follow) break
      if (redirects >= (this.#number('max-redirs') ?? MAX_REDIRECTS)) {
        Object.assign(done, { code: 47, error: `Maximum (${redirects}) redirects followed` })
        break
      }
      redirects++
      const next = parseUrl(redirectUrl)
      if (typeof next !== 'object') break
      if (!template.methodGiven && (response.status === 303 || (response.status < 303 && method === 'POST')) && method !== 'HEAD') {
        method = 'GET'
        body = ''
      }
      url = next
      yield* limits.note('*', `Issue another request to this URL: '${redirectUrl}'`)
    }
    const { response } = done
    let downloaded = 0
    if (response && done.code === 0) {
      const failing = response.status >= 400 && (this.#has('fail') || this.#has('fail-with-body'))
      if (failing) Object.assign(done, { code: 22, error: `The requested URL returned error: ${response.status}` })
      if (!failing || this.#has('fail-with-body')) {
        const received = yield* this.#receive(done, response, text, filename, limits, start)
        downloaded = received.size
        if (received.code !== 0) Object.assign(done, received)
      }
    } else if (text !== '') yield* this.#write(text, filename, false)
    done.times.total = clock.now - start
    // A name that is not found ends before the meter moves.
    if (this.#meter && done.code !== 6)
      yield* process.stderr.write(meterEnd(Math.max(downloaded, announced(response)), downloaded, done.uploaded, done.times.total))
    if (done.closing) yield* limits.note('*', 'Closing connection 0')
    if (response && done.code === 0) yield* limits.note('*', `Connection #0 to host ${bareHost(url.host)} left intact`)
    if (done.code !== 0) yield* this.complain(done.code, done.error)
    const format = lastOf(this.#options, 'write-out')
    if (format !== undefined) {
      const effectiveUrl = `${url.scheme}://${authorityOf(url)}${url.path}`
      const { out, err } = writeOut(format.startsWith('@') ? this.#formatFile(format.slice(1)) : format, {
        ...done,
        downloaded,
        redirects,
        redirectUrl,
        givenUrl,
        effectiveUrl,
        filename,
        number,
      })
      yield* process.stdout.write(out)
      yield* process.stderr.write(err)
    }
    return { code: done.code, status: response?.status ?? 0 }
  }

  #formatFile(path: string): string {
    const file = resolvePath(this.#process.cwd, path)
    return this.#process.machine.fs.lookup(file)?.type === 'file' ? this.#process.machine.fs.readFile(file) : ''
  }

  #limits(start: number): TransferLimits {
    const most = this.#number('max-time')
    const connect = this.#number('connect-timeout')
    const resolved = new Map<string, string>()
    for (const entry of this.#options.values.get('resolve') ?? []) {
      const [host, port, address] = entry.replace(/^\+/, '').split(':')
      if (host && port && address) resolved.set(`${host}:${port}`, address.split(',')[0] as string)
    }
    const verbose = this.#has('verbose')
    const { stderr } = this.#process
    return {
      deadline: most ? start + most * 1000 : undefined,
      connectTimeoutMs: connect ? connect * 1000 : undefined,
      insecure: this.#has('insecure'),
      cacert: lastOf(this.#options, 'cacert'),
      resolved,
      onlySixth: this.#has('ipv6') && !this.#has('ipv4'),
      *note(mark, text) {
        // heads are shown as they went over the line
        if (verbose) yield* stderr.write(`${mark} ${text}${mark === '>' || mark === '<' ? '\r' : ''}\n`)
      },
    }
  }

  *#noteHead(done: Transfer, limits: TransferLimits): Task {
    for (const line of headText(done).split('\r\n').slice(0, -1)) yield* limits.note('<', line)
    const dump = lastOf(this.#options, 'dump-header')
    if (dump === '-') yield* this.#process.stdout.write(headText(done))
    else if (dump !== undefined) this.#process.machine.fs.writeFile(resolvePath(this.#process.cwd, dump), headText(done))
  }

  /** The body, to where it belongs; pieces of a stream as they come. */
  *#receive(
    done: Transfer,
    response: HttpResponse,
    head: string,
    filename: string,
    limits: TransferLimits,
    start: number,
  ): Task<{ size: number; code: number; error: string }> {
    const { clock } = this.#process.machine
    const ok = { code: 0, error: '' }
    if (typeof response.body === 'string') {
      const body = done.method === 'HEAD' || this.#has('head') ? '' : response.body
      const size = byteLength(body)
      if (body !== '') yield* limits.note('{', `[${size} bytes data]`)
      const problem = yield* this.#write(head + body, filename, false)
      return problem ? { size, code: 23, error: problem } : { size, ...ok }
    }
    let size = 0
    let started = false
    if (head !== '') {
      yield* this.#write(head, filename, false)
      started = true
    }
    try {
      for (;;) {
        const read = response.body.read()
        // Wrapped, so that the end of the stream and the end of patience can be told apart.
        const wrapped = (function* (): Task<{ piece: string | undefined }> {
          return { piece: yield* read }
        })()
        const result = limits.deadline === undefined ? yield* wrapped : yield* within(Math.max(0, limits.deadline - clock.now), wrapped)
        if (result === undefined)
          return { size, code: 28, error: `Operation timed out after ${ms(clock.now - start)} milliseconds with ${size} bytes received` }
        if (result.piece === undefined) return { size, ...ok }
        size += byteLength(result.piece)
        const problem = yield* this.#write(result.piece, filename, started)
        if (problem) return { size, code: 23, error: problem }
        started = true
      }
    } finally {
      response.body.close()
    }
  }

  /** Writes to the file or to stdout; the problem, when there is one. */
  *#write(text: string, filename: string, append: boolean): Task<string | undefined> {
    if (filename === '') {
      yield* this.#process.stdout.write(text)
      return undefined
    }
    try {
      const { fs } = this.#process.machine
      if (this.#has('create-dirs')) fs.mkdir(dirname(resolvePath(this.#process.cwd, filename)), { parents: true })
      yield* openWriter(this.#process, filename, append).write(text)
      return undefined
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      if (!this.#silent) yield* this.#process.stderr.write(`Warning: Failed to open the file ${filename}: ${error.message}\n`)
      return 'Failure writing output to destination'
    }
  }
}

/** How long the body was said to be, in bytes. */
function announced(response: HttpResponse | undefined): number {
  return Number(response?.headers['content-length'] ?? 0) || 0
}

/** Status line and headers as they came. */
function headText({ response, version }: Transfer): string {
  if (!response) return ''
  const names = Object.entries(response.headers)
  if (version === '2') return `HTTP/2 ${response.status} \r\n${names.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
  return `HTTP/1.1 ${response.status} ${reasonOf(response.status)}\r\n${names.map(([name, value]) => `${canonicalHeader(name)}: ${value}\r\n`).join('')}\r\n`
}
