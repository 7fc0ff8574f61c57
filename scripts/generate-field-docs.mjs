// Writes .cache/field-docs.json: the types and the documentation of all fields, for `kubectl explain` and the editor's hovers.
// Types come from data/kubernetes-1.36/schemas, texts from the models of @kubernetes/client-node (release-1.36, a development
// dependency). Nothing of it is committed, and faces load it only when somebody asks.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'

const root = new URL('..', import.meta.url)
const schemas = new URL('data/kubernetes-1.36/schemas/', root)
const models = new URL('node_modules/@kubernetes/client-node/dist/gen/models/', root)
const target = new URL('.cache/field-docs.json', root)

/** Schemas by name, each once. */
function readSchemas() {
  const all = new Map()
  for (const file of readdirSync(schemas))
    for (const [name, schema] of Object.entries(JSON.parse(readFileSync(new URL(file, schemas), 'utf8'))))
      if (!all.has(name)) all.set(name, schema)
  return all
}

/** The model file of a schema: `io.k8s.api.core.v1.Pod` is V1Pod, names that two groups have carry the group's. */
function modelOf(name) {
  const parts = name.split('.')
  const [group, version, kind] = parts.slice(-3)
  const prefix = version[0].toUpperCase() + version.slice(1)
  for (const candidate of [`${group[0].toUpperCase()}${group.slice(1)}${prefix}${kind}`, `${prefix}${kind}`]) {
    const file = new URL(`${candidate}.d.ts`, models)
    if (existsSync(file)) return readFileSync(file, 'utf8')
  }
  return undefined
}

/** Comments of a model: its own and its fields'. */
function textsOf(model, isMeta) {
  const texts = { description: '', fields: new Map() }
  const clean = (comment) =>
    restoreLines(
      comment
        .replace(/^\s*\*\s?/, '')
        .replace(/\\(["'`])/g, '$1')
        .replaceAll('*\\/', '*/')
        .trim(),
      isMeta,
    )
  const own = /\/\*\*\n([^\n]*)\n\*\/\nexport declare class/.exec(model)
  if (own) texts.description = clean(own[1])
  for (const [, comment, field] of model.matchAll(/ {4}\/\*\*\n([^\n]*)\n {4}\*\/\n {4}'([^']+)'\??:/g))
    texts.fields.set(field.replace(/^_/, ''), clean(comment))
  return texts
}

/**
 * The models have their texts on one line: line ends became spaces. Three spaces and more were an indented line, and a bullet
 * after one began a line; two spaces were a paragraph's end in metadata, and elsewhere before the words that begin one.
 */
function restoreLines(text, isMeta) {
  return text
    .replace(/(\S) {3,}(?=\S)/g, (run, letter) => `${letter}\n${' '.repeat(run.length - 2)}`)
    .replace(/(\n {2,}[^\n]*?) (\* \S)/g, '$1\n$2')
    .replace(
      isMeta
        ? / {2}(?=\S)/g
        : / {2}(?=(?:Populated|Must be a|Cannot be updated|Possible enum|Default:|Defaults to [A-Z]|Read-only|More info)\b)/g,
      '\n\n',
    )
}

const refName = (ref) => ref.split('/').at(-1)

/** The type as explain shows it, and the schema behind it. */
function typeOf(schema = {}) {
  const ref = schema.$ref ?? schema.allOf?.[0]?.$ref
  if (ref) return { type: refName(ref).split('.').at(-1), ref: refName(ref) }
  if (schema.items) {
    const inner = typeOf(schema.items)
    return { ...inner, type: `[]${inner.type}` }
  }
  if (schema.additionalProperties) {
    const inner = typeOf(schema.additionalProperties)
    return { ...inner, type: `map[string]${inner.type}` }
  }
  return { type: schema.type ?? 'Object' }
}

const types = {}
for (const [name, schema] of readSchemas()) {
  const model = modelOf(name)
  const texts = model ? textsOf(model, name.includes('.meta.v1.')) : { description: '', fields: new Map() }
  const fields = {}
  for (const [field, property] of Object.entries(schema.properties ?? {})) {
    const { type, ref } = typeOf(property)
    const values = property.enum ?? property.items?.enum
    fields[field] = {
      type,
      ...(ref ? { ref } : {}),
      ...(schema.required?.includes(field) ? { required: true } : {}),
      ...(values ? { enum: values } : {}),
      description: texts.fields.get(field) ?? '',
    }
  }
  types[name] = { description: texts.description, ...(Object.keys(fields).length > 0 ? { fields } : {}) }
}
mkdirSync(new URL('.cache/', root), { recursive: true })
writeFileSync(target, JSON.stringify(types))
