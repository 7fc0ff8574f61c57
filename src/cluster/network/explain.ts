import { contains, parseCidr, parseIPv4 } from './ip.ts'
import type { Hop, Trace } from './trace.ts'

/** What usually stands behind a failed attempt: ids of the course's misconceptions. */
export type Misconception =
  | 'bound-to-loopback'
  | 'clusterip-from-laptop'
  | 'clusterip-is-stable'
  | 'containerport-opens'
  | 'endpoints-mean-working'
  | 'headless-has-vip'
  | 'localhost-is-other-pod'
  | 'nodeport-on-clusterip'
  | 'ping-a-service'
  | 'pod-ip-is-stable'
  | 'port-vs-targetport'
  | 'selector-vs-labels'
  | 'short-name-across-namespaces'
  | 'svc-missing-in-fqdn'

const SERVICES = parseCidr('10.96.0.0/12')!
const PODS = parseCidr('10.244.0.0/16')!

const inside = (cidr: typeof SERVICES, address: string): boolean => contains(cidr, parseIPv4(address) ?? -1)

/** The hop at which an attempt died, and the misconception that fits; undefined when it did not, or none does. */
export function explainTrace(trace: Pick<Trace, 'from' | 'hops' | 'outcome'>): Misconception | undefined {
  const { hops, outcome, from } = trace
  if (outcome === 'connected') return undefined
  const address = last(hops, 'address')
  const rule = last(hops, 'rule')
  const listener = last(hops, 'listener')
  // only the cluster's own name server says something about the cluster's names
  if (outcome === 'nxdomain') return hops.some((hop) => hop.kind === 'query' && inside(SERVICES, hop.server)) ? misnamed(hops) : undefined
  // Names that no server answered: what those hops show is the way to the name server.
  if (!address || nameServerIsGone(hops)) return undefined
  if (hops.some((hop) => hop.kind === 'policy' && !hop.allowed)) return undefined
  if (address.protocol === 'ICMP') return inside(SERVICES, address.to) ? 'ping-a-service' : unansweredIp(from, address.to)
  if (rule?.missing === 'no-such-port') return 'port-vs-targetport'
  if (rule?.missing && rule.missing !== 'no-pods') return undefined
  if (rule && rule.candidates.length === 0) return 'selector-vs-labels'
  if (listener && !listener.found) {
    if (listener.boundTo?.startsWith('127.')) return 'bound-to-loopback'
    if (!rule && (address.to.startsWith('127.') || address.to === '::1'))
      return from.startsWith('pod/') ? 'localhost-is-other-pod' : undefined
    if (rule?.via === 'clusterIP' || rule?.via === 'nodePort') return 'port-vs-targetport'
    const headless = hops.some((hop) => hop.kind === 'query' && hop.answers.includes(address.to) && inside(PODS, address.to))
    if (headless) return 'headless-has-vip'
    return inside(PODS, address.to) ? 'containerport-opens' : undefined
  }
  if (rule?.chosen && (outcome === 'unreachable' || outcome === 'timeout')) return 'endpoints-mean-working'
  if (rule) return undefined
  if (inside(SERVICES, address.to)) {
    if (from === 'laptop') return 'clusterip-from-laptop'
    if (address.port >= 30_000 && address.port <= 32_767) return 'nodeport-on-clusterip'
    return hops.some((hop) => hop.kind === 'query' && hop.answers.includes(address.to)) ? 'port-vs-targetport' : 'clusterip-is-stable'
  }
  return unansweredIp(from, address.to)
}

/** Did the attempt end while its name was looked up? */
export function nameServerIsGone(hops: readonly Hop[]): boolean {
  const query = hops.findLast((hop) => hop.kind === 'query')
  return query?.kind === 'query' && (query.rcode === 'TIMEOUT' || query.rcode === 'UNREACHABLE' || query.rcode === 'SERVFAIL')
}

function unansweredIp(from: string, address: string): Misconception | undefined {
  if (!inside(PODS, address)) return undefined
  return from === 'laptop' ? 'clusterip-from-laptop' : 'pod-ip-is-stable'
}

function misnamed(hops: readonly Hop[]): Misconception | undefined {
  // a name that leads on to another one (ExternalName) is there
  if (hops.some((hop) => hop.kind === 'query' && hop.answers.length > 0)) return undefined
  const names = hops.flatMap((hop) => (hop.kind === 'query' ? [hop.name] : []))
  const shortest = names.reduce((best, name) => (name.length < best.length ? name : best), names[0] ?? '')
  if (/\.cluster\.local\.?$/.test(shortest) && !/\.(svc|pod)\.cluster\.local\.?$/.test(shortest)) return 'svc-missing-in-fqdn'
  return shortest.includes('.') ? undefined : 'short-name-across-namespaces'
}

function last<K extends Hop['kind']>(hops: readonly Hop[], kind: K): Extract<Hop, { kind: K }> | undefined {
  return hops.findLast((hop): hop is Extract<Hop, { kind: K }> => hop.kind === kind)
}
