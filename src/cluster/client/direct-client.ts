import { clone } from '../api/json.ts'
import type { JsonObject, KubeObject } from '../api/object.ts'
import { ADMIN, type UserInfo } from '../apiserver/door.ts'
import { type Call, type Server, tableOf } from '../apiserver/registry/server.ts'
import type { Resource } from '../apiserver/resource.ts'
import { PATCHES, REQUESTS, SELDOM_RESOURCES, WRITES } from '../apiserver/resources/later.ts'
import { isRefusal, noSuchResource, notFound, type Refusal } from '../apiserver/status.ts'
import type { Client, Result } from './client.ts'

/** A client of the cluster's own parts: objects instead of bytes, past decoding and authorization. */
export function createDirectClient(server: Server, userOrComponent: UserInfo | string): Client {
  const user = typeof userOrComponent === 'string' ? { name: `system:${userOrComponent}`, groups: ['system:masters'] } : userOrComponent
  const manager = typeof userOrComponent === 'string' ? userOrComponent : 'podtalk'
  const call = (subresource?: string, fieldManager?: string): Call => ({
    user: user ?? ADMIN,
    manager: fieldManager ?? manager,
    dryRun: false,
    warnings: [],
    subresource,
  })
  const find = (name: string): Resource | Refusal => server.catalog.byName(name) ?? noSuchResource()
  const namespaceOf = (resource: Resource, namespace: string | undefined): string => (resource.namespaced ? namespace || 'default' : '')

  const client: Client = {
    get(name, namespace, objectName) {
      const resource = find(name)
      if (isRefusal(resource)) return resource as any
      const object = tableOf(server, resource).get(namespaceOf(resource, namespace), objectName)
      return (object ? { ok: true, object } : notFound(resource, objectName)) as any
    },
    list(name, namespace, options = {}) {
      const resource = find(name)
      if (isRefusal(resource)) return []
      const objects = tableOf(server, resource).list(namespace || undefined)
      if (!options.labelSelector && !options.fieldSelector) return objects as any
      const selection = REQUESTS.value.selectionOf(resource, options)
      return (isRefusal(selection) ? [] : objects.filter(selection)) as any
    },
    create(name, given, handedOver = false) {
      const resource = find(name)
      if (isRefusal(resource)) return resource as any
      const object = owned(resource, given, handedOver)
      resource.defaults?.(object)
      return WRITES.value.create(server, resource, namespaceOf(resource, object.metadata.namespace), object, call()) as any
    },
    update(name, given, subresource, handedOver = false) {
      const resource = find(name)
      if (isRefusal(resource)) return resource as any
      const namespace = namespaceOf(resource, given['metadata']?.namespace)
      const objectName = given['metadata']?.name as string
      const how = call(subresource)
      if (subresource === 'status')
        return WRITES.value.updateStatus(server, resource, namespace, objectName, () => given as KubeObject, how) as any
      if (subresource === 'scale')
        return SELDOM_RESOURCES.value.readSubresource(server, resource, 'scale').update(namespace, objectName, given, how) as any
      if (subresource === 'finalize')
        return WRITES.value.updateSubresource(
          server,
          resource,
          { namespace: '', name: objectName, subresource },
          given as KubeObject,
          how,
        ) as any
      const object = (): KubeObject => defaulted(resource, owned(resource, given, handedOver))
      return WRITES.value.update(server, resource, namespace, objectName, object, how) as any
    },
    patch(name, namespace, objectName, patch, options = {}) {
      const resource = find(name)
      if (isRefusal(resource)) return resource as any
      const type = options.type ?? 'strategic'
      const where = namespaceOf(resource, namespace)
      const how = call(options.subresource, options.fieldManager)
      if (type === 'merge' && typeof userOrComponent === 'string')
        return WRITES.value.mergeTrusted(server, resource, where, objectName, patch, how) as any
      return PATCHES.value.applyPatch(server, resource, where, objectName, patch, { type, force: options.force === true }, how) as any
    },
    delete(name, namespace, objectName, options = {}) {
      const resource = find(name)
      if (isRefusal(resource)) return resource as Result
      return WRITES.value.remove(server, resource, namespaceOf(resource, namespace), objectName, options, call())
    },
    post(name, namespace, objectName, subresource, object) {
      const resource = find(name)
      if (isRefusal(resource)) return resource as Result
      const post = subresource === 'binding' ? WRITES.value.bind : SELDOM_RESOURCES.value.postSubresource(subresource)
      return post(server, resource, namespaceOf(resource, namespace), objectName, object, call(subresource))
    },
  }
  return client
}

/** A copy that the API server may fill in, with the resource's own kind on it. */
function owned(resource: Resource, given: JsonObject, handedOver = false): KubeObject {
  const object = (handedOver ? given : clone(given)) as KubeObject
  object.metadata ??= {}
  object.apiVersion = resource.group ? `${resource.group}/${resource.version}` : resource.version
  object.kind = resource.kind
  return object
}

function defaulted(resource: Resource, object: KubeObject): KubeObject {
  resource.defaults?.(object)
  return object
}
