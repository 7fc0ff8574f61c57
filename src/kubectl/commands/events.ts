import { ageOf } from '../../cluster/api/duration.ts'
import type { JsonObject } from '../../cluster/api/object.ts'
import type { Task } from '../../sim/task.ts'
import type { Command } from '../command.ts'
import { ALL_NAMESPACES_FLAG } from '../common-flags.ts'
import { BareError, CommandError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { formatPrinter, nameOf, PRINT_FLAGS } from '../printers/object-printer.ts'
import { alignRows } from '../printers/tabwriter.ts'
import { pathOf } from '../rest.ts'
import { watchPath } from '../watching.ts'

export const events: Command = {
  name: 'events',
  use: 'events [(-o|--output=)json|yaml|kyaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]',
  short: 'List events',
  group: 'Troubleshooting and Debugging Commands',
  long: 'Display events.\n\n Prints a table of the most important information about events. You can request events for a namespace, for all namespace, or filtered to only those pertaining to a specified resource.',
  examples: '# What happened to a Pod\nkubectl events --for pod/backend',
  flags: `${PRINT_FLAGS}${ALL_NAMESPACES_FLAG}
--chunk-size int64=500  Read long lists in pieces of this size; 0 reads them whole.
--for string  Only events about this object, TYPE/NAME.
--no-headers bool  Leave out the line of headers.
--types stringSlice  Only these types: Normal, Warning.
-w, --watch bool  Go on and print new events.
`,
  run: runEvents,
}

function* runEvents(k: Invocation): Task<void> {
  const types = k.list('types')
  for (const type of types) if (!/^(normal|warning)$/i.test(type)) throw new CommandError('valid --types are Normal or Warning')
  const target = k.str('for')
  const [type = '', name, more] = target.split('/')
  if (more !== undefined) throw new CommandError('arguments in resource/name form may not have more than one slash')
  if (target && name === undefined) throw new CommandError('--for must be in resource/name form')
  const client = yield* k.connect()
  const everywhere = k.bool('all-namespaces')
  const fields: string[] = []
  if (target && name) {
    const mapping = k.mapper.find(type)
    if (!mapping) throw new BareError(`the server doesn't have a resource type ${JSON.stringify(type)}`)
    fields.push(`involvedObject.kind=${mapping.kind}`, `involvedObject.name=${name}`)
  }
  const mapping = k.mapper.resourceFor('events')
  const query: Record<string, string> = fields.length > 0 ? { fieldSelector: fields.join(',') } : {}
  const namespace = everywhere ? '' : k.namespace
  const wanted = (event: JsonObject): boolean =>
    types.length === 0 || types.some((one) => one.toLowerCase() === String(event['type']).toLowerCase())
  const list = client.list(mapping, namespace, { query })
  const found = (list['items'] as JsonObject[])
    .filter(wanted)
    .sort((a, b) => momentOf(a) - momentOf(b))
    .map((event) => ({ apiVersion: 'v1', kind: 'Event', ...event }))
  const print = printerOf(k, everywhere)
  if (found.length === 0 && !k.bool('watch'))
    return void k.err(everywhere ? 'No events found.\n' : `No events found in ${k.namespace} namespace.\n`)
  print(found)
  if (!k.bool('watch')) return
  yield* watchPath(
    k,
    pathOf(mapping, namespace),
    { query: { ...query, resourceVersion: String(list['metadata'].resourceVersion) } },
    Number.POSITIVE_INFINITY,
    ({ type: kind, object }) => {
      if (kind !== 'DELETED' && wanted(object)) print([object])
    },
  )
}

/** When an event was seen last, ms; its parts of a second count. */
function momentOf(event: JsonObject): number {
  return Date.parse(event['series']?.lastObservedTime ?? event['lastTimestamp'] ?? event['eventTime'] ?? '') || 0
}

function printerOf(k: Invocation, everywhere: boolean): (events: readonly JsonObject[]) => void {
  const format = k.str('output')
  if (format === 'name') return (list) => list.forEach((event) => k.out(`${nameOf(event)}\n`))
  const print = format ? formatPrinter(k) : undefined
  if (format && !print)
    throw new CommandError(
      `unable to match a printer suitable for the output format "${format}", allowed formats are: go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,yaml`,
    )
  if (print) return (list) => print({ apiVersion: 'v1', items: list, kind: 'List', metadata: { resourceVersion: '' } })
  const widths: number[] = []
  let headed = k.bool('no-headers')
  return (list) => {
    const rows = list.map((event) => row(k, event, everywhere))
    if (!headed) rows.unshift([...(everywhere ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'])
    headed = true
    k.out(alignRows(rows, widths))
  }
}

function row(k: Invocation, event: JsonObject, everywhere: boolean): string[] {
  const { involvedObject, count = 0, series } = event
  const first = ageOf(event['eventTime'] ?? event['firstTimestamp'], k.now)
  let seen = first
  if (series) seen = `${ageOf(series.lastObservedTime, k.now)} (x${series.count} over ${first})`
  else if (count > 1) seen = `${ageOf(event['lastTimestamp'], k.now)} (x${count} over ${first})`
  return [
    ...(everywhere ? [event['metadata'].namespace] : []),
    seen,
    event['type'] ?? '',
    event['reason'] ?? '',
    `${involvedObject?.kind ?? ''}/${involvedObject?.name ?? ''}`,
    String(event['message'] ?? '').trim(),
  ]
}
