import type { JsonObject, KubeObject } from '../api/object.ts'
import type { ControllerRevision, PodTemplateSpec } from '../api/types.ts'
import type { Client, Informer } from '../client/client.ts'
import { semanticEqual } from './equal.ts'
import { controllerReference } from './owners.ts'
import { podTemplateHash } from './pod-template-hash.ts'

export type RevisionObject = ControllerRevision & KubeObject

const RESOURCE = 'controllerrevisions.apps'
const SKIPPED_ANNOTATION = 'kubectl.kubernetes.io/last-applied-configuration'

/** A workload that keeps its former templates as ControllerRevisions: StatefulSet, DaemonSet. */
export interface RevisionedWorkload extends KubeObject {
  spec: { template: PodTemplateSpec; revisionHistoryLimit?: number } & JsonObject
  status: { collisionCount?: number } & JsonObject
}

/** The workload's revisions, oldest first. */
export function revisionsOf(informer: Informer<RevisionObject>, owner: KubeObject): RevisionObject[] {
  return informer.byIndex('owner', owner.metadata.uid as string).sort((a, b) => a.revision - b.revision)
}

/**
 * The revision of the present template: an equal one, made the newest again if need be, or a new one.
 * Undefined when it cannot be written now. `hashLabel` is where the hash is noted.
 */
export function currentRevision(
  client: Client,
  owner: RevisionedWorkload,
  revisions: readonly RevisionObject[],
  hashLabel: string,
): RevisionObject | undefined {
  const data = { spec: { template: { ...owner.spec.template, $patch: 'replace' } } }
  const newest = revisions.at(-1)
  const equal = revisions.filter((revision) => semanticEqual(revision.data, data)).at(-1)
  if (equal && equal === newest) return equal
  const number = (newest?.revision ?? 0) + 1
  if (equal) {
    const result = client.update<RevisionObject>(RESOURCE, { ...equal, revision: number })
    return result.ok ? result.object : undefined
  }
  const { [SKIPPED_ANNOTATION]: _, ...annotations } = owner.metadata.annotations ?? {}
  for (let collisions = owner.status.collisionCount ?? 0; collisions < 100; collisions++) {
    const hash = podTemplateHash(owner.spec.template, collisions)
    const result = client.create<RevisionObject>(RESOURCE, {
      apiVersion: 'apps/v1',
      kind: 'ControllerRevision',
      metadata: {
        name: `${(owner.metadata.name as string).slice(0, 223)}-${hash}`,
        namespace: owner.metadata.namespace,
        labels: { ...owner.spec.template.metadata?.labels, [hashLabel]: hash },
        ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
        ownerReferences: [controllerReference(owner)],
      },
      data,
      revision: number,
    })
    if (result.ok) return result.object
    if (result.status.reason !== 'AlreadyExists') return undefined
  }
  return undefined
}

/** Deletes the oldest revisions beyond the limit that no Pod is of. */
export function truncateHistory(
  client: Client,
  owner: RevisionedWorkload,
  revisions: readonly RevisionObject[],
  live: ReadonlySet<string>,
): void {
  const idle = revisions.filter((revision) => !live.has(revision.metadata.name as string))
  const surplus = idle.length - (owner.spec.revisionHistoryLimit ?? 10)
  for (const revision of idle.slice(0, Math.max(0, surplus))) {
    client.delete(RESOURCE, revision.metadata.namespace ?? '', revision.metadata.name as string)
  }
}

/** The Pod template that a revision keeps. */
export function templateOf(revision: RevisionObject): PodTemplateSpec {
  const { $patch: _, ...template } = (revision.data as JsonObject)['spec'].template
  return template
}
