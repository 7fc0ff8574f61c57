import type { Clock } from '../sim/clock.ts'
import type { Random } from '../sim/random.ts'
import type { JsonObject } from './api/object.ts'
import type { Door } from './apiserver/door.ts'
import type { Client, Informers } from './client/client.ts'
import type { Machine, Programs } from './machine/machine.ts'
import type { Trace } from './network/trace.ts'

/** Which programs a machine has: a busybox image, a Debian image (GNU tools, bind's, bash), a node, the laptop, nothing at all. */
export type Flavour = 'busybox' | 'debian' | 'node' | 'laptop' | 'scratch'

export interface NodeSpec {
  name: string
  /** InternalIP */
  address: string
  /** `10.244.0.0/24` */
  podCIDR: string
  labels?: Record<string, string>
  taints?: { key: string; value?: string; effect: string }[]
}

export interface ClusterOptions {
  clock: Clock
  random: Random
  nodes: readonly NodeSpec[]
  /** what each flavour of machine has installed, beside what images bring themselves: the shell floor provides them */
  programs: (flavour: Flavour) => Programs
  /** NetworkPolicies take effect (default: stored only, as on the recorded cluster) */
  enforceNetworkPolicy?: boolean
}

/** A whole simulated Kubernetes. */
export interface Cluster {
  readonly clock: Clock
  readonly random: Random
  readonly door: Door
  /** a client with the administrator's rights */
  readonly client: Client
  readonly informers: Informers
  readonly nodes: ReadonlyMap<string, Machine>
  /** a machine of the given kind and position outside the nodes: reaches the API server and node ports only */
  laptop(options: { hostname: string; programs: Programs }): Machine
  /** the running container as a machine to exec in; undefined when it does not run */
  container(namespace: string, pod: string, container: string): Machine | undefined
  /** Every stored object, in key order: for fingerprints. */
  objects(): readonly JsonObject[]
  /**
   * From here on etcd takes `more` objects and no further ones, as when its disk is full. The result
   * says whether it has turned one away.
   */
  limitObjects(more: number): () => boolean
  /** Switches a node off (its kubelet and containers stop) or on. */
  power(node: string, on: boolean): void
  /** Called with each finished network attempt. */
  onTrace(listener: (trace: Trace) => void): () => void
}
