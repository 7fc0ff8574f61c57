import type { JsonObject, KubeObject } from '../api/object.ts'
import { authenticate } from './authentication.ts'
import { authorize } from './authorization/authorize.ts'
import { REVIEWS } from './authorization/reviews.ts'
import { apiVersionOf, nameOf } from './catalog.ts'
import { checkBody, type Decoded, decode, fieldValidationOf } from './decode.ts'
import { deprecationOf } from './deprecation.ts'
import { discover } from './discovery.ts'
import type { ApiRequest, ApiResponse, Door, Watch, WatchEvent } from './door.ts'
import { isObject } from './json.ts'
import { withManagedFields } from './managed-fields/managed-fields.ts'
import { applyPatch, patchFault, patchPlain, patchTypeOf } from './patch/patch.ts'
import { openExec, openLogs, openPortForward } from './pod-streams.ts'
import { create } from './registry/create.ts'
import { remove } from './registry/delete.ts'
import { listOf } from './registry/list.ts'
import { selectionOf } from './registry/selection.ts'
import { type Call, type Server, tableOf } from './registry/server.ts'
import { isPostSubresource, postSubresource, readSubresource, updateSubresource, updatesSpec } from './registry/subresources.ts'
import { update, updateStatus } from './registry/update.ts'
import { watch } from './registry/watch.ts'
import { type RequestInfo, requestInfo } from './request-info.ts'
import type { Resource } from './resource.ts'
import { scales } from './resources/autoscaling/scale.ts'
import { type Struct, structOf } from './schema/schema.ts'
import { decodeTyped } from './schema/typed.ts'
import { badRequest, isRefusal, noSuchResource, notFound, type Refusal, refusal, success } from './status.ts'
import { asTable, tableEvent, tableIncludeOf, wantsTable } from './table.ts'

/** One request on its way through the server. */
export interface Exchange {
  server: Server
  request: ApiRequest
  info: RequestInfo
  resource: Resource
  query: Record<string, string>
  call: Call
}

type Answer = { code: number; object: JsonObject } | Refusal

/** The server's door: requests shaped like HTTP, answered from the registry. */
export function createDoor(server: Server): Door {
  return {
    needs(path) {
      const info = requestInfo(path)
      return info && server.catalog.byPath(info.group, info.version, info.resource)?.code
    },
    handle: (request) => handle(server, request),
    watch: (request, onEvent) => openWatch(server, request, onEvent),
    logs: (request) => {
      const exchange = open(server, request)
      return isRefusal(exchange) ? respondRefusal(exchange, []) : refusalToResponse(openLogs(exchange))
    },
    exec: (request, streams) => {
      const exchange = open(server, request)
      return isRefusal(exchange) ? respondRefusal(exchange, []) : refusalToResponse(openExec(exchange, streams))
    },
    portForward: (request) => {
      const exchange = open(server, request)
      return isRefusal(exchange) ? respondRefusal(exchange, []) : refusalToResponse(openPortForward(exchange))
    },
  }
}

function refusalToResponse<T extends object>(answer: T | Refusal): T | ApiResponse {
  return isRefusal(answer) ? respondRefusal(answer, []) : answer
}

function handle(server: Server, request: ApiRequest): ApiResponse {
  const found = discover(server, request) ?? review(server, request)
  if (found) return found
  const exchange = open(server, request)
  if (isRefusal(exchange)) return respondRefusal(exchange, [])
  const { resource, call } = exchange
  const deprecated = deprecationOf(resource)
  if (deprecated) call.warnings.unshift(deprecated)
  const answer = act(exchange)
  if (isRefusal(answer)) return respondRefusal(answer, call.warnings)
  return respond(answer.code, render(exchange, answer.object), call.warnings)
}

