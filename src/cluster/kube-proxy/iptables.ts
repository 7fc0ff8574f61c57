import type { HostPorts } from '../network/host-ports.ts'
import type { Protocol } from '../network/trace.ts'
import { endpointChain, serviceChain, servicePortName } from './chains.ts'
import type { ServicePortRule } from './service-port.ts'

/** One rule of iptables; what is absent is not matched on. */
export interface IptablesRule {
  chain: string
  source?: string
  notSource?: string
  destination?: string
  protocol?: string
  comment?: string
  /** other matches, as iptables-save writes them */
  matches?: string
  destinationPort?: number
  target: string
  /** the target's own arguments */
  arguments?: string
}

export interface IptablesTable {
  name: 'nat' | 'filter' | 'mangle' | 'raw'
  /** built-in chains first */
  chains: string[]
  rules: IptablesRule[]
}

const CLUSTER_CIDR = '10.244.0.0/16'
const BUILT_IN: Record<IptablesTable['name'], string[]> = {
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  raw: ['PREROUTING', 'OUTPUT'],
}

export const isBuiltIn = (table: IptablesTable, chain: string): boolean => BUILT_IN[table.name].includes(chain)

/** A node's table as kube-proxy (mode iptables), the kubelet and the portmap plugin leave it. */
export function iptablesTable(
  name: IptablesTable['name'],
  rules: readonly ServicePortRule[],
  hostPorts: HostPorts | undefined,
): IptablesTable {
  const table: IptablesTable = { name, chains: [], rules: [] }
  if (name === 'nat') natRules(table, rules, hostPorts)
  else if (name === 'filter') filterRules(table, rules)
  const canaries = name === 'raw' ? [] : ['KUBE-KUBELET-CANARY', 'KUBE-PROXY-CANARY']
  const own = new Set([...canaries, ...table.chains])
  table.chains = [...BUILT_IN[name], ...[...own].sort()]
  const order = new Map(table.chains.map((chain, index) => [chain, index]))
  table.rules = table.rules
    .map((rule, index) => ({ rule, index }))
    .sort((a, b) => (order.get(a.rule.chain) as number) - (order.get(b.rule.chain) as number) || a.index - b.index)
    .map(({ rule }) => rule)
  return table
}

const lower = (protocol: Protocol): string => protocol.toLowerCase()

function natRules(table: IptablesTable, services: readonly ServicePortRule[], hostPorts: HostPorts | undefined): void {
  const add = (rule: IptablesRule): void => void table.rules.push(rule)
  table.chains.push('KUBE-MARK-MASQ', 'KUBE-NODEPORTS', 'KUBE-POSTROUTING', 'KUBE-SERVICES')
  for (const chain of ['PREROUTING', 'OUTPUT']) add({ chain, comment: 'kubernetes service portals', target: 'KUBE-SERVICES' })
  add({ chain: 'POSTROUTING', comment: 'kubernetes postrouting rules', target: 'KUBE-POSTROUTING' })
  add({ chain: 'KUBE-MARK-MASQ', target: 'MARK', arguments: '--set-xmark 0x4000/0x4000' })
  add({ chain: 'KUBE-POSTROUTING', matches: '-m mark ! --mark 0x4000/0x4000', target: 'RETURN' })
  add({ chain: 'KUBE-POSTROUTING', target: 'MARK', arguments: '--set-xmark 0x4000/0x0' })
  add({
    chain: 'KUBE-POSTROUTING',
    comment: 'kubernetes service traffic requiring SNAT',
    target: 'MASQUERADE',
    arguments: '--random-fully',
  })
  const mappings = hostPorts?.list() ?? []
  if (mappings.length > 0) {
    table.chains.push('CNI-HOSTPORT-DNAT')
    for (const chain of ['PREROUTING', 'OUTPUT']) add({ chain, matches: '-m addrtype --dst-type LOCAL', target: 'CNI-HOSTPORT-DNAT' })
    for (const { stack, hostPort, containerPort, protocol } of mappings) {
      const to = `--to-destination ${stack.address}:${containerPort}`
      add({ chain: 'CNI-HOSTPORT-DNAT', protocol: lower(protocol), destinationPort: hostPort, target: 'DNAT', arguments: to })
    }
  }
  for (const rule of services) if (rule.cluster.length > 0 || rule.local.length > 0) serviceRules(table, add, rule)
  add({
    chain: 'KUBE-SERVICES',
    comment: 'kubernetes service nodeports; NOTE: this must be the last rule in this chain',
    matches: '-m addrtype --dst-type LOCAL',
    target: 'KUBE-NODEPORTS',
  })
}

