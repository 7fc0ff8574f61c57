import { type FieldDocs, fieldsOf, type TypeDoc, typeDoc } from './field-docs.ts'
import type { Explained } from './plaintext.ts'
import { fillLines } from './wrap.ts'

const WIDTH = 80
const DESCRIPTION = 5
const FIELD = 3

/** The form of `--output=plaintext-openapiv2`: types of objects are not named. */
export function plainTextV2(docs: FieldDocs, { name, field, type }: Explained, recursive: boolean): string {
  const shape = field ? shapeOf(docs, field.type, field.ref) : ''
  const fields = fieldsOf(type)
  let out = ''
  if (name !== undefined) out += `${fields.length > 0 ? 'RESOURCE:' : 'FIELD:   '} ${name} <${shape}>\n\n`
  const texts = [field?.description, type?.description].filter((text): text is string => Boolean(text))
  out += `DESCRIPTION:\n${texts.length > 0 ? texts.map((text) => filled(text, DESCRIPTION)).join('\n') : `${' '.repeat(DESCRIPTION)}<empty>\n`}`
  return fields.length > 0 ? `${out}\nFIELDS:\n${fieldLines(docs, type, FIELD, recursive, [])}` : out
}

function fieldLines(docs: FieldDocs, type: TypeDoc | undefined, by: number, recursive: boolean, history: readonly string[]): string {
  let out = ''
  for (const [name, field] of fieldsOf(type)) {
    out += `${' '.repeat(by)}${name}\t<${shapeOf(docs, field.type, field.ref)}>${field.required && !recursive ? ' -required-' : ''}\n`
    if (!recursive) out += `${filled(field.description || '<no description>', by + 2)}\n`
    else if (field.ref && !history.includes(field.ref))
      out += fieldLines(docs, typeDoc(docs, field.ref), by + 3, true, [...history, field.ref])
  }
  return out
}

/** `[]Object` for a list of Containers. */
function shapeOf(docs: FieldDocs, type: string, ref: string | undefined): string {
  const named = ref?.split('.').at(-1)
  if (!ref || !named || !type.endsWith(named)) return type
  const prefix = type.slice(0, -named.length)
  return `${prefix}${typeDoc(docs, ref)?.fields || named === 'FieldsV1' ? 'Object' : 'string'}`
}

function filled(text: string, by: number): string {
  return fillLines(text, WIDTH - by)
    .map((line) => (line === '' ? '\n' : `${' '.repeat(by)}${line}\n`))
    .join('')
}
