import type { UserInfo } from '../door.ts'
import type { Server } from '../registry/server.ts'
import type { RequestInfo } from '../request-info.ts'
import { forbidden, type Refusal, refusal } from '../status.ts'
import { type Attributes, allows } from './rbac.ts'

/** Refuses what nothing allows the user to do. */
export function authorize(server: Server, user: UserInfo, verb: string, info: RequestInfo): Refusal | undefined {
  const { group, resource, subresource, namespace, name } = info
  // A Namespace's own requests count as made inside it.
  const wanted: Attributes = {
    verb,
    group,
    resource,
    subresource,
    name,
    namespace: resource === 'namespaces' && !namespace ? name : namespace,
  }
  if (allows(server, user, wanted)) return undefined
  const what = subresource ? `${resource}/${subresource}` : resource
  const where = wanted.namespace ? ` in the namespace ${JSON.stringify(wanted.namespace)}` : ' at the cluster scope'
  const of = { group, plural: resource, kind: '' }
  return forbidden(
    of,
    name,
    `User ${JSON.stringify(user.name)} cannot ${verb} resource ${JSON.stringify(what)} in API group ${JSON.stringify(group)}${where}`,
  )
}

/** The same for paths that are no resources: `/metrics`. */
export function authorizePath(server: Server, user: UserInfo, verb: string, path: string): Refusal | undefined {
  if (allows(server, user, { verb, path })) return undefined
  return refusal(403, 'Forbidden', `forbidden: User ${JSON.stringify(user.name)} cannot ${verb} path ${JSON.stringify(path)}`, {})
}
