import type { JsonObject, KubeObject } from '../../api/object.ts'
import { apiVersionOf } from '../../api/object.ts'
import type { FieldError } from '../field-error.ts'
import type { Resource } from '../resource.ts'
import { badRequest, invalid, isRefusal, quote, type Refusal, refusal } from '../status.ts'
import { selectionOf } from './selection.ts'
import { type Server, tableOf } from './server.ts'

/** A List of the objects that a query asks for; `limit` and `continue` page through it in key order. */
export function listOf(
  server: Server,
  resource: Resource,
  namespace: string | undefined,
  query: Record<string, string>,
): JsonObject | Refusal {
  const selection = selectionOf(resource, query)
  if (isRefusal(selection)) return selection
  const limit = Number(query['limit'] ?? 0)
  if (query['limit'] && !/^[+-]?\d+$/.test(query['limit']))
    return badRequest(`strconv.ParseInt: parsing ${JSON.stringify(query['limit'])}: invalid syntax`)
  const versionRefused = checkVersion(server, query)
  if (versionRefused) return versionRefused
  const start = query['continue'] ? readContinue(query['continue']) : undefined
  if (start && 'ok' in start) return start
  const metadata: JsonObject = { resourceVersion: String(start ? start.revision : server.store.revision) }
  let items: readonly KubeObject[] = tableOf(server, resource).list(namespace)
  if (start) items = items.filter((object) => keyText(object) > start.after)
  items = items.filter(selection)
  if (limit > 0 && items.length > limit) {
    const rest = items.length - limit
    items = items.slice(0, limit)
    metadata['continue'] = writeContinue(server.store.revision, keyText(items.at(-1) as KubeObject))
    if (!query['labelSelector'] && !query['fieldSelector']) metadata['remainingItemCount'] = rest
  }
  return { kind: `${resource.kind}List`, apiVersion: apiVersionOf(resource), metadata, items }
}

const LIST_OPTIONS = { group: 'meta.k8s.io', plural: 'listoptions', kind: 'ListOptions' }
const error = (reason: FieldError['reason'], field: string, message: string): FieldError => ({ reason, field, message })

/** How a list's resource version may be asked for; what was at an older one is not kept. */
function checkVersion(server: Server, query: Record<string, string>): Refusal | undefined {
  const { resourceVersion = '', resourceVersionMatch: match = '', sendInitialEvents } = query
  const path = 'resourceVersionMatch'
  const errors: FieldError[] = []
  if (match) {
    if (!resourceVersion)
      errors.push(error('FieldValueForbidden', path, `Forbidden: ${path} is forbidden unless resourceVersion is provided`))
    if (query['continue']) errors.push(error('FieldValueForbidden', path, `Forbidden: ${path} is forbidden when continue is provided`))
    if (match !== 'Exact' && match !== 'NotOlderThan')
      errors.push(
        error('FieldValueNotSupported', path, `Unsupported value: ${quote(match)}: supported values: "Exact", "NotOlderThan", ""`),
      )
    if (match === 'Exact' && resourceVersion === '0')
      errors.push(error('FieldValueForbidden', path, `Forbidden: ${path} "exact" is forbidden for resourceVersion "0"`))
  }
  if (sendInitialEvents !== undefined)
    errors.push(error('FieldValueForbidden', 'sendInitialEvents', 'Forbidden: sendInitialEvents is forbidden for list'))
  if (errors.length > 0) return invalid(LIST_OPTIONS, '', errors)
  if (!/^\d*$/.test(resourceVersion))
    return refusal(
      500,
      '',
      `resourceVersion: Invalid value: ${quote(resourceVersion)}: strconv.ParseUint: parsing ${quote(resourceVersion)}: invalid syntax`,
    )
  const current = server.store.revision
  if (Number(resourceVersion) > current)
    return refusal(504, 'Timeout', `Too large resource version: ${resourceVersion}, current: ${current}`, {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    })
  if (match === 'Exact' && Number(resourceVersion) < current)
    return refusal(501, 'NotImplemented', 'podtalk does not simulate lists of what was: ask for the current resourceVersion')
  return undefined
}

/** Ordered as etcd orders keys; the separator sorts before every letter a name may have. */
function keyText(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}\u0000`.replace('/', '\u0001')
}

function writeContinue(revision: number, after: string): string {
  return btoa(encodeURIComponent(JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: after })))
}

function readContinue(token: string): { revision: number; after: string } | Refusal {
  try {
    const { rv, start } = JSON.parse(decodeURIComponent(atob(token)))
    if (typeof rv === 'number' && typeof start === 'string') return { revision: rv, after: start }
  } catch {}
  return badRequest('continue key is not valid: illegal base64 data at input byte 0')
}