/** Access reviews and the like: questions in the form of objects. */
function review(server: Server, request: ApiRequest): ApiResponse | undefined {
  const info = requestInfo(request.path)
  const kind = info && REVIEWS.find((one) => one.plural === info.resource && one.group === info.group)
  if (!info || !kind) return undefined
  const user = authenticate(server, request)
  if (isRefusal(user)) return respondRefusal(user, [])
  const denied = authorize(server, user, verbOf(request, info, request.query ?? {}), info)
  if (denied) return respondRefusal(denied, [])
  const { group } = kind
  if (request.method !== 'POST') return respondRefusal(notAllowed(), [])
  const body = bodyObject(request)
  if (isRefusal(body)) return respondRefusal(body, [])
  const answer = kind.answer(server, user, body, info.namespace)
  return respond(201, { kind: kind.kind, apiVersion: `${group}/v1`, metadata: {}, ...answer }, [])
}

/** Finds out what a request is about and whether its user may. */
function open(server: Server, request: ApiRequest): Exchange | Refusal {
  const info = requestInfo(request.path)
  if (!info) return noSuchResource()
  const user = authenticate(server, request)
  if (isRefusal(user)) return user
  const resource = server.catalog.byPath(info.group, info.version, info.resource)
  const query = request.query ?? {}
  const verb = verbOf(request, info, query)
  const denied = authorize(server, user, verb, info)
  if (denied) return denied
  if (!resource) return noSuchResource()
  if (resource.namespaced && !info.namespace && info.name) return noSuchResource()
  if (!resource.namespaced && info.namespace) return noSuchResource()
  const dryRun = query['dryRun'] === 'All'
  if (query['dryRun'] && !dryRun)
    return badRequest(`dryRun: Unsupported value: ${JSON.stringify(query['dryRun'])}: supported values: "All"`)
  const call: Call = { user, manager: managerOf(request), dryRun, warnings: [], subresource: info.subresource || undefined }
  return { server, request, info, resource, query, call }
}

const VERBS: Record<ApiRequest['method'], string> = {
  GET: 'get',
  HEAD: 'get',
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
  OPTIONS: 'get',
}

function verbOf(request: ApiRequest, info: RequestInfo, query: Record<string, string>): string {
  const verb = VERBS[request.method] ?? 'get'
  if (verb === 'get' && isTrue(query['watch'])) return 'watch'
  if (verb === 'get' && !info.name) return 'list'
  if (verb === 'delete' && !info.name) return 'deletecollection'
  return verb
}

function isTrue(value: string | undefined): boolean {
  return value === 'true' || value === '1'
}

/** The field manager: as the request says, or the program's name from its user agent. */
function managerOf(request: ApiRequest): string {
  const given = request.query?.['fieldManager']
  if (given) return given
  const agent = request.headers?.['user-agent'] ?? ''
  return agent.split('/')[0] || 'unknown'
}

function act(exchange: Exchange): Answer {
  const { request, info, resource } = exchange
  if (info.subresource) return actOnSubresource(exchange)
  if (!resource.verbs.includes(verbOf(request, info, exchange.query))) return notAllowed()
  switch (request.method) {
    case 'GET':
    case 'HEAD':
      return info.name ? get(exchange) : list(exchange)
    case 'POST':
      return info.name ? notAllowed() : post(exchange)
    case 'PUT':
      return info.name ? put(exchange) : notAllowed()
    case 'PATCH':
      return info.name ? patch(exchange) : notAllowed()
    case 'DELETE':
      return info.name ? deleteOne(exchange) : deleteMany(exchange)
    default:
      return notAllowed()
  }
}

/** A method that a resource does not have at all. */
function notAllowed(): Refusal {
  return refusal(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {})
}

function get({ server, info, resource }: Exchange): Answer {
  const object = tableOf(server, resource).get(info.namespace, info.name)
  return object ? { code: 200, object } : notFound(resource, info.name)
}

function list({ server, info, resource, query }: Exchange): Answer {
  const result = listOf(server, resource, resource.namespaced ? info.namespace || undefined : undefined, query)
  return isRefusal(result) ? result : { code: 200, object: result }
}

