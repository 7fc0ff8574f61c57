import type { Hop, Protocol } from './trace.ts'

/** A new flow as a node's rules see it, before any address was changed. */
export interface Flow {
  protocol: Protocol
  /** the client's address */
  source: string
  /** where it comes from, as the rules tell it apart */
  origin: 'pod' | 'node' | 'outside'
  address: string
  port: number
  /** the destination is an address of this node (its own, or loopback) */
  local: boolean
}

export type RuleHop = Hop & { kind: 'rule' }

/** What rules do with a flow they match. */
export type Verdict =
  | { action: 'dnat'; address: string; port: number; masquerade: boolean; hop: RuleHop }
  | { action: 'reject'; hop: RuleHop }
  | { action: 'drop'; hop: RuleHop }

/** Rules of one node: kube-proxy's Services, the portmap plugin's host ports. Undefined: not matched. */
export interface PacketRules {
  match(flow: Flow): Verdict | undefined
}
