import type { Clock } from '../../sim/clock.ts'
import { Code } from '../../sim/code.ts'
import type { Random } from '../../sim/random.ts'
import type { Resource } from '../apiserver/resource.ts'
import { resources as allResources } from '../apiserver/resources/index.ts'
import type { Client, Informers } from '../client/client.ts'
import type { ControllerContext } from './controller.ts'
import { startDeploymentController } from './deployment/deployment.ts'
import { startEndpointsController } from './endpoints.ts'
import { startEndpointSliceController } from './endpointslice.ts'
import { startEndpointSliceMirroringController } from './endpointslice-mirroring.ts'
import { startGarbageCollector } from './garbagecollector.ts'
import { startNamespaceController } from './namespace.ts'
import { startNodeLifecycleController } from './nodelifecycle.ts'
import { startPodGarbageCollector } from './podgc.ts'
import { startReplicaSetController } from './replicaset.ts'
import { startRootCaPublisher } from './root-ca.ts'
import { startServiceAccountController } from './serviceaccount.ts'
import { startTaintEvictionController } from './taint-eviction.ts'

export interface ControllerManagerOptions {
  clock: Clock
  random: Random
  client: Client
  informers: Informers
  /** the objects that exist already need no reconciliation: a snapshot of a cluster that had settled */
  settled?: boolean
  /** what the API server has; all of it by default */
  resources?: readonly Resource[]
}

/** The running controllers. */
export interface ControllerManager {
  /** The node's kubelet reports no more: after 50 s of silence its Node is NotReady. */
  nodeStopped(name: string): void
  nodeStarted(name: string): void
}

type Start = (context: ControllerContext, resources: readonly Resource[]) => void

type Seldom = typeof import('./seldom.ts')

const seldom = new Code('the rarer controllers', () => import('./seldom.ts'))

/** Controllers that start with the first object they are for: most clusters of the course have none. */
const WHEN_USED = new Map<string, (all: Seldom) => readonly Start[]>([
  ['replicationcontrollers', (all) => [all.startReplicationController]],
  ['statefulsets.apps', (all) => [all.startStatefulSetController]],
  ['daemonsets.apps', (all) => [all.startDaemonSetController]],
  ['jobs.batch', (all) => [all.startJobController, all.startTtlAfterFinishedController]],
  ['cronjobs.batch', (all) => [all.startCronJobController]],
  ['poddisruptionbudgets.policy', (all) => [all.startDisruptionController]],
  ['horizontalpodautoscalers.autoscaling', (all) => [all.startHorizontalPodAutoscaler]],
  ['resourcequotas', (all) => [all.startResourceQuotaController]],
  ['persistentvolumeclaims', (all) => [all.startVolumeControllers]],
  ['persistentvolumes', (all) => [all.startVolumeControllers]],
])

/** Starts them. A cluster that had settled when it began has none of their objects. */
function startWhenUsed(context: ControllerContext, resources: readonly Resource[]): void {
  const { clock, informers } = context
  const used = new Set<string>()
  const use = (resource: string): void => {
    const controllers = WHEN_USED.get(resource)
    if (!controllers || used.has(resource)) return
    used.add(resource)
    const start = (): void => {
      for (const each of controllers(seldom.value)) each(context, resources)
    }
    clock.after(0, start, seldom)
  }
  if (!context.settled) for (const resource of WHEN_USED.keys()) if (informers.for(resource).list().length > 0) use(resource)
  informers.onAnyChange((resource, object) => {
    if (object) use(resource)
  })
}

/** kube-controller-manager: every controller, each driven by what it watches. Without changes nothing runs and no timer waits. */
export function startControllerManager(options: ControllerManagerOptions): ControllerManager {
  const { clock, random, client, informers, settled = false, resources = allResources } = options
  const context: ControllerContext = { clock, random, client, informers, settled }
  startDeploymentController(context)
  startReplicaSetController(context)
  startEndpointSliceController(context)
  startEndpointsController(context)
  startEndpointSliceMirroringController(context)
  startWhenUsed(context, resources)
  startNamespaceController(context, resources)
  startGarbageCollector(context, resources)
  startServiceAccountController(context)
  startRootCaPublisher(context)
  startTaintEvictionController(context)
  startPodGarbageCollector(context)
  const { nodeStopped, nodeStarted } = startNodeLifecycleController(context)
  context.settled = false
  return { nodeStopped, nodeStarted }
}
