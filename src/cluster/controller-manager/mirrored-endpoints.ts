import { splitKey } from '../api/object.ts'
import type { DiscoveryV1EndpointPort, Endpoint, EndpointAddress } from '../api/types.ts'
import { MANAGED_BY, SERVICE_NAME, type SliceObject } from './endpointslice.ts'
import { CONTROLLER, type EndpointsObject, type Mirroring, RESOURCE } from './endpointslice-mirroring.ts'
import { planSlices, type SliceContent } from './endpointslice-plan.ts'
import { semanticEqual } from './equal.ts'
import { controllerReference } from './owners.ts'
import type { SyncResult } from './work-queue.ts'

const SKIP = 'endpointslice.kubernetes.io/skip-mirror'
const LEADER = 'control-plane.alpha.kubernetes.io/leader'
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

/** Brings the copies of one Service's Endpoints up to date. */
export function mirrorEndpoints(mirroring: Mirroring, key: string): SyncResult {
  const { endpoints, services, slices } = mirroring
  const { namespace, name } = splitKey(key)
  const source = endpoints.get(namespace, name)
  const service = services.get(namespace, name)
  const existing = slices.byIndex('service', key).filter((slice) => slice.metadata.labels?.[MANAGED_BY] === CONTROLLER)
  const mirrored = source && service && !service.spec.selector && mayMirror(source)
  mirroring.writing = true
  const ok = mirrored ? mirror(mirroring, source, existing) : clear(mirroring, existing)
  mirroring.writing = false
  return ok ? undefined : 'retry'
}

function clear({ client }: Mirroring, existing: readonly SliceObject[]): boolean {
  return existing.every(({ metadata: { namespace = '', name = '' } }) => {
    const result = client.delete(RESOURCE, namespace, name)
    return result.ok || result.code === 404
  })
}

function mirror(mirroring: Mirroring, source: EndpointsObject, existing: readonly SliceObject[]): boolean {
  const labels = { ...source.metadata.labels, [SERVICE_NAME]: source.metadata.name as string, [MANAGED_BY]: CONTROLLER }
  const { [LAST_APPLIED]: _, ...annotations } = source.metadata.annotations ?? {}
  const upToDate = (slice: SliceObject): boolean =>
    semanticEqual(slice.metadata.labels, labels) && semanticEqual(slice.metadata.annotations, annotations)
  const plan = planSlices(existing, contentsOf(source), upToDate, false)
  let ok = true
  for (const { slice, ports, endpoints: list } of plan.update) {
    ok =
      mirroring.client.update(RESOURCE, { ...slice, metadata: { ...slice.metadata, labels, annotations }, ports, endpoints: list }).ok && ok
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
    ok = mirroring.client.create(RESOURCE, slice).ok && ok
  }
  return clear(mirroring, plan.remove) && ok
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
