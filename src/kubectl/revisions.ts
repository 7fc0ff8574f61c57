import { selectorText } from '../cluster/api/label-text.ts'
import type { JsonObject } from '../cluster/api/object.ts'
import { kindPrefix } from './discovery.ts'
import { CommandError } from './errors.ts'
import type { Invocation } from './invocation.ts'
import type { Info } from './resource-builder.ts'

export const REVISION = 'deployment.kubernetes.io/revision'
export const CHANGE_CAUSE = 'kubernetes.io/change-cause'
/** The label that a template's hash puts on the Pods of a ReplicaSet. */
const TEMPLATE_HASH = 'pod-template-hash'

/** One revision of a workload's template. */
export interface Revision {
  number: number
  /** the ReplicaSet or ControllerRevision that keeps it */
  keeper: JsonObject
  template: JsonObject
  cause: string
}

/** The revisions of a Deployment (its ReplicaSets), or of a StatefulSet or DaemonSet (ControllerRevisions), oldest first. */
export function revisionsOf(k: Invocation, info: Info): Revision[] {
  const kind = kindPrefix(info.mapping)
  if (kind === 'deployment.apps') return replicaSetRevisions(k, info)
  if (kind === 'statefulset.apps' || kind === 'daemonset.apps') return controllerRevisions(k, info)
  throw noRollouts(info, 'history viewer', 'history')
}

/** Kinds that kubectl knows to make Pods, with rollouts or without. */
const MAKE_PODS = new Set(
  'Pod ReplicationController DaemonSet.apps Deployment.apps ReplicaSet.apps StatefulSet.apps Job.batch CronJob.batch'.split(' '),
)

/** The error of a kind that has no rollouts. `what` it lacks: `history viewer`; `retrieved` for it: `history`. */
export function noRollouts({ mapping: { kind, group } }: Pick<Info, 'mapping'>, what: string, retrieved: string): CommandError {
  const full = group ? `${kind}.${group}` : kind
  return new CommandError(
    MAKE_PODS.has(full)
      ? `no ${what} has been implemented for "${full}"`
      : `error retrieving ${retrieved} for "${full}", no visitor method exists for {${group} ${kind}}`,
  )
}

/** ReplicaSets that a Deployment controls. */
export function replicaSetsOf(k: Invocation, { object, namespace }: Pick<Info, 'object' | 'namespace'>): JsonObject[] {
  return ownedBy(k, 'replicasets.apps', object, namespace)
}

function ownedBy(k: Invocation, resource: string, object: JsonObject, namespace: string): JsonObject[] {
  const labelSelector = selectorText(object['spec'].selector)
  const items: JsonObject[] = k.client.list(k.mapper.resourceFor(resource), namespace, { query: { labelSelector } })['items']
  return items.filter((item) =>
    item['metadata'].ownerReferences?.some((owner: JsonObject) => owner['controller'] && owner['uid'] === object['metadata'].uid),
  )
}

function replicaSetRevisions(k: Invocation, info: Info): Revision[] {
  return replicaSetsOf(k, info)
    .map((keeper) => ({
      number: Number(keeper['metadata'].annotations?.[REVISION] ?? 0),
      keeper,
      template: keeper['spec'].template,
      cause: keeper['metadata'].annotations?.[CHANGE_CAUSE] ?? '',
    }))
    .filter(({ number }) => number > 0)
    .sort((a, b) => a.number - b.number)
}

function controllerRevisions(k: Invocation, { object, namespace }: Info): Revision[] {
  return ownedBy(k, 'controllerrevisions.apps', object, namespace)
    .map((keeper) => ({
      number: Number(keeper['revision']),
      keeper,
      template: templateOf(keeper, object),
      cause: keeper['metadata'].annotations?.[CHANGE_CAUSE] ?? '',
    }))
    .sort((a, b) => a.number - b.number)
}

function templateOf(keeper: JsonObject, object: JsonObject): JsonObject {
  const { $patch: _, ...template } = keeper['data']?.spec?.template ?? object['spec'].template
  return template
}

/** A template as the Deployment has it, without the hash that its ReplicaSet added. */
export function withoutHash(template: JsonObject): JsonObject {
  const { [TEMPLATE_HASH]: _, ...labels } = template['metadata']?.labels ?? {}
  return { ...template, metadata: { ...template['metadata'], labels } }
}
