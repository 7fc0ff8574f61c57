import { sink } from '../../sim/pipe.ts'
import type { Task } from '../../sim/task.ts'
import type { Process, Program } from '../machine/machine.ts'
import type { HttpRequest, HttpResponse, Peer } from '../network/namespace.ts'
import { flagsOf } from './flags.ts'
import { goResponse, listenAndServe } from './go-server.ts'
import { pathOf, queryOf, slashDate } from './http.ts'
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
    return yield* listenAndServe(process, http, function* (request, peer) {
      const path = pathOf(request)
      yield* stdout.write(klog(process, `GET ${path}`))
      return yield* answer(process, begun, request, peer)
    })
  } finally {
    if (typeof listener === 'object') listener.close()
  }
}

function* answer(process: Process, begun: number, request: HttpRequest, peer: Peer): Task<HttpResponse> {
  const { machine } = process
  const query = queryOf(request)
  switch (pathOf(request)) {
    case '/': {
      const now = machine.clock.now
      return goResponse(
        process,
        200,
        `NOW: ${new Date(now).toISOString().slice(0, 23).replace('T', ' ')} +0000 UTC m=+${((now - begun) / 1000).toFixed(9)}`,
      )
    }
    case '/hostname':
    case '/hostName':
      return goResponse(process, 200, machine.hostname)
    case '/clientip':
      return goResponse(process, 200, `${peer.address}:${peer.port}`)
    case '/echo': {
      const code = Number(query.get('code') ?? '200')
      return goResponse(process, code >= 100 && code < 600 ? code : 400, query.get('msg') ?? '')
    }
    case '/healthz':
      return goResponse(process, 200, '')
    case '/header':
      return goResponse(process, 200, request.headers[(query.get('key') ?? '').toLowerCase()] ?? '')
    case '/exit': {
      process.traps.get('SIGTERM')?.()
      return goResponse(process, 200, '')
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
      return goResponse(process, 200, JSON.stringify(code === 0 ? { output } : { error: `exit status ${code}`, output }))
    }
    default:
      return goResponse(process, 404, '404 page not found\n')
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
  const serve = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (serve) return yield* serve(process, flagsOf(rest))
  yield* process.stderr.write(`${slashDate(process.machine.clock.now)} podtalk does not simulate "agnhost ${name}"\n`)
  return 1
}
