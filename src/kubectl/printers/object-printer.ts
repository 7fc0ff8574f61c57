import type { JsonObject } from '../../cluster/api/object.ts'
import { Code } from '../../sim/code.ts'
import { CommandError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { goJsonIndent } from './go-json.ts'
import { TemplateFailure } from './template/failure.ts'

/** Prints one object after another. */
export type ObjectPrinter = (object: JsonObject) => void

/** Flags of commands that print objects. */
export const PRINT_FLAGS = `
--allow-missing-template-keys bool=true
-o, --output string
--show-managed-fields bool
--template string
`

/** The formats of commands that print whole objects. */
export const FORMATS = [
  'go-template',
  'go-template-file',
  'json',
  'jsonpath',
  'jsonpath-as-json',
  'jsonpath-file',
  'kyaml',
  'name',
  'template',
  'templatefile',
  'yaml',
]

/** Forms whose template follows `=`. */
const TEMPLATED = /^(go-template-file|go-template|templatefile|template|jsonpath-as-json|jsonpath-file|jsonpath)(?:=|$)/

/** Most formats are printed by code that comes with the first of them. Subcommands that come later bring it along. */
export const FORMATTERS = new Code('kubectl’s formats', () => import('./formats.ts'))
const goTemplates = new Code('go-template', () => import('./template/go-template.ts'))
goTemplates.bring(FORMATTERS)

const PLAIN = new Set(['', 'json', 'name', 'wide'])

/** The code that the format which -o asks for needs, when it comes later: to be waited for before anything is printed. */
export function codeOfFormat(k: Invocation): Code | undefined {
  const format = k.str('output')
  const kind = TEMPLATED.exec(format)?.[1] ?? (format === '' && k.changed('template') ? 'go-template' : '')
  if (kind !== '' && !kind.startsWith('jsonpath')) return goTemplates
  return PLAIN.has(format) && !k.changed('sort-by') ? undefined : FORMATTERS
}

/** What prints whole objects in the format that -o asks for; undefined for formats of other printers. */
export function formatPrinter(k: Invocation, format = k.str('output'), options: { sorted?: boolean } = {}): ObjectPrinter | undefined {
  const keepManaged = k.bool('show-managed-fields')
  if (format === 'json')
    return (object) => k.out(`${goJsonIndent(keepManaged ? object : withoutManagedFields(object), '    ', options.sorted ?? true)}\n`)
  if (format === 'yaml' || format === 'kyaml') {
    let count = 0
    const kyaml = format === 'kyaml'
    return (object) => {
      const shown = keepManaged ? object : withoutManagedFields(object)
      k.out(
        kyaml
          ? FORMATTERS.value.encodeKyaml(shown, options.sorted ?? true)
          : `${count++ > 0 ? '---\n' : ''}${FORMATTERS.value.encodeYaml(shown)}`,
      )
    }
  }
  const given = k.str('template')
  const templated = TEMPLATED.exec(format) ?? (format === '' && given !== '' ? ['go-template=', 'go-template'] : undefined)
  if (!templated) return undefined
  const kind = templated[1] as string
  let template = format.includes('=') ? format.slice(format.indexOf('=') + 1) : given
  if (template === '') throw new CommandError('template format specified but no template given')
  if (/file$/.test(kind)) template = readTemplate(k, template)
  const missing = k.bool('allow-missing-template-keys')
  const print = kind.startsWith('jsonpath')
    ? FORMATTERS.value.jsonPathPrinter(template, missing, kind === 'jsonpath-as-json')
    : goTemplates.value.templatePrinter(template, missing)
  return (object) => {
    try {
      k.out(print(object))
    } catch (error) {
      if (error instanceof TemplateFailure) k.out(error.printed)
      throw error
    }
  }
}

export function readTemplate(k: Invocation, path: string): string {
  try {
    return k.readFile(path)
  } catch (error) {
    throw new CommandError(`error reading --template ${path}, ${(error as Error).message}\n`)
  }
}

/** A printer for commands that say what they did (`configmap/x created`), unless -o asks for the object itself. */
export function operationPrinter(k: Invocation, operation: string, options: { sorted?: boolean } = {}): ObjectPrinter {
  const format = k.str('output')
  const print = formatPrinter(k, format, options)
  if (print) return print
  if (format === '' || format === 'name') {
    const done = format === '' ? ` ${operation}` : ''
    return (object) => {
      for (const item of Array.isArray(object['items']) ? object['items'] : [object]) k.out(`${nameOf(item)}${done}\n`)
    }
  }
  throw unknownFormat(format, FORMATS)
}

export function unknownFormat(format: string, formats: readonly string[]): CommandError {
  return new CommandError(`unable to match a printer suitable for the output format "${format}", allowed formats are: ${formats.join(',')}`)
}

/** `deployment.apps/web`, from the object itself. */
export function nameOf(object: JsonObject): string {
  const [group] = String(object['apiVersion'] ?? '').includes('/') ? String(object['apiVersion']).split('/') : ['']
  const kind = String(object['kind'] ?? '<unknown>').toLowerCase()
  return `${group ? `${kind}.${group}` : kind}/${object['metadata']?.name || '<unknown>'}`
}

/** The object without managedFields, in a list too. */
export function withoutManagedFields(object: JsonObject): JsonObject {
  if (Array.isArray(object['items'])) return { ...object, items: object['items'].map(withoutManagedFields) }
  if (!object['metadata']?.managedFields) return object
  const { managedFields: _, ...metadata } = object['metadata']
  return { ...object, metadata }
}
