import { sink } from '../../sim/pipe.ts'
import { sleep, type Task, within } from '../../sim/task.ts'
import type { HTTPGetAction, Probe } from '../api/types.ts'
import { findExecutable } from '../machine/executable.ts'
import type { ConnectFailure, HttpResponse, NetworkNamespace } from '../network/namespace.ts'
import type { Container } from './container.ts'
import { execError } from './exec-error.ts'

/** What came of one probe. An error is no result: the probe itself could not be made. */
export type ProbeResult = { result: 'success' } | { result: 'failure' | 'error'; message: string }

const SUCCESS: ProbeResult = { result: 'success' }

/** Where a kubelet probes from, and where the Pod is. */
export interface ProbeContext {
  net: NetworkNamespace
  podIP: string
}

const failure = (message: string): ProbeResult => ({ result: 'failure', message })

/** A port by its number or by the name that the container gives it. */
export function portOf(container: Container, port: number | string): number | undefined {
  if (typeof port === 'number') return port
  const named = container.spec.ports?.find(({ name }) => name === port)?.containerPort
  if (named !== undefined) return named
  return /^\d+$/.test(port) ? Number(port) : undefined
}

/** Makes one probe of a container. */
export function* runProbe(probe: Probe, container: Container, context: ProbeContext): Task<ProbeResult> {
  const timeoutMs = (probe.timeoutSeconds ?? 1) * 1000
  if (probe.exec) return yield* execProbe(probe.exec.command ?? [], container, timeoutMs)
  const { httpGet, tcpSocket, grpc } = probe
  const wanted = httpGet?.port ?? tcpSocket?.port ?? grpc?.port ?? 0
  const port = portOf(container, wanted)
  if (port === undefined) return { result: 'error', message: `strconv.Atoi: parsing ${JSON.stringify(wanted)}: invalid syntax` }
  if (httpGet) return yield* httpProbe(httpGet, port, context, timeoutMs)
  const host = tcpSocket?.host || context.podIP
  if (tcpSocket) return yield* tcpProbe(host, port, context, timeoutMs)
  return yield* grpcProbe(host, port, context, timeoutMs)
}

/** Go's words for a connection that failed. */
export function dialError({ failed }: ConnectFailure, host: string, port: number): string {
  const what =
    failed === 'refused'
      ? 'connect: connection refused'
      : failed === 'unreachable'
        ? 'connect: no route to host'
        : failed === 'reset'
          ? 'connect: connection reset by peer'
          : 'i/o timeout'
  return `dial tcp ${host}:${port}: ${what}`
}

/** The URL of an httpGet action. */
export function urlOf(action: HTTPGetAction, host: string, port: number): { url: string; path: string } {
  const scheme = (action.scheme ?? 'HTTP').toLowerCase()
  const path = action.path ? (action.path.startsWith('/') ? action.path : `/${action.path}`) : '/'
  return { url: `${scheme}://${host}:${port}${path}`, path }
}

export function requestHeaders(action: HTTPGetAction, host: string, port: number, agent: string): Record<string, string> {
  const headers: Record<string, string> = { host: `${host}:${port}`, 'user-agent': agent, accept: '*/*', connection: 'close' }
  for (const { name, value } of action.httpHeaders ?? []) headers[name.toLowerCase()] = value
  return headers
}

function* httpProbe(action: HTTPGetAction, port: number, { net, podIP }: ProbeContext, timeoutMs: number): Task<ProbeResult> {
  const host = action.host || podIP
  const { url, path } = urlOf(action, host, port)
  const request = { method: 'GET', path, headers: requestHeaders(action, host, port, 'kube-probe/1.36'), body: '' }
  const answer: HttpResponse | ConnectFailure | undefined = yield* within(
    timeoutMs,
    net.http(host, port, request, { timeoutMs, program: 'kubelet', target: url }),
  )
  if (!answer || ('failed' in answer && answer.failed === 'timeout')) {
    return failure(`Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`)
  }
  if ('failed' in answer) return failure(`Get "${url}": ${answer.failed === 'reset' ? 'EOF' : dialError(answer, host, port)}`)
  if (typeof answer.body !== 'string') answer.body.close()
  if (action.scheme === 'HTTPS') return failure(`Get "${url}": http: server gave HTTP response to HTTPS client`)
  return answer.status >= 200 && answer.status < 400 ? SUCCESS : failure(`HTTP probe failed with statuscode: ${answer.status}`)
}

function* tcpProbe(host: string, port: number, { net }: ProbeContext, timeoutMs: number): Task<ProbeResult> {
  const answer = yield* net.connect(host, port, { timeoutMs, program: 'kubelet', target: `${host}:${port}` })
  if ('failed' in answer) return failure(dialError(answer, host, port))
  answer.close()
  return SUCCESS
}

/** No program here speaks gRPC: whoever listens does not answer, and the probe waits as long as it may. */
function* grpcProbe(host: string, port: number, { net }: ProbeContext, timeoutMs: number): Task<ProbeResult> {
  const answer = yield* net.connect(host, port, { timeoutMs, program: 'kubelet', target: `${host}:${port}` })
  if (!('failed' in answer)) answer.close()
  if (!('failed' in answer) || answer.failed !== 'timeout') yield* sleep(timeoutMs)
  return failure(`timeout: failed to connect service "${host}:${port}" within ${timeoutMs / 1000}s: context deadline exceeded`)
}

function* execProbe(command: readonly string[], container: Container, timeoutMs: number): Task<ProbeResult> {
  const { machine } = container
  const found = findExecutable(machine, command, container.workingDir)
  if (typeof found === 'string') {
    return { result: 'error', message: `rpc error: code = Unknown desc = ${execError(machine.random.hex(64), command[0] ?? '', found)}` }
  }
  let output = ''
  const take = sink((text) => {
    if (output.length < 10_240) output += text
  })
  const process = machine.spawn({
    argv: found.argv,
    program: found.program,
    cwd: container.workingDir,
    stdin: {
      *read() {
        return undefined
      },
      close() {},
    },
    stdout: take,
    stderr: take,
    budget: { steps: 200_000, output: 1_000_000 },
  })
  const code = process && (yield* within(timeoutMs, process.wait()))
  if (code === undefined) {
    process?.kill('SIGKILL', 'outside')
    return failure(`command timed out: ${JSON.stringify(command.join(' '))} timed out after ${timeoutMs / 1000}s`)
  }
  return code === 0 ? SUCCESS : failure(output)
}
