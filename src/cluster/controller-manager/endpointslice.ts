import { type KubeObject, keyOf, splitKey } from '../api/object.ts'
import type { DiscoveryV1EndpointPort, Endpoint, EndpointHints, EndpointSlice } from '../api/types.ts'
import type { ControllerContext } from './controller.ts'
import { type EndpointCell, planSlices, type SliceContent } from './endpointslice-plan.ts'
import { semanticEqual } from './equal.ts'
import { controllerReference } from './owners.ts'
import { isPodReady, isPodTerminal, type PodObject } from './pods.ts'
import {
  annotationsWith,
  changesEndpoints,
  findPort,
  groupOf,
  hostnameIn,
  indexSelectors,
  labelsWith,
  podsOf,
  type ServiceObject,
  servicesOf,
  TRIGGER_TIME,
  TriggerTimes,
} from './service-pods.ts'
import { type SyncResult, WorkQueue } from './work-queue.ts'

export type SliceObject = EndpointSlice & KubeObject

export const SERVICE_NAME = 'kubernetes.io/service-name'
export const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by'
const CONTROLLER = 'endpointslice-controller.k8s.io'
const SLICES = 'endpointslices.discovery.k8s.io'
const ZONE = 'topology.kubernetes.io/zone'
const LATENCY = 5

/** Indexes slices by the Service they are of: `namespace/name`. */
export function indexSlices(slices: ReturnType<ControllerContext['informers']['for']>): void {
  slices.addIndex(
    'service',
    (slice) => {
      const name = slice.metadata.labels?.[SERVICE_NAME]
      return name === undefined ? [] : [`${slice.metadata.namespace}/${name}`]
    },
    (slice) => slice.metadata.labels,
  )
}

interface Part {
  service: ServiceObject
  zone: string | undefined
  ports: DiscoveryV1EndpointPort[]
  group: string
  cell: EndpointCell
}

/** Keeps the EndpointSlices of every Service with a selector equal to its Pods. */
export function startEndpointSliceController(context: ControllerContext): void {
  const { clock, client, informers } = context
  const services = informers.for<ServiceObject>('services')
  const pods = informers.for<PodObject>('pods')
  const slices = informers.for<SliceObject>(SLICES)
  const nodes = informers.for('nodes')
  indexSelectors(services, pods)
  indexSlices(slices)
  const queue = new WorkQueue(clock, sync, { latency: LATENCY, backOff: { first: 1000, longest: 1_000_000 } })
  const triggers = new TriggerTimes()
  /** endpoints of a Service, which a sync with many of them should not be asked for too often */
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
  // Somebody else changed or deleted a slice of ours.
  slices.onChange((slice, old) => {
    const changed = (slice ?? old) as SliceObject
    if (context.settled || writing || changed.metadata.labels?.[MANAGED_BY] !== CONTROLLER) return
    const service = changed.metadata.labels[SERVICE_NAME]
    if (service !== undefined) queue.add(`${changed.metadata.namespace}/${service}`)
  })

  function enqueue(selecting: readonly ServiceObject[]): void {
    for (const service of selecting) {
      const key = keyOf(service)
      queue.addAfter(key, LATENCY + (sizes.get(key) ?? 0) / 20)
    }
  }

  function sync(key: string): SyncResult {
    const { namespace, name } = splitKey(key)
    const service = services.get(namespace, name)
    if (!service || service.metadata.deletionTimestamp) {
      sizes.delete(key)
      triggers.forget(key)
      return
    }
    if (service.spec.type === 'ExternalName' || !service.spec.selector) return
    const selected = podsOf(service, pods)
    sizes.set(key, selected.length)
    const trigger = triggers.next(key, service, selected)
    const existing = slices.byIndex('service', key).filter((slice) => slice.metadata.labels?.[MANAGED_BY] === CONTROLLER)
    const contents = new Map<string, SliceContent>()
    for (const pod of selected) {
      const address = pod.status?.podIP
      if (!address || isPodTerminal(pod)) continue
      const { group, ports, cell } = remembered(service, pod, address)
      let content = contents.get(group)
      if (!content) {
        content = { ports, endpoints: new Map() }
        contents.set(group, content)
      }
      content.endpoints.set(pod.metadata.uid as string, cell)
    }
    writing = true
    const ok = write(service, existing, contents, trigger)
    writing = false
    return ok ? undefined : 'retry'
  }

  /** A Pod's part in a Service, worked out anew only when either has changed. */
  function remembered(service: ServiceObject, pod: PodObject, address: string): Part {
    const zone = pod.spec.nodeName ? nodes.get('', pod.spec.nodeName)?.metadata.labels?.[ZONE] : undefined
    const known = parts.get(pod)
    if (known?.service === service && known.zone === zone) return known
    const ports = portsOf(service, pod)
    const part = { service, zone, ports, group: groupOf(ports), cell: { endpoint: endpointOf(service, pod, address, zone) } }
    parts.set(pod, part)
    return part
  }

  function write(
    service: ServiceObject,
    existing: readonly SliceObject[],
    contents: Map<string, SliceContent>,
    trigger: string | undefined,
  ): boolean {
    const labels = labelsWith(service, { [SERVICE_NAME]: service.metadata.name as string, [MANAGED_BY]: CONTROLLER })
    const plan = planSlices(existing, contents, (slice) => semanticEqual(slice.metadata.labels, labels))
    const mark = { [TRIGGER_TIME]: trigger }
    let ok = true
    for (const { slice, ports, endpoints } of plan.update) {
      const metadata = { ...slice.metadata, labels, annotations: annotationsWith(slice.metadata.annotations, mark) }
      // Endpoints that stay are the stored ones themselves, which need not be looked at again.
      ok = client.update(SLICES, { ...slice, metadata, ports, endpoints }, undefined, true).ok && ok
    }
    for (const { ports, endpoints } of plan.create) {
      const metadata = {
        generateName: `${service.metadata.name}-`,
        namespace: service.metadata.namespace,
        labels,
        annotations: annotationsWith(undefined, mark),
        ownerReferences: [controllerReference({ ...service, apiVersion: 'v1', kind: 'Service' })],
      }
      const slice = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata, addressType: 'IPv4', endpoints, ports }
      const result = client.create(SLICES, slice, true)
      ok = (result.ok || result.code === 404 || result.code === 403) && ok
    }
    for (const slice of plan.remove) {
      const { namespace = '', name = '' } = slice.metadata
      const result = client.delete(SLICES, namespace, name)
      ok = (result.ok || result.code === 404) && ok
    }
    return ok
  }
}

