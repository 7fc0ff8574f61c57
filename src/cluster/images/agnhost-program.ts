import { sink } from '../../sim/pipe.ts'
import { sleep, type Task } from '../../sim/task.ts'
import { ownValue } from '../api/json.ts'
import type { Process, Program } from '../machine/machine.ts'
import { reasonOf } from '../network/http-text.ts'
import type { HttpRequest, HttpResponse, Peer } from '../network/namespace.ts'
import { goLookupError, lookupHost } from '../network/resolver.ts'
import { flagsOf } from './flags.ts'
import { goGet } from './go-client.ts'
import { goResponse, listenAndServe } from './go-server.ts'
import { goDuration, pathOf, queryOf, slashDate } from './http.ts'
import { goSignals, serveUntilSignal } from './service.ts'

type Serve = (process: Process, flags: Map<string, string>) => Task<number>

/** Go's klog: `I0504 01:00:00.123456       1 log.go:245] text`. */
function klog(process: Process, text: string): string {
  const time = new Date(process.machine.clock.now).toISOString()
  return `I${time.slice(5, 7)}${time.slice(8, 10)} ${time.slice(11, 23)}000 ${String(process.pid).padStart(7)} log.go:245] ${text}\n`
}

const netexec: Serve = function* (process, flags) {
  const { machine, stdout } = process
  const http = flags.get('http-port') ?? '8080'
  const udp = Number(flags.get('udp-port') ?? '8081')
  const begun = machine.clock.now
  yield* stdout.write(klog(process, `Started HTTP server on port ${http}`))
  const datagram = (payload: unknown, peer: Peer): string => {
    const text = String(payload).trim()
    if (text === 'hostname') return machine.hostname
    if (text === 'clientip') return `${peer.address}:${peer.port}`
    return text.startsWith('echo ') ? text.slice(5) : text
  }
  const listener =
    udp > 0 ? machine.net.listen({ port: udp, protocol: 'UDP', program: 'agnhost', owner: process }, { datagram }) : undefined
  yield* stdout.write(klog(process, `Started UDP server on port  ${udp}`))
  try {
    const codes = goSignals(process)
    return yield* listenAndServe(
      process,
      http,
      function* (request, peer) {
        yield* stdout.write(klog(process, `GET ${logged(request)}`))
        return yield* answer(process, begun, request, peer, codes)
      },
      codes,
    )
  } finally {
    if (typeof listener === 'object') listener.close()
  }
}

/** The request as netexec logs it: with the parameters that it looks at. */
function logged(request: HttpRequest): string {
  const query = queryOf(request)
  const path = pathOf(request)
  const names = ownValue(PARAMETERS, path) ?? []
  const parameters = names.map((name) => `${name}=${query.get(name) ?? (name === 'cmd' ? (query.get('shellCommand') ?? '') : '')}`)
  return `${SERVED.has(path) ? path : '/'}${parameters.length > 0 ? `?${parameters.join('&')}` : ''}`
}

const PARAMETERS: Record<string, string[]> = {
  '/dial': ['host', 'protocol', 'port', 'request', 'tries'],
  '/echo': ['msg', 'code'],
  '/exit': ['code', 'timeout', 'wait'],
  '/redirect': ['location', 'code'],
  '/shell': ['cmd'],
}
const SERVED = new Set([...Object.keys(PARAMETERS), '/clientip', '/header', '/healthz', '/hostName', '/hostname', '/shutdown', '/upload'])

/** Ends the server with a code while a request waits: its client hears nothing more. */
function* leave(process: Process, codes: Record<string, number>, code: number, wait: number): Task<HttpResponse> {
  yield* sleep(wait)
  codes['SIGTERM'] = code
  process.kill('SIGTERM')
  return { status: 0, headers: {}, body: '', problem: 'empty' }
}

/** `/dial`: the server asks others, as often as it is told to. */
function* dial(process: Process, query: URLSearchParams): Task<HttpResponse> {
  const bad = (text: string): HttpResponse => goResponse(process, 400, `${text}\n`)
  const [host, port, request] = ['host', 'port', 'request'].map((name) => query.get(name) ?? '') as [string, string, string]
  const protocol = query.get('protocol') ?? ''
  const tries = query.get('tries') || '1'
  if (!/^[-+]?\d+$/.test(tries)) return bad(`tries parameter is invalid. strconv.Atoi: parsing ${JSON.stringify(tries)}: invalid syntax`)
  if (request === '') return bad('request parameter not specified. <nil>')
  if (!/^(http|udp)?$/i.test(protocol)) {
    if (protocol.toLowerCase() === 'sctp') return bad('podtalk does not simulate SCTP')
    return bad(`unsupported protocol. ${protocol}`)
  }
  const found = yield* lookupHost(process.machine, host, { libc: 'go', program: 'agnhost', target: `${host}:${port}` })
  if ('failed' in found)
    return bad(
      `host and/or port param are invalid. ${goLookupError(host, found, `${process.machine.net.address}:${32_768 + process.machine.random.below(28_000)}`)}`,
    )
  const address = found.addresses[0] as string
  const [responses, errors]: [string[], string[]] = [[], []]
  let last = ''
  for (let at = 0; at < Math.min(Number(tries), 1_000); at++) {
    last = ''
    if (protocol.toLowerCase() === 'udp') {
      const answer = yield* process.machine.net.exchange(address, Number(port), request, {
        timeoutMs: 5_000,
        program: 'agnhost',
        target: `${host}:${port}`,
      })
      if ('failed' in answer)
        errors.push(
          `reading from udp connection failed. err:'read udp ${process.machine.net.address}->${address}:${port}: ${answer.failed === 'timeout' ? 'i/o timeout' : 'read: connection refused'}'`,
        )
      else responses.push((last = String(answer.reply)))
    } else {
      const answer = yield* goGet(process, `http://${address}:${port}/${request}`, 5_000)
      if ('error' in answer) errors.push(answer.error)
      else responses.push((last = answer.body))
    }
  }
  return goResponse(process, 200, JSON.stringify({ ...(errors.length > 0 ? { errors } : {}), ...(last !== '' ? { responses } : {}) }))
}

