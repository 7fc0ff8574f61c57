import { goValue } from '../../api/go-syntax.ts'
import { isObject, jsonKind } from '../../api/json.ts'
import { parseGoJson } from '../../api/json-fault.ts'
import type { JsonObject, KubeObject } from '../../api/object.ts'
import { decodeYaml } from '../../api/yaml/decode.ts'
import type { Result } from '../../client/client.ts'
import type { Stored } from '../../etcd/store.ts'
import { checkBody, type FieldValidation, structFor } from '../decode.ts'
import { type Call, type Server, tableOf } from '../registry/server.ts'
import { updateSubresource, updatesSpec } from '../registry/subresources.ts'
import { update, updateStatus } from '../registry/update.ts'
import type { Resource } from '../resource.ts'
import { decodeTyped } from '../schema/typed.ts'
import { badRequest, isRefusal, notFound, type Refusal, refusal } from '../status.ts'
import { serverSideApply } from './apply.ts'
import { jsonPatch, operationFaults } from './json-patch.ts'
import { mergePatch } from './merge.ts'
import { PatchError, PatchFormError, strategicMergePatch } from './strategic.ts'

export type PatchType = 'merge' | 'strategic' | 'json' | 'apply'

export interface PatchRequest {
  type: PatchType
  force: boolean
  fieldValidation?: FieldValidation | undefined
  /** given with the request; server-side apply needs one */
  fieldManager?: string | undefined
}

const TYPES = new Map<string, PatchType>([
  ['application/json-patch+json', 'json'],
  ['application/merge-patch+json', 'merge'],
  ['application/strategic-merge-patch+json', 'strategic'],
  ['application/apply-patch+yaml', 'apply'],
])

export function patchTypeOf(contentType: string | undefined): { type: PatchType } | Refusal {
  const type = TYPES.get((contentType ?? '').split(';')[0]?.trim() ?? '')
  if (type) return { type }
  return refusal(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${[...TYPES.keys(), 'application/apply-patch+cbor'].join(', ')}`,
  )
}

/** PATCH: makes the new object of the patch and what is stored, and goes the way of an update. */
export function applyPatch(
  server: Server,
  resource: Resource,
  namespace: string,
  name: string,
  given: unknown,
  request: PatchRequest,
  call: Call,
): Result {
  const tooLong = typeof given === 'string' ? checkBody(given) : undefined
  if (tooLong) return tooLong
  const patch = typeof given === 'string' ? readPatch(given, request.type) : given
  if (typeof patch === 'object' && patch !== null && isRefusal(patch)) return patch
  const refused = checkBody(patch)
  if (refused) return refused
  if (request.type === 'apply') return serverSideApply(server, resource, namespace, name, patch, request, call)
  const transform = (old: KubeObject): KubeObject | Refusal => patched(resource, namespace, name, old, patch, request, call)
  if (call.subresource && updatesSpec(call.subresource)) {
    const old = tableOf(server, resource).get(namespace, name)
    if (!old) return notFound(resource, name)
    const object = transform(old)
    if (isRefusal(object)) return object
    return updateSubresource(server, resource, { namespace, name, subresource: call.subresource }, object, call)
  }
  const change = call.subresource === 'status' ? updateStatus : update
  return change(server, resource, namespace, name, (old: KubeObject, _stored: Stored) => transform(old), call)
}

function readPatch(text: string, type: PatchType): unknown {
  try {
    return type === 'apply' ? decodeYaml(text) : parseGoJson(text)
  } catch (error) {
    return badRequest(`${type === 'strategic' ? '' : 'error decoding patch: '}${(error as Error).message.split('\n')[0]}`)
  }
}

/** The object as the patch makes it, read as its type and defaulted. */
function patched(
  resource: Resource,
  namespace: string,
  name: string,
  old: KubeObject,
  patch: unknown,
  request: PatchRequest,
  call: Call,
): KubeObject | Refusal {
  const mode = request.fieldValidation ?? 'Warn'
  const form = request.type === 'json' && mode !== 'Ignore' ? operationFaults(patch) : undefined
  if (form?.error) return badRequest(`error decoding patch: ${form.error}`)
  let merged: unknown
  try {
    merged = applyTo(resource, old, patch, request.type)
  } catch (error) {
    if (!(error instanceof PatchError)) throw error
    return request.type === 'json' && !(error instanceof PatchFormError) ? rejected() : badRequest(error.message)
  }
  const invalid = (why: string): Refusal => patchFault(request.type === 'strategic' ? goValue(patch) : JSON.stringify(patch), why)
  const { value, error, strict: unknown } = decodeTyped(structFor(resource), merged, true, request.type === 'strategic')
  const strict = [...(form?.strict ?? []), ...unknown]
  if (error || !value) return invalid(error ?? 'unexpected end of JSON input')
  if (strict.length > 0 && mode === 'Strict') return invalid(`strict decoding error: ${strict.join(', ')}`)
  if (mode === 'Warn') call.warnings.push(...strict)
  const object = value as KubeObject
  object.apiVersion = old.apiVersion
  object.kind = old.kind
  object.metadata ??= {}
  if (object.metadata.name !== name)
    return badRequest(`the name of the object (${object.metadata.name ?? ''}) does not match the name on the URL (${name})`)
  if (resource.namespaced && (object.metadata.namespace ?? namespace) !== namespace)
    return badRequest('the namespace of the provided object does not match the namespace sent on the request')
  if (resource.namespaced) object.metadata.namespace = namespace
  // Only what was written is defaulted; status is the server's own.
  resource.defaults?.(object)
  return object
}

/** A patch whose outcome is no object of the type. `shown`: the patch as text. */
export function patchFault(shown: string, why: string): Refusal {
  const message = `Invalid value: ${JSON.stringify(shown)}: ${why}`
  return refusal(422, 'Invalid', ` "" is invalid: patch: ${message}`, {
    causes: [{ reason: 'FieldValueInvalid', message, field: 'patch' }],
  })
}

/** What kubectl shows as "The request is invalid: …" */
function rejected(): Refusal {
  return refusal(422, 'Invalid', 'the server rejected our request due to an error in our request', {})
}

function applyTo(resource: Resource, old: JsonObject, patch: unknown, type: PatchType): unknown {
  if (type === 'json') return jsonPatch(old, patch)
  if (type === 'merge') {
    if (!isObject(patch))
      throw new PatchFormError(
        `error decoding patch: json: cannot unmarshal ${jsonKind(patch)} into Go value of type map[string]interface {}`,
      )
    return mergePatch(old, patch)
  }
  return strategicMergePatch(structFor(resource), old, patch)
}

/** A patch of an object that is not stored itself, a Scale. */
export function patchPlain(type: 'json' | 'merge', object: JsonObject, patch: unknown): JsonObject | Refusal {
  try {
    const out = type === 'json' ? jsonPatch(object, patch) : mergePatch(object, patch)
    return isObject(out) ? out : rejected()
  } catch (error) {
    if (error instanceof PatchError) return rejected()
    throw error
  }
}
