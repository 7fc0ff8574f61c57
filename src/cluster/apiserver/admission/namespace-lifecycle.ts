import type { KubeObject } from '../../api/object.ts'
import type { Server } from '../registry/server.ts'
import type { Resource } from '../resource.ts'
import { forbidden, notFound, type Refusal } from '../status.ts'

const NAMESPACES = { group: '', plural: 'namespaces', kind: 'Namespace' }

/** Nothing is made in a namespace that does not exist or is going away. */
export function namespaceLifecycle(server: Server, resource: Resource, namespace: string, object: KubeObject): Refusal | undefined {
  if (!resource.namespaced) return undefined
  const found = server.store.table('namespaces').get('', namespace)
  if (!found) return notFound(NAMESPACES, namespace)
  if (!found.metadata.deletionTimestamp && found['status']?.phase !== 'Terminating') return undefined
  const refused = forbidden(
    resource,
    object.metadata.name ?? '',
    `unable to create new content in namespace ${namespace} because it is being terminated`,
  )
  const cause = { reason: 'NamespaceTerminating', message: `namespace ${namespace} is being terminated`, field: 'metadata.namespace' }
  refused.status.details = { ...refused.status.details, causes: [cause] }
  return refused
}