function serviceRules(table: IptablesTable, add: (rule: IptablesRule) => void, rule: ServicePortRule): void {
  const name = servicePortName(rule)
  const protocol = lower(rule.protocol)
  const chain = (kind: 'SVC' | 'SVL' | 'FW' | 'EXT'): string => serviceChain(kind, name, rule.protocol)
  const internal = chain(rule.internalLocal ? 'SVL' : 'SVC')
  const external = rule.nodePort > 0 || rule.externalIPs.length > 0 || rule.loadBalancerIPs.length > 0
  const portal = (address: string, words: string, target: string): void =>
    add({ chain: 'KUBE-SERVICES', destination: `${address}/32`, protocol, comment: `${name} ${words}`, destinationPort: rule.port, target })
  portal(rule.clusterIP, 'cluster IP', internal)
  for (const ip of rule.externalIPs) portal(ip, 'external IP', chain('EXT'))
  for (const ip of rule.loadBalancerIPs) portal(ip, 'loadbalancer IP', chain('EXT'))
  if (rule.nodePort > 0) add({ chain: 'KUBE-NODEPORTS', protocol, comment: name, destinationPort: rule.nodePort, target: chain('EXT') })
  if (external) {
    table.chains.push(chain('EXT'))
    if (rule.externalLocal) {
      add({ chain: chain('EXT'), source: CLUSTER_CIDR, comment: `pod traffic for ${name} external destinations`, target: chain('SVC') })
      add({
        chain: chain('EXT'),
        comment: `masquerade LOCAL traffic for ${name} external destinations`,
        matches: '-m addrtype --src-type LOCAL',
        target: 'KUBE-MARK-MASQ',
      })
      add({
        chain: chain('EXT'),
        comment: `route LOCAL traffic for ${name} external destinations`,
        matches: '-m addrtype --src-type LOCAL',
        target: chain('SVC'),
      })
      if (rule.local.length > 0) add({ chain: chain('EXT'), target: chain('SVL') })
    } else {
      add({ chain: chain('EXT'), comment: `masquerade traffic for ${name} external destinations`, target: 'KUBE-MARK-MASQ' })
      add({ chain: chain('EXT'), target: chain('SVC') })
    }
  }
  const used: [kind: 'SVC' | 'SVL', backends: ServicePortRule['cluster']][] = []
  if (!rule.internalLocal || external) used.push(['SVC', rule.cluster])
  if (rule.local.length > 0) used.push(['SVL', rule.local])
  const endpoints = new Map<string, ServicePortRule['cluster'][number]>()
  for (const [kind, backends] of used) {
    const of = chain(kind)
    table.chains.push(of)
    if (of === internal)
      add({
        chain: of,
        notSource: CLUSTER_CIDR,
        destination: `${rule.clusterIP}/32`,
        protocol,
        comment: `${name} cluster IP`,
        destinationPort: rule.port,
        target: 'KUBE-MARK-MASQ',
      })
    for (const backend of rule.affinityMs > 0 ? backends : []) {
      const target = endpointChain(name, rule.protocol, backend.text)
      const matches = `-m recent --rcheck --seconds ${rule.affinityMs / 1000} --reap --name ${target} --mask 255.255.255.255 --rsource`
      add({ chain: of, comment: `${name} -> ${backend.text}`, matches, target })
    }
    for (const [index, backend] of backends.entries()) {
      const left = backends.length - index
      const matches = left > 1 ? `-m statistic --mode random --probability ${(1 / left).toFixed(11)}` : undefined
      add({
        chain: of,
        comment: `${name} -> ${backend.text}`,
        ...(matches ? { matches } : {}),
        target: endpointChain(name, rule.protocol, backend.text),
      })
      endpoints.set(backend.text, backend)
    }
  }
  for (const { address, text } of endpoints.values()) {
    const of = endpointChain(name, rule.protocol, text)
    table.chains.push(of)
    add({ chain: of, source: `${address}/32`, comment: name, target: 'KUBE-MARK-MASQ' })
    const recent = rule.affinityMs > 0 ? `-m recent --set --name ${of} --mask 255.255.255.255 --rsource ` : ''
    add({ chain: of, protocol, comment: name, matches: `${recent}-m ${protocol}`, target: 'DNAT', arguments: `--to-destination ${text}` })
  }
}

