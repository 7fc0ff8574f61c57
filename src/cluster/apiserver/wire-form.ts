import { isObject } from '../api/json.ts'
import type { Catalog } from './catalog.ts'
import { structFor } from './decode.ts'
import { inGoOrder, listInGoOrder } from './schema/go-order.ts'
import type { Struct } from './schema/schema.ts'

/** What the server writes of an object or a list of them: each field where Go has it. Anything else is as it was. */
export function wireForm(catalog: Catalog, body: unknown): unknown {
  if (!isObject(body) || typeof body['kind'] !== 'string') return body
  const structOfKind = (kind: string): Struct | undefined => {
    const [version = '', group = ''] = String(body['apiVersion']).split('/').reverse()
    const resource = catalog.byKind(group, version, kind)
    return resource && structFor(resource)
  }
  if (Array.isArray(body['items']) && body['kind'].endsWith('List')) return listInGoOrder(structOfKind(body['kind'].slice(0, -4)), body)
  const struct = structOfKind(body['kind'])
  return struct ? inGoOrder(struct, body) : body
}
