import { byteLength } from '../../../sim/byte-length.ts'
import type { Task } from '../../../sim/task.ts'
import { ownValue } from '../../api/json.ts'
import { FileError } from '../../machine/filesystem.ts'
import type { Process } from '../../machine/machine.ts'
import { reasonOf } from '../../network/http-text.ts'
import type { HttpRequest, HttpResponse, Peer } from '../../network/namespace.ts'
import { bodyOf, httpDate, logDate, pathOf, typeOf } from '../http.ts'
import { ConfigProblem, type Directive, setting } from './config.ts'
import { VERSION } from './files.ts'
import { resolveUpstream, type Upstreams } from './upstream.ts'

/** One `server { }`. */
interface Server {
  ports: { port: number; address: string; isDefault: boolean }[]
  names: string[]
  block: Directive[]
  http: Directive[]
}

/** A request on its way through the configuration. */
export interface Exchange {
  process: Process
  request: HttpRequest
  peer: Peer
  server: Server
  upstreams: Upstreams
  /** tells the error log */
  complain: (level: string, text: string) => Task
}

/** The servers of a configuration. Throws ConfigProblem. */
export function serversOf(config: readonly Directive[]): Server[] {
  const http = config.find(({ name }) => name === 'http')?.block
  if (!config.some(({ name }) => name === 'events')) throw new ConfigProblem('no "events" section in configuration')
  return (http ?? [])
    .filter(({ name }) => name === 'server')
    .map((directive) => {
      const block = directive.block ?? []
      const listens = block.filter(({ name }) => name === 'listen')
      const ports = (listens.length > 0 ? listens.map(({ args }) => args) : [['80']]).flatMap((args) => {
        const value = args[0] ?? ''
        if (value.startsWith('[') || value.startsWith('unix:')) return []
        const [address, port] = value.includes(':')
          ? (value.split(':') as [string, string])
          : /^\d+$/.test(value)
            ? ['0.0.0.0', value]
            : [value, '80']
        if (!/^\d+$/.test(port) || Number(port) > 65_535)
          throw new ConfigProblem(`invalid port in "${value}" of the "listen" directive in ${directive.file}:${directive.line}`)
        const bound = ({ '*': '0.0.0.0', localhost: '127.0.0.1' } as Record<string, string>)[address] ?? address
        if (!/^[\d.]+$/.test(bound))
          throw new ConfigProblem(`host not found in "${value}" of the "listen" directive in ${directive.file}:${directive.line}`)
        return [
          {
            port: Number(port),
            address: bound,
            isDefault: args.includes('default_server') || args.includes('default'),
          },
        ]
      })
      return { ports, names: block.filter(({ name }) => name === 'server_name').flatMap(({ args }) => args), block, http: http ?? [] }
    })
}

/** The server that answers for a host name: an exact name, the default one, or the first. */
export function serverFor(servers: readonly Server[], port: number, host: string): Server {
  const name = host.replace(/:\d+$/, '').toLowerCase()
  const here = servers.filter((server) => server.ports.some((each) => each.port === port))
  const fits = (pattern: string): boolean =>
    pattern === name ||
    (pattern.startsWith('*.') && name.endsWith(pattern.slice(1))) ||
    (pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -1)))
  return (
    here.find((server) => server.names.some(fits)) ??
    here.find((server) => server.ports.some((each) => each.port === port && each.isDefault)) ??
    (here[0] as Server)
  )
}

/** `location`s: an exact one, then the longest prefix unless a regular expression fits. */
function locationFor(blocks: readonly Directive[], path: string): Directive | undefined {
  let best: Directive | undefined
  let length = -1
  for (const location of blocks) {
    if (location.name !== 'location') continue
    const [modifier, pattern = modifier ?? ''] = location.args
    if (modifier === '=' && pattern === path) return location
    if ((location.args.length === 1 || modifier === '^~') && path.startsWith(pattern) && pattern.length > length) {
      best = location
      length = pattern.length
    }
  }
  if (best?.args[0] === '^~') return best
  for (const location of blocks) {
    if (location.name !== 'location' || !location.args[0]?.startsWith('~')) continue
    try {
      if (new RegExp(location.args[1] ?? '', location.args[0] === '~*' ? 'i' : '').test(path)) return location
    } catch {
      // An expression of PCRE that is none here fits nothing.
    }
  }
  return best
}

