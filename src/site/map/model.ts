import type { KubeObject } from '../../cluster/api/object.ts'
import { podCells } from '../../cluster/apiserver/resources/core/pods-table.ts'
import type { Cluster } from '../../cluster/cluster.ts'
import { isPodReady } from '../../cluster/controller-manager/pods.ts'
import { slicesOf } from '../../cluster/kube-proxy/endpoint-slices.ts'
import type { MapContainer } from './containers.ts'

/** How a Pod is, in the few ways that the map tells apart. Each has a shape as well as a colour. */
export type PodTone = 'ready' | 'waiting' | 'failing' | 'done' | 'leaving'

export interface MapPod {
  /** `pod/<namespace>/<name>`: what machines and traces call it */
  key: string
  namespace: string
  name: string
  node: string
  ip: string
  /** kubectl's STATUS, READY, RESTARTS */
  status: string
  ready: string
  restarts: string
  tone: PodTone
  labels: Readonly<Record<string, string>>
  /** of Pods that have several */
  containers?: readonly MapContainer[]
}

export interface MapService {
  /** `service/<namespace>/<name>` */
  key: string
  namespace: string
  name: string
  type: string
  clusterIP: string
  /** as kubectl prints them: `8080/TCP`, `80:30002/TCP` */
  ports: string
  /** where it is met inside, in short: `10.96.140.7:80`, or the name that it stands for */
  short: string
  /** where it is met from outside: `NodePort 30002→80`; empty when it is not */
  door: string
  selector: string
  /** addresses behind it, ready and not */
  ready: readonly string[]
  notReady: readonly string[]
  /** people outside reach it */
  exposed: boolean
  externalName: string | undefined
}

export interface MapNode {
  key: string
  name: string
  address: string
  ready: boolean
  schedulable: boolean
}

/** What the map and the list show. */
export interface MapModel {
  nodes: MapNode[]
  namespaces: string[]
  pods: MapPod[]
  services: MapService[]
}

/** Namespaces that belong to the cluster itself: not drawn. */
const SYSTEM = new Set(['kube-system', 'kube-public', 'kube-node-lease'])

/** What of a cluster the learner has to do with. */
export function mapModel({ informers, clock }: Pick<Cluster, 'informers' | 'clock'>): MapModel {
  const pods = informers
    .for('pods')
    .list()
    .filter(isOurs)
    .map((pod) => podOf(pod, clock.now))
  const services = informers
    .for('services')
    .list()
    .filter((service) => isOurs(service) && !isApiServer(service))
    .map((service) => serviceOf(service, informers))
  const nodes = informers.for('nodes').list().map(nodeOf)
  const namespaces = informers
    .for('namespaces')
    .list()
    .map((namespace) => namespace.metadata.name ?? '')
    .filter((name) => !SYSTEM.has(name))
  return { nodes, namespaces, pods, services }
}

function isOurs({ metadata }: KubeObject): boolean {
  return !SYSTEM.has(metadata.namespace ?? '')
}

/** The Service that every cluster has for its API server. */
function isApiServer({ metadata }: KubeObject): boolean {
  return metadata.namespace === 'default' && metadata.name === 'kubernetes'
}

/** Stored Pods never change: what was made of one is the same next time, so that nobody draws it again. */
const made = new WeakMap<KubeObject, MapPod>()

function podOf(pod: KubeObject, now: number): MapPod {
  const known = made.get(pod)
  if (known) return known
  const seen = lookAt(pod, now)
  // How long ago something has restarted is told anew each time.
  if (seen.restarts === '0') made.set(pod, seen)
  return seen
}

function lookAt(pod: any, now: number): MapPod {
  const { namespace = '', name = '', labels = {} } = pod.metadata
  const [, ready, status, restarts] = podCells(pod, now).map(String) as [string, string, string, string]
  return {
    key: `pod/${namespace}/${name}`,
    namespace,
    name,
    node: pod.spec?.nodeName ?? '',
    ip: pod.status?.podIP ?? '',
    status,
    ready,
    restarts,
    tone: toneOf(pod, status),
    labels,
    ...(pod.spec?.containers?.length > 1 ? { containers: pod.spec.containers.map((each: any) => containerOf(pod, each.name)) } : {}),
  }
}

function containerOf(pod: any, name: string): MapContainer {
  const status = pod.status?.containerStatuses?.find((each: any) => each.name === name)
  const { waiting, terminated } = status?.state ?? {}
  if (terminated) return { name, tone: terminated.exitCode === 0 ? 'done' : 'failing' }
  if (/BackOff|Err/.test(waiting?.reason ?? '')) return { name, tone: 'failing' }
  return { name, tone: status?.ready ? 'ready' : 'waiting' }
}

function toneOf(pod: any, status: string): PodTone {
  if (pod.metadata.deletionTimestamp) return 'leaving'
  const phase = pod.status?.phase
  if (phase === 'Succeeded') return 'done'
  if (phase === 'Failed' || /BackOff|Err|Error|Invalid|OOM/.test(status)) return 'failing'
  return isPodReady(pod) ? 'ready' : 'waiting'
}

export function nodeOf(node: any): MapNode {
  const { name } = node.metadata
  return {
    key: `node/${name}`,
    name,
    address: node.status?.addresses?.find((each: any) => each.type === 'InternalIP')?.address ?? '',
    ready: node.status?.conditions?.some((each: any) => each.type === 'Ready' && each.status === 'True') ?? false,
    schedulable: node.spec?.unschedulable !== true,
  }
}

function endpointsOf(service: KubeObject, informers: Cluster['informers']): { ready: string[]; notReady: string[] } {
  const { namespace = '', name = '' } = service.metadata
  const ready = new Set<string>()
  const notReady = new Set<string>()
  for (const { conditions, addresses } of slicesOf(informers, namespace, name).flatMap((slice) => slice.endpoints ?? []))
    for (const address of addresses) (conditions?.ready === false ? notReady : ready).add(address)
  return { ready: [...ready], notReady: [...notReady].filter((address) => !ready.has(address)) }
}

export function serviceOf(service: any, informers: Cluster['informers']): MapService {
  const { namespace = '', name = '' } = service.metadata
  const { type = 'ClusterIP', clusterIP = '', ports = [], selector = {}, externalName } = service.spec ?? {}
  const nodePort = ports.find((port: any) => port.nodePort)
  return {
    key: `service/${namespace}/${name}`,
    namespace,
    name,
    type: clusterIP === 'None' ? 'Headless' : type,
    clusterIP,
    ports: ports.map((port: any) => `${port.port}${port.nodePort ? `:${port.nodePort}` : ''}/${port.protocol ?? 'TCP'}`).join(','),
    short: type === 'ExternalName' ? `→ ${externalName}` : `${clusterIP}:${ports[0]?.port ?? ''}`,
    door: nodePort ? `NodePort ${nodePort.nodePort}→${nodePort.port}` : '',
    selector: Object.entries(selector)
      .map(([key, value]) => `${key}=${value}`)
      .join(','),
    ...endpointsOf(service, informers),
    exposed: nodePort !== undefined,
    externalName,
  }
}
