import type { KubeObject } from '../api/object.ts'
import type { PersistentVolumeClaim } from '../api/types.ts'
import type { Informers } from '../client/client.ts'
import type { PodObject } from './node-info.ts'

/** What keeps the Pod's claims from being used on whatever node. */
export function claimFault(pod: PodObject, informers: Informers): string | undefined {
  for (const { persistentVolumeClaim } of pod.spec.volumes ?? []) {
    if (!persistentVolumeClaim) continue
    const { claimName } = persistentVolumeClaim
    const claims = informers.for<PersistentVolumeClaim & KubeObject>('persistentvolumeclaims')
    const claim = claims.get(pod.metadata.namespace ?? '', claimName)
    if (!claim) return `persistentvolumeclaim "${claimName}" not found`
    if (claim.metadata.deletionTimestamp) return `persistentvolumeclaim "${claimName}" is being deleted`
    if (claim.status?.phase === 'Lost')
      return `persistentvolumeclaim "${claimName}" bound to non-existent persistentvolume "${claim.spec?.volumeName}"`
    if (claim.status?.phase !== 'Bound') return 'pod has unbound immediate PersistentVolumeClaims'
  }
  return undefined
}
