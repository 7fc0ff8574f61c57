import { contains, parseCidr, parseIPv4 } from './ip.ts'
import type { Flow, Verdict } from './packet-rules.ts'
import type { PolicyCheck } from './policy.ts'
import type { Bound, NetworkNode, Stack } from './stack.ts'
import type { Hop, Protocol } from './trace.ts'

/** Where packets may go: addresses of all stacks, nodes with their rules. */
export interface Topology {
  readonly nodes: ReadonlyMap<string, NetworkNode>
  readonly stacks: ReadonlyMap<string, Stack>
  /** enforces NetworkPolicies, where the scenario has them take effect */
  policy: PolicyCheck | undefined
}

/** What becomes of a new flow. `after`: ms until the client knows. */
export type Delivery =
  | { to: Stack; listener: Bound; address: string; port: number; source: string; latency: number }
  | { failed: 'refused' | 'unreachable' | 'timeout'; after: number; to?: Stack }

/** Three unanswered ARP requests, a second apart. */
const ARP_FAILS_AFTER = 3_070
/** SYN retries of the kernel: 1 + 2 + 4 + … s. */
const SYN_FAILS_AFTER = 130_000

const SERVICE_NETWORK = parseCidr('10.96.0.0/12')!
const POD_NETWORK = parseCidr('10.244.0.0/16')!

/** One way, ms, by what lies between. */
const LATENCY = { self: 0.02, node: 0.04, nodes: 0.15, lan: 0.2 }

/** Takes a new flow through rules, routes and policies to its listener, and writes its hops down. */
export function deliver(topology: Topology, from: Stack, destination: string, port: number, protocol: Protocol, hops: Hop[]): Delivery {
  const route = toStack(topology, from, destination, port, protocol, hops)
  if ('failed' in route) return route
  const { to, address } = route
  if (topology.policy && !topology.policy(from, to, route.source, address, route.port, protocol, hops)) return timeout
  const listener = to.listenerFor(protocol, address, route.port)
  const hop: Hop = { kind: 'listener', at: address, port: route.port, found: listener !== undefined }
  if (to.pod !== undefined) {
    hop.pod = to.pod
    hop.namespace = to.namespace as string
  }
  const bound = listener ?? to.anyListener(protocol, route.port)
  if (bound) hop.boundTo = bound.address
  hops.push(hop)
  return listener ? { ...route, listener } : { failed: 'refused', after: 2 * route.latency, to }
}

type Failure = Extract<Delivery, { failed: string }>

const timeout: Failure = { failed: 'timeout', after: SYN_FAILS_AFTER }
const unreachable: Failure = { failed: 'unreachable', after: ARP_FAILS_AFTER }

type Arrival = { to: Stack; address: string; port: number; source: string; latency: number }

function toStack(topology: Topology, from: Stack, destination: string, port: number, protocol: Protocol, hops: Hop[]): Arrival | Failure {
  const address = destination === '0.0.0.0' || destination === 'localhost' ? '127.0.0.1' : destination
  const loopback = address.startsWith('127.') || address === '::1'
  hops.push({ kind: 'address', from: loopback ? '127.0.0.1' : from.address, to: address, port, protocol })
  if (from.gone || (from.node && !from.node.up)) return timeout
  if (from.kind === 'lan') return fromLan(topology, from, address, port, protocol, hops)
  const node = from.node as NetworkNode
  if (from.kind === 'pod' && (loopback || address === from.address))
    return { to: from, address, port, source: address, latency: LATENCY.self }
  const local = from.kind === 'node' ? from.owns(address) : address === node.address || address === node.pool.gateway
  const flow: Flow = { protocol, source: from.address, origin: from.kind, address, port, local }
  const verdict = matchRules(node, flow)
  if (verdict) return follow(topology, node, from, flow, verdict, hops)
  return onward(topology, node, from, flow, address, port, from.address, hops)
}

function matchRules(node: NetworkNode, flow: Flow): Verdict | undefined {
  for (const rules of node.rules) {
    const verdict = rules.match(flow)
    if (verdict) return verdict
  }
  return undefined
}

function follow(topology: Topology, node: NetworkNode, from: Stack, flow: Flow, verdict: Verdict, hops: Hop[]): Arrival | Failure {
  hops.push(verdict.hop)
  if (verdict.action === 'drop') return timeout
  if (verdict.action === 'reject') return { failed: 'refused', after: 2 * latencyBetween(from, node.stack) }
  const source = verdict.masquerade ? masqueraded(node, verdict.address, topology) : flow.source
  return onward(topology, node, from, flow, verdict.address, verdict.port, source, hops)
}

/** The node's own address on the side where the packet leaves it. */
function masqueraded(node: NetworkNode, address: string, topology: Topology): string {
  return topology.stacks.get(address)?.node === node && address !== node.address ? node.pool.gateway : node.address
}

