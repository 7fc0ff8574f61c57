import { FileError, resolvePath } from '../../../cluster/machine/filesystem.ts'
import type { Process, Program } from '../../../cluster/machine/machine.ts'
import { canonicalHeader, reasonOf } from '../../../cluster/network/http-text.ts'
import { lookupHost } from '../../../cluster/network/resolver.ts'
import { textToBase64 } from '../../../sim/base64.ts'
import { byteLength } from '../../../sim/byte-length.ts'
import { type Task, within } from '../../../sim/task.ts'
import { BUSYBOX_BANNER } from '../../usage.ts'
import { lastOf, type OptionSpec, type ParsedOptions, parseOptions } from '../network/options.ts'
import { authorityOf, bareHost, parseUrl, resolveLocation, type Url } from '../network/url.ts'
import { ERRNO, fetch } from './fetch.ts'

const OPTIONS: readonly OptionSpec[] = [
  { short: 'c', long: 'continue' },
  { short: 'q', long: 'quiet' },
  { short: 's', long: 'spider' },
  { short: 'S', long: 'server-response' },
  { short: 'O', long: 'output-document', argument: true },
  { short: 'o', long: 'output-file', argument: true },
  { short: 'P', long: 'directory-prefix', argument: true },
  { short: 'U', long: 'user-agent', argument: true },
  { short: 'T', long: 'timeout', argument: true },
  { short: 'Y', long: 'proxy', argument: true },
  { short: 't', long: 'tries', argument: true },
  { long: 'header', argument: true },
  { long: 'post-data', argument: true },
  { long: 'post-file', argument: true },
  { long: 'no-check-certificate' },
  { long: 'no-verbose' },
  { long: 'no-cache' },
  { short: 'n', key: 'n', argument: true },
]

const USAGE = `${BUSYBOX_BANNER}

Usage: wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR]
	[--post-data STR | --post-file FILE] [-Y on/off]
	[--no-check-certificate] [-P DIR] [-U AGENT] [-T SEC] URL...

Retrieve files via HTTP or FTP

	--spider	Only check URL existence: $? is 0 if exists
	--header STR	Add STR (of form 'header: value') to headers
	--post-data STR	Send STR using POST method
	--post-file FILE	Send FILE using POST method
	--no-check-certificate	Don't validate the server's certificate
	-c		Continue retrieval of aborted transfer
	-q		Quiet
	-P DIR		Save to DIR (default .)
	-S    		Show server response
	-T SEC		Network read timeout is SEC seconds
	-O FILE		Save to FILE ('-' for stdout)
	-o LOGFILE	Log messages to FILE
	-U STR		Use STR for User-Agent header
	-Y on/off	Use proxy
`

const MAX_REDIRECTS = 5
/** `-T`'s default, s */
const PATIENCE = 900

/** busybox wget. */
export const busyboxWget: Program = function* (process) {
  const options = parseOptions(process.argv.slice(1), OPTIONS)
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
    yield* process.stderr.write(`wget: ${problem}\n${USAGE}`)
    return 1
  }
  if (options.operands.length === 0) {
    yield* process.stderr.write(USAGE)
    return 1
  }
  for (const operand of options.operands) {
    const code = yield* download(process, options, operand)
    if (code !== 0) return code
  }
  return 0
}

