import type { JsonObject, KubeObject } from '../../api/object.ts'
import type { Result } from '../../client/client.ts'
import { clone } from '../json.ts'
import type { Call, Server } from '../registry/server.ts'
import { update, updateStatus } from '../registry/update.ts'
import type { Resource } from '../resource.ts'
import { badRequest, type Refusal, refusal } from '../status.ts'
import { mergePatch } from './merge.ts'

export type PatchType = 'merge' | 'strategic' | 'json' | 'apply'

export interface PatchRequest {
  type: PatchType
  force: boolean
  fieldValidation?: string | undefined
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
  const accepted = [...TYPES.keys()].join(', ')
  return refusal(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${accepted}`,
  )
}

/** PATCH: makes the new object of the patch and what is stored, and goes the way of an update. */
export function applyPatch(
  server: Server,
  resource: Resource,
  namespace: string,
  name: string,
  patch: unknown,
  request: PatchRequest,
  call: Call,
): Result {
  const transform = (old: KubeObject): KubeObject | Refusal => {
    const body = typeof patch === 'string' ? JSON.parse(patch) : patch
    const object = clone(mergePatch(old, body)) as KubeObject
    resource.defaults?.(object)
    return object
  }
  void request
  return (call.subresource === 'status' ? updateStatus : update)(server, resource, namespace, name, transform, call)
}

/** A patch of an object that is not stored itself, a Scale. */
export function patchPlain(type: 'json' | 'merge', object: JsonObject, patch: unknown): JsonObject | Refusal {
  if (type === 'json') return badRequest('json patch of scale')
  return mergePatch(object, patch) as JsonObject
}
