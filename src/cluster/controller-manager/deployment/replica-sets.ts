import type { JsonObject } from '../../api/object.ts'
import { controllerOf } from '../../api/object.ts'
import type { PodTemplateSpec } from '../../api/types.ts'
import { semanticEqual } from '../equal.ts'
import { intOrPercent } from '../int-or-percent.ts'
import { controllerReference } from '../owners.ts'
import { isNamespaceGoing } from '../pod-control.ts'
import { podTemplateHash } from '../pod-template-hash.ts'
import type { ReplicaSetObject } from '../replicaset.ts'
import type { DeploymentObject, Rollout } from './deployment.ts'
import { hasProgressDeadline, progressing, withCondition, writeDeploymentStatus } from './status.ts'

export const REVISION = 'deployment.kubernetes.io/revision'
const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history'
export const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas'
export const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas'
const HASH_LABEL = 'pod-template-hash'
/** annotations of a Deployment that its ReplicaSets do not take over */
const NOT_COPIED = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  'deprecated.deployment.rollback.to',
])
/** letters that the list of former revisions may have */
const HISTORY_LETTERS = 2000

export interface ReplicaSets {
  /** the one whose template is the Deployment's */
  current: ReplicaSetObject | undefined
  /** oldest first */
  old: ReplicaSetObject[]
}

/** The ReplicaSet of the present template and the others. */
export function findReplicaSets(rollout: Rollout): ReplicaSets {
  const { deployment, sets } = rollout
  const sorted = sets.length > 1 ? [...sets].sort(byCreation) : sets
  const current = sorted.find((set) => sameTemplate(rollout, deployment.spec.template, set.spec.template))
  return { current, old: sorted.filter((set) => set !== current) }
}

/** As `findReplicaSets`, with revisions and annotations brought up to date and, on request, the missing one created. */
export function syncReplicaSets(rollout: Rollout, createMissing: boolean): ReplicaSets | 'retry' {
  const { current, old } = findReplicaSets(rollout)
  const revision = Math.max(0, ...old.map(revisionOf)) + 1
  if (current) {
    const updated = updateCurrent(rollout, current, revision)
    return updated === 'retry' ? updated : { current: updated, old }
  }
  if (!createMissing) return { current, old }
  const created = createCurrent(rollout, old, revision)
  return created === 'retry' ? created : { current: created, old }
}

function updateCurrent(rollout: Rollout, set: ReplicaSetObject, revision: number): ReplicaSetObject | 'retry' {
  const { deployment } = rollout
  const annotations = annotationsFor(deployment, set.metadata.annotations, revision)
  const minReadySeconds = deployment.spec.minReadySeconds ?? 0
  if (annotations || (set.spec.minReadySeconds ?? 0) !== minReadySeconds) {
    const metadata = annotations ? { ...set.metadata, annotations } : set.metadata
    const { minReadySeconds: _, ...spec } = set.spec
    return writeSet(rollout, { ...set, metadata, spec: minReadySeconds ? { ...spec, minReadySeconds } : spec })
  }
  const conditions = deployment.status?.conditions ?? []
  const found =
    hasProgressDeadline(deployment) && !conditions.some((condition) => condition.type === 'Progressing')
      ? progressing(rollout, 'True', 'FoundNewReplicaSet', `Found new replica set "${set.metadata.name}"`)
      : undefined
  announce(rollout, set.metadata.annotations?.[REVISION] ?? '', found)
  return set
}

