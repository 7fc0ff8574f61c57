import type { KubeObject } from '../../cluster/api/object.ts'
import { podCells } from '../../cluster/apiserver/resources/core/pods-table.ts'
import type { Cluster } from '../../cluster/cluster.ts'
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
  /** what owns it, by kind and name; a bare Pod has none */
  owner: string | undefined
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

/** Namespaces that belong to the cluster itself: not drawn, unless they are asked for. */
const SYSTEM = new Set(['kube-system', 'kube-public', 'kube-node-lease'])

export function mapModel(cluster: Pick<Cluster, 'informers' | 'clock'>, options: { system?: boolean } = {}): MapModel {
  const { informers, clock } = cluster
  const shown = (object: KubeObject): boolean => options.system === true || !SYSTEM.has(object.metadata.namespace ?? '')
  const pods = informers
    .for('pods')
    .list()
    .filter(shown)
    .map((pod) => podOf(pod, clock.now))
  const services = informers
    .for('services')
    .list()
    .filter(
      (service) =>
        shown(service) && (options.system || !(service.metadata.namespace === 'default' && service.metadata.name === 'kubernetes')),
    )
    .map((service) => serviceOf(service, endpointsOf(cluster, service)))
  const nodes = informers.for('nodes').list().map(nodeOf)
  const namespaces = informers
    .for('namespaces')
    .list()
    .map((namespace) => namespace.metadata.name ?? '')
    .filter(
      (name) =>
        (options.system || !SYSTEM.has(name)) &&
        (name === 'default' ||
          pods.some((pod) => pod.namespace === name) ||
          services.some((service) => service.namespace === name) ||
          !SYSTEM.has(name)),
    )
  return { nodes, namespaces, pods, services }
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
  const { namespace = '', name = '', labels = {}, ownerReferences } = pod.metadata
  const [, ready, status, restarts] = podCells(pod, now).map(String) as [string, string, string, string]
  const owner = ownerReferences?.[0]
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
    owner: owner && `${owner.kind}/${owner.name}`,
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
  return pod.status?.conditions?.some((each: any) => each.type === 'Ready' && each.status === 'True') ? 'ready' : 'waiting'
}

function nodeOf(node: any): MapNode {
  const { name } = node.metadata
  return {
    key: `node/${name}`,
    name,
    address: node.status?.addresses?.find((each: any) => each.type === 'InternalIP')?.address ?? '',
    ready: node.status?.conditions?.some((each: any) => each.type === 'Ready' && each.status === 'True') ?? false,
    schedulable: node.spec?.unschedulable !== true,
  }
}

function endpointsOf({ informers }: Pick<Cluster, 'informers'>, service: KubeObject): { ready: string[]; notReady: string[] } {
  const { namespace = '', name = '' } = service.metadata
  const ready = new Set<string>()
  const notReady = new Set<string>()
  for (const slice of informers.for<any>('endpointslices.discovery.k8s.io').list(namespace)) {
    if (slice.metadata.labels?.['kubernetes.io/service-name'] !== name) continue
    for (const endpoint of slice.endpoints ?? []) {
      const set = endpoint.conditions?.ready === false ? notReady : ready
      for (const address of endpoint.addresses ?? []) set.add(address)
    }
  }
  return { ready: [...ready], notReady: [...notReady].filter((address) => !ready.has(address)) }
}

function serviceOf(service: any, { ready, notReady }: { ready: string[]; notReady: string[] }): MapService {
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
    ready,
    notReady,
    exposed: nodePort !== undefined,
    externalName,
  }
}