export function errorPage(status: number): string {
  const title = `${status} ${status === 405 ? 'Not Allowed' : status === 504 ? 'Gateway Time-out' : status === 503 ? 'Service Temporarily Unavailable' : reasonOf(status)}`
  return `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>nginx/${VERSION}</center>\r\n</body>\r\n</html>\r\n`
}

/** Answers one request, as the configuration wants it. */
export function* respond(exchange: Exchange): Task<HttpResponse> {
  const { process, request, server } = exchange
  let response = yield* atPath(exchange, decodePath(pathOf(request)), 0)
  const now = process.machine.clock.now
  const { status } = response
  let body = response.body
  if (body === '' && status >= 300 && status !== 304 && response.headers['content-type'] === undefined) {
    const page = yield* customPage(exchange, status)
    if (page) response = { ...page, status }
    else response = { status, headers: { ...response.headers, 'content-type': 'text/html' }, body: errorPage(status) }
    body = response.body
  }
  const headers: Record<string, string> = { server: `nginx/${VERSION}`, date: httpDate(now) }
  const { 'content-type': type, ...rest } = response.headers
  if (type !== undefined) headers['content-type'] = type
  if (typeof body === 'string') headers['content-length'] = String(byteLength(body))
  Object.assign(headers, rest)
  headers['connection'] = request.headers['connection']?.toLowerCase() === 'close' ? 'close' : 'keep-alive'
  for (const { name, args } of server.block)
    if (name === 'add_header' && status < 400 && args[0]) headers[args[0].toLowerCase()] = variables(args[1] ?? '', exchange)
  return { status, headers, body: request.method === 'HEAD' ? '' : body }
}