function createCurrent(rollout: Rollout, old: readonly ReplicaSetObject[], revision: number): ReplicaSetObject | undefined | 'retry' {
  const { deployment, client, recorder } = rollout
  const { template, selector, minReadySeconds } = deployment.spec
  const hash = podTemplateHash(template, deployment.status?.collisionCount)
  const labels = { ...template.metadata?.labels, [HASH_LABEL]: hash }
  const name = `${(deployment.metadata.name as string).slice(0, 253 - 1 - hash.length)}-${hash}`
  const replicas = newSetSize(deployment, [...old], 0)
  const result = client.create<ReplicaSetObject>('replicasets.apps', {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace: deployment.metadata.namespace,
      labels,
      annotations: { ...annotationsFor(deployment, undefined, revision), ...sizeAnnotations(deployment) },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas,
      ...(minReadySeconds ? { minReadySeconds } : {}),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [HASH_LABEL]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  })
  if (result.ok) {
    const created = result.object
    rollout.sets = [...rollout.sets, created]
    if (replicas > 0) {
      recorder.event(deployment, 'Normal', 'ScalingReplicaSet', `Scaled up replica set ${created.metadata.name} from 0 to ${replicas}`)
    }
    const condition = hasProgressDeadline(deployment)
      ? progressing(rollout, 'True', 'NewReplicaSetCreated', `Created new replica set "${created.metadata.name}"`)
      : undefined
    announce(rollout, String(revision), condition)
    return created
  }
  if (isNamespaceGoing(result)) return undefined
  if (result.status.reason === 'AlreadyExists') return collide(rollout, name, revision)
  const message = `Failed to create new replica set "${name}": ${result.status.message}`
  if (hasProgressDeadline(deployment)) {
    const condition = progressing(rollout, 'False', 'ReplicaSetCreateError', message)
    writeDeploymentStatus(rollout, withCondition(deployment.status, condition))
  }
  recorder.event(deployment, 'Warning', 'ReplicaSetCreateError', message)
  return 'retry'
}

/** A ReplicaSet has the name already: the Deployment's own is as good as created; for a stranger's, count one collision more and take another name. */
function collide(rollout: Rollout, name: string, revision: number): ReplicaSetObject | 'retry' {
  const { deployment, client } = rollout
  const existing = client.get<ReplicaSetObject>('replicasets.apps', deployment.metadata.namespace ?? '', name)
  if (!existing.ok) return 'retry'
  const own = controllerOf(existing.object)?.uid === deployment.metadata.uid
  if (own && sameTemplate(rollout, deployment.spec.template, existing.object.spec.template)) {
    announce(rollout, String(revision), undefined)
    return existing.object
  }
  writeDeploymentStatus(rollout, { ...deployment.status, collisionCount: (deployment.status?.collisionCount ?? 0) + 1 })
  return 'retry'
}

/** Notes the Deployment's revision and a condition about its new ReplicaSet, where they are not there yet. */
function announce(rollout: Rollout, revision: string, condition: ReturnType<typeof progressing> | undefined): void {
  const { deployment } = rollout
  const status = condition ? withCondition(deployment.status, condition) : deployment.status
  if (deployment.metadata.annotations?.[REVISION] === revision) {
    if (condition) rollout.deployment = { ...deployment, status }
    return
  }
  const metadata = { ...deployment.metadata, annotations: { ...deployment.metadata.annotations, [REVISION]: revision } }
  rollout.deployment = { ...deployment, metadata, status }
}

export function writeSet(rollout: Rollout, set: ReplicaSetObject): ReplicaSetObject | 'retry' {
  const result = rollout.client.update<ReplicaSetObject>('replicasets.apps', set)
  if (!result.ok) return 'retry'
  rollout.sets = rollout.sets.map((each) => (each.metadata.uid === set.metadata.uid ? result.object : each))
  return result.object
}

/** The ReplicaSet's annotations after taking over the Deployment's and the revision; undefined when nothing changes. */
function annotationsFor(
  deployment: DeploymentObject,
  present: Readonly<Record<string, string>> | undefined,
  revision: number,
): Record<string, string> | undefined {
  const annotations: Record<string, string> = { ...present }
  let changed = false
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {})) {
    if (NOT_COPIED.has(key) || annotations[key] === value) continue
    annotations[key] = value
    changed = true
  }
  const before = annotations[REVISION]
  if (before === undefined || Number(before) < revision) {
    annotations[REVISION] = String(revision)
    changed = true
    // Rolling back to it: what it was before stays on record.
    if (before !== undefined) {
      const history = annotations[REVISION_HISTORY] ? [...annotations[REVISION_HISTORY].split(','), before] : [before]
      while (history.length > 1 && history.join().length > HISTORY_LETTERS) history.shift()
      annotations[REVISION_HISTORY] = history.join()
    }
  }
  return changed ? annotations : undefined
}

