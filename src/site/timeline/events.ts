import type { Trace } from '../../cluster/network/trace.ts'
import type { Lab } from '../../lab/lab.ts'
import type { LabInput, LabLog } from '../../lab/log.ts'
import { isShown } from '../map/journey.ts'
import { stepTowards } from '../map/portions.ts'

/** One thing that happened in a lab. `key`: its own for as long as it is told; `at`: ms since the lab opened. */
export type Happening = { key: string; at: number } & (
  | { kind: 'input'; input: LabInput; ahead: boolean }
  | { kind: 'event'; reason: string; object: string; message: string; warning: boolean }
  | { kind: 'request'; trace: Trace }
)

/** Events and requests told, newest kept; what the learner did is always told. */
const LIMIT = 160
const DULL: ReadonlySet<LabInput['do']> = new Set(['resize', 'close'])

/** What happened, oldest first; what was undone comes last, marked as lying ahead. What is told again is the same object. */
export function happenings(lab: Lab, undone: LabLog | undefined): Happening[] {
  const deeds: Happening[] = []
  const others: Happening[] = []
  const tell = (input: LabInput, index: number, ahead: boolean): void => {
    if (!DULL.has(input.do)) deeds.push(deedOf(input, index, ahead))
  }
  for (const [index, input] of lab.inputs.entries()) tell(input, index, input.at > lab.elapsed)
  // The lab's own are the beginning of those; that its time goes on meanwhile does not do the others.
  for (const [index, input] of (undone?.inputs ?? []).entries()) if (index >= lab.inputs.length) tell(input, index, true)
  for (const event of lab.cluster.informers.for('events').list()) {
    const happening = eventOf(event, lab)
    if (happening.at >= 0 && event.metadata.namespace !== 'kube-system') others.push(happening)
  }
  for (const trace of lab.traces) if (trace.at >= lab.opened && isShown(trace)) others.push(requestOf(trace, lab))
  return [...deeds, ...others.sort(inOrder).slice(-LIMIT)].sort(inOrder)
}

/**
 * What of `all` is drawn next, where `drawn` is drawn now: at most `most` come to it or change at a time. Old ones
 * stay until others have come in their place, so that the list does not shrink meanwhile.
 */
export function drawnNext(drawn: readonly Happening[], all: readonly Happening[], most: number): readonly Happening[] {
  const next = stepTowards(drawn, all, most)
  const missing = all.length - next.length
  if (missing === 0) return next
  const told = new Set(all.map(({ key }) => key))
  return [...drawn.filter(({ key }) => !told.has(key)).slice(-missing), ...next].sort(inOrder)
}

const inOrder = (a: Happening, b: Happening): number => a.at - b.at

/** What was made of something is the same next time: there may be thousands of events, and nobody draws one again. */
const made = new WeakMap<object, Happening>()

function deedOf(input: LabInput, index: number, ahead: boolean): Happening {
  const known = made.get(input)
  if (known?.kind === 'input' && known.ahead === ahead) return known
  const deed: Happening = { key: `input ${index}`, at: input.at, kind: 'input', input, ahead }
  made.set(input, deed)
  return deed
}

function requestOf(trace: Trace, { opened }: Lab): Happening {
  const known = made.get(trace)
  if (known) return known
  const request: Happening = { key: `request ${trace.id}`, at: trace.at - opened, kind: 'request', trace }
  made.set(trace, request)
  return request
}

/** Stored events never change: one that happens again is another object. */
function eventOf(event: any, { opened }: Lab): Happening {
  const known = made.get(event)
  if (known) return known
  const { kind, name } = event.involvedObject ?? {}
  const happening: Happening = {
    // Told again when it has happened again.
    key: `event ${event.metadata.uid} ${event.count ?? 1}`,
    at: momentOf(event) - opened,
    kind: 'event',
    reason: event.reason ?? '',
    object: `${kind}/${name}`,
    message: event.message ?? event.note ?? '',
    warning: event.type === 'Warning',
  }
  made.set(event, happening)
  return happening
}

/** Events tell the second that they happened in; their names end with the nanosecond of the first time. */
function momentOf({ metadata, lastTimestamp, eventTime }: any): number {
  const told = Date.parse(lastTimestamp ?? eventTime ?? metadata.creationTimestamp)
  const named = Number.parseInt(/\.([0-9a-f]{16})$/.exec(metadata.name)?.[1] ?? '', 16) / 1_000_000
  return named >= told && named < told + 1_000 ? named : told
}
