import { RateLimiterMemory } from 'rate-limiter-flexible'

/** How often things may be tried within a minute, by address or by learner. */
const POINTS = {
  /** joins from one address: a class room shares one, and everybody arrives at once */
  join: 600,
  /** wrong codes from one address */
  wrongCode: 30,
  /** wrong secrets from one address */
  wrongSecret: 5,
  /** all other requests of one address */
  request: 6_000,
  /** deeds of one learner: somebody who worked alone tells a whole course at once */
  deed: 2_000,
  /** submissions of one learner: each costs a grading */
  submission: 60,
} as const
const WINDOW_S = 60

/** Counts tries by address or learner. Addresses are held in memory for a minute and never written anywhere. */
export class Limits {
  #limiters = Object.fromEntries(
    Object.entries(POINTS).map(([name, points]) => [name, new RateLimiterMemory({ points, duration: WINDOW_S, keyPrefix: name })]),
  ) as Record<keyof typeof POINTS, RateLimiterMemory>

  /** Counts tries. False: too many. */
  async count(what: keyof typeof POINTS, who: string, tries = 1): Promise<boolean> {
    if (tries === 0) return true
    try {
      await this.#limiters[what].consume(who, tries)
      return true
    } catch {
      return false
    }
  }

  /** Tries that came to nothing through no fault of theirs do not count. */
  async giveBack(what: keyof typeof POINTS, who: string, tries: number): Promise<void> {
    if (tries > 0) await this.#limiters[what].reward(who, tries)
  }

  /** Are there tries left? Counts none. */
  async left(what: keyof typeof POINTS, who: string): Promise<boolean> {
    const state = await this.#limiters[what].get(who)
    return !state || state.remainingPoints > 0
  }
}