/** What a ReplicaSet remembers of the size its Deployment had: how a change of size is told from a rollout. */
export function sizeAnnotations(deployment: DeploymentObject): Record<string, string> {
  const replicas = deployment.spec.replicas ?? 1
  return { [DESIRED_REPLICAS]: String(replicas), [MAX_REPLICAS]: String(replicas + maxSurge(deployment)) }
}

export function revisionOf(set: ReplicaSetObject): number {
  const revision = Number(set.metadata.annotations?.[REVISION] ?? 0)
  return Number.isInteger(revision) ? revision : 0
}

function sameTemplate({ equalSpecs }: Rollout, template: PodTemplateSpec, other: PodTemplateSpec | undefined): boolean {
  if (!other?.spec || !template.spec) return false
  if (equalSpecs.get(other.spec) !== template.spec) {
    if (!semanticEqual(template.spec, other.spec)) return false
    equalSpecs.set(other.spec, template.spec)
  }
  return semanticEqual(metadataWithoutHash(template), metadataWithoutHash(other))
}

function metadataWithoutHash({ metadata }: PodTemplateSpec): JsonObject {
  const { labels, ...rest } = metadata ?? {}
  const { [HASH_LABEL]: _, ...others } = labels ?? {}
  return { ...rest, labels: others }
}

export function byCreation(a: ReplicaSetObject, b: ReplicaSetObject): number {
  const one = a.metadata.creationTimestamp ?? ''
  const other = b.metadata.creationTimestamp ?? ''
  if (one !== other) return one < other ? -1 : 1
  return (a.metadata.name as string) < (b.metadata.name as string) ? -1 : 1
}

/** How many Pods more than `replicas` there may be, how many of them may be missing. */
export function fenceposts(deployment: DeploymentObject): { surge: number; unavailable: number } {
  const { strategy, replicas = 1 } = deployment.spec
  if (strategy?.type === 'Recreate') return { surge: 0, unavailable: 0 }
  const surge = maxSurge(deployment)
  const unavailable = intOrPercent(strategy?.rollingUpdate?.maxUnavailable, replicas, 'down')
  // Both zero would never move: one Pod may be missing.
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable }
}

export function maxSurge({ spec: { strategy, replicas = 1 } }: DeploymentObject): number {
  return strategy?.type === 'Recreate' ? 0 : intOrPercent(strategy?.rollingUpdate?.maxSurge, replicas, 'up')
}

export function maxUnavailable(deployment: DeploymentObject): number {
  const replicas = deployment.spec.replicas ?? 1
  return replicas === 0 ? 0 : Math.min(fenceposts(deployment).unavailable, replicas)
}

/** How large the new ReplicaSet may be now, beside `others` (NewRSNewReplicas). */
export function newSetSize(deployment: DeploymentObject, others: readonly ReplicaSetObject[], size: number): number {
  const replicas = deployment.spec.replicas ?? 1
  if (deployment.spec.strategy?.type === 'Recreate') return replicas
  const room = replicas + maxSurge(deployment) - sizeOf(others) - size
  return room <= 0 ? size : size + Math.min(room, replicas - size)
}

/** Pods asked for. */
export function sizeOf(sets: readonly ReplicaSetObject[]): number {
  return sets.reduce((sum, set) => sum + (set.spec.replicas ?? 0), 0)
}

export function availableOf(sets: readonly ReplicaSetObject[]): number {
  return sets.reduce((sum, set) => sum + (set.status?.availableReplicas ?? 0), 0)
}
