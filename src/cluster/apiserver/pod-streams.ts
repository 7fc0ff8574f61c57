import { type Reader, textReader } from '../../sim/pipe.ts'
import type { Task } from '../../sim/task.ts'
import type { KubeObject } from '../api/object.ts'
import type { Pod } from '../api/types.ts'
import type { ConnectFailure, Connection } from '../network/namespace.ts'
import type { ApiResponse, ExecResult, ExecStreams } from './door.ts'
import type { Exchange } from './exchange.ts'
import type { LogOptions, NodeProxy, NodeRefusal } from './node-proxy.ts'
import { tableOf } from './registry/server.ts'
import { badRequest, internal, isRefusal, noSuchResource, notFound, type Refusal, refusal } from './status.ts'

interface Found {
  pod: KubeObject
  proxy: NodeProxy
}

function findPod({ server, info, resource }: Exchange, subresource: readonly string[]): Found | Refusal {
  if (resource.group !== '' || resource.plural !== 'pods' || !subresource.includes(info.subresource)) return noSuchResource()
  const pod = tableOf(server, resource).get(info.namespace, info.name)
  if (!pod) return notFound(resource, info.name)
  if (!server.nodeProxy) return internal('podtalk does not simulate a kubelet here')
  return { pod, proxy: server.nodeProxy }
}

const ALL = ['initContainers', 'containers', 'ephemeralContainers'] as const

/** The container a request names, or the only one (or the one that the annotation names). */
function containerOf(pod: KubeObject, asked: string | undefined): string | Refusal {
  const spec = pod['spec']
  const name = pod.metadata.name as string
  const all = ALL.flatMap((key) => (spec[key] ?? []) as { name: string }[]).map((container) => container.name)
  if (asked) return all.includes(asked) ? asked : badRequest(`container ${asked} is not valid for pod ${name}`)
  const main = ((spec.containers ?? []) as { name: string }[]).map((container) => container.name)
  if (main.length === 1 && !spec.initContainers?.length && !spec.ephemeralContainers?.length) return main[0] as string
  const byAnnotation = pod.metadata.annotations?.['kubectl.kubernetes.io/default-container']
  if (byAnnotation && all.includes(byAnnotation)) return byAnnotation
  if (main.length === 1) return main[0] as string
  const init = ((spec.initContainers ?? []) as { name: string }[]).map((container) => container.name)
  const names = `[${main.join(' ')}]`
  const why = init.length > 0 ? `${names} or one of the init containers: [${init.join(' ')}]` : names
  return badRequest(`a container name must be specified for pod ${name}, choose one of: ${why}`)
}

export function openLogs(exchange: Exchange): Reader | Refusal {
  const found = findPod(exchange, ['log'])
  if (isRefusal(found)) return found
  const { query } = exchange
  const container = containerOf(found.pod, query['container'])
  if (typeof container !== 'string') return container
  // a Pod that no node has yet has said nothing
  if (!found.pod['spec'].nodeName) return textReader('')
  const number = (key: string): number | undefined => (query[key] === undefined ? undefined : Number(query[key]))
  const options: LogOptions = {
    follow: query['follow'] === 'true',
    previous: query['previous'] === 'true',
    timestamps: query['timestamps'] === 'true',
    tailLines: number('tailLines'),
    sinceSeconds: number('sinceSeconds'),
    sinceTime: query['sinceTime'],
    limitBytes: number('limitBytes'),
  }
  return fromNode(found.proxy.logs(found.pod as Pod, container, options))
}

/** Refusals of the node come as its plain text: it refuses to change the connection's protocol, and knows no Status. */
export function openExec(exchange: Exchange, streams: ExecStreams): Task<ExecResult> | ApiResponse | Refusal {
  const found = findPod(exchange, ['exec', 'attach'])
  if (isRefusal(found)) return found
  const { query, info } = exchange
  const pod = found.pod as Pod
  const unfit = notRunning(found.pod)
  if (unfit) return unfit
  const container = containerOf(found.pod, query['container'])
  if (typeof container !== 'string') return container
  if (info.subresource === 'attach') return asText(found.proxy.attach(pod, container, streams))
  const command = (query['command'] ?? '').split('\0')
  if (command.length === 1 && command[0] === '') return badRequest('you must specify at least 1 command for the container')
  return asText(found.proxy.exec(pod, container, command, streams))
}

function notRunning(pod: KubeObject): Refusal | undefined {
  const phase = pod['status']?.phase
  if (phase === 'Succeeded' || phase === 'Failed')
    return internal(`error sending request: cannot exec into a container in a completed pod; current phase is ${phase}`)
  if (!pod['spec'].nodeName) return badRequest(`pod ${pod.metadata.name} does not have a host assigned`)
  return undefined
}

export function openPortForward(exchange: Exchange): { open(port: number): Task<Connection | ConnectFailure> } | Refusal {
  const found = findPod(exchange, ['portforward'])
  if (isRefusal(found)) return found
  const { pod, proxy } = found
  if (!pod['spec'].nodeName) return badRequest(`pod ${pod.metadata.name} does not have a host assigned`)
  return { open: (port) => proxy.portForward(pod as Pod, port) }
}

function asText<T extends object>(answer: T | NodeRefusal): T | ApiResponse {
  if (!('code' in answer && 'message' in answer)) return answer as T
  const { code, message } = answer as NodeRefusal
  return { status: code, headers: { 'content-type': 'text/plain; charset=utf-8' }, warnings: [], body: message }
}

const REASONS: Record<number, string> = { 400: 'BadRequest', 404: 'NotFound', 500: 'InternalError' }

function fromNode<T extends object>(answer: T | NodeRefusal): T | Refusal {
  if (!('code' in answer && 'message' in answer)) return answer as T
  const { code, message } = answer as NodeRefusal
  return refusal(code, REASONS[code] ?? 'InternalError', message)
}
