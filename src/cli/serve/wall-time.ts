import type { Clock } from '../../sim/clock.ts'

/** Fields that hold moments: `creationTimestamp`, `lastTransitionTime`, `startedAt`, managedFields' `time`. */
const MOMENT = /"(\w*(?:Timestamp|Time|At)|time)":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z"/g

/**
 * Real clients reckon ages from the time on the wall; the cluster lives in its own. Moments in JSON
 * that leaves are moved by the difference, and back in JSON that comes in.
 */
export class WallTime {
  readonly #offset: number

  constructor(clock: Clock) {
    this.#offset = Math.round((Date.now() - clock.now) / 1_000) * 1_000
  }

  outward(json: string): string {
    return shift(json, this.#offset)
  }

  inward(json: string): string {
    return shift(json, -this.#offset)
  }
}

function shift(json: string, ms: number): string {
  return json.replace(MOMENT, (whole, key: string, second: string, fraction = '') => {
    const moved = Date.parse(`${second}Z`) + ms
    return Number.isNaN(moved) || Math.abs(moved) > 8e15 ? whole : `"${key}":"${new Date(moved).toISOString().slice(0, 19)}${fraction}Z"`
  })
}
