import type { KubeObject } from '../../api/object.ts'
import type { Call, Server } from '../registry/server.ts'
import type { Resource } from '../resource.ts'
import type { Refusal } from '../status.ts'
import { namespaceLifecycle } from './namespace-lifecycle.ts'

/** Mutating admission of a new object, in the order of the server's plugins. */
export function admitCreate(server: Server, resource: Resource, namespace: string, object: KubeObject, _call: Call): Refusal | undefined {
  return namespaceLifecycle(server, resource, namespace, object)
}

/** Mutating admission of an update. */
export function admitUpdate(
  _server: Server,
  _resource: Resource,
  _namespace: string,
  _object: KubeObject,
  _old: KubeObject,
  _call: Call,
): Refusal | undefined {
  return undefined
}

/** Validating admission, after the object's own rules. `old` is undefined for a new object. */
export function validateAdmission(
  _server: Server,
  _resource: Resource,
  _namespace: string,
  _object: KubeObject,
  _old: KubeObject | undefined,
  _call: Call,
): Refusal | undefined {
  return undefined
}