function* answer(process: Process, begun: number, request: HttpRequest, peer: Peer, codes: Record<string, number>): Task<HttpResponse> {
  const { machine } = process
  const query = queryOf(request)
  switch (pathOf(request)) {
    case '/hostname':
    case '/hostName':
      return goResponse(process, 200, machine.hostname)
    case '/clientip':
      return goResponse(process, 200, `${peer.address}:${peer.port}`)
    case '/echo': {
      const given = query.get('code') || '200'
      if (!/^[-+]?\d+$/.test(given))
        return goResponse(process, 200, `argument 'code' must be an integer or empty, got ${JSON.stringify(given)}\n`)
      const code = Number(given)
      // net/http panics at other codes, and the connection with it
      if (code < 100 || code > 999) return { status: 0, headers: {}, body: '', problem: 'empty' }
      return goResponse(process, code, query.get('msg') ?? '')
    }
    case '/dial':
      return yield* dial(process, query)
    case '/redirect': {
      const code = Number(query.get('code') || '302')
      const location = query.get('location') ?? ''
      const response = goResponse(
        process,
        code,
        `<a href="${location.replaceAll('&', '&amp;').replaceAll('"', '&#34;').replaceAll('<', '&lt;')}">${reasonOf(code)}</a>.\n\n`,
        'text/html; charset=utf-8',
      )
      response.headers['location'] = location
      return response
    }
    case '/upload':
      return goResponse(process, 200, '{"error":"Unable to upload file."}')
    case '/healthz':
      return goResponse(process, 200, '')
    case '/header':
      return goResponse(process, 200, ownValue(request.headers, (query.get('key') ?? '').toLowerCase()) ?? '')
    case '/shutdown':
      return yield* leave(process, codes, 0, 0)
    case '/exit': {
      for (const name of ['timeout', 'wait']) {
        const given = query.get(name) ?? ''
        if (given !== '' && goDuration(given) === undefined)
          return goResponse(process, 200, `argument '${name}' must be a valid golang duration or empty, got ${JSON.stringify(given)}\n`)
      }
      const code = query.get('code') || '0'
      if (!/^[-+]?\d+$/.test(code))
        return goResponse(process, 200, `argument 'code' must be an integer [0-127] or empty, got ${JSON.stringify(code)}\n`)
      return yield* leave(process, codes, Number(code) & 255, goDuration(query.get('wait') ?? '') ?? 0)
    }
    case '/shell': {
      let output = ''
      const take = sink((text) => {
        output += text
      })
      const stdin = {
        *read() {
          return undefined
        },
        close() {},
      }
      const shell = machine.spawn({
        argv: ['sh', '-c', query.get('cmd') ?? query.get('shellCommand') ?? ''],
        stdin,
        stdout: take,
        stderr: take,
        parent: process,
      })
      const code = shell ? yield* shell.wait() : 127
      return goResponse(
        process,
        200,
        JSON.stringify({ ...(code === 0 ? {} : { error: `exit status ${code}` }), ...(output === '' ? {} : { output }) }),
      )
    }
    default: {
      const now = machine.clock.now
      return goResponse(
        process,
        200,
        `NOW: ${new Date(now).toISOString().slice(0, 23).replace('T', ' ')} +0000 UTC m=+${((now - begun) / 1000).toFixed(9)}`,
      )
    }
  }
}

const serveHostname: Serve = function* (process, flags) {
  const port = flags.get('port') ?? '9376'
  yield* process.stdout.write(klog(process, 'Serving on port 9376.').replace('9376', port))
  return yield* listenAndServe(process, port, function* (_request, peer) {
    yield* process.stdout.write(klog(process, `HTTP request from ${peer.address}:${peer.port}`))
    return goResponse(process, 200, process.machine.hostname)
  })
}

const pause: Serve = function* (process) {
  yield* process.stdout.write('Paused\n')
  return yield* serveUntilSignal(process, goSignals(process))
}

/** `agnhost connect HOST:PORT`: REFUSED, TIMEOUT or nothing. */
const connect: Serve = function* (process, flags) {
  const target = process.argv.slice(2).find((word) => /^[^-].*:\d+$/.test(word)) ?? ''
  const colon = target.lastIndexOf(':')
  const timeoutMs = Number.parseFloat(flags.get('timeout') ?? '10') * 1000
  const answer = yield* process.machine.net.connect(target.slice(0, colon), Number(target.slice(colon + 1)), {
    timeoutMs,
    program: 'agnhost',
    target,
  })
  if (!('failed' in answer)) {
    answer.close()
    return 0
  }
  yield* process.stderr.write(
    `${{ refused: 'REFUSED', timeout: 'TIMEOUT', unreachable: 'OTHER: connect: no route to host', reset: 'OTHER: connection reset by peer' }[answer.failed]}\n`,
  )
  return 1
}

const COMMANDS: Record<string, Serve> = { netexec, 'serve-hostname': serveHostname, pause, connect }

export const program: Program = function* (process) {
  const [, name = 'pause', ...rest] = process.argv
  const serve = ownValue(COMMANDS, name)
  if (serve) return yield* serve(process, flagsOf(rest))
  yield* process.stderr.write(`${slashDate(process.machine.clock.now)} podtalk does not simulate "agnhost ${name}"\n`)
  return 1
}
