import { goQuote } from '../../cluster/api/go-syntax.ts'
import type { JsonObject } from '../../cluster/api/object.ts'
import { arrived } from '../../sim/code.ts'
import type { Task } from '../../sim/task.ts'
import type { Command } from '../command.ts'
import { ALL_NAMESPACES_FLAG, FIELD_SELECTOR_FLAG, FILE_FLAGS, SELECTOR_FLAG } from '../common-flags.ts'
import { timeoutOf } from '../connect.ts'
import { Aggregate, CommandError, Exit, isNotFound, raise, raiseTogether } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { klogLine } from '../klog.ts'
import { FORMATTERS, formatPrinter, nameOf, type ObjectPrinter, PRINT_FLAGS, unknownFormat } from '../printers/object-printer.ts'
import type { Unsortable } from '../printers/sorting.ts'
import { TablePrinter } from '../printers/table.ts'
import { type Info, type Selected, select, selectionOf } from '../resource-builder.ts'
import { pathOf } from '../rest.ts'
import { deadlineOf, watchPath } from '../watching.ts'

const FORMATS = [
  'custom-columns',
  'custom-columns-file',
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
  'wide',
  'yaml',
]
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json'

export const get: Command = {
  name: 'get',
  flags: `${PRINT_FLAGS}${FILE_FLAGS}${SELECTOR_FLAG}${FIELD_SELECTOR_FLAG}${ALL_NAMESPACES_FLAG}
--chunk-size int64=500
--ignore-not-found bool
-L, --label-columns stringSlice
--no-headers bool
--output-watch-events bool
--raw string
--server-print bool=true
--show-kind bool
--show-labels bool
--sort-by string
--subresource string
-w, --watch bool
--watch-only bool
`,
  run: runGet,
}

function* runGet(k: Invocation): Task<number | void> {
  if (k.str('raw')) return yield* raw(k)
  const format = k.str('output')
  const watching = k.bool('watch') || k.bool('watch-only')
  if (!watching && k.args.length === 0 && k.list('filename').length === 0 && !k.str('kustomize')) {
    k.err('You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n\n')
    throw k.usageError(
      'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).',
    )
  }
  if (k.bool('show-labels') && format !== '' && format !== 'wide')
    throw new CommandError(`--show-labels option cannot be used with ${format.toLowerCase()} printer`)
  if (k.bool('output-watch-events') && !watching)
    throw new CommandError('--output-watch-events option can only be used with --watch or --watch-only')
  if (k.bool('watch') && k.str('sort-by')) k.err('warning: --watch requested, --sort-by will be ignored for watch events received\n')
  else if (watching && k.str('sort-by')) k.err('warning: --watch-only requested, --sort-by will be ignored\n')
  const human = (format === '' && k.str('template') === '') || format === 'wide'
  if (watching) return yield* watch(k, human)
  const selected = yield* select(k, selection(k, human))
  if (k.bool('ignore-not-found')) selected.errors = selected.errors.filter((error) => !isNotFound(error))
  return human ? printTables(k, selected) : printGeneric(k, selected)
}

function selection(k: Invocation, human: boolean) {
  const table = human && k.bool('server-print')
  return selectionOf(k, {
    args: k.args,
    allowBareType: true,
    latest: true,
    continueOnError: true,
    subresource: k.str('subresource'),
    headers: table ? { accept: TABLE } : {},
    query: {
      ...(table && k.str('sort-by') ? { includeObject: 'Object' } : {}),
      ...(k.changed('chunk-size') && k.int('chunk-size') > 0 && !k.str('sort-by') ? { limit: String(k.int('chunk-size')) } : {}),
    },
  })
}

