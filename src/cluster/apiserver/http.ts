import type { JsonObject } from '../api/object.ts'
import { isReview } from './authorization/review-names.ts'
import { deprecationOf } from './deprecation.ts'
import { discover, isDiscovery } from './discovery.ts'
import type { ApiRequest, ApiResponse, Door, Watch, WatchEvent } from './door.ts'
import {
  type Answer,
  type Exchange,
  isTrue,
  notAllowed,
  OMIT_MANAGED_FIELDS,
  openExchange,
  respond,
  respondRefusal,
  verbOf,
} from './exchange.ts'
import { listOf } from './registry/list.ts'
import { selectionOf } from './registry/selection.ts'
import { type Server, tableOf } from './registry/server.ts'
import { watch } from './registry/watch.ts'
import { requestInfo } from './request-info.ts'
import type { Resource } from './resource.ts'
import { scales } from './resources/autoscaling/scale.ts'
import { PATCHES, SELDOM_RESOURCES, WRITES } from './resources/later.ts'
import { usesSeldomFields } from './schema/seldom-fields.ts'
import { isRefusal, notFound, type Refusal } from './status.ts'
import { asTable, tableEvent, tableIncludeOf, wantsTable } from './table.ts'

/** The server's door: requests shaped like HTTP, answered from the registry. What only reads is answered here. */
export function createDoor(server: Server): Door {
  return {
    needs(request) {
      const info = requestInfo(request.path)
      if (!info) return isDiscovery(request) ? undefined : SELDOM_RESOURCES
      const code = server.catalog.byPath(info.group, info.version, info.resource)?.code
      if (code || info.subresource !== '' || isReview(info) || mayUseSeldomFields(request.body)) return SELDOM_RESOURCES
      if (request.method === 'PATCH') return PATCHES
      return readsOnly(request) ? undefined : WRITES
    },
    handle: (request) => handle(server, request),
    text(body, indented) {
      // What is shown without the code for writes are tables and discovery, which are in order.
      const shown = WRITES.loaded ? WRITES.value.wireForm(server.catalog, body) : body
      return JSON.stringify(shown, undefined, indented ? 2 : undefined).replace(ESCAPED, escaped)
    },
    watch: (request, onEvent) => openWatch(server, request, onEvent),
    logs: (request) => {
      const exchange = openExchange(server, request)
      return isRefusal(exchange) ? respondRefusal(exchange, []) : refusalToResponse(SELDOM_RESOURCES.value.openLogs(exchange))
    },
    exec: (request, streams) => {
      const exchange = openExchange(server, request)
      return isRefusal(exchange) ? respondRefusal(exchange, []) : refusalToResponse(SELDOM_RESOURCES.value.openExec(exchange, streams))
    },
    portForward: (request) => {
      const exchange = openExchange(server, request)
      return isRefusal(exchange) ? respondRefusal(exchange, []) : refusalToResponse(SELDOM_RESOURCES.value.openPortForward(exchange))
    },
  }
}

/** Go writes these letters so that a browser takes them for nothing else. */
const ESCAPED = /[<>&\u2028\u2029]/g
const escaped = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`

/** Text is not read for it. */
function mayUseSeldomFields(body: unknown): boolean {
  return typeof body === 'string' || usesSeldomFields(body)
}

/** Tables show no managedFields, which are made of the history of writes. */
function readsOnly({ method, headers }: Pick<ApiRequest, 'method' | 'headers'>): boolean {
  return (method === 'GET' || method === 'HEAD') && wantsTable(headers?.['accept'] ?? '')
}

function refusalToResponse<T extends object>(answer: T | Refusal): T | ApiResponse {
  return isRefusal(answer) ? respondRefusal(answer, []) : answer
}

function handle(server: Server, request: ApiRequest): ApiResponse {
  const found = discover(server, request)
  if (found) return found
  const info = requestInfo(request.path)
  if (info && isReview(info)) return SELDOM_RESOURCES.value.review(server, request, info)
  const exchange = openExchange(server, request, info)
  if (isRefusal(exchange)) return respondRefusal(exchange, [])
  const { resource, call } = exchange
  const deprecated = deprecationOf(resource)
  if (deprecated) call.warnings.unshift(deprecated)
  const answer = act(exchange)
  if (isRefusal(answer)) return respondRefusal(answer, call.warnings)
  return respond(answer.code, render(exchange, answer.object), call.warnings)
}

function act(exchange: Exchange): Answer {
  const { request, info, resource } = exchange
  if (info.subresource) return SELDOM_RESOURCES.value.actOnSubresource(exchange)
  if (!resource.verbs.includes(verbOf(request, info, exchange.query))) return notAllowed()
  if (request.method !== 'GET' && request.method !== 'HEAD') return WRITES.value.change(exchange)
  return info.name ? get(exchange) : list(exchange)
}

function get({ server, info, resource }: Exchange): Answer {
  const object = tableOf(server, resource).get(info.namespace, info.name)
  return object ? { code: 200, object } : notFound(resource, info.name)
}

function list({ server, info, resource, query }: Exchange): Answer {
  const result = listOf(server, resource, resource.namespaced ? info.namespace || undefined : undefined, query)
  return isRefusal(result) ? result : { code: 200, object: result }
}

/** What is shown of an object: its managedFields, or a table when the client asks for one. */
function render(exchange: Exchange, object: JsonObject): unknown {
  const { server, request, resource, query, info } = exchange
  const accept = request.headers?.['accept'] ?? ''
  const plain = object['kind'] === 'Status'
  if (!plain && wantsTable(accept) && (!info.subresource || info.subresource === 'status' || info.subresource === 'scale'))
    return asTable(server, info.subresource === 'scale' ? scales : resource, object, tableIncludeOf(query))
  return plain ? object : withManagedFields(server, resource, object, request)
}

function openWatch(server: Server, request: ApiRequest, onEvent: (event: WatchEvent) => void): Watch | ApiResponse {
  const exchange = openExchange(server, request)
  if (isRefusal(exchange)) return respondRefusal(exchange, [])
  const { resource, query, info } = exchange
  const selection = selectionOf(resource, info.name ? { ...query, name: info.name } : query)
  if (isRefusal(selection)) return respondRefusal(selection, [])
  const table = wantsTable(request.headers?.['accept'] ?? '')
  const include = tableIncludeOf(query)
  let first = true
  const opened = watch(
    server,
    resource,
    {
      namespace: resource.namespaced ? info.namespace || undefined : undefined,
      selection,
      resourceVersion: query['resourceVersion'],
      sendInitialEvents: isTrue(query['sendInitialEvents']),
      bookmarks: isTrue(query['allowWatchBookmarks']),
    },
    (event) => {
      if (!table) onEvent({ type: event.type, object: withManagedFields(server, resource, event.object, request) })
      else {
        onEvent(tableEvent(server, resource, event, include, first))
        first = false
      }
    },
  )
  return isRefusal(opened) ? respondRefusal(opened, []) : opened
}

function withManagedFields(server: Server, resource: Resource, object: JsonObject, { headers }: ApiRequest): JsonObject {
  return headers?.[OMIT_MANAGED_FIELDS] ? object : WRITES.value.withManagedFields(server, resource, object)
}
