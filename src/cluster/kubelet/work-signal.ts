import type { Clock } from '../../sim/clock.ts'
import type { Task } from '../../sim/task.ts'

/** Thrown out of `pause` when there is something more urgent. */
export const INTERRUPTED = new Error('interrupted')

/** How a worker waits: within its work, which urgent news ends early, and between two pieces of work. */
export class WorkSignal {
  readonly #clock: Clock
  #urgent = false
  #hurry: (() => void) | undefined
  #news = false
  #wake: (() => void) | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** There is something to look at. */
  notify(): void {
    this.#news = true
    this.#wake?.()
  }

  /** Work is given up: every pause throws from now on. */
  interrupt(): void {
    this.#urgent = true
    this.#hurry?.()
    this.notify()
  }

  /** A new look begins: what was told until now is seen by it. */
  begin(): void {
    this.#news = false
  }

  *pause(ms: number): Task {
    if (!this.#urgent) {
      yield (wake) => {
        const stop = (): void => {
          this.#hurry = undefined
          this.#clock.cancel(timer)
        }
        const done = (): void => {
          stop()
          wake(undefined)
        }
        const timer = this.#clock.after(ms, done)
        this.#hurry = done
        return stop
      }
    }
    if (this.#urgent) throw INTERRUPTED
  }

  /** Waits for news, until `at` at the latest. */
  *wait(at: number): Task {
    if (this.#news) return
    yield (wake) => {
      const timer = at === Number.POSITIVE_INFINITY ? undefined : this.#clock.after(at - this.#clock.now, () => this.#wake?.())
      const stop = (): void => {
        this.#wake = undefined
        this.#clock.cancel(timer)
      }
      // Not assigned where it is written: V8 makes functions assigned to a property old from birth.
      const go = (): void => {
        stop()
        wake(undefined)
      }
      this.#wake = go
      return stop
    }
  }
}
