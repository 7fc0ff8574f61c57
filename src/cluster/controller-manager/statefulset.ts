import { labelMatcher } from '../api/label-selector.ts'
import { controllerOf, type KubeObject, keyOf, splitKey } from '../api/object.ts'
import type { PodTemplateSpec, StatefulSetSpec, StatefulSetStatus, Volume } from '../api/types.ts'
import { type ControllerContext, recorderFor } from './controller.ts'
import { currentRevision, type RevisionObject, revisionsOf, templateOf, truncateHistory } from './controller-history.ts'
import { semanticEqual } from './equal.ts'
import { intOrPercent } from './int-or-percent.ts'
import { claim, indexOwners } from './owners.ts'
import { podFromTemplate } from './pod-control.ts'
import { isPodReady, isPodTerminal, type PodObject, untilAvailable } from './pods.ts'
import { type SyncResult, WorkQueue } from './work-queue.ts'

type StatefulSetObject = KubeObject & { spec: StatefulSetSpec; status: StatefulSetStatus }

const HASH_LABEL = 'controller.kubernetes.io/hash'
const REVISION_LABEL = 'controller-revision-hash'

interface Revisions {
  current: RevisionObject
  update: RevisionObject
}

/** Keeps each StatefulSet's numbered Pods, one after the other. */
export function startStatefulSetController(context: ControllerContext): void {
  const { clock, client, informers } = context
  const sets = informers.for<StatefulSetObject>('statefulsets.apps')
  const pods = informers.for<PodObject>('pods')
  const revisions = informers.for<RevisionObject>('controllerrevisions.apps')
  indexOwners(pods)
  indexOwners(revisions)
  const recorder = recorderFor(context, 'statefulset-controller')
  const queue = new WorkQueue(clock, sync)

  sets.onChange((set, old) => {
    if (!context.settled) queue.add(keyOf((set ?? old) as KubeObject))
  })
  pods.onChange((pod, old) => {
    if (context.settled) return
    for (const each of [pod, old]) {
      const owner = each && controllerOf(each)
      if (owner?.kind === 'StatefulSet') queue.add(`${each?.metadata.namespace}/${owner.name}`)
    }
    if (!pod || controllerOf(pod)) return
    for (const set of sets.list(pod.metadata.namespace)) if (isMember(set, pod)) queue.add(keyOf(set))
  })

  function sync(key: string): SyncResult {
    const { namespace, name } = splitKey(key)
    const set = sets.get(namespace, name)
    if (!set) return queue.remind(key, undefined)
    const owned = claim(client, 'pods', pods, set, (pod) => isMember(set, pod))
    const history = revisionsOf(revisions, set)
    const update = currentRevision(client, set, history, HASH_LABEL)
    if (!update) return 'retry'
    const current = history.find((revision) => revision.metadata.name === set.status?.currentRevision) ?? update
    const ok = set.metadata.deletionTimestamp ? true : step(set, owned, { current, update })
    const wait = writeStatus(set, { current, update })
    queue.remind(key, wait)
    const live = new Set([current, update].map((revision) => revision.metadata.name as string))
    for (const pod of owned) live.add(pod.metadata.labels?.[REVISION_LABEL] ?? '')
    truncateHistory(client, set, revisionsOf(revisions, set), live)
    return ok ? undefined : 'retry'
  }

  /** Does the next thing that the order of the Pods allows. Says whether all writes went well. */
  function step(set: StatefulSetObject, owned: readonly PodObject[], { current, update }: Revisions): boolean {
    const { start, replicas } = rangeOf(set)
    const ordered = set.spec.podManagementPolicy !== 'Parallel'
    const byOrdinal = new Map(owned.map((pod) => [ordinalOf(pod), pod]))
    let ok = true
    for (let ordinal = start; ordinal < start + replicas; ordinal++) {
      const pod = byOrdinal.get(ordinal)
      if (!pod) {
        ok = create(set, ordinal, ordinal < start + partitionOf(set) ? current : update) && ok
        if (ordered) return ok
      } else if (isPodTerminal(pod)) {
        if (pod.metadata.deletionTimestamp) return ok
        const [type, reason, what] =
          pod.status?.phase === 'Failed'
            ? (['Warning', 'RecreatingFailedPod', 'failed'] as const)
            : (['Normal', 'RecreatingTerminatedPod', 'terminated'] as const)
        recorder.event(set, type, reason, `StatefulSet ${keyOf(set)} is recreating ${what} Pod ${pod.metadata.name}`)
        return remove(set, pod)
      } else if (ordered && !isHealthy(set, pod)) return ok
    }
    const condemned = owned.filter((pod) => ordinalOf(pod) < start || ordinalOf(pod) >= start + replicas)
    condemned.sort((a, b) => ordinalOf(b) - ordinalOf(a))
    const firstUnhealthy = owned.filter((pod) => !isHealthy(set, pod)).sort((a, b) => ordinalOf(a) - ordinalOf(b))[0]
    for (const pod of condemned) {
      if (pod.metadata.deletionTimestamp) {
        if (ordered) return ok
        continue
      }
      if (ordered && !isHealthy(set, pod) && pod !== firstUnhealthy) return ok
      ok = remove(set, pod) && ok
      if (ordered) return ok
    }
    return set.spec.updateStrategy?.type === 'OnDelete' ? ok : roll(set, byOrdinal, update) && ok
  }

  /** Replaces Pods of an old revision, highest number first, as long as not too many are unhealthy. */
  function roll(set: StatefulSetObject, byOrdinal: ReadonlyMap<number, PodObject>, update: RevisionObject): boolean {
    const { start, replicas } = rangeOf(set)
    const most = Math.max(1, intOrPercent(set.spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1, replicas, 'up'))
    let unavailable = 0
    for (const pod of byOrdinal.values()) if (!isHealthy(set, pod)) unavailable++
    for (let ordinal = start + replicas - 1; ordinal >= start + partitionOf(set); ordinal--) {
      const pod = byOrdinal.get(ordinal)
      if (!pod) continue
      const healthy = isHealthy(set, pod)
      if (pod.metadata.labels?.[REVISION_LABEL] !== update.metadata.name && !pod.metadata.deletionTimestamp) {
        // An unhealthy one counts already; a healthy one more must fit.
        if (healthy && unavailable >= most) return true
        if (!remove(set, pod)) return false
        if (healthy) unavailable++
        if (unavailable >= most) return true
      } else if (!healthy && unavailable >= most) return true
    }
    return true
  }

  function create(set: StatefulSetObject, ordinal: number, revision: RevisionObject): boolean {
    const name = `${set.metadata.name}-${ordinal}`
    for (const claimTemplate of set.spec.volumeClaimTemplates ?? []) {
      const claimName = `${claimTemplate.metadata?.name}-${name}`
      const labels = { ...claimTemplate.metadata?.labels, ...set.spec.selector.matchLabels }
      if (client.get('persistentvolumeclaims', set.metadata.namespace ?? '', claimName).ok) continue
      const metadata = { ...claimTemplate.metadata, name: claimName, namespace: set.metadata.namespace, labels }
      const result = client.create('persistentvolumeclaims', { ...claimTemplate, metadata })
      const subject = `create Claim ${claimName} Pod ${name} in StatefulSet ${set.metadata.name}`
      if (result.ok) recorder.event(set, 'Normal', 'SuccessfulCreate', `${subject} success`)
      else {
        recorder.event(set, 'Warning', 'FailedCreate', `${subject} failed error: ${result.status.message}`)
        return false
      }
    }
    const result = client.create<PodObject>('pods', podFromTemplate(identified(set, ordinal, revision), set, name))
    const subject = `create Pod ${name} in StatefulSet ${set.metadata.name}`
    if (result.ok) recorder.event(set, 'Normal', 'SuccessfulCreate', `${subject} successful`)
    else if (result.status.reason === 'AlreadyExists') return false
    else recorder.event(set, 'Warning', 'FailedCreate', `${subject} failed error: ${result.status.message}`)
    return result.ok
  }

  function remove(set: StatefulSetObject, pod: PodObject): boolean {
    const { namespace = '', name = '', uid } = pod.metadata
    const result = client.delete('pods', namespace, name, { preconditions: { uid } })
    const subject = `delete Pod ${name} in StatefulSet ${set.metadata.name}`
    if (result.ok) recorder.event(set, 'Normal', 'SuccessfulDelete', `${subject} successful`)
    else if (result.code !== 404) recorder.event(set, 'Warning', 'FailedDelete', `${subject} failed error: ${result.status.message}`)
    return result.ok || result.code === 404
  }

  function isHealthy(set: StatefulSetObject, pod: PodObject): boolean {
    const running = pod.status?.phase === 'Running' && !pod.metadata.deletionTimestamp
    return running && untilAvailable(pod, set.spec.minReadySeconds ?? 0, clock.now) === 0
  }

  /** Writes what is so now; returns how long until a ready Pod becomes available. */
  function writeStatus(set: StatefulSetObject, { current, update }: Revisions): number {
    const owned = pods.byIndex('owner', set.metadata.uid as string).filter((pod) => isMember(set, pod))
    const status: StatefulSetStatus = { replicas: owned.length, availableReplicas: 0, collisionCount: set.status?.collisionCount ?? 0 }
    let wait = Number.POSITIVE_INFINITY
    let currentReplicas = 0
    let updated = 0
    let ready = 0
    for (const pod of owned) {
      if (pod.status?.phase === 'Running' && isPodReady(pod)) {
        ready++
        const until = untilAvailable(pod, set.spec.minReadySeconds ?? 0, clock.now)
        if (until === 0) status.availableReplicas = (status.availableReplicas ?? 0) + 1
        wait = Math.min(wait, until || Number.POSITIVE_INFINITY)
      }
      if (pod.metadata.deletionTimestamp) continue
      const label = pod.metadata.labels?.[REVISION_LABEL]
      if (label === current.metadata.name) currentReplicas++
      if (label === update.metadata.name) updated++
    }
    const complete =
      set.spec.updateStrategy?.type !== 'OnDelete' &&
      updated === owned.length &&
      ready === owned.length &&
      owned.length === rangeOf(set).replicas
    status.currentRevision = complete ? update.metadata.name : current.metadata.name
    status.updateRevision = update.metadata.name
    status.observedGeneration = set.metadata.generation
    if (ready) status.readyReplicas = ready
    if (complete ? updated : currentReplicas) status.currentReplicas = complete ? updated : currentReplicas
    if (updated) status.updatedReplicas = updated
    if (set.status?.conditions) status.conditions = set.status.conditions
    if (!semanticEqual(status, set.status)) client.update('statefulsets.apps', { ...set, status }, 'status')
    return wait
  }
}

