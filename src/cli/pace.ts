import type { Clock } from '../sim/clock.ts'

/** How often a lab catches up with the clock on the wall, ms. */
const TICK = 20

/** Lets virtual time run with the time on the wall, until the returned function is called. `onTick`: after each step. */
export function pace(clock: Clock, onTick = (): void => {}): () => void {
  let last = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    clock.advance(now - last)
    last = now
    onTick()
  }, TICK)
  return () => clearInterval(timer)
}

/** Waits for Ctrl-C, or for whoever else ends the process. */
export function untilStopped(): Promise<void> {
  return new Promise((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop())
  })
}
