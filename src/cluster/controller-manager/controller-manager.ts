import type { Clock } from '../../sim/clock.ts'
import type { Random } from '../../sim/random.ts'
import type { Resource } from '../apiserver/resource.ts'
import { resources as allResources } from '../apiserver/resources/index.ts'
import type { Client, Informers } from '../client/client.ts'
import type { ControllerContext } from './controller.ts'
import { startCronJobController } from './cronjob/cronjob.ts'
import { startDaemonSetController } from './daemonset.ts'
import { startDeploymentController } from './deployment/deployment.ts'
import { startDisruptionController } from './disruption.ts'
import { startEndpointsController } from './endpoints.ts'
import { startEndpointSliceController } from './endpointslice.ts'
import { startEndpointSliceMirroringController } from './endpointslice-mirroring.ts'
import { startGarbageCollector } from './garbagecollector.ts'
import { startHorizontalPodAutoscaler } from './hpa.ts'
import { startJobController } from './job/job.ts'
import { startNamespaceController } from './namespace.ts'
import { startNodeLifecycleController } from './nodelifecycle.ts'
import { startPersistentVolumeController, startVolumeProtectionController } from './persistentvolume.ts'
import { startPodGarbageCollector } from './podgc.ts'
import { startReplicaSetController, startReplicationController } from './replicaset.ts'
import { startResourceQuotaController } from './resourcequota.ts'
import { startRootCaPublisher } from './root-ca.ts'
import { startServiceAccountController } from './serviceaccount.ts'
import { startStatefulSetController } from './statefulset.ts'
import { startTaintEvictionController } from './taint-eviction.ts'
import { startTtlAfterFinishedController } from './ttl-after-finished.ts'

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

/** Controllers that start with the first object they are for: most clusters of the course have none. */
const WHEN_USED: readonly (readonly [resource: string, start: Start])[] = [
  ['replicationcontrollers', startReplicationController],
  ['statefulsets.apps', startStatefulSetController],
  ['daemonsets.apps', startDaemonSetController],
  ['jobs.batch', startJobController],
  ['jobs.batch', startTtlAfterFinishedController],
  ['cronjobs.batch', startCronJobController],
  ['poddisruptionbudgets.policy', startDisruptionController],
  ['horizontalpodautoscalers.autoscaling', startHorizontalPodAutoscaler],
  ['resourcequotas', startResourceQuotaController],
  ['persistentvolumeclaims', startVolumes],
  ['persistentvolumes', startVolumes],
]

/** Claims and volumes are one controller's: the first of either starts it. */
function startVolumes(context: ControllerContext): void {
  if (withVolumes.has(context)) return
  withVolumes.add(context)
  startPersistentVolumeController(context)
  startVolumeProtectionController(context)
}

const withVolumes = new WeakSet<ControllerContext>()

function startWhenUsed({ informers }: ControllerContext, resource: string, start: () => void): void {
  let started = false
  informers.for(resource).onChange((object) => {
    if (started || !object) return
    started = true
    start()
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
  for (const [resource, start] of WHEN_USED) startWhenUsed(context, resource, () => start(context, resources))
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
