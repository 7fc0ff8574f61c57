import { isObject } from '../api/json.ts'
import { parseGoJson } from '../api/json-fault.ts'
import type { JsonObject, KubeObject } from '../api/object.ts'
import { authenticate } from './authentication.ts'
import { authorize } from './authorization/authorize.ts'
import { reviewOf } from './authorization/reviews.ts'
import { checkIdentity, decodeBody, put } from './changes.ts'
import { checkBody } from './decode.ts'
import type { ApiRequest, ApiResponse } from './door.ts'
import { type Answer, type Exchange, notAllowed, respond, respondRefusal, verbOf } from './exchange.ts'
import { patchFault, patchPlain, patchTypeOf } from './patch/patch.ts'
import { patch } from './patch/patch-request.ts'
import { isPostSubresource, postSubresource, readSubresource } from './registry/seldom-subresources.ts'
import { type Server, tableOf } from './registry/server.ts'
import { updateSubresource, updatesSpec } from './registry/subresources.ts'
import type { RequestInfo } from './request-info.ts'
import { scales } from './resources/autoscaling/scale.ts'
import { type Struct, structOf } from './schema/schema.ts'
import { decodeTyped } from './schema/typed.ts'
import { badRequest, isRefusal, noSuchResource, notFound, type Refusal, refusal } from './status.ts'

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

export function actOnSubresource(exchange: Exchange): Answer {
  const { server, request, info, resource, call } = exchange
  const { subresource, namespace, name } = info
  if (!resource.subresources?.includes(subresource)) return noSuchResource()
  const { method } = request
  if (isPostSubresource(resource, subresource)) {
    if (method !== 'POST') return notAllowed()
    const body = bodyObject(request)
    if (isRefusal(body)) return body
    const posted = postSubresource(subresource)(server, resource, namespace, name, body, call)
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
      body = parseGoJson(body)
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
