import type { Clock } from '../../sim/clock.ts'

interface Entry {
  backoff: number
  updated: number
}

/** Delays that double (client-go's flowcontrol.Backoff): the first failure costs nothing, the next `initial` ms, up to `max`. */
export class Backoff {
  readonly #clock: Clock
  readonly #initial: number
  readonly #max: number
  readonly #entries = new Map<string, Entry>()

  constructor(clock: Clock, initial: number, max: number) {
    this.#clock = clock
    this.#initial = initial
    this.#max = max
  }

  /** Counts a failure that happened at `event`. */
  next(key: string, event: number = this.#clock.now): void {
    const entry = this.#entries.get(key)
    if (!entry || this.#expired(entry, event)) this.#entries.set(key, { backoff: this.#initial, updated: this.#clock.now })
    else {
      entry.backoff = Math.min(entry.backoff * 2, this.#max)
      entry.updated = this.#clock.now
    }
  }

  /** ms still to wait since what happened at `event` (default: since the last failure that was counted). */
  remaining(key: string, event?: number): number {
    const entry = this.#entries.get(key)
    if (!entry || this.#expired(entry, event ?? this.#clock.now)) return 0
    return Math.max(0, (event ?? entry.updated) + entry.backoff - this.#clock.now)
  }

  /** The whole delay that is waited for now. */
  get(key: string): number {
    return this.#entries.get(key)?.backoff ?? 0
  }

  forget(prefix: string): void {
    for (const key of this.#entries.keys()) if (key.startsWith(prefix)) this.#entries.delete(key)
  }

  #expired(entry: Entry, event: number): boolean {
    return event - entry.updated > 2 * this.#max
  }
}
