// Writes .cache/field-docs.json: the types and the documentation of all fields, for `kubectl explain` and the editor's hovers.
// Types come from data/kubernetes-1.36/schemas, texts from the models of @kubernetes/client-node (release-1.36). Those lack line
// ends, the texts of fields that are objects and what single values mean; kubernetes-models has all of it, a little older. Both
// are development dependencies. Nothing of it is committed, and faces load it only when somebody asks.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'

const root = new URL('..', import.meta.url)
const schemas = new URL('data/kubernetes-1.36/schemas/', root)
const models = new URL('node_modules/@kubernetes/client-node/dist/gen/models/', root)
const linedModels = ['kubernetes-models', '@kubernetes-models/apimachinery'].map((name) => new URL(`node_modules/${name}/`, root))
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
function textsOf(name, model) {
  const isMeta = name.includes('.meta.v1.')
  const texts = { description: '', fields: new Map() }
  const clean = (comment, key) => {
    const flat = comment
      .replace(/^\s*\*\s?/, '')
      .replace(/\\(["'`])/g, '$1')
      .replaceAll('*\\/', '*/')
      .trim()
    return joined(flat, lined.get(key)) ?? restoreLines(flat, isMeta)
  }
  const own = /\/\*\*\n([^\n]*)\n\*\/\nexport declare class/.exec(model)
  if (own) texts.description = clean(own[1], name)
  for (const [, comment, field] of model.matchAll(/ {4}\/\*\*\n([^\n]*)\n {4}\*\/\n {4}'([^']+)'\??:/g))
    texts.fields.set(field.replace(/^_/, ''), clean(comment, `${name}#${field.replace(/^_/, '')}`))
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

/** The type as explain shows it, and the schema behind it. Plain values go by their own type's name. */
function typeOf(schema = {}) {
  const ref = schema.$ref ?? schema.allOf?.[0]?.$ref
  if (ref) {
    const name = refName(ref)
    const plain = schemaOf.get(name)?.type
    return { type: plain && plain !== 'object' ? plain : name.split('.').at(-1), ref: name }
  }
  if (schema.items) {
    const inner = typeOf(schema.items)
    return { ...inner, type: `[]${inner.type}` }
  }
  if (schema.additionalProperties) {
    const inner = typeOf(schema.additionalProperties)
    return { ...inner, type: `map[string]${inner.type}` }
  }
  return { type: schema.type === 'object' ? 'Object' : (schema.type ?? 'Object') }
}

/** A schema made of a model's own declarations, for kinds whose schema the project has no use for. */
function schemaOfModel(model) {
  const properties = {}
  const required = []
  for (const [, field, optional, type] of model.matchAll(/ {4}'([^']+)'(\??): ((?:[^;{]|\{[^}]*\})+);/g)) {
    properties[field] = schemaOfType(type.trim())
    if (!optional) required.push(field)
  }
  return { type: 'object', properties, ...(required.length > 0 ? { required } : {}) }
}

function schemaOfType(type) {
  const list = /^Array<(.*)>$/.exec(type)
  if (list) return { type: 'array', items: schemaOfType(list[1]) }
  if (type.startsWith('{')) return { type: 'object', additionalProperties: { type: 'string' } }
  const model = /^V1(\w+)$/.exec(type)
  if (model)
    return { $ref: `#/${[...schemaOf.keys()].find((name) => name.endsWith(`.v1.${model[1]}`)) ?? `io.k8s.api.core.v1.${model[1]}`}` }
  return { type: type === 'number' ? 'integer' : type }
}

const COMMENT = String.raw`\/\*\*\n((?: *\*(?!\/)[^\n]*\n)*) *\*\/\n`
const ENUM = '\n\nPossible enum values:'

/** Texts by `type` or `type#field`, with their line ends; those of single values by `type#field=`. */
function readLined() {
  const texts = new Map()
  const nameOf = new Map([...schemaOf.keys()].map((name) => [pascal(name), name]))
  for (const folder of linedModels)
    for (const file of readdirSync(folder, { recursive: true })) {
      if (!file.endsWith('.d.ts') || file.includes('_schemas')) continue
      const model = readFileSync(new URL(file, folder), 'utf8')
      const name = nameOf.get(/ as I(IoK8s\w+)/.exec(model)?.[1])
      if (!name) continue
      const own = new RegExp(`\n${COMMENT}export (?:interface|type)`).exec(`\n${model}`)
      if (own) texts.set(name, textOfComment(own[1]))
      for (const [, comment, field] of model.matchAll(new RegExp(` {4}${COMMENT} {4}"([^"]+)"\\??:`, 'g'))) {
        const [text, values] = textOfComment(comment).split(ENUM)
        texts.set(`${name}#${field}`, text)
        if (values) texts.set(`${name}#${field}=`, values)
      }
    }
  return texts
}

function pascal(name) {
  return name.replace(/(?:^|[.-])(\w)/g, (_, letter) => letter.toUpperCase())
}

function textOfComment(comment) {
  return comment
    .replace(/^ *\* ?/gm, '')
    .replace(/\\([*"'`/])/g, '$1')
    .trim()
}

/** The text of both sources together: the words of `flat`, the line ends of `lined`. */
function joined(flat, lined) {
  if (!flat || !lined) return flat || lined || ''
  const parts = lined.split(/(\n+)/)
  let at = 0
  let out = ''
  for (let i = 0; i < parts.length; i += 2) {
    const line = parts[i]
    const found = flat.indexOf(line, at)
    if (found < 0 || flat.slice(at, found).trim() !== '') return undefined
    if (i > 0) out += parts[i - 1]
    out += line
    at = found + line.length
  }
  return out + flat.slice(at)
}

/** What single values mean, where the older texts know the very same values. */
function meaningOf(values, known = '') {
  const same = known.match(/^ - `"[^"]*"`/gm)?.join() === values.map((value) => ` - \`${JSON.stringify(value)}\``).join()
  return same ? known : values.map((value) => `\n - \`${JSON.stringify(value)}\``).join('')
}

const schemaOf = readSchemas()
for (const name of [
  'io.k8s.api.core.v1.TopologySelectorLabelRequirement',
  'io.k8s.api.core.v1.TopologySelectorTerm',
  'io.k8s.api.scheduling.v1.PriorityClass',
  'io.k8s.api.storage.v1.StorageClass',
])
  if (!schemaOf.has(name)) schemaOf.set(name, schemaOfModel(modelOf(name) ?? ''))
const lined = readLined()

const types = {}
/** Texts of types that have no model: the models say them at each field of the type. */
const plainTypes = new Map()
for (const [name, schema] of schemaOf) {
  const model = modelOf(name)
  const texts = model ? textsOf(name, model) : { description: '', fields: new Map() }
  const fields = {}
  for (const [field, property] of Object.entries(schema.properties ?? {})) {
    const { type, ref } = typeOf(property)
    const values = property.enum
    const found = texts.fields.get(field)
    const ofType = /\.(IntOrString|MicroTime|Quantity)$/.test(ref ?? '') && found?.startsWith(`${ref.split('.').at(-1)} is `)
    if (ofType) plainTypes.set(ref, found)
    const text = (ofType ? undefined : found) ?? lined.get(`${name}#${field}`) ?? ''
    fields[field] = {
      type,
      ...(ref ? { ref } : {}),
      ...(schema.required?.includes(field) ? { required: true } : {}),
      ...(values ? { enum: values } : {}),
      description: values && text ? `${text}${ENUM}${meaningOf(values, lined.get(`${name}#${field}=`))}` : text,
    }
  }
  types[name] = { description: texts.description || (lined.get(name) ?? ''), ...(Object.keys(fields).length > 0 ? { fields } : {}) }
}
for (const [name, text] of plainTypes) if (types[name] && !types[name].description) types[name].description = text
mkdirSync(new URL('.cache/', root), { recursive: true })
writeFileSync(target, JSON.stringify(types))
