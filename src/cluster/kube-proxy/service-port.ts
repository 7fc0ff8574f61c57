import type { KubeObject } from '../api/object.ts'
import type { EndpointSlice, ServicePort, ServiceSpec, ServiceStatus } from '../api/types.ts'
import type { NoEndpoints, Protocol } from '../network/trace.ts'

/** One endpoint of a port: `10.244.0.5:8080`. */
export interface Backend {
  address: string
  port: number
  text: string
}

/** One port of one Service on one node, with the endpoints it may use (kube-proxy's ServicePort and its categorized endpoints). */
export interface ServicePortRule {
  namespace: string
  service: string
  portName: string
  protocol: Protocol
  port: number
  nodePort: number
  clusterIP: string
  externalIPs: readonly string[]
  loadBalancerIPs: readonly string[]
  sourceRanges: readonly string[]
  /** how long a client keeps its endpoint, ms; 0: not at all */
  affinityMs: number
  externalLocal: boolean
  internalLocal: boolean
  /** endpoints of the whole cluster, and those on this node (where a policy asks for them) */
  cluster: readonly Backend[]
  clusterTexts: readonly string[]
  local: readonly Backend[]
  localTexts: readonly string[]
  /** why `cluster` is empty, where it is */
  missing: NoEndpoints | undefined
  /** client address → its endpoint, with session affinity */
  clients: Map<string, { backend: Backend; until: number }> | undefined
}

interface Candidate extends Backend {
  ready: boolean
  usableTerminating: boolean
  node: string | undefined
  nodes: readonly string[] | undefined
  zones: readonly string[] | undefined
}

/** Services that kube-proxy leaves alone: headless, ExternalName, another proxy's. */
export function isProxied(service: KubeObject): boolean {
  const spec = service['spec'] as ServiceSpec
  const labels = service.metadata.labels ?? {}
  if (labels['service.kubernetes.io/service-proxy-name'] !== undefined || labels['service.kubernetes.io/headless'] !== undefined)
    return false
  return spec.type !== 'ExternalName' && !!spec.clusterIP && spec.clusterIP !== 'None'
}

/** The rules for a Service's ports on `node`. */
export function portRules(
  service: KubeObject,
  slices: readonly EndpointSlice[],
  node: string,
  zone: string | undefined,
): ServicePortRule[] {
  const spec = service['spec'] as ServiceSpec
  const ingress = (service['status'] as ServiceStatus | undefined)?.loadBalancer?.ingress ?? []
  const affinityMs = spec.sessionAffinity === 'ClientIP' ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800) * 1000 : 0
  return (spec.ports ?? []).map((port) => {
    const externalLocal = spec.type !== 'ClusterIP' && spec.externalTrafficPolicy === 'Local'
    const internalLocal = spec.internalTrafficPolicy === 'Local'
    const all = candidates(port, slices)
    const { cluster, local } = categorize(all, externalLocal || internalLocal, node, zone)
    return {
      namespace: service.metadata.namespace as string,
      service: service.metadata.name as string,
      portName: port.name ?? '',
      protocol: (port.protocol ?? 'TCP') as Protocol,
      port: port.port,
      nodePort: port.nodePort ?? 0,
      clusterIP: spec.clusterIP as string,
      externalIPs: spec.externalIPs ?? [],
      loadBalancerIPs: ingress.filter((each) => each.ip && each.ipMode !== 'Proxy').map((each) => each.ip as string),
      sourceRanges: spec.loadBalancerSourceRanges ?? [],
      affinityMs,
      externalLocal,
      internalLocal,
      cluster,
      clusterTexts: cluster.map((each) => each.text),
      local,
      localTexts: local.map((each) => each.text),
      missing: cluster.length > 0 ? undefined : whyNone(spec, all, slices),
      clients: affinityMs > 0 ? new Map() : undefined,
    }
  })
}

function whyNone({ selector }: ServiceSpec, all: readonly Candidate[], slices: readonly EndpointSlice[]): NoEndpoints {
  if (all.length > 0) return 'not-ready'
  if (slices.some(({ endpoints = [] }) => endpoints.length > 0)) return 'no-such-port'
  return selector ? 'no-pods' : 'no-selector'
}

const shared = new WeakMap<KubeObject, Map<string, { slices: readonly EndpointSlice[]; rules: readonly ServicePortRule[] }>>()

/** The rules of a Service that every lab begins with: made once, unless they remember clients, which are a lab's own. */
export function sharedRules(
  service: KubeObject,
  slices: readonly EndpointSlice[],
  node: string,
  zone: string | undefined,
): readonly ServicePortRule[] {
  const byNode = shared.get(service) ?? new Map()
  const known = byNode.get(node)
  if (known?.slices.length === slices.length && slices.every((slice, i) => slice === known.slices[i])) return known.rules
  const rules = portRules(service, slices, node, zone)
  if (rules.every(({ clients }) => !clients)) shared.set(service, byNode.set(node, { slices, rules }))
  return rules
}

let last: { port: ServicePort; slices: readonly EndpointSlice[]; found: readonly Candidate[] } | undefined

/** All endpoints of a port. Every node asks for the same ones, one after the other. */
function candidates(port: ServicePort, slices: readonly EndpointSlice[]): readonly Candidate[] {
  if (last?.port !== port || last.slices.length !== slices.length || !slices.every((slice, i) => slice === last?.slices[i]))
    last = { port, slices, found: findCandidates(port, slices) }
  return last.found
}

function findCandidates(port: ServicePort, slices: readonly EndpointSlice[]): Candidate[] {
  const found = new Map<string, Candidate>()
  for (const slice of slices) {
    if (slice.addressType !== 'IPv4') continue
    const name = port.name ?? ''
    const numbers = (slice.ports ?? []).filter(
      (each) => (each.name ?? '') === name && (each.protocol ?? 'TCP') === (port.protocol ?? 'TCP') && each.port,
    )
    for (const { port: number } of numbers) {
      for (const endpoint of slice.endpoints ?? []) {
        const address = endpoint.addresses[0]
        if (address === undefined) continue
        const { ready = true, serving = ready, terminating = false } = endpoint.conditions ?? {}
        const text = `${address}:${number}`
        found.set(text, {
          address,
          port: number as number,
          text,
          ready,
          usableTerminating: serving && terminating,
          node: endpoint.nodeName,
          nodes: endpoint.hints?.forNodes?.map((each) => each.name),
          zones: endpoint.hints?.forZones?.map((each) => each.name),
        })
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.text < b.text ? -1 : 1))
}

/** kube-proxy's CategorizeEndpoints: ready ones; when there is none, those that still serve while terminating. */
function categorize(
  all: readonly Candidate[],
  wantLocal: boolean,
  node: string,
  zone: string | undefined,
): { cluster: Backend[]; local: Backend[] } {
  const choose = (from: readonly Candidate[]): Candidate[] => {
    const ready = from.filter((each) => each.ready)
    return ready.length > 0 ? ready : from.filter((each) => each.usableTerminating)
  }
  return { cluster: hinted(choose(all), node, zone), local: wantLocal ? choose(all.filter((each) => each.node === node)) : [] }
}

/** Topology hints count when every endpoint has them and one of them is meant for here. */
function hinted(usable: Candidate[], node: string, zone: string | undefined): Candidate[] {
  const forNode = usable.filter((each) => each.nodes?.includes(node))
  if (forNode.length > 0 && usable.every((each) => each.nodes)) return forNode
  if (zone === undefined) return usable
  const forZone = usable.filter((each) => each.zones?.includes(zone))
  return forZone.length > 0 && usable.every((each) => each.zones) ? forZone : usable
}
