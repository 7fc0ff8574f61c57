import type { Clock } from '../../sim/clock.ts'
import type { Budget } from '../../sim/task.ts'

/** What may be used at once, and what comes back with each ms of virtual time. */
interface Allowance {
  burst: number
  perMs: number
}

const STEPS: Allowance = { burst: 600_000, perMs: 200 }
const OUTPUT: Allowance = { burst: 10_000_000, perMs: 500 }

/**
 * A budget for programs that may run for ever: what waits and works by turns never uses it up, a
 * loop that does nothing but run does, within a second or two.
 */
export class SteadyBudget implements Budget {
  readonly #clock: Clock
  #steps = STEPS.burst
  #output = OUTPUT.burst
  #stepsAt: number
  #outputAt: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#stepsAt = clock.now
    this.#outputAt = clock.now
  }

  get steps(): number {
    return this.#steps
  }

  set steps(left: number) {
    if (left < 0) {
      left = Math.min(STEPS.burst, left + (this.#clock.now - this.#stepsAt) * STEPS.perMs)
      this.#stepsAt = this.#clock.now
    }
    this.#steps = left
  }

  get output(): number {
    return this.#output
  }

  set output(left: number) {
    if (left < 0) {
      left = Math.min(OUTPUT.burst, left + (this.#clock.now - this.#outputAt) * OUTPUT.perMs)
      this.#outputAt = this.#clock.now
    }
    this.#output = left
  }
}
