import { TYPES } from './types.gen.ts'

/**
 * The API's types. Their text has a line a type, `Name@package%;field code;field code…`, fields in the order in which
 * Go's structs have them, and so JSON that Go writes:
 * codes are s (string), i l (int32, int64), f, b, y (bytes), t u (Time, MicroTime), q (Quantity),
 * x (IntOrString), a (anything), a type's name, `[code` (list) and `{code` (map). Behind a list: `#` a set,
 * `#key,key` a map, `~key` or `~` what strategic merge patches merge by. Then `*` a pointer in Go, `!` always
 * there, `:v1.Protocol` the Go type's own name, `^` retainKeys,
 * `@ProbeHandler` the embedded Go struct it stands in, `=TCP` a default. `%` is an atomic map or struct.
 */
export type Scalar = 's' | 'i' | 'l' | 'f' | 'b' | 'y' | 't' | 'u' | 'q' | 'x' | 'a'

export type TypeRef =
  | { kind: 'scalar'; scalar: Scalar; go: string }
  | { kind: 'struct'; name: string; go: string }
  | {
      kind: 'list'
      of: TypeRef
      list: 'atomic' | 'set' | 'map'
      keys: readonly string[]
      mergeKey: string | undefined
      merges: boolean
      go: string
    }
  | { kind: 'map'; of: TypeRef; atomic: boolean; go: string }

export interface Field {
  name: string
  type: TypeRef
  /** keeps a written zero value (a Go pointer, or a field without omitempty) */
  pointer: boolean
  /** there in every object, whether written or not */
  required: boolean
  retainKeys: boolean
  /** the Go struct without a name of its own that the field stands in: `ProbeHandler` */
  embedded?: string | undefined
  default: string | undefined
}

export interface Struct {
  name: string
  go: string
  atomic: boolean
  fields: ReadonlyMap<string, Field>
  /** fields that are structs by value: encoded as `{}` when nothing is in them */
  values: readonly Field[]
}

const GO_SCALARS: Record<Scalar, string> = {
  s: 'string',
  i: 'int32',
  l: 'int64',
  f: 'float64',
  b: 'bool',
  y: '[]uint8',
  t: 'v1.Time',
  u: 'v1.MicroTime',
  q: 'resource.Quantity',
  x: 'intstr.IntOrString',
  a: 'runtime.RawExtension',
}

let lines: Map<string, string> | undefined
let more = ''
const structs = new Map<string, Struct>()
const ofSchemas = new Map<string, Struct>()

/** Types that come later (`seldom-types.ts`), in the same text. */
export function addTypes(text: string): void {
  more += `\n${text}`
  lines = undefined
}

/** A type by its short name: `PodSpec`, `discovery.EndpointPort`. */
export function structOf(name: string): Struct | undefined {
  const known = structs.get(name)
  if (known) return known
  lines ??= new Map(`${TYPES}${more}`.split('\n').map((line) => [/^[\w.]+/.exec(line)?.[0] as string, line]))
  const line = lines.get(name)
  if (line === undefined) return undefined
  const struct = parseStruct(name, line)
  structs.set(name, struct)
  return struct
}

/** A resource's type by its full name in the schemas: `io.k8s.api.core.v1.Pod`. */
export function structOfSchema(schema: string): Struct | undefined {
  let struct = ofSchemas.get(schema)
  if (!struct) {
    const parts = schema.split('.')
    struct = structOf(`${parts[3]}.${parts.at(-1)}`) ?? structOf(parts.at(-1) as string)
    if (struct) ofSchemas.set(schema, struct)
  }
  return struct
}

function parseStruct(name: string, line: string): Struct {
  const [head = '', ...rest] = line.split(';')
  const fields = new Map<string, Field>()
  for (const text of rest) {
    const field = parseField(text)
    fields.set(field.name, field)
  }
  const values = [...fields.values()].filter((field) => field.type.kind === 'struct' && !field.pointer && field.name !== 'metadata')
  return { name, go: goName(name, head), atomic: head.endsWith('%'), fields, values }
}

function goName(name: string, head: string): string {
  return `${head.includes('@v2') ? 'v2' : 'v1'}.${name.split('.').at(-1)}`
}

const FIELD = /^(\S+) ([^*!:^=@]+)([*!]?)(?::([\w.]+))?(\^?)(?:@(\w+))?(?:=(.*))?$/

function parseField(text: string): Field {
  const [, name = '', code = '', mark, go, retain, embedded, preset] = FIELD.exec(text) as RegExpExecArray
  return {
    name,
    type: parseType(code, go),
    pointer: mark !== '',
    required: mark === '!',
    retainKeys: retain === '^',
    embedded,
    default: preset,
  }
}

function parseType(code: string, go: string | undefined): TypeRef {
  if (code[0] === '[') {
    const [, inner = '', list, mergeKey] = /^\[([^#~]+)(#[\w,]*)?(?:~(.*))?$/.exec(code) as RegExpExecArray
    const of = parseType(inner, go)
    const keys = list && list.length > 1 ? list.slice(1).split(',') : []
    return {
      kind: 'list',
      of,
      list: list === undefined ? 'atomic' : keys.length > 0 ? 'map' : 'set',
      keys,
      mergeKey: mergeKey || undefined,
      merges: mergeKey !== undefined,
      go: `[]${of.go}`,
    }
  }
  if (code[0] === '{') {
    const atomic = code.endsWith('%')
    const of = parseType(code.slice(1, atomic ? -1 : undefined), undefined)
    return { kind: 'map', of, atomic, go: go ?? `map[string]${of.go}` }
  }
  if (code.length === 1) return { kind: 'scalar', scalar: code as Scalar, go: go ?? GO_SCALARS[code as Scalar] }
  return { kind: 'struct', name: code, go: goName(code, lines?.get(code)?.split(';')[0] ?? '') }
}