function* download(process: Process, options: ParsedOptions, text: string): Task<number> {
  const { clock } = process.machine
  const quiet = options.values.has('quiet')
  const die = function* (message: string): Task<number> {
    yield* process.stderr.write(`wget: ${message}\n`)
    return 1
  }
  const say = function* (message: string): Task {
    if (!quiet) yield* process.stderr.write(message)
  }
  const scheme = /^([a-z]+):\/\//.exec(text)?.[1]
  if (scheme !== undefined && !['http', 'https', 'ftp', 'ftps'].includes(scheme)) return yield* die(`not an http or ftp url: ${text}`)
  if (scheme?.startsWith('ftp')) return yield* die('podtalk does not simulate ftp')
  let url = parseUrl(text)
  if (url === 'port') return yield* die(`bad port spec '${/^(?:[a-z]+:\/\/)?([^/?#]*)/.exec(text)?.[1]}'`)
  if (url === undefined) return yield* die(`not an http or ftp url: ${text}`)
  const seconds = Number(lastOf(options, 'timeout') ?? PATIENCE)
  if (!Number.isInteger(seconds) || seconds < 0) return yield* die(`invalid number '${lastOf(options, 'timeout')}'`)
  const patience = (seconds || PATIENCE) * 1000
  const post = lastOf(options, 'post-data') ?? fileText(process, lastOf(options, 'post-file'))
  const method = options.values.has('spider') && post === undefined ? 'HEAD' : post === undefined ? 'GET' : 'POST'
  const headers: Record<string, string> = Object.create(null)
  headers['user-agent'] = lastOf(options, 'user-agent') ?? 'Wget'
  headers['connection'] = 'close'
  if (post !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded'
  if (url.user !== undefined) headers['authorization'] = `Basic ${textToBase64(url.user)}`
  for (const header of options.values.get('header') ?? []) {
    const colon = header.indexOf(':')
    if (colon > 0) headers[header.slice(0, colon).toLowerCase()] = header.slice(colon + 1).trim()
  }
  for (let redirects = 0; ; redirects++) {
    const target = `${url.scheme}://${authorityOf(url)}${url.path}`
    const found: { addresses: readonly string[] } | { failed: string } | undefined = yield* within(
      patience,
      lookupHost(process.machine, bareHost(url.host), { program: 'wget', target }),
    )
    if (found === undefined) return yield* die('download timed out')
    if ('failed' in found) return yield* die(`bad address '${url.host}${url.portGiven ? `:${url.port}` : ''}'`)
    const address = found.addresses[0] as string
    yield* say(`Connecting to ${url.host}${url.portGiven ? `:${url.port}` : ''} (${address}:${url.port})\n`)
    if (url.scheme === 'https' && !options.values.has('no-check-certificate'))
      yield* process.stderr.write('wget: note: TLS certificate validation not implemented\n')
    const start = clock.now
    const answer = yield* fetch(process, { url, address, method, headers, body: post ?? '', timeoutMs: patience, program: 'wget', target })
    if ('failed' in answer) {
      if (answer.failed === 'timeout' && clock.now - start >= patience - 1) return yield* die('download timed out')
      if (answer.failed === 'reset') return yield* die('error getting response: Connection reset by peer')
      return yield* die(`can't connect to remote host (${address}): ${ERRNO[answer.failed]}`)
    }
    if (answer.problem === 'empty') return yield* die('error getting response')
    if (answer.problem === 'no-tls') return yield* die('TLS error from peer (alert code 80): internal error')
    if (answer.problem === 'not-http') return yield* die(`malformed response: ${answer.text.split('\n')[0]}`)
    if (options.values.has('server-response')) {
      yield* process.stderr.write(`  HTTP/1.1 ${answer.status} ${reasonOf(answer.status)}\n`)
      for (const [name, value] of Object.entries(answer.headers)) yield* process.stderr.write(`  ${canonicalHeader(name)}: ${value}\n`)
      yield* process.stderr.write('  \n')
    }
    const location: string | undefined = answer.headers['location']
    if (answer.status >= 300 && answer.status < 400 && location !== undefined) {
      if (redirects >= MAX_REDIRECTS) return yield* die('too many redirections')
      const next: Url | 'port' | undefined = parseUrl(resolveLocation(url, location))
      if (typeof next !== 'object') return yield* die(`not an http or ftp url: ${location}`)
      url = next
      continue
    }
    if (answer.status < 200 || answer.status >= 300)
      return yield* die(`server returned error: HTTP/1.1 ${answer.status} ${reasonOf(answer.status)}`)
    if (options.values.has('spider')) {
      yield* say('remote file exists\n')
      return 0
    }
    return yield* save(process, options, url, answer.text, say, die)
  }
}

function* save(
  process: Process,
  options: ParsedOptions,
  url: Url,
  text: string,
  say: (text: string) => Task,
  die: (text: string) => Task<number>,
): Task<number> {
  const given = lastOf(options, 'output-document')
  const size = byteLength(text)
  if (given === '-') {
    yield* say('writing to stdout\n')
    yield* process.stdout.write(text)
    yield* say(`${progress('-', size)}written to stdout\n`)
    return 0
  }
  const name = given ?? (url.path.replace(/\?.*/, '').replace(/.*\//, '') || 'index.html')
  const directory = lastOf(options, 'directory-prefix')
  const path = directory !== undefined && given === undefined ? `${directory}/${name}` : name
  const { fs } = process.machine
  const absolute = resolvePath(process.cwd, path)
  try {
    if (given === undefined && !options.values.has('continue') && fs.exists(absolute))
      return yield* die(`can't open '${path}': File exists`)
    yield* say(`saving to '${path}'\n`)
    fs.writeFile(absolute, text)
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    return yield* die(`can't open '${path}': ${error.message}`)
  }
  yield* say(`${progress(name, size)}'${path}' saved\n`)
  return 0
}

/** The bar as it stands at the end. */
function progress(name: string, size: number): string {
  let number = size
  let unit = ' '
  for (const next of 'kMG') {
    if (number < 100_000) break
    number = Math.floor(number / 1024)
    unit = next
  }
  return `\r${name.slice(0, 20).padEnd(20)} 100% |${'*'.repeat(31)}|${String(number).padStart(6)}${unit} 0:00:00 ETA\n`
}

function fileText(process: Process, path: string | undefined): string | undefined {
  return path === undefined ? undefined : process.machine.fs.readFile(resolvePath(process.cwd, path))
}
