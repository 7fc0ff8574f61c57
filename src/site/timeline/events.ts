import type { Trace } from '../../cluster/network/trace.ts'
import type { Lab } from '../../lab/lab.ts'
import type { LabInput, LabLog } from '../../lab/log.ts'
import { isShown } from '../map/journey.ts'

/** One thing that happened in a lab. `key`: its own for as long as it is told; `at`: ms since the lab opened. */
export type Happening = { key: string; at: number } & (
  | { kind: 'input'; input: LabInput; ahead: boolean }
  | { kind: 'event'; reason: string; object: string; message: string; warning: boolean }
  | { kind: 'request'; trace: Trace }
)

/** Events and requests told, newest kept; what the learner did is always told. */
const LIMIT = 160
const DULL: ReadonlySet<LabInput['do']> = new Set(['resize', 'close'])

/** What happened, oldest first; what was undone comes last, marked as lying ahead. */
export function happenings(lab: Lab, undone: LabLog | undefined): Happening[] {
  const deeds: Happening[] = []
  const out: Happening[] = []
  const tell = (input: LabInput, index: number, ahead: boolean): void => {
    if (!DULL.has(input.do)) deeds.push({ key: `input ${index}`, at: input.at, kind: 'input', input, ahead })
  }
  for (const [index, input] of lab.inputs.entries()) tell(input, index, input.at > lab.elapsed)
  // The lab's own are the beginning of those; that its time goes on meanwhile does not do the others.
  for (const [index, input] of (undone?.inputs ?? []).entries()) if (index >= lab.inputs.length) tell(input, index, true)
  for (const event of lab.cluster.informers.for<any>('events').list()) {
    const at = Date.parse(event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp) - lab.opened
    if (!(at >= 0) || event.metadata.namespace === 'kube-system') continue
    const { kind, name } = event.involvedObject ?? {}
    out.push({
      // Told again when it has happened again.
      key: `event ${event.metadata.uid} ${event.count ?? 1}`,
      at,
      kind: 'event',
      reason: event.reason ?? '',
      object: `${kind}/${name}`,
      message: event.message ?? event.note ?? '',
      warning: event.type === 'Warning',
    })
  }
  for (const trace of lab.traces)
    if (trace.at >= lab.opened && isShown(trace))
      out.push({ key: `request ${trace.id}`, at: trace.at - lab.opened, kind: 'request', trace })
  const inOrder = (a: Happening, b: Happening): number => a.at - b.at
  return [...deeds, ...out.sort(inOrder).slice(-LIMIT)].sort(inOrder)
}
