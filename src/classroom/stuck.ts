import { type Attempt, passedAt, sameCheck } from './attempts.ts'
import type { LearnerState } from './class-state.ts'

/** Failed tries with the same check after which a learner counts as stuck. */
const SAME_CHECK = 2
/** Failed tries of one exercise after which a learner counts as stuck. */
const TRIES = 4
/** Time without getting any further, ms. */
const STILL = 8 * 60_000

/** Why someone may need help; `since` is ms since 1970. */
export interface Stuck {
  why: 'check' | 'tries' | 'still'
  since: number
  exercise?: string
  check?: string
  misconception?: string
}

/** Is a learner stuck at a moment (ms since 1970)? The most telling reason, or none. */
export function stuck(learner: LearnerState, now: number): Stuck | undefined {
  const open = Object.entries(learner.exercises)
    .filter(([, { attempts }]) => attempts.length > 0 && passedAt(attempts) === undefined)
    .map(([exercise, { attempts }]) => ({ exercise, attempts, last: attempts.at(-1) as Attempt }))
    .sort((a, b) => b.last.at - a.last.at)
  for (const { exercise, attempts, last } of open) {
    const [misconception] = attempts.findLast(({ grade }) => grade)?.grade?.misconceptions ?? []
    const where = { exercise, since: last.at, ...(misconception === undefined ? {} : { misconception }) }
    const same = sameCheck(attempts)
    if (same && same.times >= SAME_CHECK) return { why: 'check', check: same.check, ...where }
    if (attempts.length >= TRIES) return { why: 'tries', ...where }
  }
  return now - learner.progressAt >= STILL ? { why: 'still', since: learner.progressAt } : undefined
}
