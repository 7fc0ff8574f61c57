/**
 * OpenAPI v2 of the same facts as the v3 documents: as JSON, and in the protobuf form that kubectl asks
 * for (gnostic's openapi.v2.Document). Only what kubectl reads of it: kinds, fields, their texts, query parameters.
 */
type Json = Record<string, any>

const EXTENSION = 'x-kubernetes-'

/** The Swagger document of all versions together. `paths` and `schemas` are those of OpenAPI v3. */
export function swaggerDocument(info: object, paths: Json, schemas: Json): Json {
  return {
    swagger: '2.0',
    info,
    paths: mapped(paths, (item) => mapped(item, operation)),
    definitions: mapped(schemas, schema),
  }
}

function mapped(object: Json, change: (value: any) => unknown): Json {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]))
}

function operation({ parameters = [], ...rest }: Json): Json {
  return { ...rest, parameters: parameters.map(({ schema: type, ...one }: Json) => ({ ...one, ...type })) }
}

/** v3 says a reference with a text beside it by `allOf`, and alternatives by `oneOf`; v2 has neither. */
function schema({ allOf, oneOf, $ref, properties, items, additionalProperties, default: _, ...rest }: Json): Json {
  const reference = $ref ?? allOf?.[0]?.$ref
  if (reference) return { ...rest, $ref: reference.replace('#/components/schemas/', '#/definitions/') }
  return {
    ...rest,
    ...(oneOf ? { type: 'string' } : {}),
    ...(properties ? { properties: mapped(properties, schema) } : {}),
    ...(items ? { items: schema(items) } : {}),
    ...(typeof additionalProperties === 'object' ? { additionalProperties: schema(additionalProperties) } : {}),
  }
}

/** A protobuf record of a length: a text or a message. */
function bytes(number: number, content: string | Buffer): Buffer {
  const body = typeof content === 'string' ? Buffer.from(content) : content
  return Buffer.concat([varint(number * 8 + 2), varint(body.length), body])
}

function varint(number: number): Buffer {
  const out: number[] = []
  for (let rest = number; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...out, rest])
    out.push((rest % 128) + 128)
  }
}

const all = (parts: readonly Buffer[]): Buffer => Buffer.concat(parts)
const text = (number: number, value: string | undefined): Buffer[] => (value ? [bytes(number, value)] : [])
const named = (number: number, entries: Json, encode: (value: any) => Buffer): Buffer[] =>
  Object.entries(entries).map(([name, value]) => bytes(number, all([bytes(1, name), bytes(2, encode(value))])))

/** Extensions go as YAML, of which JSON is a part. */
function extensions(number: number, object: Json): Buffer[] {
  const own = Object.entries(object).filter(([name]) => name.startsWith(EXTENSION))
  return named(number, Object.fromEntries(own), (value) => bytes(2, JSON.stringify(value)))
}

function encodeSchema(value: Json): Buffer {
  const { $ref, format, description, required = [], type, items, properties, additionalProperties } = value
  return all([
    ...text(1, $ref),
    ...text(2, format),
    ...text(4, description),
    ...required.map((name: string) => bytes(19, name)),
    ...(additionalProperties ? [bytes(21, bytes(1, encodeSchema(additionalProperties)))] : []),
    ...(type ? [bytes(22, bytes(1, type))] : []),
    ...(items ? [bytes(23, bytes(1, encodeSchema(items)))] : []),
    ...(properties ? [bytes(25, all(named(1, properties, encodeSchema)))] : []),
    ...extensions(31, value),
  ])
}

/** A query parameter: Parameter, NonBodyParameter and QueryParameterSubSchema around it. */
function encodeParameter({ in: place, name, type }: Json): Buffer {
  const query = all([...text(2, place), ...text(4, name), ...text(6, type)])
  return bytes(1, bytes(2, bytes(3, query)))
}

function encodeOperation(value: Json): Buffer {
  const response = bytes(1, bytes(1, 'OK'))
  return all([
    ...value['parameters'].map((parameter: Json) => bytes(8, encodeParameter(parameter))),
    bytes(9, all([bytes(1, all([bytes(1, '200'), bytes(2, response)]))])),
    ...extensions(13, value),
  ])
}

const METHODS: Readonly<Record<string, number>> = { get: 2, put: 3, post: 4, delete: 5, patch: 8 }

function encodePath(item: Json): Buffer {
  return all(Object.entries(item).map(([method, value]) => bytes(METHODS[method] as number, encodeOperation(value))))
}

/** The document as gnostic's openapi.v2.Document. */
export function encodeSwagger({ swagger, info, paths, definitions }: Json): Buffer {
  return all([
    bytes(1, swagger),
    bytes(2, all([...text(1, info.title), ...text(2, info.version)])),
    bytes(8, all(named(2, paths, encodePath))),
    bytes(9, all(named(1, definitions, encodeSchema))),
  ])
}
