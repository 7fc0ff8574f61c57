import { ownValue } from '../../api/json.ts'
import { selectorText } from '../../api/label-text.ts'
import type { JsonObject, KubeObject } from '../../api/object.ts'
import type { Result } from '../../client/client.ts'
import { evict } from '../eviction.ts'
import type { Resource } from '../resource.ts'
import { scales } from '../resources/autoscaling/scale.ts'
import { conflict, invalid, noSuchResource, notFound, type Refusal } from '../status.ts'
import { type Call, type Server, tableOf } from './server.ts'
import { bind } from './subresources.ts'
import { requestToken } from './token-request.ts'
import { update } from './update.ts'

export interface Subresource {
  get(namespace: string, name: string): Result
  update(namespace: string, name: string, object: JsonObject, call: Call): Result
}

/** Subresources that are read and written as objects of their own: `scale`. */
export function readSubresource(server: Server, resource: Resource, subresource: string): Subresource {
  if (subresource === 'scale' && resource.scale) return scaleOf(server, resource)
  const none = (): Refusal => noSuchResource()
  return { get: none, update: none }
}

function scaleOf(server: Server, resource: Resource): Subresource {
  return {
    get(namespace, name) {
      const object = tableOf(server, resource).get(namespace, name)
      return object ? { ok: true, object: scaleObject(object) } : notFound(resource, name)
    },
    update(namespace, name, given, call) {
      const replicas = given['spec']?.replicas ?? 0
      if (replicas < 0) {
        const message = `Invalid value: ${replicas}: must be greater than or equal to 0`
        return invalid(scales, name, [{ reason: 'FieldValueInvalid', field: 'spec.replicas', message }])
      }
      const written = update(
        server,
        resource,
        namespace,
        name,
        (old) => {
          const version = given['metadata']?.resourceVersion as string | undefined
          if (version && version !== old.metadata.resourceVersion)
            return conflict(resource, name, 'the object has been modified; please apply your changes to the latest version and try again')
          return { ...old, metadata: { ...old.metadata }, spec: { ...old['spec'], replicas } }
        },
        call,
      )
      return written.ok ? { ok: true, object: scaleObject(written.object) } : written
    },
  }
}

function scaleObject(object: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
  const given = object['spec']?.selector
  // A ReplicationController's selector is its labels alone.
  const selector = selectorText(given?.matchLabels || given?.matchExpressions ? given : { matchLabels: given })
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp } as KubeObject['metadata'],
    spec: object['spec']?.replicas ? { replicas: object['spec'].replicas } : {},
    status: { replicas: object['status']?.replicas ?? 0, ...(selector ? { selector } : {}) },
  }
}

type Post = (server: Server, resource: Resource, namespace: string, name: string, object: JsonObject, call: Call) => Result

const POSTS: Readonly<Record<string, Post>> = { 'pods/binding': bind, 'pods/eviction': evict, 'serviceaccounts/token': requestToken }

/** What answers a POST to a subresource. */
export function postSubresource(subresource: string): Post {
  return (server, resource, ...rest) => (postOf(resource, subresource) ?? noSuchResource)(server, resource, ...rest)
}

function postOf({ group, plural }: Resource, subresource: string): Post | undefined {
  const name = `${plural}/${subresource}`
  return group === '' ? ownValue(POSTS, name) : undefined
}

export function isPostSubresource(resource: Resource, subresource: string): boolean {
  return postOf(resource, subresource) !== undefined
}
