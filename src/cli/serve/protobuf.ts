import goTypes from '../../../data/kubernetes-1.36/go-types.json' with { type: 'json' }

/** Bodies of typed clients begin so. */
const MAGIC = Buffer.from('k8s\0')
/** Messages are not nested deeper. */
const DEPTH_LIMIT = 100

type Json = Record<string, any>
type Struct = Record<string, string>

const STRUCTS = goTypes as Record<string, Struct>

interface Field {
  json: string
  /** Go's type: `[]v1.Container`, `*int32`, `map[string]string` */
  type: string
  /** an embedded struct, whose fields stand in the object itself */
  embedded: boolean
}

const fieldsOf = new Map<string, Map<number, Field>>()

function fields(struct: string): Map<number, Field> | undefined {
  const known = fieldsOf.get(struct)
  if (known) return known
  const facts = Object.hasOwn(STRUCTS, struct) ? STRUCTS[struct] : undefined
  if (!facts) return undefined
  const all = new Map<number, Field>()
  for (const [json, text] of Object.entries(facts)) {
    const [number = '0', type = ''] = text.split(' ')
    all.set(Number(number), { json: json.replace('+', ''), type, embedded: json.startsWith('+') })
  }
  fieldsOf.set(struct, all)
  return all
}

export function isProtobuf(body: Buffer): boolean {
  return body.length > 4 && body.subarray(0, 4).equals(MAGIC)
}

/** The object in a protobuf body, as JSON; undefined when it is none that is known. */
export function decodeProtobuf(body: Buffer): Json | undefined {
  try {
    let apiVersion = ''
    let kind = ''
    let raw: Buffer | undefined
    for (const { number, bytes } of records(body.subarray(4))) {
      if (number === 1 && bytes) {
        for (const meta of records(bytes)) {
          if (meta.number === 1) apiVersion = meta.bytes?.toString('utf8') ?? ''
          if (meta.number === 2) kind = meta.bytes?.toString('utf8') ?? ''
        }
      } else if (number === 2 && bytes) raw = bytes
    }
    const group = apiVersion.split('/')[0] as string
    const struct = Object.hasOwn(STRUCTS, `${group.split('.')[0]}.${kind}`) ? `${group.split('.')[0]}.${kind}` : kind
    if (!raw || !fields(struct)) return undefined
    return { apiVersion, kind, ...readMessage(struct, raw, 0) }
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

interface Record_ {
  number: number
  varint: bigint
  bytes: Buffer | undefined
}

function* records(data: Buffer): Generator<Record_> {
  let at = 0
  const varint = (): bigint => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      if (at >= data.length || shift > 63n) throw new RangeError('a number does not end')
      const byte = data[at++] as number
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return value
    }
  }
  while (at < data.length) {
    const tag = Number(varint())
    const number = tag >>> 3
    const wire = tag & 7
    if (wire === 0) yield { number, varint: varint(), bytes: undefined }
    else if (wire === 2) {
      const length = Number(varint())
      if (at + length > data.length) throw new RangeError('a field is longer than the message')
      yield { number, varint: 0n, bytes: data.subarray(at, at + length) }
      at += length
    } else if (wire === 1) at += 8
    else if (wire === 5) at += 4
    else throw new RangeError(`no wire type ${wire}`)
  }
}

function readMessage(struct: string, data: Buffer, depth: number): Json {
  if (depth > DEPTH_LIMIT) throw new RangeError('too deep')
  const known = fields(struct)
  const out: Json = {}
  for (const record of records(data)) {
    const field = known?.get(record.number)
    if (!field) continue
    if (field.embedded) {
      if (record.bytes) Object.assign(out, readMessage(structName(field.type), record.bytes, depth + 1))
      continue
    }
    const { json } = field
    const type = field.type.replace(/^\*/, '')
    if (type.startsWith('map[') || type === 'v1.ResourceList') {
      const [key, value] = readEntry(
        type === 'v1.ResourceList' ? 'resource.Quantity' : type.replace(/^map\[[\w.]+\]/, ''),
        record.bytes,
        depth,
      )
      out[json] ??= Object.create(null)
      out[json][key] = value
    } else if (type.startsWith('[]') && type !== '[]uint8') (out[json] ??= []).push(readValue(type.slice(2), record, depth))
    else out[json] = readValue(type, record, depth)
  }
  return out
}

function readEntry(type: string, data: Buffer | undefined, depth: number): [string, unknown] {
  let key = ''
  let value: unknown = type === 'string' ? '' : type === '[]uint8' ? '' : {}
  for (const record of records(data ?? Buffer.alloc(0))) {
    if (record.number === 1) key = record.bytes?.toString('utf8') ?? ''
    if (record.number === 2) value = readValue(type, record, depth)
  }
  return [key, value]
}

function structName(type: string): string {
  return type.includes('@') ? (type.split('@')[1] as string) : (type.split('.').at(-1) as string)
}

/** Types that are written in a way of their own. */
const OWN: Record<string, (data: Buffer) => unknown> = {
  'v1.Time': (data) => readTime(data, false),
  'v1.MicroTime': (data) => readTime(data, true),
  'resource.Quantity': (data) => text(data, 1),
  'intstr.IntOrString': (data) => {
    const [type = 0n, number = 0n] = [varintOf(data, 1), varintOf(data, 2)]
    return type === 1n ? text(data, 3) : Number(BigInt.asIntN(32, number))
  },
  'runtime.RawExtension': (data) => JSON.parse(text(data, 1) || 'null'),
  'v1.FieldsV1': (data) => JSON.parse(text(data, 1) || '{}'),
}

function readTime(data: Buffer, micro: boolean): string | null {
  const seconds = Number(BigInt.asIntN(64, varintOf(data, 1) ?? 0n))
  const nanos = Number(varintOf(data, 2) ?? 0n)
  if (data.length === 0) return null
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19)
  return micro ? `${whole}.${String(Math.floor(nanos / 1000)).padStart(6, '0')}Z` : `${whole}Z`
}

function varintOf(data: Buffer, wanted: number): bigint | undefined {
  for (const record of records(data)) if (record.number === wanted) return record.varint
  return undefined
}

function text(data: Buffer, wanted: number): string {
  for (const record of records(data)) if (record.number === wanted) return record.bytes?.toString('utf8') ?? ''
  return ''
}

function readValue(type: string, { varint, bytes }: Record_, depth: number): unknown {
  const plain = type.replace(/^\*/, '')
  if (bytes === undefined) return plain === 'bool' ? varint !== 0n : Number(BigInt.asIntN(64, varint))
  const own = OWN[plain]
  if (own) return own(bytes)
  if (plain === '[]uint8') return bytes.toString('base64')
  if (plain === 'string' || !fields(structName(plain))) return bytes.toString('utf8')
  return readMessage(structName(plain), bytes, depth + 1)
}
