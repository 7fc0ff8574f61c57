import type { PodSpec } from '../api/types.ts'
import { type Slot, shouldRestart } from './container-status.ts'

function endOf({ current, restored }: Slot): { exitCode: number } | undefined {
  return current ? current.termination : restored?.state?.terminated
}

/**
 * The next container to start in one look at a Pod: ephemeral ones, init containers one after the
 * other, sidecars, and when those are up the others. `tried`: those that this look has tried already.
 */
export function nextToStart(slots: readonly Slot[], spec: PodSpec, tried: ReadonlySet<Slot>): Slot | undefined {
  const begun = slots.some((slot) => slot.kind === 'regular' && (slot.current || slot.restored?.state?.terminated))
  const ephemeral = slots.find((slot) => slot.kind === 'ephemeral' && !slot.current && !tried.has(slot))
  if (ephemeral) return ephemeral
  for (const slot of slots) {
    const { kind, current } = slot
    if (kind === 'sidecar') {
      if (!current?.running && !tried.has(slot)) return slot
      if (!begun && !(current?.running && current.started)) return undefined
    } else if (kind === 'init' && !begun) {
      const end = endOf(slot)
      // Also one that has ended at once is seen to have ended by the next look only.
      if (end?.exitCode === 0 && !tried.has(slot)) continue
      const waits = current?.running || tried.has(slot) || (end && !shouldRestart(spec, slot, end.exitCode, false))
      return waits ? undefined : slot
    }
  }
  return slots.find((slot) => {
    if (slot.kind !== 'regular' || slot.current?.running || tried.has(slot)) return false
    const end = endOf(slot)
    return !end || shouldRestart(spec, slot, end.exitCode, false)
  })
}

/** Have all of a Pod's containers ended, none to start again? Or an init container, for good? */
export function allEnded(slots: readonly Slot[], spec: PodSpec): boolean {
  let all = true
  let any = false
  for (const slot of slots) {
    const end = endOf(slot)
    const over = end !== undefined && !shouldRestart(spec, slot, end.exitCode, false)
    if (slot.kind === 'init' && over && end.exitCode !== 0) return true
    if (slot.kind !== 'regular') continue
    any = true
    all &&= over
  }
  return any && all
}
