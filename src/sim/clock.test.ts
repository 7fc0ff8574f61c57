import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Clock } from './clock.ts'

describe('Clock', () => {
  test('callbacks run in order of time, then of arrival', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 60 }), (delays) => {
        const clock = new Clock(0)
        const seen: [number, number][] = []
        delays.forEach((delay, index) => clock.after(delay, () => seen.push([clock.now, index])))
        expect(clock.runUntilIdle(100)).toBe(true)
        const expected = delays
          .map((delay, index) => [delay, index])
          .sort(([a, i], [b, j]) => (a as number) - (b as number) || (i as number) - (j as number))
        expect(seen).toEqual(expected)
      }),
    )
  })

  test('how time is sliced makes no difference', () => {
    const run = (slices: number[]): number[] => {
      const clock = new Clock(0)
      const seen: number[] = []
      const again = (): void => {
        seen.push(clock.now)
        if (clock.now < 90) clock.after(7, again)
      }
      clock.after(3, again)
      for (const slice of slices) clock.advance(slice)
      clock.advanceTo(200)
      return seen
    }
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 6 }), (slices) => {
        expect(run(slices)).toEqual(run([]))
      }),
    )
  })

  test('an input comes before everything else of its moment', () => {
    const clock = new Clock(0)
    const seen: string[] = []
    clock.after(5, () => seen.push('timer'))
    clock.input(5, () => seen.push('first input'))
    clock.input(5, () => seen.push('second input'))
    clock.advance(5)
    expect(seen).toEqual(['first input', 'second input', 'timer'])
  })

  test('a cancelled callback does not run and does not keep the clock busy', () => {
    const clock = new Clock(0)
    const timer = clock.after(5, () => expect.fail('cancelled'))
    clock.cancel(timer)
    clock.cancel(timer)
    expect(clock.pending).toBe(0)
    expect(clock.next).toBeUndefined()
    clock.advance(10)
    expect(clock.now).toBe(10)
  })

  test('runUntil stops at the condition, and gives up at its limit', () => {
    const clock = new Clock(0)
    let ready = false
    clock.after(40, () => {
      ready = true
    })
    clock.after(60, () => undefined)
    expect(clock.runUntil(() => ready, 30)).toBe(false)
    expect(clock.runUntil(() => ready, 30)).toBe(true)
    expect(clock.now).toBe(40)
  })
})
