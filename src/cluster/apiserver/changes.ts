import { isObject } from '../api/json.ts'
import { parseGoJson } from '../api/json-fault.ts'
import type { JsonObject, KubeObject } from '../api/object.ts'
import { apiVersionOf } from '../api/object.ts'
import { nameOf } from './catalog.ts'
import { type Decoded, decode, fieldValidationOf } from './decode.ts'
import type { ApiRequest } from './door.ts'
import { type Answer, type Exchange, isTrue, notAllowed } from './exchange.ts'
import { create } from './registry/create.ts'
import { remove } from './registry/delete.ts'
import { selectionOf } from './registry/selection.ts'
import { type Call, tableOf } from './registry/server.ts'
import { update, updateStatus } from './registry/update.ts'
import { PATCHES } from './resources/later.ts'
import { badRequest, isRefusal, type Refusal, refusal, success } from './status.ts'

/** Answers every method that does not only read. */
export function change(exchange: Exchange): Answer {
  const { request, info } = exchange
  switch (request.method) {
    case 'POST':
      return info.name ? notAllowed() : post(exchange)
    case 'PUT':
      return info.name ? put(exchange) : notAllowed()
    case 'PATCH':
      return info.name ? PATCHES.value.patch(exchange) : notAllowed()
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

export function decodeBody({ server, request, resource, query }: Exchange): Decoded | Refusal {
  const mode = fieldValidationOf(query)
  return typeof mode === 'string' ? decode(server.catalog, request, resource, mode) : mode
}

function namespaceMismatch(object: KubeObject, namespace: string): Refusal | undefined {
  const given = object.metadata.namespace
  return given && given !== namespace
    ? badRequest('the namespace of the provided object does not match the namespace sent on the request')
    : undefined
}

export function put(exchange: Exchange): Answer {
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

function readDeleteOptions(request: ApiRequest, query: Record<string, string>): JsonObject | Refusal {
  let body = request.body
  if (typeof body === 'string') {
    if (body.trim() === '') body = {}
    else {
      try {
        body = parseGoJson(body)
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
