import { byteLength } from '../../sim/byte-length.ts'
import type { Task } from '../../sim/task.ts'
import type { Program } from '../machine/machine.ts'
import type { HttpRequest, HttpResponse } from '../network/namespace.ts'
import { apacheDate, httpDate, logDate, pathOf, typeOf } from './http.ts'
import { serveUntilSignal } from './service.ts'

const VERSION = 'Apache/2.4.66 (Unix)'
const ROOT = '/usr/local/apache2/htdocs'

const NOT_FOUND = `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">
<html><head>
<title>404 Not Found</title>
</head><body>
<h1>Not Found</h1>
<p>The requested URL was not found on this server.</p>
</body></html>
`

export const program: Program = function* (process) {
  const { machine, stdout, stderr } = process
  const { net, fs } = machine
  const address = net.interfaces.find((each) => each.name !== 'lo')?.address ?? '127.0.0.1'
  const nameless = `AH00558: httpd: Could not determine the server's fully qualified domain name, using ${address}. Set the 'ServerName' directive globally to suppress this message\n`
  yield* stderr.write(nameless)
  const answer = function* (request: HttpRequest): Task<HttpResponse> {
    const path = pathOf(request)
    const file = path.endsWith('/') ? `${ROOT}${path}index.html` : ROOT + path
    const node = fs.lookup(file)
    const headers: Record<string, string> = { date: httpDate(machine.clock.now), server: VERSION }
    if (node?.type === 'directory')
      return {
        status: 301,
        headers: { ...headers, location: `http://${request.headers['host'] ?? ''}${path}/`, 'content-length': '0' },
        body: '',
      }
    if (node?.type !== 'file')
      return {
        status: 404,
        headers: { ...headers, 'content-length': String(NOT_FOUND.length), 'content-type': 'text/html; charset=iso-8859-1' },
        body: NOT_FOUND,
      }
    const body = fs.readFile(file)
    const size = byteLength(body)
    const own = {
      'last-modified': httpDate(node.modified),
      ETag: `"${size.toString(16)}-${Math.floor(node.modified).toString(16)}"`,
      'accept-ranges': 'bytes',
      'content-length': String(size),
      'content-type': typeOf(file) ?? 'text/plain',
    }
    return { status: 200, headers: { ...headers, ...own }, body: request.method === 'HEAD' ? '' : body }
  }
  const listener = net.listen(
    { port: 80, program: 'httpd', owner: process },
    {
      *http(request, peer) {
        const response = yield* answer(request)
        const size = byteLength(String(response.body))
        yield* stdout.write(
          `${peer.address} - - [${logDate(machine.clock.now)}] "${request.method} ${request.path} HTTP/1.1" ${response.status} ${size || '-'}\n`,
        )
        return response
      },
    },
  )
  if (typeof listener === 'string') {
    yield* stderr.write(
      '(98)Address already in use: AH00072: make_sock: could not bind to address 0.0.0.0:80\nno listening sockets available, shutting down\nAH00015: Unable to open logs\n',
    )
    return 1
  }
  try {
    const notice = (module: string, text: string): string =>
      `[${apacheDate(machine.clock.now)}] [${module}:notice] [pid ${process.pid}:tid ${process.pid}] ${text}\n`
    yield* stderr.write(
      nameless +
        notice('mpm_event', `AH00489: ${VERSION} configured -- resuming normal operations`) +
        notice('core', "AH00094: Command line: 'httpd -D FOREGROUND'"),
    )
    const code = yield* serveUntilSignal(process, { SIGWINCH: 0, SIGTERM: 0, SIGINT: 0 })
    yield* stderr.write(notice('mpm_event', 'AH00492: caught SIGWINCH, shutting down gracefully'))
    return code
  } finally {
    listener.close()
  }
}
