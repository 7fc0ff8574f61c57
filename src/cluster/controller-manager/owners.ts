import type { KubeObject } from '../api/object.ts'
import { controllerOf } from '../api/object.ts'
import type { OwnerReference } from '../api/types.ts'
import type { Client, Informer, ResourceName } from '../client/client.ts'

/** Is `owner` the one that controls `object`? */
export function isControlledBy(object: KubeObject, owner: KubeObject): boolean {
  return controllerOf(object)?.uid === owner.metadata.uid
}

/** An owner reference that makes `owner` the controller. */
export function controllerReference(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name as string,
    uid: owner.metadata.uid as string,
    controller: true,
    blockOwnerDeletion: true,
  }
}

/** Indexes `owner` (by the controller's uid) and `orphans` (by namespace, objects that nobody controls). */
export function indexOwners(informer: Informer): void {
  const references = (object: KubeObject): unknown => object.metadata.ownerReferences
  informer.addIndex(
    'owner',
    (object) => {
      const uid = controllerOf(object)?.uid
      return uid === undefined ? [] : [uid]
    },
    references,
  )
  informer.addIndex('orphans', (object) => (controllerOf(object) ? [] : [object.metadata.namespace ?? '']), references)
}

/**
 * The objects that `owner` controls, after it has adopted orphans that match and released what matches
 * no more (ControllerRefManager). Nothing is adopted by an owner that is going, nor anything that is.
 */
export function claim<T extends KubeObject>(
  client: Client,
  resource: ResourceName,
  informer: Informer<T>,
  owner: KubeObject,
  matches: (object: T) => boolean,
): T[] {
  const owned = informer.byIndex('owner', owner.metadata.uid as string)
  const orphans = informer.byIndex('orphans', owner.metadata.namespace ?? '')
  let claimed = owned
  const leaving = owned.filter((object) => !matches(object))
  if (leaving.length > 0) {
    claimed = owned.filter((object) => matches(object))
    if (!owner.metadata.deletionTimestamp) for (const object of leaving) release(client, resource, object, owner)
  }
  if (owner.metadata.deletionTimestamp) return claimed
  for (const object of orphans) {
    if (object.metadata.deletionTimestamp || !matches(object)) continue
    const { namespace = '', name = '', uid } = object.metadata
    const references = [...(object.metadata.ownerReferences ?? []), controllerReference(owner)]
    const adopted = client.patch<T>(resource, namespace, name, { metadata: { uid, ownerReferences: references } }, { type: 'merge' })
    if (adopted.ok) claimed.push(adopted.object)
  }
  return claimed
}

function release(client: Client, resource: ResourceName, object: KubeObject, owner: KubeObject): void {
  const { namespace = '', name = '', uid } = object.metadata
  const references = object.metadata.ownerReferences?.filter((reference) => reference.uid !== owner.metadata.uid) ?? []
  client.patch(
    resource,
    namespace,
    name,
    { metadata: { uid, ownerReferences: references.length > 0 ? references : null } },
    { type: 'merge' },
  )
}
