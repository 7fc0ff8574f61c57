import { type LabelMatcher, labelMatcher } from '../api/label-selector.ts'
import type { LabelSelector, NetworkPolicy, NetworkPolicyPeer, NetworkPolicyPort, Pod } from '../api/types.ts'
import type { Informers } from '../client/client.ts'
import { contains, parseCidr, parseIPv4 } from './ip.ts'
import type { PolicyCheck } from './policy.ts'
import type { Stack } from './stack.ts'
import type { Hop, Protocol } from './trace.ts'

interface Rule {
  ports?: NetworkPolicyPort[]
  peers: NetworkPolicyPeer[] | undefined
}

/** One end of a flow as the policies see it. */
interface End {
  stack: Stack
  address: string
}

/** Enforces the API's NetworkPolicies between Pods, as a network plugin that knows them does. */
export function networkPolicyCheck(informers: Informers): PolicyCheck {
  const policies = informers.for('networkpolicies.networking.k8s.io')
  const pods = informers.for('pods')
  const namespaces = informers.for('namespaces')

  const podOf = (stack: Stack): Pod | undefined =>
    stack.pod === undefined ? undefined : (pods.get(stack.namespace as string, stack.pod) as unknown as Pod | undefined)

  const peerMatches = (peer: NetworkPolicyPeer, end: End, policyNamespace: string): boolean => {
    if (peer.ipBlock) {
      const address = parseIPv4(end.address)
      const within = (text: string): boolean => {
        const cidr = parseCidr(text)
        return cidr !== undefined && address !== undefined && contains(cidr, address)
      }
      return within(peer.ipBlock.cidr) && !(peer.ipBlock.except ?? []).some(within)
    }
    const pod = podOf(end.stack)
    if (!pod) return false
    const namespace = pod.metadata?.namespace as string
    if (peer.namespaceSelector) {
      if (!matches(peer.namespaceSelector, namespaces.get('', namespace)?.metadata.labels)) return false
    } else if (namespace !== policyNamespace) return false
    return !peer.podSelector || matches(peer.podSelector, pod.metadata?.labels)
  }

  const portMatches = (wanted: NetworkPolicyPort, target: Stack, port: number, protocol: Protocol | 'ICMP'): boolean => {
    if ((wanted.protocol ?? 'TCP') !== protocol) return false
    if (wanted.port === undefined) return true
    if (typeof wanted.port === 'number') return port >= wanted.port && port <= (wanted.endPort ?? wanted.port)
    const containers = podOf(target)?.spec?.containers ?? []
    return containers.some(({ ports }) =>
      ports?.some((each) => each.name === wanted.port && each.containerPort === port && (each.protocol ?? 'TCP') === protocol),
    )
  }

  /** Policies of one direction for the Pod of `own`; true when a rule lets the flow pass, or none concerns the Pod. */
  const passes = (
    direction: 'ingress' | 'egress',
    own: Stack,
    other: End,
    target: Stack,
    port: number,
    protocol: Protocol | 'ICMP',
    hops: Hop[],
  ): boolean => {
    const pod = podOf(own)
    if (!pod) return true
    const namespace = own.namespace as string
    let selecting: string | undefined
    for (const object of policies.list(namespace)) {
      const { spec = {}, metadata } = object as unknown as NetworkPolicy
      const types = spec.policyTypes ?? ['Ingress', ...(spec.egress ? ['Egress'] : [])]
      if (!types.includes(direction === 'ingress' ? 'Ingress' : 'Egress') || !matches(spec.podSelector ?? {}, pod.metadata?.labels))
        continue
      selecting ??= metadata?.name
      const rules: Rule[] =
        direction === 'ingress'
          ? (spec.ingress ?? []).map(({ from, ports }) => ({ peers: from, ports }))
          : (spec.egress ?? []).map(({ to, ports }) => ({ peers: to, ports }))
      const allowed = rules.some(
        ({ peers, ports }) =>
          (!peers?.length || peers.some((peer) => peerMatches(peer, other, namespace))) &&
          (!ports?.length || ports.some((each) => portMatches(each, target, port, protocol))),
      )
      if (!allowed) continue
      hops.push({ kind: 'policy', policy: metadata?.name as string, namespace, direction, allowed: true })
      return true
    }
    if (selecting === undefined) return true
    hops.push({ kind: 'policy', policy: selecting, namespace, direction, allowed: false })
    return false
  }

  return (from, to, source, address, port, protocol, hops) => {
    if (from === to) return true
    if (from.kind === 'pod' && !passes('egress', from, { stack: to, address }, to, port, protocol, hops)) return false
    // A node always reaches its own Pods: the kubelet's probes have to.
    if (to.kind !== 'pod' || (from.kind === 'node' && from.node === to.node)) return true
    return passes('ingress', to, { stack: from, address: source }, to, port, protocol, hops)
  }
}

const everything: LabelMatcher = () => true

function matches(selector: LabelSelector, labels: Readonly<Record<string, string>> | undefined): boolean {
  const empty = !selector.matchExpressions?.length && Object.keys(selector.matchLabels ?? {}).length === 0
  return (empty ? everything : labelMatcher(selector))(labels)
}
