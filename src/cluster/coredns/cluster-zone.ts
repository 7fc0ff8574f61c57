import type { KubeObject } from '../api/object.ts'
import type { Endpoint, EndpointSlice, ServiceSpec } from '../api/types.ts'
import type { Informers } from '../client/client.ts'
import { serviceOf, slicesByService } from '../kube-proxy/endpoint-slices.ts'
import { parseIPv4 } from '../network/ip.ts'

export const ZONE = 'cluster.local.'

/** What the zone has for a name: CoreDNS' msg.Service. */
export interface ZoneEntry {
  /** the owner's full name, with dot: an SRV record's target */
  owner: string
  /** an address, or a name (ExternalName) */
  host: string
  port: number
}

/** A name is there (perhaps without records of the asked type: an empty list), or is not. */
export type ZoneAnswer = ZoneEntry[] | 'nxdomain'

interface NameParts {
  kind: '' | 'svc' | 'pod'
  namespace: string
  service: string
  endpoint: string
  port: string
  protocol: string
}

/** The cluster.local zone over the API's objects, each query a few index look-ups. */
export class ClusterZone {
  #services
  #slices
  #namespaces

  constructor(informers: Informers) {
    this.#services = informers.for('services')
    this.#namespaces = informers.for('namespaces')
    this.#slices = slicesByService(informers)
  }

  /** Entries for `name` (lower case, with dot, inside the zone). */
  find(name: string): ZoneAnswer {
    const parts = parse(name)
    if (!parts) return 'nxdomain'
    if (parts.kind === '') return []
    if (!this.#namespaces.get('', parts.namespace)) return 'nxdomain'
    if (parts.service === '') return []
    return parts.kind === 'pod' ? findPod(parts, name) : this.#findService(parts)
  }

  /** Names of an address, each with dot. Seldom asked for: an index would cost more with every write. */
  reverse(ip: string): string[] {
    const service = this.#services.list().find(({ spec }) => spec.clusterIP === ip && spec.type !== 'ExternalName')
    if (service) return [`${service.metadata.name}.${service.metadata.namespace}.svc.${ZONE}`]
    const names: string[] = []
    for (const slice of this.#slices.informer.list()) {
      const key = serviceOf(slice)
      if (!key) continue
      const [namespace, name] = key.split('/')
      for (const endpoint of (slice as unknown as EndpointSlice).endpoints ?? []) {
        if (endpoint.addresses[0] === ip && isReady(endpoint)) names.push(`${endpointName(endpoint)}.${name}.${namespace}.svc.${ZONE}`)
      }
    }
    return names
  }

  #findService({ namespace, service, endpoint, port, protocol }: NameParts): ZoneAnswer {
    const found = this.#services.get(namespace, service)
    if (!found) return 'nxdomain'
    const spec = found['spec'] as ServiceSpec
    const owner = `${service}.${namespace}.svc.${ZONE}`
    if (spec.type === 'ExternalName') {
      if (endpoint !== '' || port !== '' || protocol !== '') return 'nxdomain'
      return [{ owner, host: spec.externalName as string, port: 0 }]
    }
    if (endpoint !== '' || isHeadless(found)) return this.#findEndpoints(`${namespace}/${service}`, owner, endpoint, port, protocol)
    const entries: ZoneEntry[] = []
    let matched = false
    for (const each of spec.ports ?? []) {
      if (!portFits(each.name, each.protocol, port, protocol)) continue
      matched = true
      for (const ip of spec.clusterIPs ?? [spec.clusterIP as string]) entries.push({ owner, host: ip, port: each.port })
    }
    return matched ? entries : 'nxdomain'
  }

  #findEndpoints(key: string, owner: string, hostname: string, port: string, protocol: string): ZoneAnswer {
    const entries: ZoneEntry[] = []
    for (const slice of this.#slices.of(key)) {
      // A slice without ports still has names; CoreDNS gives them a port that fits any question without one.
      const ports = slice.ports?.length ? slice.ports : [{ name: '', protocol: '', port: -1 }]
      for (const endpoint of slice.endpoints ?? []) {
        const host = endpoint.addresses[0]
        if (host === undefined || !isReady(endpoint)) continue
        const name = endpointName(endpoint)
        if (hostname !== '' && hostname !== name.toLowerCase()) continue
        for (const each of ports)
          if (portFits(each.name, each.protocol, port, protocol)) entries.push({ owner: `${name}.${owner}`, host, port: each.port ?? 0 })
      }
    }
    return entries.length > 0 ? entries : 'nxdomain'
  }
}

function isHeadless(service: KubeObject): boolean {
  const { clusterIP } = service['spec'] as ServiceSpec
  return !clusterIP || clusterIP === 'None'
}

const isReady = (endpoint: Endpoint): boolean => endpoint.conditions?.ready !== false

function endpointName(endpoint: Endpoint): string {
  return endpoint.hostname || (endpoint.addresses[0] as string).replace(/[.:]/g, '-')
}

function portFits(name: string | undefined, protocol: string | undefined, port: string, wanted: string): boolean {
  return (port === '' || port === (name ?? '').toLowerCase()) && (wanted === '' || wanted === (protocol ?? 'TCP').toLowerCase())
}

/** Pods in mode `insecure`: any name that is an address with dashes, whether a Pod has it or not. */
function findPod({ service }: NameParts, owner: string): ZoneAnswer {
  const ip = service.replaceAll('-', '.')
  return parseIPv4(ip) === undefined ? 'nxdomain' : [{ owner, host: ip, port: 0 }]
}

/** Takes a name apart: `[endpoint | _port._protocol].service.namespace.svc.cluster.local.`; undefined when it cannot be one. */
function parse(name: string): NameParts | undefined {
  const base = name === ZONE ? '' : name.slice(0, -ZONE.length - 1)
  const parts: NameParts = { kind: '', namespace: '', service: '', endpoint: '', port: '', protocol: '' }
  if (base === '' || base === 'svc' || base === 'pod') return parts
  const labels = base.split('.')
  const kind = labels.pop()
  if (kind !== 'svc' && kind !== 'pod') return undefined
  parts.kind = kind
  parts.namespace = labels.pop() ?? ''
  parts.service = labels.pop() ?? ''
  if (labels.length > 2) return undefined
  if (labels.length === 1) parts.endpoint = labels[0] as string
  if (labels.length === 2) {
    parts.protocol = (labels[1] as string).replace(/^_/, '')
    parts.port = (labels[0] as string).replace(/^_/, '')
  }
  return parts
}
