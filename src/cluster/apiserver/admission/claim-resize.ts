import type { KubeObject } from '../../api/object.ts'
import { compareQuantities } from '../../api/quantity.ts'
import type { Server } from '../registry/server.ts'
import type { Resource } from '../resource.ts'
import { forbidden, type Refusal } from '../status.ts'

/** PersistentVolumeClaimResize: a claim grows only where its storage class says that volumes can. */
export function claimResize(server: Server, resource: Resource, claim: KubeObject, old: KubeObject): Refusal | undefined {
  const sizeOf = (one: KubeObject): string | undefined => one['spec']?.resources?.requests?.storage
  const [before, now] = [sizeOf(old), sizeOf(claim)]
  if (before === undefined || now === undefined || compareQuantities(now, before) <= 0) return undefined
  const name = claim.metadata.name ?? ''
  if (old['status']?.phase !== 'Bound') return forbidden(resource, name, 'Only bound persistent volume claims can be expanded')
  const storageClass = server.store.table('storageclasses.storage.k8s.io').get('', claim['spec'].storageClassName ?? '')
  if (storageClass?.['allowVolumeExpansion'] === true) return undefined
  const why = 'only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize'
  return forbidden(resource, name, why)
}
