import type { PodObject } from '../pods.ts'

export const INDEX = 'batch.kubernetes.io/job-completion-index'

/** A Pod's completion index; -1 for none. */
export function indexOf(pod: PodObject): number {
  const index = pod.metadata.annotations?.[INDEX]
  return index !== undefined && /^\d+$/.test(index) ? Number(index) : -1
}

/** `0-2,5` as a set. */
export function parseIndexes(text: string | undefined, completions: number): Set<number> {
  const indexes = new Set<number>()
  for (const part of text?.split(',') ?? []) {
    const [first, last = first] = part.split('-')
    if (!first) continue
    const end = Math.min(Number(last), completions - 1)
    for (let index = Number(first); index <= end; index++) indexes.add(index)
  }
  return indexes
}

/** A set as `0-2,5`: neighbours as a pair, three and more as a range. */
export function formatIndexes(indexes: ReadonlySet<number>): string {
  const sorted = [...indexes].sort((a, b) => a - b)
  const parts: string[] = []
  for (let i = 0; i < sorted.length; ) {
    let end = i
    while (sorted[end + 1] === (sorted[end] as number) + 1) end++
    const [first, last] = [sorted[i] as number, sorted[end] as number]
    parts.push(end === i ? String(first) : last === first + 1 ? `${first},${last}` : `${first}-${last}`)
    i = end + 1
  }
  return parts.join()
}
