/** One line of the benchmark's table. */
export interface Figure {
  name: string
  value: number
  unit: string
  /** the bound that the project holds itself to, when it has one */
  bound?: number
  better: 'higher' | 'lower'
}

/** Median of `rounds` timings of `work`, in ms, after one round to warm up. */
export function medianMs(rounds: number, work: (round: number) => void): number {
  work(-1)
  const times: number[] = []
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    work(round)
    times.push(performance.now() - start)
  }
  return median(times)
}

export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number
}
