// Writes src/cluster/api/types.ts: TypeScript interfaces for the API objects, from the schemas in data/kubernetes-1.36/schemas.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

const folder = new URL('../data/kubernetes-1.36/schemas/', import.meta.url)
const schemas = Object.assign({}, ...readdirSync(folder).map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))))

/** autoscaling/v2 and v1 both have a HorizontalPodAutoscaler; core and events both have an Event. */
const shortNames = new Map()
for (const name of Object.keys(schemas).sort()) {
  const [group, version, kind] = name.split('.').slice(-3)
  const plain = kind
  shortNames.set(
    name,
    [...shortNames.values()].includes(plain) ? `${group[0].toUpperCase()}${group.slice(1)}${version.toUpperCase()}${kind}` : plain,
  )
}
const OWN = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'string',
  'io.k8s.apimachinery.pkg.util.intstr.IntOrString': 'number | string',
  'io.k8s.apimachinery.pkg.apis.meta.v1.Time': 'string',
  'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime': 'string',
  'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': 'Record<string, unknown>',
  'io.k8s.apimachinery.pkg.runtime.RawExtension': 'unknown',
}

function typeOf(schema) {
  const ref = schema.$ref ?? schema.allOf?.[0]?.$ref
  if (ref) {
    const name = ref.split('/').pop()
    return OWN[name] ?? shortNames.get(name) ?? 'unknown'
  }
  if (schema.type === 'array') {
    const item = typeOf(schema.items)
    return item.includes(' ') ? `(${item})[]` : `${item}[]`
  }
  if (schema.type === 'object' && schema.additionalProperties) return `Record<string, ${typeOf(schema.additionalProperties)}>`
  if (schema.type === 'integer' || schema.type === 'number') return 'number'
  if (schema.type === 'string' || schema.type === 'boolean') return schema.type
  return 'unknown'
}

const out = ['// Made by scripts/generate-api-types.mjs from data/kubernetes-1.36/schemas. Do not edit.', '']
for (const name of Object.keys(schemas).sort()) {
  if (OWN[name] || !schemas[name].properties) continue
  out.push(`export interface ${shortNames.get(name)} {`)
  const required = new Set(schemas[name].required ?? [])
  for (const [field, schema] of Object.entries(schemas[name].properties)) {
    const key = /^[A-Za-z_]\w*$/.test(field) ? field : `'${field}'`
    out.push(`  ${key}${required.has(field) ? '' : '?'}: ${typeOf(schema)}`)
  }
  out.push('}', '')
}
writeFileSync(new URL('../src/cluster/api/types.ts', import.meta.url), out.join('\n'))
