import type { KubeObject } from '../../api/object.ts'
import { nameOf } from '../catalog.ts'
import type { Call, Server } from '../registry/server.ts'
import type { Resource } from '../resource.ts'
import { SELDOM_RESOURCES } from '../resources/later.ts'
import type { Refusal } from '../status.ts'
import { namespaceLifecycle } from './namespace-lifecycle.ts'
import { defaultTolerationSeconds, priority, runtimeClass, runtimeClassOverhead, taintNewNode } from './pod-defaults.ts'
import { podSecurity } from './pod-security.ts'
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
    default:
      if (resource.code) SELDOM_RESOURCES.value.admitSeldom(server, resource, object)
      return undefined
  }
}

function admitPod(server: Server, resource: Resource, namespace: string, pod: KubeObject): Refusal | undefined {
  pod['spec'] ??= {}
  if (limited(server)) SELDOM_RESOURCES.value.applyLimitRanges(server, namespace, pod)
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

/** Validating admission, after the object's own rules. `old` is undefined for a new object. */
export function validateAdmission(
  server: Server,
  resource: Resource,
  namespace: string,
  object: KubeObject,
  old: KubeObject | undefined,
  call: Call,
): Refusal | undefined {
  if (!old && nameOf(resource) === 'pods') {
    call.warnings.push(...podSecurity(server, namespace))
    const refused = runtimeClassOverhead(resource, object)
    if (refused) return refused
  }
  if (resource.code || limited(server)) return SELDOM_RESOURCES.value.validateSeldom(server, resource, namespace, object, old, call)
  return undefined
}

/** Only then: who has made one of these has the code that looks at them. */
function limited({ store }: Server): boolean {
  return store.table('limitranges').size > 0 || store.table('resourcequotas').size > 0
}
