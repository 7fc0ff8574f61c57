import { ADMIN } from './apiserver/door.ts'
import type { Cluster, ClusterOptions } from './cluster.ts'
import { installedCluster } from './install/boot.ts'
import { hostMachine } from './machine/host.ts'
import type { Trace } from './network/trace.ts'
import { createStanding } from './standing.ts'

/** A cluster that was installed a while ago and has settled, as a lab finds it. */
export function createCluster(options: ClusterOptions): Cluster {
  const { clock, random, nodes, programs } = options
  const listeners = new Set<(trace: Trace) => void>()
  const { server, network, machines, components, rouse } = createStanding({
    ...options,
    snapshot: installedCluster(nodes, programs),
    onTrace: (trace) => {
      for (const listener of listeners) listener(trace)
    },
  })
  const { informers } = server
  return {
    clock,
    random,
    door: server,
    client: server.client(ADMIN),
    informers,
    nodes: machines,
    laptop: ({ hostname, programs: installed }) =>
      hostMachine({ kind: 'laptop', hostname, clock, random, net: network.laptopNamespace(), programs: installed, rouse }),
    container(namespace, pod, container) {
      const node = (informers.for('pods').get(namespace, pod) as any)?.spec.nodeName
      return components().kubelets.get(node)?.container(namespace, pod, container)
    },
    objects: () => server.store.objects(),
    limitObjects(more) {
      const { store } = server
      store.capacity = store.size + more
      return () => store.overfull
    },
    power(node, on) {
      const { kubelets, controllers } = components()
      network.setPower(node, on)
      if (on) {
        kubelets.get(node)?.start()
        controllers.nodeStarted(node)
      } else {
        kubelets.get(node)?.stop()
        controllers.nodeStopped(node)
      }
    },
    onTrace(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
