import { type LabelMatcher, labelMatcher, labelsInclude } from '../api/label-selector.ts'
import { controllerOf, type JsonObject, type KubeObject, keyOf, splitKey } from '../api/object.ts'
import { rfc3339 } from '../api/time.ts'
import type { LabelSelector, ReplicaSetSpec, ReplicaSetStatus } from '../api/types.ts'
import { type ControllerContext, recorderFor } from './controller.ts'
import { semanticEqual } from './equal.ts'
import { claim, indexOwners } from './owners.ts'
import { isNamespaceGoing, PodControl, podFromTemplate } from './pod-control.ts'
import { rankForDeletion } from './pod-ranking.ts'
import { isPodActive, isPodReady, isPodTerminal, type PodObject, untilAvailable } from './pods.ts'
import { type SyncResult, WorkQueue } from './work-queue.ts'

export type ReplicaSetObject = KubeObject & { spec: ReplicaSetSpec; status: ReplicaSetStatus }

/** Pods that one sync creates or deletes at most (burstReplicas), a few at a time so that no step takes long. */
const BURST = 500
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
  /** how many Pods a set has: its syncs take longer with them */
  const sizes = new Map<string, number>()
  const unfinished = new Map<string, Work>()

  sets.onChange((set, old) => {
    if (!context.settled && !(set && old && onlyStatus(set, old))) queue.add(keyOf((set ?? old) as KubeObject))
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
      queue.addAfter(key, LATENCY + (sizes.get(key) ?? 0) / 40)
    }
    return owner?.uid
  }

  function sync(key: string): SyncResult {
    const { namespace, name } = splitKey(key)
    const set = sets.get(namespace, name)
    if (!set) {
      sizes.delete(key)
      unfinished.delete(key)
      queue.remind(key, undefined)
      return
    }
    const begun = unfinished.get(key)
    if (begun && begun.generation === set.metadata.generation && !set.metadata.deletionTimestamp) {
      const outcome = proceed(set, key, begun)
      if (outcome === 'more') return BATCH_PAUSE
      return settle(set, key, outcome)
    }
    const claimed = claimPods(set)
    const active = claimed.filter(isPodActive)
    unfinished.delete(key)
    const difference = active.length - (set.spec.replicas ?? 1)
    if (difference === 0 || set.metadata.deletionTimestamp) return settle(set, key, undefined, claimed)
    const outcome = proceed(set, key, {
      generation: set.metadata.generation,
      missing: Math.min(BURST, Math.max(0, -difference)),
      batch: 1,
      leaving: difference > 0 ? choose(set, active, Math.min(BURST, difference)) : [],
    })
    return outcome === 'more' ? BATCH_PAUSE : settle(set, key, outcome)
  }

  function claimPods(set: ReplicaSetObject): PodObject[] {
    const matches = flavour.matcher(set.spec.selector)
    return claim(client, 'pods', pods, set, (pod) => matches(pod.metadata.labels))
  }

  /** Does the next batch. */
  function proceed(set: ReplicaSetObject, key: string, work: Work): Failure | 'more' | undefined {
    const outcome = work.missing > 0 ? create(set, work) : remove(set, work)
    if (outcome === 'more') unfinished.set(key, work)
    else unfinished.delete(key)
    return outcome
  }

  /** Tells in the status how it stands after all work is done. */
  function settle(set: ReplicaSetObject, key: string, failure: Failure | undefined, claimed = claimPods(set)): SyncResult {
    sizes.set(key, claimed.length)
    queue.remind(key, writeStatus(set, claimed, claimed.filter(isPodActive), failure))
    return failure ? 'retry' : undefined
  }

  /** Slow start: one Pod, then two, four … as long as all succeed. */
  function create(set: ReplicaSetObject, work: Work): Failure | 'more' | undefined {
    const count = Math.min(work.batch, work.missing)
    const pod = podFromTemplate(set.spec.template as JsonObject, set)
    let failure: Failure | undefined
    for (let i = 0; i < count; i++) {
      const result = control.create(pod, set)
      if (!result.ok && !isNamespaceGoing(result)) failure = { reason: 'FailedCreate', message: result.status.message ?? '' }
      else if (!result.ok) return undefined
    }
    if (failure) return failure
    work.missing -= count
    work.batch = Math.min(work.batch * 2, LARGEST_BATCH)
    return work.missing > 0 ? 'more' : undefined
  }

  function remove(set: ReplicaSetObject, work: Work): Failure | 'more' | undefined {
    let failure: Failure | undefined
    for (const pod of work.leaving.splice(0, LARGEST_BATCH)) {
      const result = control.delete(pod, set)
      if (!result.ok && result.code !== 404) failure = { reason: 'FailedDelete', message: result.status.message ?? '' }
    }
    return failure ?? (work.leaving.length > 0 ? 'more' : undefined)
  }

  function choose(set: ReplicaSetObject, active: readonly PodObject[], count: number): PodObject[] {
    if (count === active.length) return [...active]
    return rankForDeletion(active, relatedPods(set), clock.now).slice(0, count)
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

/** Pods that a sync has found missing or too many and that are not dealt with yet. */
interface Work {
  generation: number | undefined
  missing: number
  /** slow start: the next batch, as long as all goes well twice the last */
  batch: number
  leaving: PodObject[]
}

interface Failure {
  reason: string
  message: string
}

function isGoing(pod: PodObject): boolean {
  return pod.metadata.deletionTimestamp !== undefined && !isPodTerminal(pod)
}

/** The controller's own writes need no other look. */
function onlyStatus(set: ReplicaSetObject, old: ReplicaSetObject): boolean {
  const { generation, deletionTimestamp } = set.metadata
  return generation === old.metadata.generation && deletionTimestamp === old.metadata.deletionTimestamp
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
