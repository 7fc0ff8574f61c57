import { clone } from '../../api/json.ts'
import type { KubeObject } from '../../api/object.ts'
import type { Result } from '../../client/client.ts'
import type { Call, Server } from '../registry/server.ts'
import { update, updateStatus } from '../registry/update.ts'
import type { Resource } from '../resource.ts'
import { mergePatch } from './merge.ts'

/** A merge patch from the cluster's own parts, which is known to fit the type. */
export function mergeTrusted(server: Server, resource: Resource, namespace: string, name: string, patch: unknown, call: Call): Result {
  const change = call.subresource === 'status' ? updateStatus : update
  return change(
    server,
    resource,
    namespace,
    name,
    (old: KubeObject) => {
      const object = clone(mergePatch(old, patch)) as KubeObject
      resource.defaults?.(object)
      return object
    },
    call,
  )
}
