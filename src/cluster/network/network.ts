import type { Clock } from '../../sim/clock.ts'
import type { Random } from '../../sim/random.ts'
import type { NodeSpec } from '../cluster.ts'
import { isDnsQuery, withDot } from '../coredns/message.ts'
import { AddressPool } from './address-pool.ts'
import type { Tap } from './capture.ts'
import type { Topology } from './delivery.ts'
import { type HostPort, HostPorts } from './host-ports.ts'
import { LOOPBACK, lanRoutes, nodeInterfaces, nodeRoutes, podInterface, podRoutes } from './interfaces.ts'
import { macOf, textHash } from './ip.ts'
import type { NetworkNamespace } from './namespace.ts'
import type { PolicyCheck } from './policy.ts'
import { Sockets } from './sockets.ts'
import type { NetworkNode, Stack } from './stack.ts'
import type { Trace } from './trace.ts'

export interface NetworkOptions {
  clock: Clock
  random: Random
  nodes: readonly NodeSpec[]
  /** called with each finished attempt */
  onTrace?: (trace: Trace) => void
}

/** What a Pod's sandbox gets from the CNI plugins. */
export interface PodNetwork {
  readonly net: NetworkNamespace
  readonly ip: string
  /** Takes the Pod off the network: its connections are reset, its address goes back. */
  release(): void
}

export interface PodNetworkRequest {
  node: string
  namespace: string
  pod: string
  hostNetwork?: boolean
  /** the address it has already (a kubelet that finds its Pods running keeps it) */
  address?: string | undefined
  /** the containers' ports that ask for a port of the node */
  hostPorts?: readonly HostPort[]
}

/** Last number of the first laptop's address; the router has 1, nodes what their spec says. */
const FIRST_LAPTOP = 100

/** The wires of a whole classroom: laptop, nodes, Pods. */
export interface Network {
  readonly nodes: ReadonlyMap<string, NetworkNode>
  nodeNamespace(node: string): NetworkNamespace
  /** A machine outside the nodes; each call is another one. */
  laptopNamespace(): NetworkNamespace
  /** Sets a Pod's network up; `error` in the CNI plugins' words when that is not possible. */
  createPodNamespace(request: PodNetworkRequest): PodNetwork | { error: string }
  /** Switches a node's network on or off. */
  setPower(node: string, up: boolean): void
  /** Has NetworkPolicies take effect (undefined: none does). */
  setPolicy(check: PolicyCheck | undefined): void
}

export function createNetwork({ clock, random, nodes: specs, onTrace }: NetworkOptions): Network {
  const nodes = new Map<string, NetworkNode>()
  const stacks = new Map<string, Stack>()
  const topology: Topology = { nodes, stacks, policy: undefined }
  const firstPort = random.below(1 << 20)
  let traces = 0
  let laptops = 0
  const context = {
    clock,
    topology,
    taps: new Set<Tap>(),
    nextTrace: () => ++traces,
    onTrace: (trace: Trace) => onTrace?.(trace),
  }
  const lan = (specs[0]?.address ?? '192.168.50.11').replace(/\.\d+$/, '')
  const register = (stack: Sockets): Sockets => {
    stacks.set(stack.address, stack)
    return stack
  }

  for (const spec of specs) {
    const pool = new AddressPool(spec.podCIDR)
    const stack = new Sockets(context, {
      name: `node/${spec.name}`,
      kind: 'node',
      clock,
      address: spec.address,
      interfaces: () => nodeInterfaces(node),
      routes: () => nodeRoutes(node, nodes, lan),
      firstPort: firstPort + textHash(spec.name),
    })
    const node: NetworkNode = { name: spec.name, address: spec.address, pool, stack, rules: [], up: true, pods: new Set() }
    node.rules.push(new HostPorts())
    stack.node = node
    nodes.set(spec.name, node)
    register(stack)
  }

  const router = new Sockets(context, {
    name: 'router',
    kind: 'lan',
    clock,
    address: `${lan}.1`,
    interfaces: () => [LOOPBACK],
    routes: () => [],
    firstPort,
  })
  register(router)
  for (const protocol of ['UDP', 'TCP'] as const) router.listen({ protocol, port: 53, program: 'resolver' }, { datagram: knowsNothing })

  const nodeOf = (name: string): NetworkNode => {
    const node = nodes.get(name)
    if (!node) throw new Error(`the network has no node "${name}"`)
    return node
  }

  return {
    nodes,
    nodeNamespace: (name) => nodeOf(name).stack as Sockets,
    laptopNamespace() {
      const address = `${lan}.${FIRST_LAPTOP + laptops++}`
      return register(
        new Sockets(context, {
          name: 'laptop',
          kind: 'lan',
          clock,
          address,
          interfaces: () => [LOOPBACK, { name: 'eth0', address, prefix: 24, mac: macOf(`laptop${address}`), mtu: 1500 }],
          routes: () => lanRoutes(lan, address),
          firstPort,
        }),
      )
    },
    createPodNamespace({ node: name, namespace, pod, hostNetwork, address: kept, hostPorts = [] }) {
      const node = nodeOf(name)
      if (hostNetwork) return { net: node.stack as Sockets, ip: node.address, release() {} }
      const ip = node.pool.allocate(kept)
      if (ip === undefined) return { error: `plugin type="bridge" failed (add): ${node.pool.exhausted}` }
      const stack = register(
        new Sockets(context, {
          name: `pod/${namespace}/${pod}`,
          kind: 'pod',
          clock,
          address: ip,
          node,
          namespace,
          pod,
          interfaces: () => [LOOPBACK, podInterface(node, ip)],
          routes: () => podRoutes(node, ip),
          firstPort: firstPort + textHash(pod),
        }),
      )
      node.pods.add(stack)
      const portmap = hostPorts.length > 0 ? (node.rules.find((rules) => rules instanceof HostPorts) as HostPorts) : undefined
      portmap?.add(stack, hostPorts)
      return {
        net: stack,
        ip,
        release() {
          if (stack.gone) return
          portmap?.remove(stack)
          stack.destroy()
          stacks.delete(ip)
          node.pods.delete(stack)
          node.pool.release(parseAddress(ip))
        },
      }
    },
    setPower(name, up) {
      nodeOf(name).up = up
    },
    setPolicy(check) {
      topology.policy = check
    },
  }
}

/** The classroom's name server: no name outside the cluster is known. */
function knowsNothing(payload: unknown): unknown {
  if (!isDnsQuery(payload)) return undefined
  const { id, name, type } = payload
  return {
    dns: 'response',
    id,
    name: withDot(name),
    type,
    rcode: 'NXDOMAIN',
    aa: false,
    rd: true,
    ra: true,
    answers: [],
    authority: [],
    additional: [],
  }
}

function parseAddress(ip: string): number {
  return ip.split('.').reduce((value, octet) => value * 256 + Number(octet), 0)
}
