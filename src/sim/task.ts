import type { Clock, Timer } from './clock.ts'

/**
 * What a task yields: it arranges that `wake` is called once, now or later, and returns how to
 * give that up when the task is interrupted first.
 */
export type Effect<T = any> = (wake: (value: T) => void, runner: Runner) => (() => void) | undefined

/** A simulated activity: a generator that yields effects and returns its result. */
export type Task<T = void> = Generator<Effect, T, any>

/** Thrown into a task by `Runner.interrupt`: a signal (`SIGINT`, `SIGTERM`, `SIGKILL`, `SIGPIPE`) or another reason. */
export class Interrupt extends Error {
  readonly signal: string
  constructor(signal: string) {
    super(signal)
    this.signal = signal
  }
}

/** Steps that a task may take before a millisecond of virtual time passes: processors are not infinitely fast. */
const STEPS_PER_MS = 1_000

/** Bounds on what strangers' programs may cost. One budget may be shared by many runners. */
export interface Budget {
  /** steps left, all together */
  steps: number
  /** UTF-16 units that may still be written to pipes and files */
  output: number
}

/** Drives one task by the clock. */
export class Runner<T = any> {
  readonly clock: Clock
  readonly budget: Budget | undefined
  #task: Task<T>
  #cancel: (() => void) | undefined
  #epoch = 0
  #running = false
  #steps = 0
  #interrupt: Interrupt | undefined
  #listeners: ((runner: Runner<T>) => void)[] = []
  done = false
  result: T | undefined
  /** what the task threw, when it did not return */
  error: unknown

  constructor(clock: Clock, task: Task<T>, budget?: Budget) {
    this.clock = clock
    this.#task = task
    this.budget = budget
  }

  /** Runs until the first effect that has to wait. */
  start(): this {
    if (!this.done) this.#resume(undefined)
    return this
  }

  onDone(listener: (runner: Runner<T>) => void): void {
    if (this.done) listener(this)
    else this.#listeners.push(listener)
  }

  /** Throws `Interrupt(signal)` into the task at the effect it waits for. */
  interrupt(signal: string): void {
    if (this.done) return
    const interrupt = new Interrupt(signal)
    if (this.#running) {
      // It is thrown at the next effect. Nothing takes SIGKILL back.
      if (this.#interrupt?.signal !== 'SIGKILL') this.#interrupt = interrupt
      return
    }
    this.#stopWaiting()
    this.#resume(undefined, interrupt)
  }

  #stopWaiting(): void {
    this.#epoch++
    const cancel = this.#cancel
    this.#cancel = undefined
    cancel?.()
  }

  #resume(value: unknown, thrown?: Interrupt): void {
    this.#running = true
    let input = value
    let problem: unknown = thrown
    try {
      for (;;) {
        const turn = problem === undefined ? this.#task.next(input) : this.#task.throw(problem)
        problem = undefined
        if (turn.done) return this.#finish(turn.value, undefined)
        if (this.#interrupt) {
          problem = this.#interrupt
          this.#interrupt = undefined
          continue
        }
        if (this.budget && --this.budget.steps < 0) {
          problem = new BudgetExceeded('steps')
          continue
        }
        const effect = ++this.#steps % STEPS_PER_MS === 0 ? afterPause(turn.value) : turn.value
        const epoch = ++this.#epoch
        let woken = false
        let registering = true
        const cancel = effect((given) => {
          if (woken || epoch !== this.#epoch) return
          woken = true
          if (registering) input = given
          else {
            this.#cancel = undefined
            this.#resume(given)
          }
        }, this)
        registering = false
        if (!woken) {
          this.#cancel = cancel
          return
        }
      }
    } catch (error) {
      this.#finish(undefined, error)
    } finally {
      this.#running = false
    }
  }

  #finish(result: T | undefined, error: unknown): void {
    this.done = true
    this.result = result
    this.error = error
    const listeners = this.#listeners
    this.#listeners = []
    for (const listener of listeners) listener(this)
  }
}

/** A program used up its budget; what runs it turns this into a message and an exit code. */
export class BudgetExceeded extends Error {
  readonly what: 'steps' | 'output'
  constructor(what: 'steps' | 'output') {
    super(`podtalk stopped this program: it used up its budget of ${what}`)
    this.what = what
  }
}

/** The same effect, begun a millisecond later. */
function afterPause(effect: Effect): Effect {
  return (wake, runner) => {
    let cancel: (() => void) | undefined
    const timer = runner.clock.after(1, () => {
      cancel = effect(wake, runner)
    })
    return () => {
      runner.clock.cancel(timer)
      cancel?.()
    }
  }
}

/** Waits `ms` of virtual time. */
export function* sleep(ms: number): Task {
  yield (wake, runner) => {
    const timer: Timer = runner.clock.after(ms, () => wake(undefined))
    return () => runner.clock.cancel(timer)
  }
}

/** Counts one step of work: keeps endless loops inside their budget and lets time pass under them. */
export function* tick(): Task {
  yield TICK
}
const TICK: Effect = (wake) => {
  wake(undefined)
  return undefined
}

/** Waits until somebody calls `notify` on the condition. */
export class Condition<T = void> {
  #waiting = new Set<(value: T) => void>();

  *wait(): Task<T> {
    return yield (wake) => {
      this.#waiting.add(wake)
      return () => void this.#waiting.delete(wake)
    }
  }

  notify(value: T): void {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const wake of waiting) wake(value)
  }
}

/** Runs `task` as an activity of its own, at once. */
export function* fork<T>(task: Task<T>, budget?: Budget): Task<Runner<T>> {
  return yield (wake, runner) => {
    wake(new Runner(runner.clock, task, budget ?? runner.budget).start())
    return undefined
  }
}

/** Waits for a runner's end; throws what its task threw. */
export function* join<T>(runner: Runner<T>): Task<T> {
  if (!runner.done) {
    yield (wake) => {
      runner.onDone(() => wake(undefined))
      return undefined
    }
  }
  if (runner.error !== undefined) throw runner.error
  return runner.result as T
}

/** Runs `task` for at most `ms` of virtual time; `undefined` when that was too short (the task is interrupted). */
export function* within<T>(ms: number, task: Task<T>): Task<T | undefined> {
  const runner = yield* fork(task)
  if (!runner.done) {
    yield (wake, own) => {
      const timer = own.clock.after(ms, () => wake(undefined))
      runner.onDone(() => {
        own.clock.cancel(timer)
        wake(undefined)
      })
      return () => {
        own.clock.cancel(timer)
        runner.interrupt('SIGTERM')
      }
    }
  }
  if (!runner.done) {
    runner.interrupt('SIGTERM')
    return undefined
  }
  if (runner.error !== undefined) throw runner.error
  return runner.result
}