function rangeOf({ spec }: StatefulSetObject): { start: number; replicas: number } {
  return { start: spec.ordinals?.start ?? 0, replicas: spec.replicas ?? 1 }
}

function partitionOf({ spec }: StatefulSetObject): number {
  return spec.updateStrategy?.rollingUpdate?.partition ?? 0
}

/** The number at the end of the Pod's name; -1 for none. */
function ordinalOf(pod: PodObject): number {
  const ordinal = /-(0|[1-9]\d*)$/.exec(pod.metadata.name as string)?.[1]
  return ordinal === undefined ? -1 : Number(ordinal)
}

function isMember(set: StatefulSetObject, pod: PodObject): boolean {
  const ordinal = ordinalOf(pod)
  return ordinal >= 0 && pod.metadata.name === `${set.metadata.name}-${ordinal}` && labelMatcher(set.spec.selector)(pod.metadata.labels)
}

/** The template with what makes this Pod itself: its name as label and hostname, its number, its revision, its claims. */
function identified(set: StatefulSetObject, ordinal: number, revision: RevisionObject): PodTemplateSpec {
  const template = templateOf(revision)
  const name = `${set.metadata.name}-${ordinal}`
  const labels = {
    ...template.metadata?.labels,
    'apps.kubernetes.io/pod-index': String(ordinal),
    [REVISION_LABEL]: revision.metadata.name as string,
    'statefulset.kubernetes.io/pod-name': name,
  }
  const claims = (set.spec.volumeClaimTemplates ?? []).map((each) => each.metadata?.name as string)
  const claimed: Volume[] = claims.map((claimName) => ({ name: claimName, persistentVolumeClaim: { claimName: `${claimName}-${name}` } }))
  const others = (template.spec?.volumes ?? []).filter((volume) => !claims.includes(volume.name))
  const spec = { ...template.spec, hostname: name, subdomain: set.spec.serviceName ?? '' } as NonNullable<PodTemplateSpec['spec']>
  if (claimed.length + others.length > 0) spec.volumes = [...others, ...claimed]
  if (!spec.subdomain) delete spec.subdomain
  return { metadata: { ...template.metadata, labels }, spec }
}