/** Routing from `node` to where the (rewritten) destination lies. */
function onward(
  topology: Topology,
  node: NetworkNode,
  from: Stack,
  flow: Flow,
  address: string,
  port: number,
  source: string,
  hops: Hop[],
): Arrival | Failure {
  if (from.kind === 'node' && from.owns(address)) return { to: from, address, port, source: address, latency: LATENCY.self }
  if (address === node.pool.gateway) return { to: node.stack, address, port, source, latency: LATENCY.node }
  const to = topology.stacks.get(address)
  const direct = from.kind === 'pod' && flow.address === address
  if (!to) return nobody(topology, address, direct ? from : undefined)
  if (to.kind === 'lan') return arrival(from, to, address, port, node.address)
  const other = to.node as NetworkNode
  if (!other.up) return timeout
  if (to.kind === 'node' && other !== node && flow.address === address) {
    const verdict = matchRules(other, { ...flow, local: true })
    if (verdict) return follow(topology, other, from, flow, verdict, hops)
  }
  if (to.kind === 'pod') (direct && other === node ? from : other.stack).neighbours.confirm(address, from.clock.now)
  const seenAs = from.kind === 'node' && source === from.address && to.kind === 'pod' && other === node ? node.pool.gateway : source
  return arrival(from, to, address, port, seenAs)
}

function arrival(from: Stack, to: Stack, address: string, port: number, source: string): Arrival {
  return { to, address, port, source, latency: latencyBetween(from, to) }
}

function latencyBetween(from: Stack, to: Stack): number {
  if (from === to) return LATENCY.self
  if (from.kind === 'lan' || to.kind === 'lan') return LATENCY.lan
  return from.node === to.node ? LATENCY.node : LATENCY.nodes
}

/** Nobody has this address: who finds out, and when. `direct`: a Pod that asks on its own link. */
function nobody(topology: Topology, address: string, direct?: Stack): Failure {
  const value = parseIPv4(address)
  if (value === undefined) return { failed: 'unreachable', after: 0 }
  for (const node of topology.nodes.values()) {
    if (!contains(node.pool.cidr, value)) continue
    if (!node.up) return timeout
    const asking = direct?.node === node ? direct : node.stack
    return { failed: 'unreachable', after: asking.neighbours.failsAfter(address, asking.clock.now) }
  }
  return contains(SERVICE_NETWORK, value) ? timeout : unreachable
}

/** The laptop: nodes by their address, node ports also as localhost (as Docker Desktop does), nothing inside the cluster. */
function fromLan(topology: Topology, from: Stack, address: string, port: number, protocol: Protocol, hops: Hop[]): Arrival | Failure {
  if (from.owns(address)) {
    if (from.listenerFor(protocol, address, port) || !(address.startsWith('127.') || address === '::1'))
      return arrival(from, from, address, port, address)
    for (const node of topology.nodes.values()) {
      if (!node.up) continue
      const flow: Flow = { protocol, source: from.address, origin: 'outside', address: node.address, port, local: true }
      const verdict = matchRules(node, flow)
      if (verdict?.hop.via === 'nodePort') return follow(topology, node, from, flow, verdict, hops)
    }
    return arrival(from, from, address, port, address)
  }
  const to = topology.stacks.get(address)
  if (to?.kind === 'lan') return arrival(from, to, address, port, from.address)
  if (to?.kind === 'node') {
    const node = to.node as NetworkNode
    if (!node.up) return unreachable
    const flow: Flow = { protocol, source: from.address, origin: 'outside', address, port, local: true }
    const verdict = matchRules(node, flow)
    return verdict ? follow(topology, node, from, flow, verdict, hops) : arrival(from, to, address, port, from.address)
  }
  const value = parseIPv4(address)
  const inside = value !== undefined && (to !== undefined || contains(SERVICE_NETWORK, value) || contains(POD_NETWORK, value))
  return inside || value === undefined ? timeout : unreachable
}

/** The way of an ICMP echo: rules for ports do not touch it. `routers`: who it passes on the way. */
export function echoPath(
  topology: Topology,
  from: Stack,
  address: string,
): { to: Stack; latency: number; routers: string[] } | { failed: 'unreachable' | 'timeout'; after: number } {
  if (from.gone || (from.node && !from.node.up)) return { failed: 'timeout', after: SYN_FAILS_AFTER }
  if (from.owns(address)) return { to: from, latency: LATENCY.self, routers: [] }
  const gateway = [...topology.nodes.values()].find((node) => node.pool.gateway === address)
  const to = gateway && from.kind !== 'lan' ? gateway.stack : topology.stacks.get(address)
  if (from.kind === 'lan') {
    if (to?.kind === 'lan' || (to?.kind === 'node' && to.node?.up)) return { to, latency: LATENCY.lan, routers: [] }
    const value = parseIPv4(address)
    const inside = to?.kind === 'pod' || (value !== undefined && (contains(SERVICE_NETWORK, value) || contains(POD_NETWORK, value)))
    return inside ? { failed: 'timeout', after: SYN_FAILS_AFTER } : { failed: 'unreachable', after: ARP_FAILS_AFTER }
  }
  if (!to || (to.node && !to.node.up))
    return to
      ? { failed: 'timeout', after: SYN_FAILS_AFTER }
      : (nobody(topology, address) as { failed: 'unreachable' | 'timeout'; after: number })
  const routers: string[] = []
  if (to.node !== from.node || to.kind === 'lan') {
    if (from.kind === 'pod') routers.push(from.node?.pool.gateway as string)
    if (to.kind === 'pod') routers.push(to.node?.address as string)
  }
  return { to, latency: latencyBetween(from, to), routers }
}
