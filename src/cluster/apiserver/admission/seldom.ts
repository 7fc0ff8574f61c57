import type { KubeObject } from '../../api/object.ts'
import { nameOf } from '../catalog.ts'
import type { Call, Server } from '../registry/server.ts'
import type { Resource } from '../resource.ts'
import type { Refusal } from '../status.ts'
import { claimResize } from './claim-resize.ts'
import { defaultIngressClass, defaultStorage, singleDefault } from './class-defaults.ts'
import { validateLimitRanges } from './limit-ranger.ts'
import { resourceQuota } from './resource-quota.ts'

export { applyLimitRanges } from './limit-ranger.ts'

/** Mutating admission of a new object of a rarer kind. */
export function admitSeldom(server: Server, resource: Resource, object: KubeObject): void {
  switch (nameOf(resource)) {
    case 'ingresses.networking.k8s.io':
      return defaultIngressClass(server, object)
    case 'persistentvolumes':
    case 'persistentvolumeclaims':
      return defaultStorage(server, resource, object)
  }
}

/** Resources whose updates can need more of a quota. */
const QUOTA_ON_UPDATE = new Set(['services', 'persistentvolumeclaims'])

/** Validating admission where objects of rarer kinds have a say: LimitRanges, ResourceQuotas, classes. */
export function validateSeldom(
  server: Server,
  resource: Resource,
  namespace: string,
  object: KubeObject,
  old: KubeObject | undefined,
  call: Call,
): Refusal | undefined {
  const name = nameOf(resource)
  if (name === 'priorityclasses.scheduling.k8s.io') return singleDefault(server, resource, object)
  if (!resource.namespaced) return undefined
  if (!old && (name === 'pods' || name === 'persistentvolumeclaims')) {
    const refused = validateLimitRanges(server, resource, namespace, object)
    if (refused) return refused
  }
  if (old && name === 'persistentvolumeclaims') {
    const refused = claimResize(server, resource, object, old)
    if (refused) return refused
  }
  if (old && !QUOTA_ON_UPDATE.has(name)) return undefined
  return resourceQuota(server, resource, namespace, object, old, call.dryRun)
}
