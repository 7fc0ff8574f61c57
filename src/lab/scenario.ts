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

/** The learner's home on the laptop, and the working directory in it. */
export const LAPTOP_HOME = '/home/learner'
export const LAPTOP_DIRECTORY = `${LAPTOP_HOME}/shop`
/** The working directory on a node. */
export const NODE_DIRECTORY = '/root/shop'

export const NODE_1: NodeSpec = { name: 'node-1', address: '192.168.50.11', podCIDR: '10.244.0.0/24' }
export const NODE_2: NodeSpec = { name: 'node-2', address: '192.168.50.12', podCIDR: '10.244.1.0/24' }

/** A scenario from its parts; what is left out is an empty one-node cluster seen from the laptop. */
export function scenario(parts: Partial<Scenario> & { id: string }): Scenario {
  return { nodes: [NODE_1], prompt: 'laptop', files: {}, manifests: [], setup: [], enforceNetworkPolicy: false, ...parts }
}

/** The first prompt of a scenario's lab: a page shows it before the lab is there. A lab that has another one (a PS1 of its own) shows that in its place. */
export function firstPrompt({ prompt }: Scenario): string {
  return prompt === 'laptop' ? 'laptop:~/shop$ ' : `root@${prompt.replace(/^node\//, '')}:~/shop# `
}

/** The recorded cluster: prompt on the node, nothing in the working directory. */
export const RECORDING = scenario({ id: 'recording', prompt: 'node/node-1' })
