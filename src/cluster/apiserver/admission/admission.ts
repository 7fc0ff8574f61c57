import type { KubeObject } from '../../api/object.ts'
import { nameOf } from '../catalog.ts'
import type { Call, Server } from '../registry/server.ts'
import type { Resource } from '../resource.ts'
import type { Refusal } from '../status.ts'
import { claimResize } from './claim-resize.ts'
import { applyLimitRanges, validateLimitRanges } from './limit-ranger.ts'
import { namespaceLifecycle } from './namespace-lifecycle.ts'
import {
  defaultIngressClass,
  defaultStorage,
  defaultTolerationSeconds,
  priority,
  runtimeClass,
  singleDefault,
  taintNewNode,
} from './pod-defaults.ts'
import { podSecurity } from './pod-security.ts'
import { resourceQuota } from './resource-quota.ts'
import { serviceAccount } from './service-account.ts'

/** Mutating admission of a new object, in the order of the server's plugins. */
export function admitCreate(server: Server, resource: Resource, namespace: string, object: KubeObject): Refusal | undefined {
  const refused = namespaceLifecycle(server, resource, namespace, object)
  if (refused) return refused
  switch (nameOf(resource)) {
    case 'pods':
      return admitPod(server, resource, namespace, object)
    case 'nodes':
      taintNewNode(object)
      return undefined
    case 'ingresses.networking.k8s.io':
      defaultIngressClass(server, object)
      return undefined
    case 'persistentvolumes':
    case 'persistentvolumeclaims':
      defaultStorage(server, resource, object)
      return undefined
    default:
      return undefined
  }
}

function admitPod(server: Server, resource: Resource, namespace: string, pod: KubeObject): Refusal | undefined {
  pod['spec'] ??= {}
  applyLimitRanges(server, namespace, pod)
  const refused = serviceAccount(server, resource, namespace, pod) ?? priority(server, resource, pod)
  if (refused) return refused
  defaultTolerationSeconds(pod)
  return runtimeClass(resource, pod)
}

/** Mutating admission of an update. The caller owns the object's spec. */
export function admitUpdate(resource: Resource, object: KubeObject, old: KubeObject): void {
  if (nameOf(resource) !== 'pods' || object['spec'] === old['spec']) return
  const spec = object['spec']
  spec.priority ??= old['spec'].priority
  spec.preemptionPolicy ??= old['spec'].preemptionPolicy
  if (spec.tolerations !== old['spec'].tolerations) defaultTolerationSeconds(object)
}

/** Resources whose updates can need more of a quota. */
const QUOTA_ON_UPDATE = new Set(['services', 'persistentvolumeclaims'])

/** Validating admission, after the object's own rules. `old` is undefined for a new object. */
export function validateAdmission(
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
  if (!old && name === 'pods') call.warnings.push(...podSecurity(server, namespace))
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
