import type { JsonObject, KubeObject } from '../api/object.ts'
import { authenticate } from './authentication.ts'
import { authorize } from './authorization/authorize.ts'
import { reviewOf } from './authorization/reviews.ts'
import { apiVersionOf, nameOf } from './catalog.ts'
import { checkBody, type Decoded, decode, fieldValidationOf } from './decode.ts'
import type { ApiRequest, ApiResponse } from './door.ts'
import { type Answer, type Exchange, isTrue, notAllowed, respond, respondRefusal, verbOf } from './exchange.ts'
import { isObject } from './json.ts'
import { applyPatch, patchFault, patchPlain, patchTypeOf } from './patch/patch.ts'
import { create } from './registry/create.ts'
import { remove } from './registry/delete.ts'
import { selectionOf } from './registry/selection.ts'
import { type Call, type Server, tableOf } from './registry/server.ts'
import { isPostSubresource, postSubresource, readSubresource, updateSubresource, updatesSpec } from './registry/subresources.ts'
import { update, updateStatus } from './registry/update.ts'
import type { RequestInfo } from './request-info.ts'
import { scales } from './resources/autoscaling/scale.ts'
import { type Struct, structOf } from './schema/schema.ts'
import { decodeTyped } from './schema/typed.ts'
import { badRequest, isRefusal, noSuchResource, notFound, type Refusal, refusal, success } from './status.ts'

/** Access reviews and the like: questions in the form of objects. */
export function review(server: Server, request: ApiRequest, info: RequestInfo): ApiResponse {
  const user = authenticate(server, request)
  if (isRefusal(user)) return respondRefusal(user, [])
  const denied = authorize(server, user, verbOf(request, info, request.query ?? {}), info)
  if (denied) return respondRefusal(denied, [])
  if (request.method !== 'POST') return respondRefusal(notAllowed(), [])
  const body = bodyObject(request)
  if (isRefusal(body)) return respondRefusal(body, [])
  const { kind, answer } = reviewOf(info)
  return respond(201, { kind, apiVersion: `${info.group}/v1`, metadata: {}, ...answer(server, user, body, info.namespace) }, [])
}

/** Answers every method that does not only read. */
export function change(exchange: Exchange): Answer {
  const { request, info } = exchange
  switch (request.method) {
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

function checkIdentity(object: KubeObject, info: { namespace: string; name: string }): Refusal | undefined {
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

export function actOnSubresource(exchange: Exchange): Answer {
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
    if (method === 'GET') return current(exchange)
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

function current({ server, info, resource }: Exchange): Answer {
  const object = tableOf(server, resource).get(info.namespace, info.name)
  return object ? { code: 200, object } : notFound(resource, info.name)
}
