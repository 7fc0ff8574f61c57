import { Code } from '../sim/code.ts'
import type { Random } from '../sim/random.ts'
import type { Pod } from './api/types.ts'
import { type ApiServer, createApiServer } from './apiserver/apiserver.ts'
import type { NodeProxy } from './apiserver/node-proxy.ts'
import { resources } from './apiserver/resources/index.ts'
import { SELDOM_RESOURCES, WRITES } from './apiserver/resources/later.ts'
import type { ClusterOptions } from './cluster.ts'
import type { Components } from './components.ts'
import type { StoreSnapshot } from './etcd/store.ts'
import { hostMachine } from './machine/host.ts'
import type { Machine } from './machine/machine.ts'
import { createNetwork, type Network } from './network/network.ts'
import type { Trace } from './network/trace.ts'

export interface StandingOptions extends ClusterOptions {
  /** a settled cluster to start from */
  snapshot?: StoreSnapshot
  onTrace?: (trace: Trace) => void
}

/** What there is of a cluster in which nothing happens: its objects, its machines and the wires between them. */
export interface Standing {
  readonly server: ApiServer
  readonly network: Network
  readonly machines: ReadonlyMap<string, Machine>
  /** The components, which begin to run when they are first asked for. */
  components(): Components
  /** Has the components run, if they do not yet. */
  rouse(): void
}

/** The port of the API server on the first node. */
export const API_PORT = 6443

/** Whoever may change something may need all of a cluster. */
const COMPONENTS = new Code('the components of the cluster', () => import('./components.ts'))
WRITES.bring(COMPONENTS)

/** Logs, exec, attach and port-forward are asked for by the rarer requests. */
const STREAMS = new Code('the streams of containers', () => import('./kubelet/node-streams.ts'))
SELDOM_RESOURCES.bring(STREAMS)

/**
 * A cluster whose components sleep. In one that had settled they have nothing to do, and nobody can
 * tell whether they run, until something is written or somebody uses a machine: they begin then.
 */
export function createStanding(options: StandingOptions): Standing {
  const { clock, random, nodes, programs, snapshot } = options
  const server = createApiServer({ clock, random, resources, ...(snapshot ? { snapshot } : {}) })
  const network = createNetwork({ clock, random, nodes, ...(options.onTrace ? { onTrace: options.onTrace } : {}) })
  const machines = new Map<string, Machine>()
  const relistPhases = new Map(nodes.map(({ name }) => [name, random.below(1000)]))
  let running: Components | undefined
  const standing: Standing = {
    server,
    network,
    machines,
    components() {
      server.store.beforeFirstWrite = undefined
      running ??= COMPONENTS.value.startComponents(options, standing, relistPhases)
      return running
    },
    rouse: () => void standing.components(),
  }
  for (const { name } of nodes)
    machines.set(
      name,
      hostMachine({
        kind: 'node',
        hostname: name,
        clock,
        random,
        net: network.nodeNamespace(name),
        programs: programs('node'),
        rouse: standing.rouse,
      }),
    )
  server.connectKubelets(proxyTo(standing, random))
  server.store.beforeFirstWrite = standing.rouse
  network.nodeNamespace(nodes[0]?.name ?? '').listen({ port: API_PORT, program: 'kube-apiserver' }, { door: server })
  return standing
}

/** Hands each request on to the kubelet of the Pod's node. */
function proxyTo(standing: Standing, random: Random): NodeProxy {
  const of = (pod: Pod): NodeProxy | { code: number; message: string } => {
    const kubelet = standing.components().kubelets.get(pod.spec?.nodeName ?? '')
    if (!kubelet) return { code: 500, message: `no kubelet on node "${pod.spec?.nodeName ?? ''}"` }
    return STREAMS.value.createNodeProxy({ random, workers: kubelet.workers })
  }
  return {
    logs(pod, container, options) {
      const kubelet = of(pod)
      return 'code' in kubelet ? kubelet : kubelet.logs(pod, container, options)
    },
    exec(pod, container, command, streams) {
      const kubelet = of(pod)
      return 'code' in kubelet ? kubelet : kubelet.exec(pod, container, command, streams)
    },
    attach(pod, container, streams) {
      const kubelet = of(pod)
      return 'code' in kubelet ? kubelet : kubelet.attach(pod, container, streams)
    },
    *portForward(pod, port) {
      const kubelet = of(pod)
      return 'code' in kubelet ? { failed: 'unreachable' as const } : yield* kubelet.portForward(pod, port)
    },
  }
}