function* raw(k: Invocation): Task<void> {
  if (k.args.length > 0) throw new CommandError('arguments may not be passed when --raw is specified')
  if (k.str('output')) throw k.usageError('--raw and --output are mutually exclusive')
  const client = yield* k.connect()
  if (!k.str('raw').startsWith('/'))
    throw new CommandError(`--raw must be a valid URL path: parse ${goQuote(k.str('raw'))}: invalid URI for request`)
  const [path = '', query = ''] = k.str('raw').split('?')
  const code = client.door.needs({ method: 'GET', path })
  if (code) yield* arrived(code)
  const body: unknown = client.request('GET', path, {
    query: Object.fromEntries(new URLSearchParams(query)),
  })
  k.out(typeof body === 'string' ? body : `${client.door.text(body)}\n`)
}

function tablePrinter(k: Invocation, info: Info, withKind: boolean): TablePrinter {
  return new TablePrinter(info.mapping, {
    wide: k.str('output') === 'wide',
    noHeaders: k.bool('no-headers'),
    namespaces: k.bool('all-namespaces') && info.mapping.namespaced,
    withKind: withKind || k.bool('show-kind'),
    showLabels: k.bool('show-labels'),
    labelColumns: k.list('label-columns'),
    now: k.now,
  })
}

function printTables(k: Invocation, { infos, errors }: Selected): void {
  // Tables of several kinds are compared as objects themselves, which have no such field.
  if (k.str('sort-by') && infos.length > 1)
    sorted(
      k,
      infos.map(({ object }) => object),
    )
  const kinds = new Set(infos.map(({ mapping }) => mapping))
  let printer: TablePrinter | undefined
  let last: Info | undefined
  let written = false
  let separate = false
  const print = (): void => {
    const text = printer?.take() ?? ''
    if (text === '') return
    if (separate) k.out('\n')
    separate = false
    written = true
    k.out(text)
  }
  for (const info of infos) {
    if (!printer || last?.mapping !== info.mapping) {
      print()
      if (last && !k.bool('no-headers') && written) separate = true
      printer = tablePrinter(k, info, kinds.size > 1)
      last = info
    }
    const table = sortedTable(k, info.object)
    if (table) printer.add(table)
  }
  print()
  if (!written && !k.bool('ignore-not-found') && errors.length === 0) {
    const named = !k.bool('all-namespaces') && infos.every(({ mapping }) => mapping.namespaced)
    k.err(named ? `No resources found in ${k.namespace} namespace.\n` : 'No resources found\n')
  }
  raiseTogether(errors)
}

/** Rows in the order of --sort-by. A field that cannot be read leaves nothing to print, as in kubectl. */
function sortedTable(k: Invocation, object: JsonObject): JsonObject | undefined {
  const field = k.str('sort-by')
  if (!field || object['kind'] !== 'Table') return object
  try {
    return { ...object, rows: FORMATTERS.value.sortRows(object['rows'] as JsonObject[], field) }
  } catch (error) {
    if (error instanceof FORMATTERS.value.Unsortable) throw unsortable(k, error, 375, '[][][]reflect.Value')
    return undefined
  }
}

/** Objects in the order of --sort-by. */
function sorted(k: Invocation, objects: readonly JsonObject[]): JsonObject[] {
  try {
    return FORMATTERS.value.sortObjects(objects, k.str('sort-by'))
  } catch (error) {
    throw error instanceof FORMATTERS.value.Unsortable ? unsortable(k, error, 329, '*unstructured.Unstructured') : error
  }
}

/** kubectl takes an order that there is not for a fault of its own. */
function unsortable(k: Invocation, { field, message }: Unsortable, line: number, type: string): Exit {
  k.err(klogLine(k, 'F', `sorter.go:${line}`, `Field ${field} in ${type} is an unsortable type: interface, err: ${message}`))
  return new Exit(1)
}

