import { describe, expect, test } from 'vitest'
import { Clock } from './clock.ts'
import { BudgetExceeded, Condition, fork, Interrupt, join, Runner, sleep, type Task, tick, within } from './task.ts'

const start = <T>(clock: Clock, task: Task<T>, budget?: { steps: number; output: number }): Runner<T> =>
  new Runner(clock, task, budget).start()

describe('tasks', () => {
  test('sleep takes virtual time only', () => {
    const clock = new Clock(0)
    const runner = start(
      clock,
      (function* () {
        yield* sleep(3_600_000)
        return clock.now
      })(),
    )
    clock.advance(3_600_000)
    expect(runner.result).toBe(3_600_000)
  })

  test('an interrupt unwinds, runs what has to be put in order, and ends with the signal', () => {
    const clock = new Clock(0)
    const seen: string[] = []
    const runner = start(
      clock,
      (function* () {
        try {
          yield* sleep(1_000)
          seen.push('slept')
        } finally {
          yield* sleep(5)
          seen.push('tidied')
        }
      })(),
    )
    clock.advance(10)
    runner.interrupt('SIGINT')
    clock.advance(10)
    expect(seen).toEqual(['tidied'])
    expect(runner.error).toBeInstanceOf(Interrupt)
    expect((runner.error as Interrupt).signal).toBe('SIGINT')
    expect(clock.pending).toBe(0)
  })

  test('a task that interrupts itself stops at its next effect', () => {
    const clock = new Clock(0)
    const runner: Runner<void> = new Runner<void>(
      clock,
      (function* (): Task {
        yield* sleep(1)
        runner.interrupt('SIGTERM')
        yield* sleep(1)
        throw new Error('went on')
      })(),
    ).start()
    clock.advance(10)
    expect((runner.error as Interrupt).signal).toBe('SIGTERM')
  })

  test('an endless loop passes time, can be interrupted, and runs into its budget', () => {
    const clock = new Clock(0)
    const forever = function* (): Task {
      for (;;) yield* tick()
    }
    const free = start(clock, forever())
    clock.advance(5)
    expect(free.done).toBe(false)
    free.interrupt('SIGINT')
    expect(free.done).toBe(true)
    const bounded = start(clock, forever(), { steps: 10_000, output: 0 })
    clock.advance(60)
    expect(bounded.error).toBeInstanceOf(BudgetExceeded)
  })

  test('within gives the result in time, and interrupts what is too slow', () => {
    const clock = new Clock(0)
    let interrupted = false
    const slow = function* (ms: number): Task<string> {
      try {
        yield* sleep(ms)
        return 'done'
      } catch (error) {
        interrupted = true
        throw error
      }
    }
    const runner = start(
      clock,
      (function* () {
        return [yield* within(10, slow(5)), yield* within(10, slow(50))]
      })(),
    )
    clock.advance(30)
    expect(runner.result).toEqual(['done', undefined])
    expect(interrupted).toBe(true)
    expect(clock.pending).toBe(0)
  })

  test('join hands results and errors on', () => {
    const clock = new Clock(0)
    const runner = start(
      clock,
      (function* (): Task<[number, string] | undefined> {
        const good = yield* fork(
          (function* () {
            yield* sleep(3)
            return 7
          })(),
        )
        const bad = yield* fork(
          (function* (): Task<number> {
            yield* sleep(1)
            throw new Error('no')
          })(),
        )
        try {
          yield* join(bad)
        } catch (error) {
          return [yield* join(good), (error as Error).message]
        }
        return undefined
      })(),
    )
    clock.advance(5)
    expect(runner.result).toEqual([7, 'no'])
  })

  test('a condition wakes all who wait, once', () => {
    const clock = new Clock(0)
    const condition = new Condition<number>()
    const waiter = function* (): Task<number> {
      return yield* condition.wait()
    }
    const runners = [start(clock, waiter()), start(clock, waiter())]
    condition.notify(4)
    condition.notify(5)
    expect(runners.map((runner) => runner.result)).toEqual([4, 4])
  })
})
