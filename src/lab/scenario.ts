import type { NodeSpec } from '../cluster/cluster.ts'

/** Where a lab starts. Plain data: a lab's log carries its whole scenario, so that old logs keep replaying. */
export interface Scenario {
  id: string
  nodes: readonly NodeSpec[]
  /** the machine of the first terminal: `laptop` or `node/<name>` */
  prompt: string
  /** texts by file name, in the working directory of the laptop and of the prompt's machine */
  files: Readonly<Record<string, string>>
  /** YAML applied, and settled, before the lab opens */
  manifests: readonly string[]
  /** command lines run on the laptop after that, one after the other */
  setup: readonly string[]
  /** NetworkPolicies take effect */
  enforceNetworkPolicy: boolean
}

export const NODE_1: NodeSpec = { name: 'node-1', address: '192.168.50.11', podCIDR: '10.244.0.0/24' }
export const NODE_2: NodeSpec = { name: 'node-2', address: '192.168.50.12', podCIDR: '10.244.1.0/24' }

/** A scenario from its parts; what is left out is an empty one-node cluster seen from the laptop. */
export function scenario(parts: Partial<Scenario> & { id: string }): Scenario {
  return { nodes: [NODE_1], prompt: 'laptop', files: {}, manifests: [], setup: [], enforceNetworkPolicy: false, ...parts }
}

/** The recorded cluster: prompt on the node, nothing in the working directory. */
export const RECORDING = scenario({ id: 'recording', prompt: 'node/node-1' })
