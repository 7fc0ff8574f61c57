import type { Refusal } from './filters.ts'

/** `0/3 nodes are available: 1 node(s) …, 2 Insufficient cpu.` */
export function fitError(nodes: number, reasons: Iterable<string>): string {
  const counts = new Map<string, number>()
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  const parts = [...counts].map(([reason, count]) => `${count} ${reason}`).sort()
  return `0/${nodes} nodes are available:${parts.length > 0 ? ` ${parts.join(', ')}.` : ''}`
}

/** The whole message of an event FailedScheduling: what the filters said, then why preemption could do nothing about it. */
export function schedulingFailure(refusals: ReadonlyMap<string, Refusal>, preemption: string | undefined): string {
  const reasons = [...refusals.values()].flatMap((refusal) => refusal.reasons)
  const failure = fitError(refusals.size, reasons)
  return preemption === undefined ? failure : `${failure} no new claims to deallocate, preemption: ${preemption}`
}
