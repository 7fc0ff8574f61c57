/** How a lesson's clock stands. Moments are wall clock, durations too; both ms. */
export interface Countdown {
  /** when it was first started */
  began: number
  /** time that ran before it was last paused */
  spent: number
  /** since when it runs; absent while it is paused or done */
  since?: number
  /** what it took until everything was solved */
  took?: number
}

/** Starts a clock, or lets a paused one run on. */
export function started(clock: Countdown | undefined, now: number): Countdown {
  return clock ? { ...clock, since: clock.since ?? now } : { began: now, spent: 0, since: now }
}

export function paused(clock: Countdown, now: number): Countdown {
  const { since: _, ...rest } = clock
  return { ...rest, spent: spentBy(clock, now) }
}

/** Everything is solved: the clock stands, and says how long it took. */
export function finished(clock: Countdown, now: number): Countdown {
  const rest = paused(clock, now)
  return { ...rest, took: rest.spent }
}

/** How long it has run by a moment, ms. A wall clock that was set back does not count. */
export function spentBy(clock: Countdown | undefined, now: number): number {
  if (!clock) return 0
  return clock.spent + (clock.since === undefined ? 0 : Math.max(0, now - clock.since))
}

/** Are all solved now, the last of them since the clock was started? `passed`: when each exercise first passed. */
export function solvedSince(clock: Countdown, passed: readonly (number | undefined)[]): boolean {
  return passed.length > 0 && passed.every((at) => at !== undefined) && Math.max(...(passed as number[])) >= clock.began
}

/** `4:05` */
export function minutesText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** A clock as it was kept; undefined when the value is none. */
export function parseCountdown(value: any): Countdown | undefined {
  const moment = (given: unknown): given is number => typeof given === 'number' && Number.isFinite(given) && given >= 0
  if (!moment(value?.began) || !moment(value.spent)) return undefined
  return {
    began: value.began,
    spent: value.spent,
    ...(moment(value.since) ? { since: value.since } : {}),
    ...(moment(value.took) ? { took: value.took } : {}),
  }
}
