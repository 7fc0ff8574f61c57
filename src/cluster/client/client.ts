import type { JsonObject, KubeObject } from '../api/object.ts'
import type { Status } from '../api/types.ts'

/** A resource by its plural name and group: `pods`, `deployments.apps`, `endpointslices.discovery.k8s.io`. */
export type ResourceName = string

/** What came of a call: the object, or the API server's Status. Nothing throws. */
export type Result<T extends JsonObject = KubeObject> = { ok: true; object: T } | { ok: false; status: Status; code: number }

/**
 * How components inside the cluster (controllers, scheduler, kubelet, grader, map) talk to the API
 * server: the same door, with objects instead of bytes. Reads return frozen shared objects.
 */
export interface Client {
  get<T extends JsonObject = KubeObject>(resource: ResourceName, namespace: string, name: string): Result<T>
  list<T extends JsonObject = KubeObject>(
    resource: ResourceName,
    namespace?: string,
    options?: { labelSelector?: string; fieldSelector?: string },
  ): T[]
  /** `handedOver`: nobody else has the object, its metadata or any other part that the server fills in, so that it need not be copied */
  create<T extends JsonObject = KubeObject>(resource: ResourceName, object: JsonObject, handedOver?: boolean): Result<T>
  /** Full update; a stale metadata.resourceVersion conflicts. `finalize`: a Namespace's spec.finalizers. `handedOver` as above. */
  update<T extends JsonObject = KubeObject>(
    resource: ResourceName,
    object: JsonObject,
    subresource?: 'status' | 'scale' | 'finalize',
    handedOver?: boolean,
  ): Result<T>
  patch<T extends JsonObject = KubeObject>(
    resource: ResourceName,
    namespace: string,
    name: string,
    patch: unknown,
    options?: PatchOptions,
  ): Result<T>
  delete(resource: ResourceName, namespace: string, name: string, options?: JsonObject): Result
  /** POST to a subresource: `binding`, `eviction`. */
  post(resource: ResourceName, namespace: string, name: string, subresource: string, object: JsonObject): Result
}

export interface PatchOptions {
  type?: 'merge' | 'strategic' | 'json' | 'apply'
  subresource?: string
  fieldManager?: string
  force?: boolean
}

/** A watched, indexed copy of one resource, always as new as the store. */
export interface Informer<T extends KubeObject = KubeObject> {
  get(namespace: string, name: string): T | undefined
  /** in key order */
  list(namespace?: string): readonly T[]
  /** objects under `value` of a named index: `byIndex('owner', uid)`, `byIndex('node', 'node-1')` */
  byIndex(index: string, value: string): T[]
  /** `basis`: the part of an object that its values are made of; where that is the same one, they are not made again */
  addIndex(index: string, valuesOf: (object: T) => readonly string[], basis?: (object: T) => unknown): void
  /** `old` is undefined for a new object, `object` for a deleted one. Existing objects are told of first, as new. */
  onChange(handler: (object: T | undefined, old: T | undefined) => void): void
}

export interface Informers {
  for<T extends KubeObject = KubeObject>(resource: ResourceName): Informer<T>
  /** Tells of every later change of any resource, as `onChange`; nothing is told of what exists already. */
  onAnyChange(handler: (resource: ResourceName, object: KubeObject | undefined, old: KubeObject | undefined) => void): void
}
