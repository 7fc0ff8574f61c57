import { createEventRecorder } from './client/event-recorder.ts'
import { type ControllerManager, startControllerManager } from './controller-manager/controller-manager.ts'
import { ImagePrograms } from './images/image.ts'
import { startKubeProxy } from './kube-proxy/kube-proxy.ts'
import { type Kubelet, startKubelet } from './kubelet/kubelet.ts'
import { nodeProcesses } from './kubelet/node-processes.ts'
import { keepKubernetesService } from './kubernetes-service.ts'
import type { Machine } from './machine/machine.ts'
import { lateCheck } from './network/late-policy.ts'
import { startScheduler } from './scheduler/scheduler.ts'
import type { Standing, StandingOptions } from './standing.ts'

/** The running parts of one cluster. */
export interface Components {
  readonly kubelets: ReadonlyMap<string, Kubelet>
  readonly controllers: ControllerManager
}

/** Starts every component of a cluster, wired as in Kubernetes: all of them talk through the API server. */
export function startComponents(options: StandingOptions, standing: Standing, relistPhases: ReadonlyMap<string, number>): Components {
  const { clock, random, nodes, programs } = options
  const settled = options.snapshot !== undefined
  const { server, network, machines } = standing
  const { informers } = server
  const kubelets = new Map<string, Kubelet>()
  const imagePrograms = new ImagePrograms(programs, { clock, random, informers })
  for (const node of nodes) {
    const machine = machines.get(node.name) as Machine
    startKubeProxy({ clock, random, informers, network, node: node.name, settled })
    const client = server.client('kubelet')
    const events = createEventRecorder({ clock, random, client, component: 'kubelet', host: node.name })
    const relistPhase = relistPhases.get(node.name) as number
    const kubelet = startKubelet({
      ...{ clock, random, client, informers, network, node, machine, events, relistPhase, settled },
      programs: imagePrograms,
    })
    kubelets.set(node.name, kubelet)
    machine.guests = nodeProcesses(node, { controlPlane: node === nodes[0], pods: () => kubelet.running() })
  }
  keepKubernetesService({ clock, client: server.client('kube-apiserver'), informers })
  startScheduler({ clock, random, client: server.client('kube-scheduler'), informers, settled })
  const controllers = startControllerManager({ clock, random, client: server.client('kube-controller-manager'), informers, settled })
  if (options.enforceNetworkPolicy) network.setPolicy(lateCheck(informers))
  return { kubelets, controllers }
}
