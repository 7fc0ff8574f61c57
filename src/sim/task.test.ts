import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Clock } from './clock.ts'
import { BudgetExceeded, Condition, fork, Interrupt, join, Runner, sleep, type Task, tick, within } from './task.ts'

const run = <T>(clock: Clock, task: Task<T>): Runner<T> => new Runner(clock, task).start()

describe('Runner', () => {
  test('runs at once until the first wait, then by the clock', () => {
    const clock = new Clock(0)
    const said: string[] = []
    const runner = run(
      clock,
      (function* () {
        said.push(`begun at ${clock.now}`)
        yield* sleep(20)
        said.push(`went on at ${clock.now}`)
        return 7
      })(),
    )
    expect(said).toEqual(['begun at 0'])
    clock.advance(19)
    expect(runner.done).toBe(false)
    clock.advance(1)
    expect(said).toEqual(['begun at 0', 'went on at 20'])
    expect(runner.result).toBe(7)
  })

  test('an interrupt unwinds through finally, and gives up what was waited for', () => {
    const clock = new Clock(0)
    const said: string[] = []
    const runner = run(
      clock,
      (function* () {
        try {
          yield* sleep(1000)
        } finally {
          said.push('unwound')
        }
      })(),
    )
    runner.interrupt('SIGINT')
    expect(said).toEqual(['unwound'])
    expect(runner.error).toBeInstanceOf(Interrupt)
    expect((runner.error as Interrupt).signal).toBe('SIGINT')
    expect(clock.pending).toBe(0)
  })

  test('a task may catch an interrupt and go on', () => {
    const clock = new Clock(0)
    const runner = run(
      clock,
      (function* () {
        try {
          yield* sleep(1000)
        } catch {
          yield* sleep(5)
        }
        return 'went on'
      })(),
    )
    runner.interrupt('SIGTERM')
    expect(runner.done).toBe(false)
    clock.advance(5)
    expect(runner.result).toBe('went on')
  })

  test('an interrupt from within the running task comes at its next effect; SIGKILL is not taken back', () => {
    const clock = new Clock(0)
    let runner: Runner | undefined
    const task = (function* (): Task {
      yield* sleep(1)
      runner?.interrupt('SIGKILL')
      runner?.interrupt('SIGTERM')
      yield* sleep(1)
    })()
    runner = new Runner(clock, task).start()
    clock.advance(10)
    expect((runner.error as Interrupt).signal).toBe('SIGKILL')
  })

  test('one that was interrupted before its start never begins', () => {
    const clock = new Clock(0)
    let begun = false
    const runner = new Runner(
      clock,
      (function* (): Task {
        begun = true
      })(),
    )
    runner.interrupt('SIGTERM')
    runner.start()
    expect(begun).toBe(false)
    expect(runner.done).toBe(true)
    expect((runner.error as Interrupt).signal).toBe('SIGTERM')
  })

  test('interrupted at any moment, it leaves no timer behind', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 0, max: 200 }),
        (naps, at) => {
          const clock = new Clock(0)
          const runner = run(
            clock,
            (function* (): Task<number> {
              for (const nap of naps) yield* within(nap + 3, sleep(nap))
              return clock.now
            })(),
          )
          clock.advance(at)
          const whole = naps.reduce((sum, nap) => sum + nap, 0)
          expect(runner.done).toBe(at >= whole)
          runner.interrupt('SIGINT')
          expect(runner.done).toBe(true)
          expect(clock.pending).toBe(0)
          if (at >= whole) expect(runner.result).toBe(whole)
        },
      ),
    )
  })

  test('an endless loop passes time and ends with its budget', () => {
    const clock = new Clock(0)
    const budget = { steps: 10_000, output: 0 }
    const runner = new Runner(
      clock,
      (function* (): Task {
        for (;;) yield* tick()
      })(),
      budget,
    ).start()
    expect(runner.done).toBe(false)
    clock.advance(5)
    expect(runner.done).toBe(false)
    clock.advance(100)
    expect(runner.error).toBeInstanceOf(BudgetExceeded)
    expect(clock.pending).toBe(0)
  })

  test('an endless loop can be interrupted', () => {
    const clock = new Clock(0)
    const runner = run(
      clock,
      (function* (): Task {
        for (;;) yield* tick()
      })(),
    )
    clock.advance(3)
    runner.interrupt('SIGINT')
    expect(runner.done).toBe(true)
  })

  test('what is forked shares the budget', () => {
    const clock = new Clock(0)
    const budget = { steps: 500, output: 0 }
    const loop = function* (): Task {
      for (;;) yield* tick()
    }
    const runner = new Runner(
      clock,
      (function* (): Task {
        yield* fork(loop())
        yield* fork(loop())
        yield* loop()
      })(),
      budget,
    ).start()
    clock.advance(100)
    expect(runner.error).toBeInstanceOf(BudgetExceeded)
    expect(budget.steps).toBeLessThan(0)
  })
})

describe('Condition', () => {
  test('wakes all that wait, once, in their order', () => {
    const clock = new Clock(0)
    const condition = new Condition<number>()
    const heard: string[] = []
    for (const name of ['a', 'b', 'c']) {
      run(
        clock,
        (function* (): Task {
          heard.push(`${name}${yield* condition.wait()}`)
        })(),
      )
    }
    condition.notify(1)
    condition.notify(2)
    expect(heard).toEqual(['a1', 'b1', 'c1'])
  })
})

describe('join and within', () => {
  test('join gives the result or throws what was thrown', () => {
    const clock = new Clock(0)
    const failing = function* (): Task<number> {
      yield* sleep(3)
      throw new Error('no')
    }
    const runner = run(
      clock,
      (function* (): Task<string> {
        const good = yield* fork(
          (function* (): Task<number> {
            yield* sleep(5)
            return 4
          })(),
        )
        const bad = yield* fork(failing())
        const four = yield* join(good)
        try {
          yield* join(bad)
        } catch (error) {
          return `${four} ${(error as Error).message}`
        }
        return 'nothing was thrown'
      })(),
    )
    clock.advance(10)
    expect(runner.result).toBe('4 no')
  })

  test('within gives the result in time, undefined too late, and ends what was too slow', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }), (needs, limit) => {
        fc.pre(needs !== limit)
        const clock = new Clock(0)
        let ended = ''
        const runner = run(
          clock,
          within(
            limit,
            (function* (): Task<string> {
              try {
                yield* sleep(needs)
                ended = 'by itself'
                return 'done'
              } finally {
                ended ||= 'unwound'
              }
            })(),
          ),
        )
        clock.advance(Math.min(needs, limit))
        expect(runner.done).toBe(true)
        expect(runner.result).toBe(needs < limit ? 'done' : undefined)
        expect(ended).toBe(needs < limit ? 'by itself' : 'unwound')
        expect(clock.pending).toBe(0)
      }),
    )
  })

  test('within passes errors on, and an interrupt inwards', () => {
    const clock = new Clock(0)
    const failed = run(
      clock,
      within(
        10,
        (function* (): Task {
          throw new Error('broken')
        })(),
      ),
    )
    expect((failed.error as Error).message).toBe('broken')
    let unwound = false
    const outer = run(
      clock,
      within(
        10,
        (function* (): Task {
          try {
            yield* sleep(5)
          } finally {
            unwound = true
          }
        })(),
      ),
    )
    outer.interrupt('SIGINT')
    expect(unwound).toBe(true)
    expect((outer.error as Interrupt).signal).toBe('SIGINT')
    expect(clock.pending).toBe(0)
  })
})
