import { type FieldDoc, type FieldDocs, fieldOf, fieldsOf, type TypeDoc, typeDoc } from './field-docs.ts'
import { indent, wrapWords } from './wrap.ts'

/** What a path leads to: the field itself (none for the whole kind) and the type behind it. */
export interface Explained {
  name?: string
  field?: FieldDoc
  type?: TypeDoc | undefined
  typeName?: string | undefined
}

/** Follows field names from a type; undefined when one is not there. */
export function follow(docs: FieldDocs, root: string, path: readonly string[]): Explained | undefined {
  let found: Explained = { type: typeDoc(docs, root), typeName: root }
  for (const name of path) {
    const field = fieldOf(found.type, name)
    if (!field) return undefined
    found = { name, field, type: typeDoc(docs, field.ref), typeName: field.ref }
  }
  return found
}

/** Values that an enumeration shows in a list of fields before it is cut off. */
const SHOWN_VALUES = 4

const valueText = (value: string): string => (value === '' ? '""' : value)

/** The default form of explain, after the lines about group, kind and version. */
export function plainText(docs: FieldDocs, explained: Explained, recursive: boolean): string {
  const { name, field, type, typeName } = explained
  let out = ''
  if (name !== undefined && field) {
    out += `FIELD: ${name} <${field.type}>\n`
    if (field.enum) out += `ENUM:${field.enum.map((value) => `\n    ${valueText(value)}`).join('')}`
    out += '\n\n'
  }
  const texts = [field?.description, type?.description].filter(Boolean)
  out += `DESCRIPTION:\n${indent(wrapWords(texts.length > 0 ? texts.map((text) => `${text}\n`).join('') : '<empty>', 76), 4)}\n`
  const list = fieldList(docs, type, 1, recursive, typeName ? [typeName] : [])
  return `${out}${list === '' ? '' : `FIELDS:\n${list}`}\n`
}

function fieldList(docs: FieldDocs, type: TypeDoc | undefined, level: number, recursive: boolean, history: readonly string[]): string {
  let out = ''
  const by = 2 * level
  for (const [name, field] of fieldsOf(type)) {
    out += `${indent(name, by)}\t<${field.type}>${field.required ? ' -required-' : ''}`
    if (field.enum) {
      const shown = field.enum.slice(0, SHOWN_VALUES).map(valueText).join(', ')
      out += `\n${indent('', by)}enum: ${shown}${field.enum.length > SHOWN_VALUES ? ', ....' : ''}`
    }
    out += '\n'
    if (!recursive) out += `${indent(wrapWords(field.description || '<no description>', 78 - by), by + 2)}\n\n`
    else if (field.ref && !history.includes(field.ref))
      out += fieldList(docs, typeDoc(docs, field.ref), level + 1, true, [...history, field.ref])
  }
  return out
}
