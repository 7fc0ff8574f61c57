import { type LabelMatcher, labelMatcher, labelsInclude } from '../api/label-selector.ts'
import { type JsonObject, type KubeObject, keyOf, splitKey } from '../api/object.ts'
import { rfc3339 } from '../api/time.ts'
import type { LabelSelector, ReplicaSetSpec, ReplicaSetStatus } from '../api/types.ts'
import { type ControllerContext, recorderFor } from './controller.ts'
import { semanticEqual } from './equal.ts'
import { claim, controllerOf, indexOwners } from './owners.ts'
import { isNamespaceGoing, PodControl, podFromTemplate } from './pod-control.ts'
import { rankForDeletion } from './pod-ranking.ts'
import { isPodActive, isPodReady, isPodTerminal, type PodObject, untilAvailable } from './pods.ts'
import { type SyncResult, WorkQueue } from './work-queue.ts'

export type ReplicaSetObject = KubeObject & { spec: ReplicaSetSpec; status: ReplicaSetStatus }

/** Pods created or deleted at one go; slow start doubles up to here, so that no step takes long. */
const LARGEST_BATCH = 16
const BATCH_PAUSE = 2
const LATENCY = 4

/** ReplicationControllers are ReplicaSets with another name and a plain selector. */
interface Flavour {
  resource: string
  kind: string
  component: string
  matcher(selector: unknown): LabelMatcher
}

const REPLICA_SETS: Flavour = {
  resource: 'replicasets.apps',
  kind: 'ReplicaSet',
  component: 'replicaset-controller',
  matcher: (selector) => labelMatcher(selector as LabelSelector | undefined),
}

const REPLICATION_CONTROLLERS: Flavour = {
  resource: 'replicationcontrollers',
  kind: 'ReplicationController',
  component: 'replication-controller',
  matcher: (selector) => (labels) => selector !== undefined && labelsInclude(labels, selector as Record<string, string>),
}

export function startReplicaSetController(context: ControllerContext): void {
  start(context, REPLICA_SETS)
}

export function startReplicationController(context: ControllerContext): void {
  start(context, REPLICATION_CONTROLLERS)
}

