import type { ObjectMeta, OwnerReference } from './types.ts'

/** Any JSON value's object form. */
export type JsonObject = { [key: string]: any }

/** What every stored API object has. Stored objects are frozen and shared: writers copy. */
export interface KubeObject extends JsonObject {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
}

/** `namespace/name`, or the name alone for cluster-scoped objects: the key of work queues and stores. */
export function keyOf(object: { metadata?: { namespace?: string; name?: string } }): string {
  const { namespace, name } = object.metadata ?? {}
  return namespace ? `${namespace}/${name}` : (name ?? '')
}

/** The parts of a key made by `keyOf`. */
export function splitKey(key: string): { namespace: string; name: string } {
  const slash = key.indexOf('/')
  return slash < 0 ? { namespace: '', name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) }
}

/** The reference of the one owner that controls an object (metav1.GetControllerOf). */
export function controllerOf(object: { metadata: ObjectMeta }): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((reference) => reference.controller)
}

/** `apps/v1`, `v1`: a group and a version as manifests write them. */
export function apiVersionOf({ group, version }: { group: string; version: string }): string {
  return group ? `${group}/${version}` : version
}
