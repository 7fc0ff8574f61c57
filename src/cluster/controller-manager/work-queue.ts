import type { Clock, Timer } from '../../sim/clock.ts'
import type { Code } from '../../sim/code.ts'

/** What a sync may ask for: nothing more, another try with back-off (`retry`), or another look after so many ms. */
export type SyncResult = undefined | void | 'retry' | number

export interface WorkQueueOptions {
  /** how long a key waits before it is worked on, ms: a watch's way plus a worker's turn */
  latency?: number
  /** first and longest pause of a key that keeps failing, ms */
  backOff?: { first: number; longest: number }
  /** what the work takes: comes with the first key */
  code?: Code
}

/**
 * client-go's rate-limited work queue: a key waits in it once, however often it is added; a failed one
 * comes back after 5 ms, 10 ms, 20 ms … up to 1,000 s. Without keys it holds no timer.
 */
export class WorkQueue {
  readonly #clock: Clock
  readonly #sync: (key: string) => SyncResult
  readonly #latency: number
  readonly #first: number
  readonly #longest: number
  readonly #code: Code | undefined
  readonly #waiting = new Map<string, Timer>()
  #failures: Map<string, number> | undefined
  #reminders: Map<string, Timer> | undefined

  constructor(clock: Clock, sync: (key: string) => SyncResult, options: WorkQueueOptions = {}) {
    this.#clock = clock
    this.#sync = sync
    this.#latency = options.latency ?? 4
    this.#first = options.backOff?.first ?? 5
    this.#longest = options.backOff?.longest ?? 1_000_000
    this.#code = options.code
  }

  add(key: string): void {
    this.addAfter(key, this.#latency)
  }

  /** A key that waits already keeps the earlier of the two moments. */
  addAfter(key: string, delay: number): void {
    const waiting = this.#waiting.get(key)
    if (waiting) {
      if (waiting.at <= this.#clock.now + delay) return
      this.#clock.cancel(waiting)
    }
    this.#waiting.set(
      key,
      this.#clock.after(delay, () => this.#work(key), this.#code),
    )
  }

  addRateLimited(key: string): void {
    this.#failures ??= new Map()
    const failures = this.#failures.get(key) ?? 0
    this.#failures.set(key, failures + 1)
    this.addAfter(key, Math.max(this.#latency, Math.min(this.#first * 2 ** failures, this.#longest)))
  }

  /** Has `key` looked at again after `delay` ms, in place of any earlier reminder; without a delay there is none. */
  remind(key: string, delay: number | undefined): void {
    const reminder = this.#reminders?.get(key)
    if (reminder) {
      this.#clock.cancel(reminder)
      this.#reminders?.delete(key)
    }
    if (delay === undefined || !Number.isFinite(delay)) return
    this.#reminders ??= new Map()
    this.#reminders.set(
      key,
      this.#clock.after(delay, () => {
        this.#reminders?.delete(key)
        this.add(key)
      }),
    )
  }

  #work(key: string): void {
    this.#waiting.delete(key)
    const result = this.#sync(key)
    if (result === 'retry') this.addRateLimited(key)
    else {
      this.#failures?.delete(key)
      if (result !== undefined) this.addAfter(key, result)
    }
  }
}
