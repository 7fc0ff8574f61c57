import type { Clock } from '../../../sim/clock.ts'
import { labelMatcher } from '../../api/label-selector.ts'
import { controllerOf, type KubeObject, keyOf, splitKey } from '../../api/object.ts'
import type { DeploymentSpec, DeploymentStatus } from '../../api/types.ts'
import type { Client } from '../../client/client.ts'
import type { EventRecorder } from '../../client/event-recorder.ts'
import { type ControllerContext, recorderFor } from '../controller.ts'
import { semanticEqual } from '../equal.ts'
import { claim, indexOwners } from '../owners.ts'
import type { PodObject } from '../pods.ts'
import type { ReplicaSetObject } from '../replicaset.ts'
import { type SyncResult, WorkQueue } from '../work-queue.ts'
import { recreate } from './recreate.ts'
import { findReplicaSets } from './replica-sets.ts'
import { rollOut } from './rolling-update.ts'
import { isScalingEvent, scaleToSize } from './scale.ts'
import { checkPaused, syncStatus } from './status.ts'

export type DeploymentObject = KubeObject & { spec: DeploymentSpec; status: DeploymentStatus }

/**
 * One look at one Deployment: what it and its ReplicaSets are now. What is noted in `deployment` on the way (its
 * revision, conditions) is written at the end with the rest of the status.
 */
export interface Rollout {
  readonly clock: Clock
  readonly client: Client
  readonly recorder: EventRecorder
  readonly podsOf: (set: ReplicaSetObject) => PodObject[]
  /** specs of templates that were found to be equal: stored objects never change */
  readonly equalSpecs: WeakMap<object, object>
  /** as it is stored */
  stored: DeploymentObject
  deployment: DeploymentObject
  /** all ReplicaSets that the Deployment controls */
  sets: ReplicaSetObject[]
}

/** Brings the ReplicaSets of each Deployment to what its template, size and strategy ask for. */
export function startDeploymentController(context: ControllerContext): void {
  const { clock, client, informers } = context
  const deployments = informers.for<DeploymentObject>('deployments.apps')
  const sets = informers.for<ReplicaSetObject>('replicasets.apps')
  const pods = informers.for<PodObject>('pods')
  indexOwners(sets)
  indexOwners(pods)
  const recorder = recorderFor(context, 'deployment-controller')
  const queue = new WorkQueue(clock, sync, { latency: 5 })
  const equalSpecs = new WeakMap<object, object>()
  const podsOf = (set: ReplicaSetObject): PodObject[] => pods.byIndex('owner', set.metadata.uid as string)

  deployments.onChange((deployment, old) => {
    if (context.settled || (deployment && old && onlyStatus(deployment, old))) return
    queue.add(keyOf((deployment ?? old) as KubeObject))
  })
  sets.onChange((set, old) => {
    if (context.settled) return
    const owner = enqueueOwner(set)
    if (old && owner !== controllerOf(old)?.uid) enqueueOwner(old)
    if (set && owner === undefined && !set.metadata.deletionTimestamp) {
      for (const deployment of deployments.list(set.metadata.namespace)) {
        if (labelMatcher(deployment.spec.selector)(set.metadata.labels)) queue.add(keyOf(deployment))
      }
    }
  })
  // Recreate waits until the last old Pod is really gone.
  pods.onChange((pod, old) => {
    if (pod || !old || context.settled) return
    const owner = controllerOf(old)
    const set = owner?.kind === 'ReplicaSet' ? sets.get(old.metadata.namespace ?? '', owner.name) : undefined
    const deployment = set && deploymentOf(set)
    if (deployment?.spec.strategy?.type === 'Recreate') queue.add(keyOf(deployment))
  })

  function deploymentOf(set: ReplicaSetObject): DeploymentObject | undefined {
    const owner = controllerOf(set)
    const deployment = owner?.kind === 'Deployment' ? deployments.get(set.metadata.namespace ?? '', owner.name) : undefined
    return deployment?.metadata.uid === owner?.uid ? deployment : undefined
  }

  function enqueueOwner(set: ReplicaSetObject | undefined): string | undefined {
    const deployment = set && deploymentOf(set)
    if (deployment) queue.add(keyOf(deployment))
    return set && controllerOf(set)?.uid
  }

  function sync(key: string): SyncResult {
    const { namespace, name } = splitKey(key)
    const deployment = deployments.get(namespace, name)
    if (!deployment) return queue.remind(key, undefined)
    const matches = labelMatcher(deployment.spec.selector)
    const claimed = claim(client, 'replicasets.apps', sets, deployment, (set) => matches(set.metadata.labels))
    const rollout: Rollout = { clock, client, recorder, podsOf, equalSpecs, stored: deployment, deployment, sets: claimed }
    if (deployment.metadata.deletionTimestamp) {
      syncStatus(rollout, findReplicaSets(rollout), false)
      return queue.remind(key, undefined)
    }
    const outcome = reconcile(rollout)
    queue.remind(key, outcome === 'retry' ? undefined : outcome)
    return outcome === 'retry' ? outcome : undefined
  }

  /** Returns how long until progress must show, or that a write failed. */
  function reconcile(rollout: Rollout): number | undefined | 'retry' {
    checkPaused(rollout)
    if (rollout.deployment.spec.paused || isScalingEvent(rollout)) return scaleToSize(rollout)
    return rollout.deployment.spec.strategy?.type === 'Recreate' ? recreate(rollout) : rollOut(rollout)
  }
}

/** The controller's own writes need no other look. */
function onlyStatus({ metadata }: DeploymentObject, old: DeploymentObject): boolean {
  return (
    metadata.generation === old.metadata.generation &&
    metadata.deletionTimestamp === old.metadata.deletionTimestamp &&
    semanticEqual(metadata.annotations, old.metadata.annotations)
  )
}
