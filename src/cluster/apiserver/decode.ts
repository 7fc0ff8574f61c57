import { parse } from 'yaml'
import type { KubeObject } from '../api/object.ts'
import type { ApiRequest } from './door.ts'
import { clone, isObject } from './json.ts'
import type { Resource } from './resource.ts'
import { badRequest, type Refusal } from './status.ts'

export interface DecodeOptions {
  fieldValidation: 'Strict' | 'Warn' | 'Ignore'
}

export interface Decoded {
  object: KubeObject
  warnings: string[]
}

export function decodeOptions(query: Record<string, string>): DecodeOptions {
  const mode = query['fieldValidation']
  return { fieldValidation: mode === 'Strict' || mode === 'Ignore' ? mode : 'Warn' }
}

/** Reads a request's body as an object of the resource. The object is the caller's own. */
export function decode(request: ApiRequest, resource: Resource, _options: DecodeOptions): Decoded | Refusal {
  let value = request.body
  if (typeof value === 'string') {
    try {
      value = request.headers?.['content-type']?.includes('yaml') ? parse(value) : JSON.parse(value)
    } catch (error) {
      return badRequest((error as Error).message)
    }
  } else value = clone(value)
  if (!isObject(value)) return badRequest(`the object provided is unrecognized (must be of type ${resource.kind})`)
  value['metadata'] ??= {}
  return { object: value as KubeObject, warnings: [] }
}