function post(exchange: Exchange): Answer {
  const { server, info, resource, call } = exchange
  const decoded = decodeBody(exchange)
  if (isRefusal(decoded)) return decoded
  call.warnings.push(...decoded.warnings)
  const { object } = decoded
  if (resource.namespaced) {
    const mismatch = namespaceMismatch(object, info.namespace)
    if (mismatch) return mismatch
  }
  resource.defaults?.(object)
  const created = create(server, resource, info.namespace, object, call)
  return created.ok ? { code: 201, object: created.object } : created
}

function decodeBody({ server, request, resource, query }: Exchange): Decoded | Refusal {
  const mode = fieldValidationOf(query)
  return typeof mode === 'string' ? decode(server.catalog, request, resource, mode) : mode
}

function namespaceMismatch(object: KubeObject, namespace: string): Refusal | undefined {
  const given = object.metadata.namespace
  return given && given !== namespace
    ? badRequest('the namespace of the provided object does not match the namespace sent on the request')
    : undefined
}

function put(exchange: Exchange): Answer {
  const { server, info, resource, call } = exchange
  const decoded = decodeBody(exchange)
  if (isRefusal(decoded)) return decoded
  call.warnings.push(...decoded.warnings)
  const { object } = decoded
  const mismatch = checkIdentity(object, info)
  if (mismatch) return mismatch
  resource.defaults?.(object)
  const change = info.subresource === 'status' ? updateStatus : update
  const updated = change(server, resource, info.namespace, info.name, () => object, call, {
    versionRequired: VERSIONED.has(nameOf(resource)),
  })
  return updated.ok ? { code: 200, object: updated.object } : updated
}

/** Resources that are not replaced without saying which version is meant (no AllowUnconditionalUpdate). */
const VERSIONED = new Set(['leases.coordination.k8s.io', 'poddisruptionbudgets.policy'])

