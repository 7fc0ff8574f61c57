import type { Clock } from '../../sim/clock.ts'

/** How far the two clocks may go apart (a suspended machine), ms. */
const DRIFT = 3_000

/** Fields that hold moments: `creationTimestamp`, `lastTransitionTime`, `startedAt`, managedFields' `time`. */
const MOMENT = /"(\w*(?:Timestamp|Time|At)|time)":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z"/g

/**
 * Real clients reckon ages from the time on the wall; the cluster lives in its own. Moments in JSON
 * that leaves are moved by the difference, and back in JSON that comes in.
 */
export class WallTime {
  readonly #clock: Clock
  #offset = 0

  constructor(clock: Clock) {
    this.#clock = clock
    this.#follow()
  }

  outward(json: string): string {
    this.#follow()
    return shift(json, this.#offset)
  }

  inward(json: string): string {
    return shift(json, -this.#offset)
  }

  /** The difference stays as it is, so that moments do not tremble, until one of the two clocks was moved. */
  #follow(): void {
    const now = Date.now() - this.#clock.now
    if (Math.abs(now - this.#offset) > DRIFT) this.#offset = Math.round(now / 1_000) * 1_000
  }
}

function shift(json: string, ms: number): string {
  return json.replace(MOMENT, (whole, key: string, second: string, fraction = '') => {
    const moved = Date.parse(`${second}Z`) + ms
    return Number.isNaN(moved) || Math.abs(moved) > 8e15 ? whole : `"${key}":"${new Date(moved).toISOString().slice(0, 19)}${fraction}Z"`
  })
}
