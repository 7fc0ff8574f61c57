import type { Clock } from '../../sim/clock.ts'
import type { Random } from '../../sim/random.ts'
import { contains, parseCidr, parseIPv4 } from '../network/ip.ts'
import type { Flow, PacketRules, RuleHop, Verdict } from '../network/packet-rules.ts'
import type { Protocol } from '../network/trace.ts'
import type { Backend, ServicePortRule } from './service-port.ts'

interface Portal {
  rule: ServicePortRule
  via: RuleHop['via']
}

/** Clients that session affinity remembers for one port. */
const CLIENTS_KEPT = 1_000

/** The Services' rules of one node. One look-up finds the rule of a flow, however many there are. */
export class ServiceRules implements PacketRules {
  #clock: Clock
  #random: Random
  #services = new Map<string, readonly ServicePortRule[]>()
  #portals = new Map<string, Portal>()
  #nodePorts = new Map<string, Portal>()

  constructor(clock: Clock, random: Random) {
    this.#clock = clock
    this.#random = random
  }

  /** all rules, in the order of the Services' keys */
  list(): ServicePortRule[] {
    return [...this.#services.keys()].sort().flatMap((key) => this.#services.get(key) as readonly ServicePortRule[])
  }

  /** A node port's rule. */
  nodePort(protocol: Protocol, port: number): ServicePortRule | undefined {
    return this.#nodePorts.get(`${port}/${protocol}`)?.rule
  }

  /** Puts a Service's rules in place of its former ones. */
  replace(key: string, rules: readonly ServicePortRule[]): void {
    const former = this.#services.get(key) ?? []
    for (const rule of former) this.#portalsOf(rule, (map, at) => map.get(at)?.rule === rule && map.delete(at))
    for (const rule of rules) {
      const same = former.find((each) => each.portName === rule.portName && each.port === rule.port && each.protocol === rule.protocol)
      if (same?.clients && rule.clients) keepClients(same, rule)
      this.#portalsOf(rule, (map, at, via) => map.set(at, { rule, via }))
    }
    if (rules.length === 0) this.#services.delete(key)
    else this.#services.set(key, rules)
  }

  match(flow: Flow): Verdict | undefined {
    const portal =
      this.#portals.get(`${flow.address}:${flow.port}/${flow.protocol}`) ??
      (flow.local ? this.#nodePorts.get(`${flow.port}/${flow.protocol}`) : undefined)
    if (!portal) return undefined
    const { rule, via } = portal
    const external = via !== 'clusterIP'
    const onlyLocal = external ? rule.externalLocal && flow.origin === 'outside' : rule.internalLocal
    const backends = onlyLocal ? rule.local : rule.cluster
    const hop: RuleHop = {
      kind: 'rule',
      via,
      service: rule.service,
      namespace: rule.namespace,
      portName: rule.portName,
      port: flow.port,
      // Where none is on this node, those elsewhere show that there are some.
      candidates: (onlyLocal && backends.length > 0 ? rule.localTexts : rule.clusterTexts) as string[],
      reason: 'none',
    }
    if (via === 'loadBalancer' && rule.sourceRanges.length > 0 && !inRanges(flow.source, rule.sourceRanges)) return { action: 'drop', hop }
    if (backends.length === 0) hop.missing = rule.missing ?? 'elsewhere'
    if (backends.length === 0) return { action: rule.cluster.length === 0 ? 'reject' : 'drop', hop }
    const backend = this.#choose(rule, backends, flow.source, hop)
    hop.chosen = backend.text
    const masquerade = backend.address === flow.source || flow.origin === 'node' || (external && !rule.externalLocal)
    return { action: 'dnat', address: backend.address, port: backend.port, masquerade, hop }
  }

  #choose(rule: ServicePortRule, backends: readonly Backend[], client: string, hop: RuleHop): Backend {
    const remembered = rule.clients?.get(client)
    let backend: Backend
    if (remembered && remembered.until > this.#clock.now && backends.includes(remembered.backend)) {
      hop.reason = 'affinity'
      backend = remembered.backend
    } else {
      hop.reason = backends.length === 1 ? 'only' : 'random'
      backend = backends[backends.length === 1 ? 0 : this.#random.below(backends.length)] as Backend
    }
    if (rule.clients) {
      rule.clients.delete(client)
      rule.clients.set(client, { backend, until: this.#clock.now + rule.affinityMs })
      if (rule.clients.size > CLIENTS_KEPT) rule.clients.delete(rule.clients.keys().next().value as string)
    }
    return backend
  }

  #portalsOf(rule: ServicePortRule, each: (map: Map<string, Portal>, at: string, via: RuleHop['via']) => void): void {
    const end = `:${rule.port}/${rule.protocol}`
    each(this.#portals, rule.clusterIP + end, 'clusterIP')
    for (const ip of rule.externalIPs) each(this.#portals, ip + end, 'externalIP')
    for (const ip of rule.loadBalancerIPs) each(this.#portals, ip + end, 'loadBalancer')
    if (rule.nodePort > 0) each(this.#nodePorts, `${rule.nodePort}/${rule.protocol}`, 'nodePort')
  }
}

/** Who had an endpoint that is still there keeps it. */
function keepClients(former: ServicePortRule, rule: ServicePortRule): void {
  for (const [client, { backend, until }] of former.clients as NonNullable<ServicePortRule['clients']>) {
    const now = rule.cluster.find((each) => each.text === backend.text) ?? rule.local.find((each) => each.text === backend.text)
    if (now) rule.clients?.set(client, { backend: now, until })
  }
}

function inRanges(source: string, ranges: readonly string[]): boolean {
  const address = parseIPv4(source)
  return ranges.some((range) => {
    const cidr = parseCidr(range)
    return cidr !== undefined && address !== undefined && contains(cidr, address)
  })
}