export function checkIdentity(object: KubeObject, info: { namespace: string; name: string }): Refusal | undefined {
  const { name, namespace } = object.metadata
  if (!name) return badRequest('name must be provided')
  if (name !== info.name) return badRequest(`the name of the object (${name}) does not match the name on the URL (${info.name})`)
  if (info.namespace) {
    if (!namespace) object.metadata.namespace = info.namespace
    else if (namespace !== info.namespace)
      return badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  return undefined
}

function patch(exchange: Exchange): Answer {
  const { server, request, info, resource, query, call } = exchange
  const type = patchTypeOf(request.headers?.['content-type'])
  if (isRefusal(type)) return type
  const mode = fieldValidationOf(query)
  if (typeof mode !== 'string') return mode
  const before = tableOf(server, resource).get(info.namespace, info.name)
  const patched = applyPatch(
    server,
    resource,
    info.namespace,
    info.name,
    request.body,
    { type: type.type, force: isTrue(query['force']), fieldValidation: mode, fieldManager: query['fieldManager'] },
    call,
  )
  return patched.ok ? { code: type.type === 'apply' && !before ? 201 : 200, object: patched.object } : patched
}

function readDeleteOptions(request: ApiRequest, query: Record<string, string>): JsonObject | Refusal {
  let body = request.body
  if (typeof body === 'string') {
    if (body.trim() === '') body = {}
    else {
      try {
        body = JSON.parse(body)
      } catch (error) {
        return badRequest(`the body of the request could not be decoded: ${(error as Error).message}`)
      }
    }
  }
  const options: JsonObject = isObject(body) ? { ...body } : {}
  if (query['gracePeriodSeconds'] !== undefined) options['gracePeriodSeconds'] = Number(query['gracePeriodSeconds'])
  if (query['propagationPolicy']) options['propagationPolicy'] = query['propagationPolicy']
  if (query['orphanDependents']) options['orphanDependents'] = isTrue(query['orphanDependents'])
  const policy = options['propagationPolicy']
  if (policy !== undefined && options['orphanDependents'] !== undefined && options['orphanDependents'] !== null)
    return invalidDeleteOptions(
      'FieldValueInvalid',
      'propagationPolicy',
      `Invalid value: ${JSON.stringify(policy)}: orphanDependents and deletionPropagation cannot be both set`,
    )
  if (policy !== undefined && !['Foreground', 'Background', 'Orphan'].includes(policy))
    return invalidDeleteOptions(
      'FieldValueNotSupported',
      'propagationPolicy',
      `Unsupported value: ${JSON.stringify(policy)}: supported values: "Foreground", "Background", "Orphan", "nil"`,
    )
  return options
}

function invalidDeleteOptions(reason: string, field: string, message: string): Refusal {
  return refusal(422, 'Invalid', `DeleteOptions.meta.k8s.io "" is invalid: ${field}: ${message}`, {
    group: 'meta.k8s.io',
    kind: 'DeleteOptions',
    causes: [{ reason, message, field }],
  })
}

function dryRunOf(options: JsonObject, call: Call): Call {
  return Array.isArray(options['dryRun']) && options['dryRun'].includes('All') ? { ...call, dryRun: true } : call
}

function deleteOne({ server, request, info, resource, query, call }: Exchange): Answer {
  const options = readDeleteOptions(request, query)
  if (isRefusal(options)) return options
  const removed = remove(server, resource, info.namespace, info.name, options, dryRunOf(options, call))
  if (!removed.ok) return removed
  // Pods, Namespaces and Services answer with themselves, most others with a Status.
  if (removed.gone && !RETURN_DELETED.has(resource.plural))
    return { code: 200, object: success(resource, info.name, removed.object.metadata.uid) as JsonObject }
  return { code: 200, object: removed.object }
}

/** Strategies that return the deleted object (returnDeletedObject), Pods and Namespaces on their way out. */
const RETURN_DELETED = new Set([
  'pods',
  'services',
  'serviceaccounts',
  'persistentvolumeclaims',
  'persistentvolumes',
  'podtemplates',
  'resourcequotas',
  'limitranges',
  'roles',
  'rolebindings',
])

function deleteMany({ server, request, info, resource, query, call }: Exchange): Answer {
  const options = readDeleteOptions(request, query)
  if (isRefusal(options)) return options
  const selection = selectionOf(resource, query)
  if (isRefusal(selection)) return selection
  const items: KubeObject[] = []
  for (const object of tableOf(server, resource).list(resource.namespaced ? info.namespace || undefined : undefined)) {
    if (!selection(object)) continue
    const { namespace = '', name = '' } = object.metadata
    const removed = remove(server, resource, namespace, name, options, dryRunOf(options, call))
    if (removed.ok) items.push(removed.object)
  }
  return {
    code: 200,
    object: {
      kind: `${resource.kind}List`,
      apiVersion: apiVersionOf(resource),
      metadata: { resourceVersion: String(server.store.revision) },
      items,
    },
  }
}

function actOnSubresource(exchange: Exchange): Answer {
  const { server, request, info, resource, call } = exchange
  const { subresource, namespace, name } = info
  if (!resource.subresources?.includes(subresource)) return noSuchResource()
  const { method } = request
  if (isPostSubresource(resource, subresource)) {
    if (method !== 'POST') return notAllowed()
    const body = bodyObject(request)
    if (isRefusal(body)) return body
    const posted = postSubresource(server, resource, namespace, name, subresource, body, call)
    return posted.ok ? { code: 201, object: posted.object } : posted
  }
  if (subresource === 'status' || subresource === 'finalize' || updatesSpec(subresource)) {
    if (method === 'GET') return get(exchange)
    if (method === 'PUT') return subresource === 'status' ? put(exchange) : putSpec(exchange)
    if (method === 'PATCH') return patch(exchange)
    return notAllowed()
  }
  if (subresource === 'scale') return actOnScale(exchange)
  if (subresource === 'proxy') return refusal(501, 'NotImplemented', "podtalk does not simulate the API server's proxy")
  return STREAMED.has(subresource) ? badRequest('Upgrade request required') : noSuchResource()
}

/** Subresources that are streams; a plain request for one has come to the wrong door. */
const STREAMED = new Set(['exec', 'attach', 'portforward', 'log'])

function putSpec(exchange: Exchange): Answer {
  const { server, info, resource, call } = exchange
  const decoded = decodeBody(exchange)
  if (isRefusal(decoded)) return decoded
  const mismatch = checkIdentity(decoded.object, info)
  if (mismatch) return mismatch
  resource.defaults?.(decoded.object)
  const updated = updateSubresource(server, resource, info, decoded.object, call)
  return updated.ok ? { code: 200, object: updated.object } : updated
}

function actOnScale(exchange: Exchange): Answer {
  const { server, request, info, resource, call } = exchange
  const scale = readSubresource(server, resource, 'scale')
  const current = scale.get(info.namespace, info.name)
  if (!current.ok) return current
  const { method } = request
  if (method === 'GET') return { code: 200, object: current.object }
  if (method !== 'PUT' && method !== 'PATCH') return notAllowed()
  const body = bodyObject(request)
  if (isRefusal(body)) return body
  const changed = method === 'PATCH' ? patchScale(exchange, current.object, body) : body
  if (isRefusal(changed)) return changed
  const { value: wanted, error } = decodeTyped(structOf(scales.schema) as Struct, changed, true)
  if (error)
    return method === 'PATCH'
      ? patchFault(JSON.stringify(body), error)
      : badRequest(`Scale in version "v1" cannot be handled as a Scale: ${error}`)
  const updated = scale.update(info.namespace, info.name, wanted, call)
  return updated.ok ? { code: 200, object: updated.object } : updated
}

function patchScale(exchange: Exchange, current: KubeObject, body: JsonObject): JsonObject | Refusal {
  const type = patchTypeOf(exchange.request.headers?.['content-type'])
  if (isRefusal(type)) return type
  return patchPlain(type.type === 'json' ? 'json' : 'merge', current, body)
}

function bodyObject(request: ApiRequest): JsonObject | Refusal {
  let { body } = request
  const refused = checkBody(body)
  if (refused) return refused
  if (typeof body === 'string') {
    try {
      body = JSON.parse(body)
    } catch (error) {
      return badRequest((error as Error).message)
    }
  }
  return checkBody(body) ?? (isObject(body) || Array.isArray(body) ? (body as JsonObject) : {})
}

/** What is shown of an object: its managedFields, or a table when the client asks for one. */
function render(exchange: Exchange, object: JsonObject): unknown {
  const { server, request, resource, query, info } = exchange
  const accept = request.headers?.['accept'] ?? ''
  const plain = object['kind'] === 'Status'
  if (!plain && wantsTable(accept) && (!info.subresource || info.subresource === 'status' || info.subresource === 'scale'))
    return asTable(server, info.subresource === 'scale' ? scales : resource, object, tableIncludeOf(query))
  return plain ? object : withManagedFields(server, resource, object, request.headers)
}

export function respond(status: number, body: unknown, warnings: readonly string[]): ApiResponse {
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json'
  return { status, headers: { 'content-type': type }, warnings, body }
}

function respondRefusal(answer: Refusal, warnings: readonly string[]): ApiResponse {
  return respond(answer.code, answer.status, warnings)
}

function openWatch(server: Server, request: ApiRequest, onEvent: (event: WatchEvent) => void): Watch | ApiResponse {
  const exchange = open(server, request)
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
      if (!table) onEvent({ type: event.type, object: withManagedFields(server, resource, event.object, request.headers) as JsonObject })
      else {
        onEvent(tableEvent(server, resource, event, include, first))
        first = false
      }
    },
  )
  return isRefusal(opened) ? respondRefusal(opened, []) : opened
}