function genericPrinter(k: Invocation): ObjectPrinter {
  const format = k.str('output')
  if (format.startsWith('custom-columns')) {
    const file = format.startsWith('custom-columns-file')
    const spec = format.includes('=') ? format.slice(format.indexOf('=') + 1) : ''
    if (spec === '') throw new CommandError('custom-columns format specified but no custom columns given')
    const columns = file
      ? FORMATTERS.value.CustomColumns.fromTemplate(columnsFile(k, spec), k.bool('no-headers'))
      : FORMATTERS.value.CustomColumns.fromSpec(spec, k.bool('no-headers'))
    return (object) => columns.print(object, (text) => k.out(text))
  }
  if (format === 'name')
    return (object) => (Array.isArray(object['items']) ? object['items'] : [object]).forEach((item) => k.out(`${nameOf(item)}\n`))
  const print = formatPrinter(k, format)
  if (print) return print
  throw unknownFormat(format, FORMATS)
}

function columnsFile(k: Invocation, path: string): string {
  try {
    return k.readFile(path)
  } catch (error) {
    throw new CommandError(`error reading template ${path}, ${(error as Error).message}`)
  }
}

function printGeneric(k: Invocation, { infos, errors, single }: Selected): void {
  if (errors.length > 0 && single) throw errors[0]
  if (infos.length === 0 && k.bool('ignore-not-found')) return raise(errors)
  const print = genericPrinter(k)
  const problems = [...errors]
  try {
    let objects = infos.map(({ object }) => object)
    if (k.str('sort-by') && !(single && objects.length === 1)) objects = sorted(k, objects)
    print(
      single && objects.length === 1
        ? (objects[0] as JsonObject)
        : { apiVersion: 'v1', items: objects, kind: 'List', metadata: { resourceVersion: '' } },
    )
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    problems.push(error)
  }
  if (problems.length > 0) throw problems.length === 1 ? problems[0] : new Aggregate(problems)
}

function* watch(k: Invocation, human: boolean): Task<void> {
  const wanted = selection(k, human)
  const client = yield* k.connect()
  const types = k.args[0]?.includes('/') ? [(k.args[0] as string).split('/')[0] as string] : (k.args[0] ?? '').split(',')
  if (k.args.length > 0 && (types.length > 1 || k.mapper.category(types[0] as string).length > 0))
    throw new CommandError('you may only specify a single resource type')
  const { infos, mappings } = yield* select(k, { ...wanted, continueOnError: false })
  const mapping = mappings[0]
  if (!mapping) throw new CommandError('You must specify the type of resource to get.')
  if (infos.length > 1 && (k.args.length !== 1 || k.args[0]?.includes('/')) && !wanted.selector && human)
    throw new CommandError('watch is only supported on individual resources and resource collections - more than 1 resource was found')
  const events = k.bool('output-watch-events')
  const table = human ? tablePrinter(k, { mapping } as Info, false) : undefined
  const generic = human ? undefined : genericPrinter(k)
  const show = (object: JsonObject, type: string): void => {
    if (table) {
      table.add(object, events ? type : undefined)
      k.out(table.take())
    } else generic?.(events ? { type, object } : object)
  }
  const name = infos[0]?.name ?? ''
  const named = name !== '' && (k.args.length > 1 || k.args[0]?.includes('/') || wanted.filenames?.length) ? name : ''
  if (!k.bool('watch-only')) for (const { object } of infos) show(object, 'ADDED')
  const query: Record<string, string> = { ...wanted.query }
  if (wanted.selector) query['labelSelector'] = wanted.selector
  if (named) query['fieldSelector'] = `metadata.name=${named}`
  else if (wanted.fieldSelector) query['fieldSelector'] = wanted.fieldSelector
  const namespace = mapping.namespaced && !k.bool('all-namespaces') ? (infos[0]?.namespace ?? k.namespace) : ''
  const version = infos[0]?.object['kind'] === 'Table' ? infos[0].object['metadata']?.resourceVersion : undefined
  query['resourceVersion'] =
    version ??
    String(client.list(mapping, namespace, { query: { limit: '1' }, headers: { accept: TABLE } })['metadata']?.resourceVersion ?? '')
  delete query['limit']
  const deadline = deadlineOf(k, timeoutOf(k.str('request-timeout')))
  yield* watchPath(k, pathOf(mapping, namespace), { query, headers: wanted.headers ?? {} }, deadline, ({ type, object }) =>
    show(object, type),
  )
}
