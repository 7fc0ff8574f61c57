import { ageOf } from '../../cluster/api/duration.ts'
import type { JsonObject } from '../../cluster/api/object.ts'
import type { Task } from '../../sim/task.ts'
import type { Command } from '../command.ts'
import { ALL_NAMESPACES_FLAG } from '../common-flags.ts'
import { eventAge, sortEvents } from '../describe/events.ts'
import { CommandError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { formatPrinter, PRINT_FLAGS } from '../printers/object-printer.ts'
import { alignRows } from '../printers/tabwriter.ts'

export const events: Command = {
  name: 'events',
  use: 'events [(-o|--output=)json|yaml|...] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]',
  short: 'List events',
  group: 'Troubleshooting and Debugging Commands',
  long: 'Display events: of a namespace, of all, or of one object, oldest first.',
  examples: `# What happened here
kubectl events

# What happened to a Pod
kubectl events --for pod/backend`,
  flags: `${PRINT_FLAGS}${ALL_NAMESPACES_FLAG}
--chunk-size int64=500  Read long lists in pieces of this size; 0 reads them whole.
--for string  Only events about this object, TYPE/NAME.
--no-headers bool  Print no headers.
--types stringSlice  Only events of these types: Normal, Warning.
-w, --watch bool  Go on printing events as they come.
`,
  run: list,
}

function* list(k: Invocation): Task<void> {
  if (k.args.length > 0) throw new CommandError(`unknown command "${k.args[0]}" for "kubectl events"`)
  if (k.bool('watch')) throw new CommandError('podtalk does not simulate events --watch; kubectl get events -w does the same')
  const types = k.list('types')
  if (types.some((type) => type.toLowerCase() !== 'normal' && type.toLowerCase() !== 'warning'))
    throw new CommandError('valid --types are Normal or Warning')
  const everywhere = k.bool('all-namespaces')
  const client = yield* k.connect()
  const selector = k.str('for') === '' ? '' : subjectSelector(k, k.str('for'))
  const found: JsonObject[] = client.list(k.mapper.resourceFor('events'), everywhere ? '' : k.namespace, {
    query: selector ? { fieldSelector: selector } : {},
  })['items']
  const chosen = sortEvents(
    found.filter((event) => types.length === 0 || types.some((type) => type.toLowerCase() === event['type']?.toLowerCase())),
  )
  const print = formatPrinter(k)
  if (print) return print({ apiVersion: 'v1', kind: 'List', metadata: {}, items: chosen })
  if (chosen.length === 0) return k.err(everywhere ? 'No events found.\n' : `No events found in ${k.namespace} namespace.\n`)
  const head = [...(everywhere ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']
  const rows = chosen.map((event) => [
    ...(everywhere ? [event['metadata'].namespace] : []),
    lastSeen(event, k.now),
    event['type'],
    event['reason'],
    `${event['involvedObject'].kind}/${event['involvedObject'].name}`,
    String(event['message'] ?? '').trim(),
  ])
  k.out(alignRows(k.bool('no-headers') ? rows : [head, ...rows]))
}

/** As describe's age; an event that never came again was last seen when it came. */
function lastSeen(event: JsonObject, now: number): string {
  if (event['series'] || event['count'] > 1) return eventAge(event, now)
  return ageOf(event['lastTimestamp'] ?? event['eventTime'] ?? event['firstTimestamp'], now)
}

function subjectSelector(k: Invocation, subject: string): string {
  const [type, name, more] = subject.split('/')
  if (!type || !name || more !== undefined) throw new CommandError('--for must be in resource/name form')
  const mapping = k.mapper.resourceFor(type)
  return `involvedObject.kind=${mapping.kind},involvedObject.name=${name}`
}
