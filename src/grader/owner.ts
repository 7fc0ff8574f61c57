import type { KubeObject } from '../cluster/api/object.ts'
import type { Lab } from '../lab/lab.ts'

/** For each, the uid of the object of that kind that looks after it, itself or through those between: the Deployment of a Pod. */
export function ownersOf(lab: Lab, owned: readonly KubeObject[], kind: string): (string | undefined)[] {
  const objects = new Map(lab.cluster.objects().map((object) => [object['metadata'].uid as string, object as KubeObject]))
  return owned.map(({ metadata }) => {
    let at = objects.get(metadata.uid as string)
    while (at && at.kind !== kind) at = objects.get(at.metadata.ownerReferences?.find(({ controller }) => controller)?.uid ?? '')
    return at?.metadata.uid
  })
}
