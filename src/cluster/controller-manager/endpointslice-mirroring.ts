import { type KubeObject, keyOf, splitKey } from '../api/object.ts'
import type { DiscoveryV1EndpointPort, Endpoint, EndpointAddress, Endpoints } from '../api/types.ts'
import type { ControllerContext } from './controller.ts'
import { indexSlices, MANAGED_BY, SERVICE_NAME, type SliceObject } from './endpointslice.ts'
import { planSlices, type SliceContent } from './endpointslice-plan.ts'
import { semanticEqual } from './equal.ts'
import { controllerReference } from './owners.ts'
import type { ServiceObject } from './service-pods.ts'
import { type SyncResult, WorkQueue } from './work-queue.ts'

type EndpointsObject = Endpoints & KubeObject

const CONTROLLER = 'endpointslicemirroring-controller.k8s.io'
const SKIP = 'endpointslice.kubernetes.io/skip-mirror'
const LEADER = 'control-plane.alpha.kubernetes.io/leader'
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'
const RESOURCE = 'endpointslices.discovery.k8s.io'

/** Copies hand-made Endpoints of Services without a selector into EndpointSlices, which is what is routed by. */
export function startEndpointSliceMirroringController(context: ControllerContext): void {
  const { clock, client, informers } = context
  const endpoints = informers.for<EndpointsObject>('endpoints')
  const services = informers.for<ServiceObject>('services')
  const slices = informers.for<SliceObject>(RESOURCE)
  indexSlices(slices)
  const queue = new WorkQueue(clock, sync)
  let writing = false

  endpoints.onChange((object, old) => {
    if (!context.settled && !isManaged(object ?? old)) queue.add(keyOf((object ?? old) as KubeObject))
  })
  services.onChange((service, old) => {
    const changed = (service ?? old) as ServiceObject
    if (context.settled || (service && old && semanticEqual(service.spec.selector, old.spec.selector))) return
    if (endpoints.get(changed.metadata.namespace ?? '', changed.metadata.name as string)) queue.add(keyOf(changed))
  })
  slices.onChange((slice, old) => {
    const changed = (slice ?? old) as SliceObject
    if (context.settled || writing || changed.metadata.labels?.[MANAGED_BY] !== CONTROLLER) return
    queue.add(`${changed.metadata.namespace}/${changed.metadata.labels[SERVICE_NAME]}`)
  })

  function sync(key: string): SyncResult {
    const { namespace, name } = splitKey(key)
    const source = endpoints.get(namespace, name)
    const service = services.get(namespace, name)
    const existing = slices.byIndex('service', key).filter((slice) => slice.metadata.labels?.[MANAGED_BY] === CONTROLLER)
    const mirrored = source && service && !service.spec.selector && mayMirror(source)
    writing = true
    const ok = mirrored ? mirror(source, existing) : clear(existing)
    writing = false
    return ok ? undefined : 'retry'
  }

  function clear(existing: readonly SliceObject[]): boolean {
    return existing.every(({ metadata: { namespace = '', name = '' } }) => {
      const result = client.delete(RESOURCE, namespace, name)
      return result.ok || result.code === 404
    })
  }

  function mirror(source: EndpointsObject, existing: readonly SliceObject[]): boolean {
    const labels = { ...source.metadata.labels, [SERVICE_NAME]: source.metadata.name as string, [MANAGED_BY]: CONTROLLER }
    const { [LAST_APPLIED]: _, ...annotations } = source.metadata.annotations ?? {}
    const upToDate = (slice: SliceObject): boolean =>
      semanticEqual(slice.metadata.labels, labels) && semanticEqual(slice.metadata.annotations, annotations)
    const plan = planSlices(existing, contentsOf(source), upToDate, false)
    let ok = true
    for (const { slice, ports, endpoints: list } of plan.update) {
      ok = client.update(RESOURCE, { ...slice, metadata: { ...slice.metadata, labels, annotations }, ports, endpoints: list }).ok && ok
    }
    for (const { ports, endpoints: list } of plan.create) {
      const metadata = {
        generateName: `${source.metadata.name}-`,
        namespace: source.metadata.namespace,
        labels,
        annotations,
        ownerReferences: [controllerReference({ ...source, apiVersion: 'v1', kind: 'Endpoints' })],
      }
      const slice = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata, addressType: 'IPv4', endpoints: list, ports }
      ok = client.create(RESOURCE, slice).ok && ok
    }
    return clear(plan.remove) && ok
  }
}

function isManaged(object: EndpointsObject | undefined): boolean {
  return object?.metadata.labels?.['endpoints.kubernetes.io/managed-by'] !== undefined
}

function mayMirror({ metadata: { labels, annotations } }: EndpointsObject): boolean {
  return labels?.[SKIP] !== 'true' && annotations?.[LEADER] === undefined
}

function contentsOf(source: EndpointsObject): Map<string, SliceContent> {
  const contents = new Map<string, SliceContent>()
  for (const subset of source.subsets ?? []) {
    const ports: DiscoveryV1EndpointPort[] = (subset.ports ?? []).map(({ name = '', port, protocol = 'TCP', appProtocol }) =>
      appProtocol === undefined ? { name, port, protocol } : { name, port, protocol, appProtocol },
    )
    const group = JSON.stringify(ports)
    const content: SliceContent = contents.get(group) ?? { ports, endpoints: new Map() }
    contents.set(group, content)
    for (const address of subset.addresses ?? []) content.endpoints.set(idOf(address), { endpoint: endpointOf(address, true) })
    for (const address of subset.notReadyAddresses ?? []) content.endpoints.set(idOf(address), { endpoint: endpointOf(address, false) })
  }
  return contents
}

function idOf({ ip, targetRef }: EndpointAddress): string {
  return targetRef?.uid ?? ip
}

function endpointOf({ ip, hostname, nodeName, targetRef }: EndpointAddress, ready: boolean): Endpoint {
  const endpoint: Endpoint = { addresses: [ip], conditions: { ready } }
  if (hostname) endpoint.hostname = hostname
  if (nodeName) endpoint.nodeName = nodeName
  if (targetRef) endpoint.targetRef = targetRef
  return endpoint
}
