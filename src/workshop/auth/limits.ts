import { RateLimiterMemory } from 'rate-limiter-flexible'

/** How often things may be tried within a minute. */
const POINTS = {
  /** joins from one address: a class room shares one, and everybody arrives at once */
  join: 600,
  /** wrong codes from one address */
  wrongCode: 30,
  /** wrong secrets from one address */
  wrongSecret: 5,
  /** all other requests of one address */
  request: 6_000,
} as const
const WINDOW_S = 60

/** Counts tries by address. Addresses are held in memory for a minute and never written anywhere. */
export class Limits {
  #limiters = Object.fromEntries(
    Object.entries(POINTS).map(([name, points]) => [name, new RateLimiterMemory({ points, duration: WINDOW_S, keyPrefix: name })]),
  ) as Record<keyof typeof POINTS, RateLimiterMemory>

  /** Counts one try. False: too many. */
  async count(what: keyof typeof POINTS, address: string): Promise<boolean> {
    try {
      await this.#limiters[what].consume(address)
      return true
    } catch {
      return false
    }
  }

  /** Has this address tries left? Counts none. */
  async left(what: keyof typeof POINTS, address: string): Promise<boolean> {
    const state = await this.#limiters[what].get(address)
    return !state || state.remainingPoints > 0
  }
}