function* customPage(exchange: Exchange, status: number): Task<HttpResponse | undefined> {
  for (const { name, args } of [...exchange.server.block, ...exchange.server.http]) {
    if (name !== 'error_page' || !args.slice(0, -1).includes(String(status))) continue
    const page = yield* atPath({ ...exchange, request: { ...exchange.request, method: 'GET' } }, args.at(-1) as string, 1)
    return page.status === 200 ? page : undefined
  }
  return undefined
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

const empty = (status: number, headers: Record<string, string> = {}): HttpResponse => ({ status, headers, body: '' })

function* atPath(exchange: Exchange, path: string, depth: number): Task<HttpResponse> {
  const { server, request } = exchange
  if (depth > 10) return empty(500)
  const immediate = setting('return', server.block)
  const location = locationFor(server.block, path)
  const inner = location?.block
  const given = immediate ?? setting('return', inner)
  if (given) {
    const status = Number(given[0])
    const text = variables(given.slice(1).join(' '), exchange)
    if (Number.isNaN(status)) return empty(302, { location: variables(given[0] ?? '', exchange) })
    if ([301, 302, 303, 307, 308].includes(status))
      return empty(status, { location: text.startsWith('/') ? `http://${request.headers['host']}${text}` : text })
    if (given.length === 1) return empty(status)
    return {
      status,
      headers: { 'content-type': setting('default_type', inner, server.block, server.http)?.[0] ?? 'text/plain' },
      body: text,
    }
  }
  const pass = setting('proxy_pass', inner)
  if (pass) return yield* proxy(exchange, inner as Directive[], location?.args.at(-1) ?? '/', pass[0] ?? '', path)
  if (inner?.some(({ name }) => name === 'stub_status')) {
    return {
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: 'Active connections: 1 \nserver accepts handled requests\n 1 1 1 \nReading: 0 Writing: 1 Waiting: 0 \n',
    }
  }
  const tries = setting('try_files', inner, server.block)
  if (tries && tries.length > 1) {
    const fs = exchange.process.machine.fs
    for (const candidate of tries.slice(0, -1)) {
      const uri = variables(candidate, exchange, path)
      const node = fs.lookup(fileFor(exchange, location, uri.replace(/\/$/, '') || '/'))
      if (node && (node.type === 'directory') === uri.endsWith('/')) return yield* file(exchange, location, uri, depth)
    }
    const last = tries.at(-1) as string
    if (last.startsWith('=')) return empty(Number(last.slice(1)))
    return yield* atPath(exchange, variables(last, exchange, path), depth + 1)
  }
  return yield* file(exchange, location, path, depth)
}

function fileFor({ server }: Exchange, location: Directive | undefined, path: string): string {
  const alias = setting('alias', location?.block)?.[0]
  if (alias !== undefined) return alias + path.slice((location?.args.at(-1) ?? '').length)
  const root = setting('root', location?.block, server.block, server.http)?.[0] ?? '/etc/nginx/html'
  return (root.startsWith('/') ? root : `/etc/nginx/${root}`) + path
}

function* file(exchange: Exchange, location: Directive | undefined, path: string, depth: number): Task<HttpResponse> {
  const { process, request, server, complain } = exchange
  const { fs } = process.machine
  const full = fileFor(exchange, location, path)
  const node = fs.lookup(full.replace(/(.)\/+$/, '$1'))
  if (!node) {
    yield* complain('error', `open() "${full}" failed (2: No such file or directory)`)
    return empty(404)
  }
  if (node.type === 'directory') {
    if (!path.endsWith('/')) return empty(301, { location: `http://${request.headers['host'] ?? ''}${path}/` })
    for (const index of setting('index', location?.block, server.block, server.http) ?? ['index.html']) {
      if (fs.exists(`${full}${index}`)) return yield* atPath(exchange, `${path}${index}`, depth + 1)
    }
    if (setting('autoindex', location?.block, server.block)?.[0] === 'on') {
      const names = fs.readdir(full).map((name) => `<a href="${name}">${name}</a>\r\n`)
      return {
        status: 200,
        headers: { 'content-type': 'text/html' },
        body: `<html>\r\n<head><title>Index of ${path}</title></head>\r\n<body>\r\n<h1>Index of ${path}</h1><hr><pre><a href="../">../</a>\r\n${names.join('')}</pre><hr></body>\r\n</html>\r\n`,
      }
    }
    yield* complain('error', `directory index of "${full}" is forbidden`)
    return empty(403)
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return empty(405)
  let body: string
  try {
    body = fs.readFile(full)
  } catch (error) {
    if (error instanceof FileError) return empty(403)
    throw error
  }
  const modified = Math.floor(node.modified / 1000)
  return {
    status: 200,
    headers: {
      'content-type': typeOf(full) ?? setting('default_type', location?.block, server.block, server.http)?.[0] ?? 'text/plain',
      'last-modified': httpDate(modified * 1000),
      ETag: `"${modified.toString(16)}-${byteLength(body).toString(16)}"`,
      'accept-ranges': 'bytes',
    },
    body,
  }
}

/** Passes a request on to another server. */
function* proxy(exchange: Exchange, block: Directive[], prefix: string, target: string, path: string): Task<HttpResponse> {
  const { process, request, server, upstreams, complain } = exchange
  const parsed = /^http:\/\/([^/]+)(\/.*)?$/.exec(variables(target, exchange))
  if (!parsed) return empty(500)
  const [, authority = '', uri] = parsed
  const found = yield* resolveUpstream(process, upstreams, authority)
  const query = request.path.includes('?') ? request.path.slice(request.path.indexOf('?')) : ''
  const onward = uri === undefined ? request.path : uri + path.slice(prefix.startsWith('/') ? prefix.length : 0) + query
  if (typeof found === 'string') {
    yield* complain('error', `${authority.replace(/:\d+$/, '')} could not be resolved (${found})`)
    return empty(502)
  }
  const headers: Record<string, string> = { host: authority, connection: 'close' }
  for (const [name, value] of Object.entries(request.headers)) if (name !== 'host' && name !== 'connection') headers[name] = value
  for (const { name, args } of [...server.http, ...server.block, ...block]) {
    if (name === 'proxy_set_header' && args[0]) headers[args[0].toLowerCase()] = variables(args[1] ?? '', exchange)
  }
  for (const name in headers) if (headers[name] === '') delete headers[name]
  const timeoutMs = seconds(setting('proxy_connect_timeout', block, server.block, server.http)?.[0]) * 1000
  const { address, port } = found
  const url = `http://${address}:${port}${onward}`
  const answer = yield* process.machine.net.http(
    address,
    port,
    { ...request, path: onward, headers },
    { timeoutMs, program: 'nginx', target: `http://${authority}${onward}` },
  )
  if ('failed' in answer) {
    const why = {
      refused: 'connect() failed (111: Connection refused)',
      unreachable: 'connect() failed (113: No route to host)',
      timeout: 'upstream timed out (110: Connection timed out)',
      reset: 'recv() failed (104: Connection reset by peer)',
    }[answer.failed]
    yield* complain(
      'error',
      `${why} while ${answer.failed === 'reset' ? 'reading response header from' : 'connecting to'} upstream`.concat('\0', url),
    )
    return empty(answer.failed === 'timeout' ? 504 : 502)
  }
  const passed: Record<string, string> = {}
  for (const [name, value] of Object.entries(answer.headers)) {
    if (!['server', 'date', 'connection', 'content-length', 'transfer-encoding'].includes(name.toLowerCase())) passed[name] = value
  }
  const body = yield* bodyOf(answer)
  // An empty page of the other server stays empty.
  return { status: answer.status, headers: body === '' ? { 'content-type': 'text/html', ...passed } : passed, body }
}

function seconds(text: string | undefined): number {
  const match = /^(\d+)(ms|s|m)?$/.exec(text ?? '60')
  if (!match) return 60
  const value = Number(match[1])
  return match[2] === 'ms' ? value / 1000 : match[2] === 'm' ? value * 60 : value
}

/** Puts nginx's variables into a text. */
function variables(text: string, exchange: Exchange, uri?: string): string {
  if (!text.includes('$')) return text
  const { request, peer, server, process } = exchange
  const path = pathOf(request)
  const query = request.path.slice(path.length + 1)
  const host = request.headers['host'] ?? ''
  return text.replace(/\$\{?(\w+)\}?/g, (whole, name: string) => {
    switch (name) {
      case 'uri':
      case 'document_uri':
        return uri ?? path
      case 'request_uri':
        return request.path
      case 'args':
      case 'query_string':
        return query
      case 'is_args':
        return query === '' ? '' : '?'
      case 'host':
        return host.replace(/:\d+$/, '')
      case 'http_host':
        return host
      case 'hostname':
        return process.machine.hostname
      case 'remote_addr':
        return peer.address
      case 'remote_port':
        return String(peer.port)
      case 'remote_user':
        return '-'
      case 'proxy_add_x_forwarded_for':
        return [request.headers['x-forwarded-for'], peer.address].filter(Boolean).join(', ')
      case 'scheme':
        return 'http'
      case 'server_name':
        return server.names[0] ?? ''
      case 'server_port':
        return String(server.ports[0]?.port ?? 80)
      case 'request_method':
        return request.method
      case 'nginx_version':
        return VERSION
      case 'time_local':
        return logDate(process.machine.clock.now)
      case 'proxy_host':
        return ''
      default:
        if (name.startsWith('http_')) return ownValue(request.headers, name.slice(5).replaceAll('_', '-')) ?? ''
        if (name.startsWith('arg_')) return new URLSearchParams(query).get(name.slice(4)) ?? ''
        return whole
    }
  })
}
