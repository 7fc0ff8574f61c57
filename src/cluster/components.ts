import type { Pod } from './api/types.ts'
import { type ApiServer, createApiServer } from './apiserver/apiserver.ts'
import { ADMIN } from './apiserver/door.ts'
import type { NodeProxy } from './apiserver/node-proxy.ts'
import { resources } from './apiserver/resources/index.ts'
import type { Client, Informers } from './client/client.ts'
import { createEventRecorder } from './client/event-recorder.ts'
import type { ClusterOptions } from './cluster.ts'
import { startControllerManager } from './controller-manager/controller-manager.ts'
import type { StoreSnapshot } from './etcd/store.ts'
import { ImagePrograms } from './images/image.ts'
import { startKubeProxy } from './kube-proxy/kube-proxy.ts'
import { type Kubelet, startKubelet } from './kubelet/kubelet.ts'
import { keepKubernetesService } from './kubernetes-service.ts'
import { hostMachine } from './machine/host.ts'
import type { Machine } from './machine/machine.ts'
import { createNetwork, type Network } from './network/network.ts'
import type { Trace } from './network/trace.ts'
import { startScheduler } from './scheduler/scheduler.ts'

export interface ComponentOptions extends ClusterOptions {
  /** a settled cluster to start from */
  snapshot?: StoreSnapshot
  onTrace?: (trace: Trace) => void
}

/** The running parts of one cluster. */
export interface Components {
  readonly server: ApiServer
  readonly client: Client
  readonly informers: Informers
  readonly network: Network
  readonly machines: ReadonlyMap<string, Machine>
  readonly kubelets: ReadonlyMap<string, Kubelet>
  readonly controllers: ReturnType<typeof startControllerManager>
}

/** The port of the API server on the first node. */
export const API_PORT = 6443

/** Starts every component of a cluster, wired as in Kubernetes: all of them talk through the API server. */
export function startComponents(options: ComponentOptions): Components {
  const { clock, random, nodes, programs, snapshot } = options
  const settled = snapshot !== undefined
  const server = createApiServer({ clock, random, resources, ...(snapshot ? { snapshot } : {}) })
  const { informers } = server
  const network = createNetwork({ clock, random, nodes, ...(options.onTrace ? { onTrace: options.onTrace } : {}) })
  const machines = new Map<string, Machine>()
  const kubelets = new Map<string, Kubelet>()
  const imagePrograms = new ImagePrograms(programs, { clock, random, informers })
  for (const node of nodes) {
    const machine = hostMachine({
      kind: 'node',
      hostname: node.name,
      clock,
      random,
      net: network.nodeNamespace(node.name),
      programs: programs('node'),
    })
    machines.set(node.name, machine)
    startKubeProxy({ clock, random, informers, network, node: node.name, settled })
    const client = server.client('kubelet')
    const events = createEventRecorder({ clock, random, client, component: 'kubelet', host: node.name })
    kubelets.set(
      node.name,
      startKubelet({ clock, random, client, informers, network, node, machine, programs: imagePrograms, events, settled }),
    )
  }
  server.connectKubelets(proxyTo(kubelets))
  network.nodeNamespace(nodes[0]?.name ?? '').listen({ port: API_PORT, program: 'kube-apiserver' }, { door: server })
  keepKubernetesService({ clock, client: server.client('kube-apiserver'), informers })
  startScheduler({ clock, random, client: server.client('kube-scheduler'), informers, settled })
  const controllers = startControllerManager({ clock, random, client: server.client('kube-controller-manager'), informers, settled })
  return { server, client: server.client(ADMIN), informers, network, machines, kubelets, controllers }
}

/** Hands each request on to the kubelet of the Pod's node. */
function proxyTo(kubelets: ReadonlyMap<string, Kubelet>): NodeProxy {
  const of = (pod: Pod): Kubelet | { code: number; message: string } => {
    const kubelet = kubelets.get(pod.spec?.nodeName ?? '')
    return kubelet ?? { code: 500, message: `no kubelet on node "${pod.spec?.nodeName ?? ''}"` }
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
