// Writes src/cluster/apiserver/schema/types.gen.ts: the API's types in a small text, from data/kubernetes-1.36/schemas.
// The text's form is described, and read, in src/cluster/apiserver/schema/schema.ts.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { GO_TYPES, NAMED_STRINGS, POINTER_STRINGS, VALUE_SCALARS } from './go-types.mjs'

const folder = new URL('../data/kubernetes-1.36/schemas/', import.meta.url)
const schemas = Object.assign({}, ...readdirSync(folder).map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))))

const SCALARS = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'q',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'x',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 't',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'u',
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': 'a',
  'io.k8s.apimachinery.pkg.runtime.RawExtension': 'a',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Patch': 'a',
}

/** Short names; where two groups have the same, the core group keeps it. */
const names = new Map()
for (const name of Object.keys(schemas)) {
  const parts = name.split('.')
  const short = parts.at(-1)
  const clash = Object.keys(schemas).some((other) => other !== name && other.endsWith(`.${short}`))
  names.set(name, clash && !name.startsWith('io.k8s.api.core.') ? `${parts[3]}.${short}` : short)
}

function refOf(schema) {
  return (schema.$ref ?? schema.allOf?.[0]?.$ref)?.split('/').pop()
}

function code(schema) {
  const ref = refOf(schema)
  if (ref) return SCALARS[ref] ?? names.get(ref)
  switch (schema.type) {
    case 'array': {
      const kind = schema['x-kubernetes-list-type']
      const keys = schema['x-kubernetes-list-map-keys']?.join(',')
      const strategy = schema['x-kubernetes-patch-strategy'] ?? ''
      const merge = strategy.includes('merge') ? `~${schema['x-kubernetes-patch-merge-key'] ?? ''}` : ''
      return `[${code(schema.items)}${kind === 'map' ? `#${keys}` : kind === 'set' ? '#' : ''}${merge}`
    }
    case 'object':
      return schema.additionalProperties
        ? `{${code(schema.additionalProperties)}${schema['x-kubernetes-map-type'] === 'atomic' ? '%' : ''}`
        : 'a'
    case 'integer':
      return schema.format === 'int64' ? 'l' : 'i'
    case 'number':
      return 'f'
    case 'boolean':
      return 'b'
    default:
      return schema.format === 'byte' ? 'y' : schema.format === 'date-time' ? 't' : 's'
  }
}

const lines = []
for (const [name, schema] of Object.entries(schemas)) {
  if (!schema.properties || SCALARS[name] || /List$/.test(name) || /\.(WatchEvent|APIResource|APIGroup|APIVersions)/.test(name)) continue
  const short = names.get(name)
  const required = new Set(schema.required ?? [])
  const fields = Object.entries(schema.properties).map(([field, property]) => {
    let text = `${field} ${code(property)}`
    const key = `${short}.${field}`
    const kind = code(property)
    const scalar = /^[silbf]$/.test(kind) || /^[[{]/.test(kind)
    // `*`: a pointer in Go, which keeps a zero value; the others lose it when they may be left out, and `!` keeps it all the same.
    if (scalar && required.has(field)) text += '!'
    else if (kind === 's' && (POINTER_STRINGS.has(key) || POINTER_STRINGS.has(field))) text += '*'
    else if (/^[ilbf]$/.test(kind) && !VALUE_SCALARS.has(field) && !VALUE_SCALARS.has(key) && !/Status$/.test(short)) text += '*'
    else if (/^[ilbf]$/.test(kind) && VALUE_SCALARS.has(`*${key}`)) text += '*'
    else if (/^([A-Z]|\w+\.)/.test(kind) && property.default === undefined) text += '*'
    const go = NAMED_STRINGS[key] ?? NAMED_STRINGS[field] ?? GO_TYPES[key]
    if (go) text += `:${go}`
    if (property['x-kubernetes-patch-strategy']?.includes('retainKeys')) text += '^'
    if (typeof property.default === 'string' && property.default !== '') text += `=${property.default}`
    return text
  })
  lines.push(`${short}${name.includes('.v2.') ? '@v2' : ''}${schema['x-kubernetes-map-type'] === 'atomic' ? '%' : ''};${fields.join(';')}`)
}
const text = lines.sort().join('\n')
writeFileSync(
  new URL('../src/cluster/apiserver/schema/types.gen.ts', import.meta.url),
  `// Made by scripts/generate-schema.mjs from data/kubernetes-1.36/schemas. Do not edit.\nexport const TYPES = ${JSON.stringify(text)}\n`,
)