function start(context: ControllerContext, flavour: Flavour): void {
  const { clock, client, informers } = context
  const { resource, kind } = flavour
  const sets = informers.for<ReplicaSetObject>(resource)
  const pods = informers.for<PodObject>('pods')
  indexOwners(pods)
  indexOwners(sets)
  const control = new PodControl(client, recorderFor(context, flavour.component))
  const queue = new WorkQueue(clock, sync, { latency: LATENCY })
  /** how many Pods a set has (its syncs take longer with them) and how far its slow start is */
  const sizes = new Map<string, number>()
  const batches = new Map<string, number>()

  sets.onChange((set, old) => {
    if (!context.settled) queue.add(keyOf((set ?? old) as KubeObject))
  })
  pods.onChange((pod, old) => {
    if (context.settled || (pod && old && !matters(pod, old))) return
    const owner = enqueueOwner(pod)
    if (old && owner !== controllerOf(old)?.uid) enqueueOwner(old)
    if (pod && owner === undefined && !pod.metadata.deletionTimestamp) {
      for (const set of sets.list(pod.metadata.namespace)) {
        if (flavour.matcher(set.spec.selector)(pod.metadata.labels)) queue.add(keyOf(set))
      }
    }
  })

  /** Queues the set that controls `pod`; returns the uid of whoever controls it. */
  function enqueueOwner(pod: PodObject | undefined): string | undefined {
    const owner = pod && controllerOf(pod)
    if (owner?.kind === kind) {
      const key = `${pod?.metadata.namespace}/${owner.name}`
      queue.addAfter(key, LATENCY + (sizes.get(key) ?? 0) / 100)
    }
    return owner?.uid
  }

  function sync(key: string): SyncResult {
    const { namespace, name } = splitKey(key)
    const set = sets.get(namespace, name)
    if (!set) {
      sizes.delete(key)
      batches.delete(key)
      queue.remind(key, undefined)
      return
    }
    const matches = flavour.matcher(set.spec.selector)
    const claimed = claim(client, 'pods', pods, set, (pod) => matches(pod.metadata.labels))
    sizes.set(key, claimed.length)
    const active = claimed.filter(isPodActive)
    let failure: { reason: string; message: string } | undefined
    if (!set.metadata.deletionTimestamp) {
      const wanted = set.spec.replicas ?? 1
      const outcome = active.length < wanted ? create(set, key, wanted - active.length) : remove(set, active, active.length - wanted)
      if (outcome === 'more') return BATCH_PAUSE
      batches.delete(key)
      failure = outcome
    }
    const wait = writeStatus(set, claimed, active, failure)
    queue.remind(key, wait)
    return failure ? 'retry' : undefined
  }

  /** Slow start: one Pod, then two, four … as long as all succeed. */
  function create(set: ReplicaSetObject, key: string, missing: number): Failure | 'more' | undefined {
    const batch = batches.get(key) ?? 1
    const count = Math.min(batch, missing)
    const pod = podFromTemplate(set.spec.template as JsonObject, set)
    let failure: Failure | undefined
    for (let i = 0; i < count; i++) {
      const result = control.create(pod, set)
      if (!result.ok && !isNamespaceGoing(result)) failure = { reason: 'FailedCreate', message: result.status.message ?? '' }
      else if (!result.ok) return undefined
    }
    if (failure) return failure
    batches.set(key, Math.min(batch * 2, LARGEST_BATCH))
    return missing > count ? 'more' : undefined
  }

  function remove(set: ReplicaSetObject, active: readonly PodObject[], surplus: number): Failure | 'more' | undefined {
    if (surplus === 0) return undefined
    let failure: Failure | undefined
    const leaving = surplus < active.length ? rankForDeletion(active, relatedPods(set), clock.now) : active
    const count = Math.min(surplus, LARGEST_BATCH)
    for (let i = 0; i < count; i++) {
      const result = control.delete(leaving[i] as PodObject, set)
      if (!result.ok && result.code !== 404) failure = { reason: 'FailedDelete', message: result.status.message ?? '' }
    }
    return failure ?? (surplus > count ? 'more' : undefined)
  }

  /** The active Pods of all sets with the same controller: of a Deployment's old and new ones. */
  function relatedPods(set: ReplicaSetObject): PodObject[] {
    const controller = controllerOf(set)
    const related = controller ? sets.byIndex('owner', controller.uid) : [set]
    return related.flatMap((each) => pods.byIndex('owner', each.metadata.uid as string).filter(isPodActive))
  }

  /** Writes the status where it changed; returns how long until a ready Pod becomes available. */
  function writeStatus(
    set: ReplicaSetObject,
    claimed: readonly PodObject[],
    active: readonly PodObject[],
    failure: Failure | undefined,
  ): number {
    const minReady = set.spec.minReadySeconds ?? 0
    const labels = set.spec.template?.metadata?.labels ?? {}
    let fullyLabeled = 0
    let ready = 0
    let available = 0
    let wait = Number.POSITIVE_INFINITY
    for (const pod of active) {
      if (labelsInclude(pod.metadata.labels, labels)) fullyLabeled++
      if (!isPodReady(pod)) continue
      ready++
      const until = untilAvailable(pod, minReady, clock.now)
      if (until === 0) available++
      else wait = Math.min(wait, until)
    }
    const status: ReplicaSetStatus = { replicas: active.length }
    if (fullyLabeled) status.fullyLabeledReplicas = fullyLabeled
    if (ready) status.readyReplicas = ready
    if (available) status.availableReplicas = available
    if (kind === 'ReplicaSet') status.terminatingReplicas = claimed.filter(isGoing).length
    status.observedGeneration = set.metadata.generation
    const conditions = conditionsAfter(set, failure)
    if (conditions.length > 0) status.conditions = conditions
    if (!semanticEqual(status, set.status)) client.update(resource, { ...set, status }, 'status')
    return wait
  }

  function conditionsAfter(set: ReplicaSetObject, failure: Failure | undefined) {
    const conditions = set.status?.conditions ?? []
    const reported = conditions.some((condition) => condition.type === 'ReplicaFailure')
    if (!failure) return reported ? conditions.filter((condition) => condition.type !== 'ReplicaFailure') : conditions
    // The first failure stays: its message names a Pod that another try would name differently.
    if (reported) return conditions
    return [...conditions, { type: 'ReplicaFailure', status: 'True', lastTransitionTime: rfc3339(clock.now), ...failure }]
  }
}

interface Failure {
  reason: string
  message: string
}

function isGoing(pod: PodObject): boolean {
  return pod.metadata.deletionTimestamp !== undefined && !isPodTerminal(pod)
}

/** Does this change of a Pod concern who controls it? Most of the kubelet's writes do not. */
function matters(pod: PodObject, old: PodObject): boolean {
  return (
    pod.status?.phase !== old.status?.phase ||
    isPodReady(pod) !== isPodReady(old) ||
    pod.metadata.deletionTimestamp !== old.metadata.deletionTimestamp ||
    !semanticEqual(pod.metadata.labels, old.metadata.labels) ||
    !semanticEqual(pod.metadata.ownerReferences, old.metadata.ownerReferences)
  )
}
