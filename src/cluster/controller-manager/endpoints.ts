import { type JsonObject, type KubeObject, keyOf, splitKey } from '../api/object.ts'
import type { EndpointAddress, EndpointPort, EndpointSubset } from '../api/types.ts'
import { parseIPv4 } from '../network/ip.ts'
import type { ControllerContext } from './controller.ts'
import { semanticEqual } from './equal.ts'
import { isPodReady, isPodTerminal, type PodObject } from './pods.ts'
import {
  annotationsWith,
  changesEndpoints,
  findPort,
  groupOf,
  hostnameIn,
  indexSelectors,
  isHeadless,
  labelsWith,
  podsOf,
  type ServiceObject,
  servicesOf,
  TRIGGER_TIME,
  TriggerTimes,
} from './service-pods.ts'
import { type SyncResult, WorkQueue } from './work-queue.ts'

const LATENCY = 6
const MANAGED_BY = 'endpoints.kubernetes.io/managed-by'
const OVER_CAPACITY = 'endpoints.kubernetes.io/over-capacity'
const MAX_ADDRESSES = 1000

/** Keeps the old-style Endpoints of every Service with a selector. */
export function startEndpointsController(context: ControllerContext): void {
  const { clock, client, informers } = context
  const services = informers.for<ServiceObject>('services')
  const pods = informers.for<PodObject>('pods')
  const endpoints = informers.for('endpoints')
  indexSelectors(services, pods)
  const queue = new WorkQueue(clock, sync, { latency: LATENCY })
  const triggers = new TriggerTimes()
  const sizes = new Map<string, number>()
  const parts = new WeakMap<PodObject, Part>()
  let writing = false

  services.onChange((service, old) => {
    if (!context.settled) queue.add(keyOf((service ?? old) as KubeObject))
  })
  pods.onChange((pod, old) => {
    if (context.settled || (pod && old && !changesEndpoints(pod, old))) return
    if (pod) enqueue(servicesOf(pod, services))
    if (old && old.metadata.labels !== pod?.metadata.labels) enqueue(servicesOf(old, services))
  })
  endpoints.onChange((object, old) => {
    if (!object && old && !writing && !context.settled) queue.add(keyOf(old))
  })

  function enqueue(selecting: readonly ServiceObject[]): void {
    for (const service of selecting) {
      const key = keyOf(service)
      queue.addAfter(key, LATENCY + (sizes.get(key) ?? 0) / 20)
    }
  }

  function sync(key: string): SyncResult {
    writing = true
    const result = reconcile(key)
    writing = false
    return result
  }

  function reconcile(key: string): SyncResult {
    const { namespace, name } = splitKey(key)
    const service = services.get(namespace, name)
    const current = endpoints.get(namespace, name)
    if (!service) {
      sizes.delete(key)
      triggers.forget(key)
      if (current) client.delete('endpoints', namespace, name)
      return
    }
    if (service.spec.type === 'ExternalName' || !service.spec.selector) return
    const selected = podsOf(service, pods)
    sizes.set(key, selected.length)
    const trigger = triggers.next(key, service, selected)
    const subsets = subsetsOf(service, selected, parts)
    const labels = labelsWith(service, { [MANAGED_BY]: 'endpoint-controller' })
    const truncated = truncate(subsets)
    if (current && semanticEqual(current['subsets'], subsets) && semanticEqual(current.metadata.labels, labels)) return
    const changes = { [TRIGGER_TIME]: trigger, [OVER_CAPACITY]: truncated ? 'truncated' : undefined }
    const annotations = annotationsWith(current?.metadata.annotations, changes)
    const metadata = { ...(current?.metadata ?? { name, namespace }), labels, annotations }
    const object: JsonObject = { apiVersion: 'v1', kind: 'Endpoints', metadata }
    if (subsets.length > 0) object['subsets'] = subsets
    const result = current ? client.update('endpoints', object, undefined, true) : client.create('endpoints', object, true)
    return result.ok || result.code === 403 || result.code === 404 ? undefined : 'retry'
  }
}

/** A Pod's part in the Endpoints of a Service. */
interface Part {
  service: ServiceObject
  ports: EndpointPort[]
  group: string
  address: EndpointAddress
  /** the address as a number, to sort by */
  rank: number
  ready: boolean
}

function partOf(service: ServiceObject, pod: PodObject, ip: string): Part {
  const { namespace, name, uid } = pod.metadata
  const address: EndpointAddress = { ip, targetRef: { kind: 'Pod', namespace, name, uid } }
  if (pod.spec.nodeName) address.nodeName = pod.spec.nodeName
  const hostname = hostnameIn(service, pod)
  if (hostname) address.hostname = hostname
  const ports = portsOf(service, pod)
  const rank = parseIPv4(ip) ?? 0
  const ready = service.spec.publishNotReadyAddresses === true || isPodReady(pod)
  return { service, ports, group: groupOf(ports), address, rank, ready }
}

/** Addresses grouped by the ports they have in common. What is known of unchanged Pods is in `parts`. */
function subsetsOf(service: ServiceObject, selected: readonly PodObject[], parts: WeakMap<PodObject, Part>): EndpointSubset[] {
  const all = service.spec.publishNotReadyAddresses === true
  const portless = isHeadless(service) && !service.spec.ports?.length
  const groups = new Map<string, Part[]>()
  for (const pod of selected) {
    const ip = pod.status?.podIP
    if (!ip || isPodTerminal(pod) || (pod.metadata.deletionTimestamp && !all)) continue
    let part = parts.get(pod)
    if (part?.service !== service) {
      part = partOf(service, pod, ip)
      parts.set(pod, part)
    }
    if (part.ports.length === 0 && !portless) continue
    const group = groups.get(part.group)
    if (group) group.push(part)
    else groups.set(part.group, [part])
  }
  return [...groups.values()].map((group) => {
    if (group.length > 1) group.sort((a, b) => a.rank - b.rank)
    const addresses = group.filter((part) => part.ready).map((part) => part.address)
    const notReadyAddresses = group.filter((part) => !part.ready).map((part) => part.address)
    const subset: EndpointSubset = {}
    if (addresses.length > 0) subset.addresses = addresses
    if (notReadyAddresses.length > 0) subset.notReadyAddresses = notReadyAddresses
    const { ports } = group[0] as Part
    if (ports.length > 0) subset.ports = ports
    return subset
  })
}

function portsOf(service: ServiceObject, pod: PodObject): EndpointPort[] {
  const ports: EndpointPort[] = []
  for (const port of service.spec.ports ?? []) {
    const number = findPort(pod, port)
    if (number === undefined) continue
    const entry: EndpointPort = { port: number, protocol: port.protocol ?? 'TCP' }
    if (port.name) entry.name = port.name
    if (port.appProtocol !== undefined) entry.appProtocol = port.appProtocol
    ports.push(entry)
  }
  return ports
}

/** Endpoints hold a thousand addresses at most; says whether some had to be left out. */
function truncate(subsets: EndpointSubset[]): boolean {
  let room = MAX_ADDRESSES
  let cut = false
  for (const field of ['addresses', 'notReadyAddresses'] as const) {
    for (const subset of subsets) {
      const list = subset[field] ?? []
      if (list.length > room) {
        subset[field] = list.slice(0, room)
        cut = true
      }
      room -= Math.min(room, list.length)
    }
  }
  return cut
}
