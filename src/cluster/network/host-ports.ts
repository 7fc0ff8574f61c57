import type { Flow, PacketRules, Verdict } from './packet-rules.ts'
import type { Stack } from './stack.ts'
import type { Protocol } from './trace.ts'

/** A container's port that is open on its node too. */
export interface HostPort {
  hostPort: number
  containerPort: number
  protocol?: string
  hostIP?: string
}

interface Mapping extends HostPort {
  stack: Stack
}

/** The CNI plugin portmap: host ports lead into their Pods. */
export class HostPorts implements PacketRules {
  #mappings = new Map<string, Mapping[]>()

  add(stack: Stack, ports: readonly HostPort[]): void {
    for (const port of ports) {
      const key = `${port.protocol ?? 'TCP'}${port.hostPort}`
      this.#mappings.set(key, [...(this.#mappings.get(key) ?? []), { ...port, stack }])
    }
  }

  remove(stack: Stack): void {
    for (const [key, mappings] of this.#mappings) {
      const left = mappings.filter((mapping) => mapping.stack !== stack)
      if (left.length === 0) this.#mappings.delete(key)
      else if (left.length < mappings.length) this.#mappings.set(key, left)
    }
  }

  /** all mappings, for iptables-save */
  list(): { stack: Stack; hostPort: number; containerPort: number; protocol: Protocol }[] {
    return [...this.#mappings.values()].flat().map(({ protocol, ...rest }) => ({ ...rest, protocol: (protocol ?? 'TCP') as Protocol }))
  }

  match(flow: Flow): Verdict | undefined {
    if (!flow.local || this.#mappings.size === 0) return undefined
    const mapping = this.#mappings
      .get(`${flow.protocol}${flow.port}`)
      ?.find(({ hostIP }) => !hostIP || hostIP === '0.0.0.0' || hostIP === flow.address)
    if (!mapping) return undefined
    const { stack, containerPort } = mapping
    const chosen = `${stack.address}:${containerPort}`
    const hop = {
      kind: 'rule',
      via: 'hostPort',
      service: stack.pod ?? '',
      namespace: stack.namespace ?? '',
      portName: '',
      port: flow.port,
    } as const
    const masquerade = flow.origin === 'node' || flow.source === stack.address
    return {
      action: 'dnat',
      address: stack.address,
      port: containerPort,
      masquerade,
      hop: { ...hop, candidates: [chosen], chosen, reason: 'only' },
    }
  }
}