function endpointOf(service: ServiceObject, pod: PodObject, address: string, zone: string | undefined): Endpoint {
  const serving = isPodReady(pod)
  const terminating = pod.metadata.deletionTimestamp !== undefined
  const { namespace, name, uid } = pod.metadata
  const endpoint: Endpoint = {
    addresses: [address],
    conditions: { ready: service.spec.publishNotReadyAddresses === true || (serving && !terminating), serving, terminating },
    targetRef: { kind: 'Pod', namespace, name, uid },
  }
  const { nodeName } = pod.spec
  if (nodeName) endpoint.nodeName = nodeName
  if (zone) endpoint.zone = zone
  const hostname = hostnameIn(service, pod)
  if (hostname) endpoint.hostname = hostname
  const hints = endpoint.conditions?.ready ? hintsFor(service.spec.trafficDistribution, nodeName, zone) : undefined
  if (hints) endpoint.hints = hints
  return endpoint
}

function portsOf(service: ServiceObject, pod: PodObject): DiscoveryV1EndpointPort[] {
  const ports: DiscoveryV1EndpointPort[] = []
  for (const port of service.spec.ports ?? []) {
    const number = findPort(pod, port)
    if (number === undefined) continue
    const { name = '', protocol = 'TCP', appProtocol } = port
    ports.push(appProtocol === undefined ? { name, port: number, protocol } : { name, port: number, protocol, appProtocol })
  }
  return ports
}

/** spec.trafficDistribution: for which zones or nodes an endpoint is meant. */
function hintsFor(distribution: string | undefined, node: string | undefined, zone: string | undefined): EndpointHints | undefined {
  if (!distribution) return undefined
  const hints: EndpointHints = {}
  if (distribution === 'PreferSameNode' && node) hints.forNodes = [{ name: node }]
  if (zone) hints.forZones = [{ name: zone }]
  return hints.forNodes || hints.forZones ? hints : undefined
}
