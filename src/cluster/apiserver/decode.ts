import { isObject } from '../api/json.ts'
import type { KubeObject } from '../api/object.ts'
import { apiVersionOf } from '../api/object.ts'
import { decodeYaml } from '../api/yaml/decode.ts'
import type { Catalog } from './catalog.ts'
import type { ApiRequest } from './door.ts'
import type { Resource } from './resource.ts'
import { parseJson } from './schema/json-text.ts'
import { type Struct, structOf, structOfSchema } from './schema/schema.ts'
import { decodeTyped } from './schema/typed.ts'
import { badRequest, isRefusal, type Refusal, refusal } from './status.ts'

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore'

export interface Decoded {
  object: KubeObject
  warnings: string[]
}

/** The API server reads no longer bodies. */
const BODY_LIMIT = 3 * 1024 * 1024
/** No API object comes near it, and what walks through objects does not run out of stack. */
const DEPTH_LIMIT = 500

/** The mode of `fieldValidation=`; the server warns when the client asks for nothing. */
export function fieldValidationOf(query: Record<string, string>): FieldValidation | Refusal {
  const mode = query['fieldValidation']
  if (!mode) return 'Warn'
  if (mode === 'Strict' || mode === 'Warn' || mode === 'Ignore') return mode
  const message = `fieldValidation: Unsupported value: ${JSON.stringify(mode)}: supported values: "Ignore", "Strict", "Warn"`
  return refusal(422, 'Invalid', `CreateOptions.meta.k8s.io "" is invalid: ${message}`, {
    group: 'meta.k8s.io',
    kind: 'CreateOptions',
    causes: [{ reason: 'FieldValueNotSupported', message: message.slice('fieldValidation: '.length), field: 'fieldValidation' }],
  })
}

/** A body as a value, whatever it came as, and whether its keys have an order of their own. */
export interface Body {
  value: unknown
  hasOrder: boolean
  /** `duplicate field "spec.replicas"` */
  duplicates: readonly string[]
}

const SUMMARY_LENGTH = 30

/** Reads the text or takes the value of a body, which should be of a kind. */
export function readBody(request: ApiRequest, kind: string): Body | Refusal {
  const { body } = request
  const refused = checkBody(body)
  if (refused) return refused
  if (typeof body !== 'string') return { value: body, hasOrder: false, duplicates: [] }
  const type = (request.headers?.['content-type'] ?? 'application/json').split(';')[0]?.trim() ?? ''
  try {
    if (type !== '' && !type.includes('json') && !type.includes('yaml')) return unsupportedMedia()
    const read = type.includes('yaml') ? { value: decodeYaml(body), duplicates: [] } : parseJson(body)
    return checkBody(read.value) ?? { ...read, hasOrder: true }
  } catch (error) {
    const problem = (error as Error).message.split('\n')[0]
    return badRequest(
      `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${problem} (${summaryOf(body)})`,
    )
  }
}

/** The beginning of a body that cannot be read, as letters if it may have been meant as JSON. */
function summaryOf(body: string): string {
  if (body === '') return '<empty>'
  const start = [...body.slice(0, SUMMARY_LENGTH)]
  const text =
    body[0] === '{' ? start.join('') : start.map((letter) => (letter.codePointAt(0) as number).toString(16).padStart(2, '0')).join('')
  return body.length > SUMMARY_LENGTH ? `${text} ...` : text
}

function unsupportedMedia(): Refusal {
  return refusal(
    415,
    'UnsupportedMediaType',
    'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf, application/cbor',
  )
}

/** Refuses a body that is too long, or nested more deeply than any object is. */
export function checkBody(body: unknown): Refusal | undefined {
  let left = BODY_LIMIT
  let level: unknown[] = [body]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEPTH_LIMIT) return badRequest('exceeded max depth')
    const next: unknown[] = []
    for (const item of level) {
      // A value costs what its text would at least.
      left--
      if (typeof item === 'string') left -= item.length
      else if (Array.isArray(item)) for (const each of item) next.push(each)
      else if (typeof item === 'object' && item !== null) {
        for (const key in item) {
          left -= key.length + 3
          next.push((item as Record<string, unknown>)[key])
        }
      }
      if (left < 0) return refusal(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${BODY_LIMIT}`)
    }
    level = next
  }
  return undefined
}

/** Reads a request's body as an object of the resource. The object is the caller's own. */
export function decode(catalog: Catalog, request: ApiRequest, resource: Resource, mode: FieldValidation): Decoded | Refusal {
  const body = readBody(request, resource.kind)
  if (isRefusal(body)) return body
  const wrong = checkKind(catalog, resource, body.value)
  if (wrong) return wrong
  return decodeValue(resource, body, mode)
}

/** The value as the resource's type: wrong types refuse it, unknown fields do in Strict mode. */
export function decodeValue(resource: Resource, body: Body, mode: FieldValidation): Decoded | Refusal {
  const { value, error, strict } = decodeTyped(structFor(resource), body.value, !body.hasOrder)
  const problems = [...strict, ...body.duplicates]
  const cannot = (why: string): Refusal =>
    badRequest(`${resource.kind} in version ${JSON.stringify(resource.version)} cannot be handled as a ${resource.kind}: ${why}`)
  if (error) return cannot(error)
  if (!value) return cannot('json: cannot unmarshal null')
  if (problems.length > 0 && mode === 'Strict') return cannot(`strict decoding error: ${problems.join(', ')}`)
  const object = value as KubeObject
  object.apiVersion = apiVersionOf(resource)
  object.kind = resource.kind
  object.metadata ??= {}
  return { object, warnings: mode === 'Warn' ? problems : [] }
}

/** The type of a resource's objects; resources without a published schema keep what they are given, beside metadata. */
export function structFor(resource: Resource): Struct {
  const struct = structOfSchema(resource.schema)
  if (struct) return struct
  const fields = new Map(structOf('Namespace')?.fields)
  const open: Struct = { name: resource.kind, go: `${resource.version}.${resource.kind}`, atomic: false, fields, values: [] }
  for (const name of ['spec', 'status', ...((resource.extra?.['fields'] as string[] | undefined) ?? [])])
    fields.set(name, {
      name,
      type: { kind: 'scalar', scalar: 'a', go: '' },
      pointer: true,
      required: false,
      retainKeys: false,
      default: undefined,
    })
  return open
}

function checkKind(catalog: Catalog, resource: Resource, value: unknown): Refusal | undefined {
  if (!isObject(value)) return undefined
  const { kind, apiVersion } = value
  const expected = apiVersionOf(resource)
  if ((kind !== undefined && typeof kind !== 'string') || (apiVersion !== undefined && typeof apiVersion !== 'string')) return undefined
  const givenVersion = apiVersion || expected
  const givenKind = kind || resource.kind
  if (givenVersion === expected && givenKind === resource.kind) return undefined
  const [group, version] = givenVersion.includes('/') ? givenVersion.split('/') : ['', givenVersion]
  const known = catalog.byKind(group as string, version as string, givenKind)
  if (known && givenVersion !== expected)
    return badRequest(`the API version in the data (${givenVersion}) does not match the expected API version (${expected})`)
  const why = known
    ? `converting (${version}.${givenKind}) to (${resource.group || 'core'}.${resource.kind}): unknown conversion`
    : `no kind ${JSON.stringify(givenKind)} is registered for version ${JSON.stringify(givenVersion)} in scheme "pkg/runtime/scheme.go:111"`
  return badRequest(`${givenKind} in version ${JSON.stringify(version)} cannot be handled as a ${resource.kind}: ${why}`)
}
