import { ownValue } from '../../../cluster/api/json.ts'
import { type FileSystem, resolvePath } from '../../../cluster/machine/filesystem.ts'
import type { Program } from '../../../cluster/machine/machine.ts'
import type { HttpRequest, HttpResponse, Peer } from '../../../cluster/network/namespace.ts'
import { byteLength } from '../../../sim/byte-length.ts'
import { textReader } from '../../../sim/pipe.ts'
import { Condition, type Task } from '../../../sim/task.ts'
import { BUSYBOX_BANNER } from '../../usage.ts'
import { lastOf, type OptionSpec, parseOptions } from '../network/options.ts'

const OPTIONS: readonly OptionSpec[] = [
  ...[...'fiv'].map((short) => ({ short })),
  ...[...'cpuhrmde'].map((short) => ({ short, argument: true })),
]

const USAGE = `${BUSYBOX_BANNER}

Usage: httpd [-ifv[v]] [-c CONFFILE] [-p [IP:]PORT] [-u USER[:GRP]] [-r REALM] [-h HOME]
or httpd -d/-e/-m STRING

Listen for incoming HTTP requests
`

const TYPES: Record<string, string> = {
  css: 'text/css',
  gif: 'image/gif',
  htm: 'text/html',
  html: 'text/html',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  js: 'text/javascript',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  xml: 'text/xml',
}

const REASONS: Record<number, string> = { 400: 'Bad Request', 403: 'Forbidden', 404: 'Not Found', 501: 'Not Implemented' }
const EXPLANATIONS: Record<number, string> = {
  400: 'Unsupported method',
  404: 'The requested URL was not found',
  501: 'The requested method is not recognized',
}

/** busybox httpd: the files of a directory. */
export const httpd: Program = function* (process) {
  const options = parseOptions(process.argv.slice(1), OPTIONS)
  if (!('operands' in options)) {
    yield* process.stderr.write(
      `httpd: ${'unknown' in options ? `invalid option -- '${options.unknown}'` : 'option requires an argument'}\n${USAGE}`,
    )
    return 1
  }
  for (const letter of ['i', 'd', 'e', 'm', 'c']) {
    if (!options.values.has(letter)) continue
    yield* process.stderr.write(`httpd: podtalk does not simulate -${letter}\n`)
    return 1
  }
  const [, address, port = ''] = /^(?:(.*):)?(\d+)$/.exec(lastOf(options, 'p') ?? '80') ?? []
  const number = Number(port)
  if (port === '' || number > 65_535) {
    yield* process.stderr.write(`httpd: bad port spec '${lastOf(options, 'p')}'\n`)
    return 1
  }
  const home = resolvePath(process.cwd, lastOf(options, 'h') ?? '.')
  if (process.machine.fs.lookup(home)?.type !== 'directory') {
    yield* process.stderr.write(`httpd: can't change directory to '${lastOf(options, 'h') ?? '.'}': No such file or directory\n`)
    return 1
  }
  const verbose = options.values.has('v')
  const daemon = !options.values.has('f')
  const own = daemon ? undefined : process
  const handler = function* (request: HttpRequest, peer: Peer): Task<HttpResponse> {
    const response = respond(process.machine.fs, home, request, process.machine.clock.now)
    if (verbose && own) yield* own.stderr.write(`[::ffff:${peer.address}]:${peer.port}: response:${response.status}\n`)
    return response
  }
  const listener = process.machine.net.listen(
    { port: number, address: address || '::', program: 'httpd', owner: process },
    { http: handler },
  )
  if (typeof listener === 'string') {
    yield* process.stderr.write(
      `httpd: bind: ${listener === 'EADDRINUSE' ? 'Address already in use' : 'Cannot assign requested address'}\n`,
    )
    return 1
  }
  const serve: Program = function* () {
    try {
      yield* new Condition().wait()
      return 0
    } finally {
      listener.close()
    }
  }
  if (!daemon) return yield* serve(process)
  const nowhere = { *write() {}, close() {} }
  process.machine.spawn({
    argv: process.argv,
    env: process.env,
    cwd: home,
    stdin: textReader(''),
    stdout: nowhere,
    stderr: nowhere,
    program: serve,
  })
  return 0
}

function respond(fs: FileSystem, home: string, request: HttpRequest, now: number): HttpResponse {
  if (request.method !== 'GET' && request.method !== 'HEAD') return page(request.method === 'POST' ? 400 : 501, now)
  let path: string
  try {
    path = decodeURIComponent(request.path.replace(/\?.*/, ''))
  } catch {
    return page(400, now)
  }
  let file = resolvePath('/', path)
  if (file.startsWith('/cgi-bin/')) return page(403, now)
  file = home + (file === '/' ? '' : file)
  let node = fs.lookup(file)
  if (node?.type === 'directory') {
    if (!path.endsWith('/')) return { ...page(302, now), headers: { ...page(302, now).headers, location: `${path}/` } }
    file = `${file}/index.html`
    node = fs.lookup(file)
  }
  if (node?.type !== 'file') return page(404, now)
  const body = fs.readFile(file)
  const type = ownValue(TYPES, /\.(\w+)$/.exec(file)?.[1] ?? '') ?? 'application/octet-stream'
  return {
    status: 200,
    headers: {
      date: new Date(now).toUTCString(),
      connection: 'close',
      'content-type': type,
      'accept-ranges': 'bytes',
      'last-modified': new Date(node.modified).toUTCString(),
      'content-length': String(byteLength(body)),
    },
    body,
  }
}

function page(status: number, now: number): HttpResponse {
  const title = `${status} ${status === 302 ? 'Found' : REASONS[status]}`
  const body = `<HTML><HEAD><TITLE>${title}</TITLE></HEAD>\n<BODY><H1>${title}</H1>\n${EXPLANATIONS[status] ?? ''}\n</BODY></HTML>\n`
  return { status, headers: { date: new Date(now).toUTCString(), connection: 'close', 'content-type': 'text/html' }, body }
}
