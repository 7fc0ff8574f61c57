import type { JsonObject } from '../../api/object.ts'
import type { Server } from '../registry/server.ts'
import type { Resource } from '../resource.ts'

/** The object, or each of a List's, with its metadata.managedFields. */
export function withManagedFields(
  _server: Server,
  _resource: Resource,
  object: JsonObject,
  _headers: Record<string, string> | undefined,
): JsonObject {
  return object
}
