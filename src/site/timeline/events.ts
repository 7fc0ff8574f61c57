import type { Trace } from '../../cluster/network/trace.ts'
import type { Lab } from '../../lab/lab.ts'
import type { LabInput, LabLog } from '../../lab/log.ts'
import { isShown } from '../map/journey.ts'

/** One thing that happened in a lab. `at`: ms since it opened. */
export type Happening =
  | { at: number; kind: 'input'; input: LabInput; ahead: boolean }
  | { at: number; kind: 'event'; reason: string; object: string; message: string; warning: boolean }
  | { at: number; kind: 'request'; trace: Trace }

/** Things shown, newest kept. */
const LIMIT = 400
const DULL: ReadonlySet<LabInput['do']> = new Set(['resize', 'close'])

/** What happened, oldest first; what was undone comes last, marked as lying ahead. */
export function happenings(lab: Lab, undone: LabLog | undefined): Happening[] {
  const out: Happening[] = []
  for (const input of lab.inputs) if (!DULL.has(input.do)) out.push({ at: input.at, kind: 'input', input, ahead: input.at > lab.elapsed })
  for (const input of undone?.inputs ?? [])
    if (!DULL.has(input.do) && input.at > lab.elapsed) out.push({ at: input.at, kind: 'input', input, ahead: true })
  for (const event of lab.cluster.informers.for<any>('events').list()) {
    const at = Date.parse(event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp) - lab.opened
    if (!(at >= 0) || event.metadata.namespace === 'kube-system') continue
    const { kind, name } = event.involvedObject ?? {}
    out.push({
      at,
      kind: 'event',
      reason: event.reason ?? '',
      object: `${kind}/${name}`,
      message: event.message ?? event.note ?? '',
      warning: event.type === 'Warning',
    })
  }
  for (const trace of lab.traces)
    if (trace.at >= lab.opened && isShown(trace)) out.push({ at: trace.at - lab.opened, kind: 'request', trace })
  return out.sort((a, b) => a.at - b.at).slice(-LIMIT)
}
