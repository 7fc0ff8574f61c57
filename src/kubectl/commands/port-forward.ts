import type { JsonObject } from '../../cluster/api/object.ts'
import type { Pod } from '../../cluster/api/types.ts'
import type { Connection, Listener } from '../../cluster/network/namespace.ts'
import { fork, sleep, type Task } from '../../sim/task.ts'
import type { Command } from '../command.ts'
import { kindPrefix } from '../discovery.ts'
import { BareError, CommandError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { klogLine } from '../klog.ts'
import { attachablePod, checkRunningTimeout } from '../pods.ts'
import { type Info, select } from '../resource-builder.ts'

export const portForward: Command = {
  name: 'port-forward',
  use: 'port-forward TYPE/NAME [options] [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
  short: 'Forward one or more local ports to a pod',
  group: 'Troubleshooting and Debugging Commands',
  long: 'Forward one or more local ports to a pod. Of a Service or a Deployment, one Pod is chosen, and it stays that one until the command ends.',
  examples: `# Port 8080 here is port 80 of the Service's Pod
kubectl port-forward service/frontend 8080:80`,
  flags: `
--address stringSlice=localhost  Addresses to listen on here.
--pod-running-timeout duration=1m0s  How long to wait for a Pod to run.
`,
  run: runPortForward,
}

interface Forward {
  local: number
  remote: number
}

function* runPortForward(k: Invocation): Task<number> {
  const [target = '', ...specs] = k.args
  if (specs.length === 0) throw k.usageError('TYPE/NAME and list of ports are required for port-forward')
  checkRunningTimeout(k)
  const { infos } = yield* select(k, { args: target.includes('/') ? [target] : ['pods', target] })
  const info = infos[0] as Info
  const pod = yield* attachablePod(k, info, Number(k.flags.value('pod-running-timeout')))
  const { phase } = pod.status ?? {}
  if (phase !== 'Running') throw new CommandError(`unable to forward port because pod is not running. Current status=${phase ?? ''}`)
  const wrong = k.list('address').find((address) => address !== 'localhost' && !/^\d{1,3}(\.\d{1,3}){3}$|:/.test(address))
  if (wrong !== undefined) throw new CommandError(`${wrong} is not a valid IP`)
  const forwards = specs.map((spec) => forwardOf(spec, info, pod))
  const { name = '', namespace = '' } = pod.metadata ?? {}
  const tunnel = k.client.door.portForward(k.client.shape('POST', `/api/v1/namespaces/${namespace}/pods/${name}/portforward`))
  if ('body' in tunnel) {
    k.client.accept(tunnel)
    return 1
  }
  const listeners: Listener[] = []
  let lost = false
  const serve = (forward: Forward) =>
    function* (connection: Connection): Task {
      yield* k.process.stdout.write(`Handling connection for ${forward.local}\n`)
      const remote = yield* tunnel.open(forward.remote)
      if ('failed' in remote) {
        connection.close()
        const why = `error forwarding port ${forward.remote} to pod ${pod.metadata?.uid}, uid : failed to execute portforward in network namespace: failed to connect to localhost:${forward.remote} inside namespace: dial tcp4 127.0.0.1:${forward.remote}: connect: connection refused`
        yield* k.process.stderr.write(
          klogLine(
            k,
            'E',
            'portforward.go:424',
            `"Unhandled Error" err="an error occurred forwarding ${forward.local} -> ${forward.remote}: ${why}"`,
          ),
        )
        lost = true
        return
      }
      yield* fork(copy(remote, connection))
      yield* copy(connection, remote)
    }
  try {
    for (const forward of forwards) listen(k, forward, serve(forward), listeners)
    yield* k.flush()
    for (;;) {
      if (lost || !isThere(k, pod)) throw new BareError('error: lost connection to pod')
      yield* sleep(1000)
    }
  } finally {
    for (const listener of listeners) listener.close()
  }
}

function isThere(k: Invocation, { metadata }: Pod): boolean {
  const answer = k.client.door.handle(k.client.shape('GET', `/api/v1/namespaces/${metadata?.namespace}/pods/${metadata?.name}`))
  const pod = answer.body as Pod
  return answer.status < 400 && pod.metadata?.uid === metadata?.uid && pod.status?.phase === 'Running'
}

function* copy(from: Connection, to: Connection): Task {
  try {
    for (let text = yield* from.read(); text !== undefined; text = yield* from.read()) yield* to.write(text)
  } catch {
    // A side that was reset ends both.
  } finally {
    to.close()
  }
}

/** `8080:80`, `:80` (a free port here), `80`; remote ports may be names. */
function forwardOf(spec: string, info: Info, pod: Pod): Forward {
  const parts = spec.split(':')
  const [given = '', remote = ''] = parts.length === 2 ? parts : [parts[0], parts[0]]
  const service = kindPrefix(info.mapping) === 'service' ? info.object : undefined
  const port = service ? servicePort(service, pod, remote) : { at: remote, target: String(podPort(pod, remote)) }
  const local = given === remote ? (service ? port.at : port.target) : given
  const [localNumber, remoteNumber] = [numberOf(local || '0', 'local'), numberOf(port.target, 'remote')]
  if (remoteNumber === 0) throw new CommandError('remote port must be > 0')
  return { local: localNumber, remote: remoteNumber }
}

function numberOf(text: string, which: string): number {
  if (!/^\d+$/.test(text) || Number(text) > 65535)
    throw new CommandError(
      `error parsing ${which} port '${text}': strconv.ParseUint: parsing ${JSON.stringify(text)}: ${/^\d+$/.test(text) ? 'value out of range' : 'invalid syntax'}`,
    )
  return Number(text)
}

const isNumber = (text: string): boolean => /^[+-]?\d+$/.test(text)

/** Refuses ports that only UDP is spoken at. */
function refuseUdp(ports: readonly { port: number; protocol: string }[], wanted: number, shown: string): void {
  const spoken = ports.filter(({ port }) => port === wanted).map(({ protocol }) => protocol)
  if (spoken.length > 0 && spoken.every((protocol) => protocol === 'UDP'))
    throw new CommandError(`UDP protocol is not supported for ${shown}`)
}

/** A port's number as it was written, or that of the container's port of that name. */
function podPort(pod: Pod, text: string): number | string {
  const ports = (pod.spec?.containers ?? []).flatMap((container) => container.ports ?? [])
  const named = ports.find(({ name }) => name === text)?.containerPort
  if (!isNumber(text) && named === undefined) throw new CommandError(`Pod '${pod.metadata?.name}' does not have a named port '${text}'`)
  refuseUdp(
    ports.map(({ containerPort, protocol = 'TCP' }) => ({ port: containerPort, protocol })),
    named ?? Number(text),
    text,
  )
  return isNumber(text) ? text : (named as number)
}

/** The Service's port and the container's behind it. */
function servicePort(service: JsonObject, pod: Pod, text: string): { at: string; target: string } {
  const ports: JsonObject[] = service['spec'].ports ?? []
  const name = service['metadata'].name
  const at = isNumber(text) ? Number(text) : ports.find((one) => one['name'] === text)?.['port']
  if (at === undefined) throw new CommandError(`Service '${name}' does not have a named port '${text}'`)
  refuseUdp(
    ports.map(({ port, protocol = 'TCP' }) => ({ port, protocol })),
    at,
    text,
  )
  const port = ports.find((one) => one['port'] === at)
  if (!port) throw new CommandError(`Service ${name} does not have a service port ${at}`)
  return { at: String(at), target: String(targetOf(service, port, pod)) }
}

function targetOf(service: JsonObject, port: JsonObject, pod: Pod): number | string {
  if (service['spec'].clusterIP === 'None') return port['port']
  const target = port['targetPort'] ?? port['port']
  return typeof target === 'number' ? target || port['port'] : podPort(pod, target)
}

function listen(k: Invocation, forward: Forward, stream: (connection: Connection) => Task, listeners: Listener[]): void {
  const { net, random } = k.process.machine
  const given = k.list('address')
  const wanted = (given.length > 0 ? given : ['localhost']).flatMap((address) =>
    address === 'localhost' ? ['127.0.0.1', '::1'] : [address],
  )
  if (forward.local === 0) forward.local = 32_768 + random.below(28_000)
  const failures: string[] = []
  let opened = 0
  for (const address of wanted) {
    const shown = address.includes(':') ? `[${address}]` : address
    // The simulated stacks speak IPv4; what would listen on ::1 is told of all the same.
    const listener = address.includes(':')
      ? undefined
      : net.listen({ address, port: forward.local, program: 'kubectl', owner: k.process }, { stream })
    if (typeof listener === 'string' || (address.includes(':') && failures.length > 0)) {
      const why = listener === 'EADDRNOTAVAIL' ? 'cannot assign requested address' : 'address already in use'
      failures.push(`unable to create listener: Error listen tcp${address.includes(':') ? 6 : 4} ${shown}:${forward.local}: bind: ${why}`)
      continue
    }
    if (listener) listeners.push(listener)
    opened++
    k.out(`Forwarding from ${shown}:${forward.local} -> ${forward.remote}\n`)
  }
  if (opened > 0) return
  k.out(`Unable to listen on port ${forward.local}: Listeners failed to create with the following errors: [${failures.join(' ')}]\n`)
  throw new CommandError(`unable to listen on any of the requested ports: [{${forward.local} ${forward.remote}}]`)
}