function filterRules(table: IptablesTable, services: readonly ServicePortRule[]): void {
  const add = (rule: IptablesRule): void => void table.rules.push(rule)
  const isNew = '-m conntrack --ctstate NEW'
  table.chains.push('KUBE-EXTERNAL-SERVICES', 'KUBE-FIREWALL', 'KUBE-FORWARD', 'KUBE-NODEPORTS', 'KUBE-PROXY-FIREWALL', 'KUBE-SERVICES')
  for (const [chain, externally] of [
    ['INPUT', true],
    ['FORWARD', true],
    ['OUTPUT', false],
  ] as const) {
    add({ chain, matches: isNew, comment: 'kubernetes load balancer firewall', target: 'KUBE-PROXY-FIREWALL' })
    if (chain === 'INPUT') add({ chain, comment: 'kubernetes health check service ports', target: 'KUBE-NODEPORTS' })
    if (chain === 'FORWARD') add({ chain, comment: 'kubernetes forwarding rules', target: 'KUBE-FORWARD' })
    if (chain !== 'INPUT') add({ chain, matches: isNew, comment: 'kubernetes service portals', target: 'KUBE-SERVICES' })
    if (externally)
      add({ chain, matches: isNew, comment: 'kubernetes externally-visible service portals', target: 'KUBE-EXTERNAL-SERVICES' })
    if (chain !== 'FORWARD') add({ chain, target: 'KUBE-FIREWALL' })
  }
  const martians =
    '! -s 127.0.0.0/8 -d 127.0.0.0/8 -m comment --comment "block incoming localnet connections" -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT'
  add({ chain: 'KUBE-FIREWALL', matches: martians, target: 'DROP' })
  add({ chain: 'KUBE-FORWARD', matches: '-m conntrack --ctstate INVALID', target: 'DROP' })
  add({ chain: 'KUBE-FORWARD', comment: 'kubernetes forwarding rules', matches: '-m mark --mark 0x4000/0x4000', target: 'ACCEPT' })
  add({
    chain: 'KUBE-FORWARD',
    comment: 'kubernetes forwarding conntrack rule',
    matches: '-m conntrack --ctstate RELATED,ESTABLISHED',
    target: 'ACCEPT',
  })
  for (const rule of services) {
    const name = servicePortName(rule)
    const protocol = lower(rule.protocol)
    const reject = { target: 'REJECT', arguments: '--reject-with icmp-port-unreachable' }
    const none = rule.cluster.length === 0
    const close = (local: boolean) =>
      none
        ? { comment: `${name} has no endpoints`, ...reject }
        : local && rule.local.length === 0
          ? { comment: `${name} has no local endpoints`, target: 'DROP' }
          : undefined
    const internal = close(rule.internalLocal)
    if (internal) add({ chain: 'KUBE-SERVICES', destination: `${rule.clusterIP}/32`, protocol, destinationPort: rule.port, ...internal })
    const external = close(rule.externalLocal)
    if (!external) continue
    for (const ip of [...rule.externalIPs, ...rule.loadBalancerIPs])
      add({ chain: 'KUBE-EXTERNAL-SERVICES', destination: `${ip}/32`, protocol, destinationPort: rule.port, ...external })
    if (rule.nodePort > 0)
      add({
        chain: 'KUBE-EXTERNAL-SERVICES',
        protocol,
        matches: '-m addrtype --dst-type LOCAL',
        destinationPort: rule.nodePort,
        ...external,
      })
  }
}
