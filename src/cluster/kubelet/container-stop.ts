import type { Task } from '../../sim/task.ts'
import type { Container } from './container.ts'
import type { Sandbox } from './container-factory.ts'
import type { Slot } from './container-status.ts'
import { runHook } from './lifecycle-hook.ts'
import type { PodContext } from './node-runtime.ts'
import { MINIMUM_GRACE } from './timing.ts'

/** How long a container may take to end: it can still become shorter while it is ending. */
export class Grace {
  #ms: number
  #listeners = new Set<() => void>()

  constructor(ms: number) {
    this.#ms = ms
  }

  get ms(): number {
    return this.#ms
  }

  /** Makes it shorter; a longer one changes nothing. */
  shorten(ms: number): void {
    if (ms >= this.#ms) return
    this.#ms = ms
    for (const listener of this.#listeners) listener()
  }

  onShorter(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }
}

/** Stops a container: the event, preStop, its stop signal, and SIGKILL when its time is over. */
export function* stopContainer(
  context: PodContext,
  slot: Slot,
  container: Container,
  message: string,
  graceMs: number,
  podGrace: Grace,
): Task {
  if (!container.running || container.killing) return
  container.killing = true
  const { clock } = context.runtime
  context.tell('Normal', 'Killing', message, slot)
  const begun = clock.now
  const { lifecycle } = container.spec
  if (lifecycle?.preStop && graceMs > 0) {
    const failure = yield* runHook(lifecycle.preStop, container, context.sandbox as Sandbox, graceMs)
    if (failure !== undefined) context.tell('Warning', 'FailedPreStopHook', 'PreStopHook failed', slot)
  }
  if (!container.running) return
  container.signal(lifecycle?.stopSignal ?? container.image.image.stopSignal ?? 'SIGTERM')
  if (!container.running) return
  const left = (): number => Math.max(MINIMUM_GRACE, Math.min(graceMs, podGrace.ms) - (clock.now - begun))
  yield (wake) => {
    const over = (): void => wake(undefined)
    let timer = clock.after(left(), over)
    const forget = podGrace.onShorter(() => {
      clock.cancel(timer)
      timer = clock.after(left(), over)
    })
    const stop = (): void => {
      clock.cancel(timer)
      forget()
    }
    container.onExit(() => {
      stop()
      over()
    })
    return stop
  }
  if (container.running) container.signal('SIGKILL')
}
