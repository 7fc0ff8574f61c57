import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Clock, LAB_START } from './clock.ts'

describe('Clock', () => {
  test('calls back in order of time, then of registration', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 400 }), (delays) => {
        const clock = new Clock(0)
        const ran: number[] = []
        delays.forEach((delay, index) => clock.after(delay, () => ran.push(index)))
        clock.runUntilIdle(1000)
        const expected = delays.map((_, index) => index).sort((a, b) => (delays[a] as number) - (delays[b] as number) || a - b)
        expect(ran).toEqual(expected)
        expect(clock.pending).toBe(0)
      }),
    )
  })

  test('what was cancelled does not run, however many there are', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 90 }), fc.boolean()), { maxLength: 900 }), (timers) => {
        const clock = new Clock(0)
        const ran: number[] = []
        const handles = timers.map(([delay], index) => clock.after(delay, () => ran.push(index)))
        timers.forEach(([, cancelled], index) => {
          if (!cancelled) return
          clock.cancel(handles[index])
          clock.cancel(handles[index])
        })
        const left = timers.map((timer, index) => ({ timer, index })).filter(({ timer }) => !timer[1])
        expect(clock.pending).toBe(left.length)
        clock.runUntilIdle(1000)
        expect(ran).toEqual(left.sort((a, b) => a.timer[0] - b.timer[0] || a.index - b.index).map(({ index }) => index))
      }),
    )
  })

  test('callbacks registered while others run keep the order', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: -3, max: 9 })), { maxLength: 60 }), (pairs) => {
        const clock = new Clock(0)
        const times: number[] = []
        for (const [first, then] of pairs) {
          clock.after(first, () => {
            times.push(clock.now)
            clock.after(then, () => times.push(clock.now))
          })
        }
        clock.runUntilIdle(100)
        expect(times).toEqual([...times].sort((a, b) => a - b))
        expect(times).toHaveLength(2 * pairs.length)
      }),
    )
  })

  test('inputs come before all else at their moment', () => {
    const clock = new Clock(0)
    const ran: string[] = []
    clock.after(5, () => ran.push('timer'))
    clock.input(5, () => ran.push('first input'))
    clock.input(5, () => ran.push('second input'))
    clock.advance(5)
    expect(ran).toEqual(['first input', 'second input', 'timer'])
  })

  test('delays that are no numbers count as none', () => {
    const clock = new Clock(0)
    const ran: string[] = []
    clock.after(1, () => ran.push('later'))
    clock.after(Number.NaN, () => ran.push('now'))
    clock.after(-10, () => ran.push('now too'))
    clock.advance(2)
    expect(ran).toEqual(['now', 'now too', 'later'])
  })

  test('advance moves time to its end, also where nothing is due', () => {
    const clock = new Clock()
    clock.advance(1234.5)
    expect(clock.now).toBe(LAB_START + 1234.5)
    clock.advanceTo(LAB_START)
    expect(clock.now).toBe(LAB_START + 1234.5)
  })

  test('runUntil stops at the condition, at the limit, and where nothing waits', () => {
    const clock = new Clock(0)
    let count = 0
    const again = (): void => {
      count++
      clock.after(10, again)
    }
    again()
    expect(clock.runUntil(() => count === 4, 1000)).toBe(true)
    expect(clock.now).toBe(30)
    expect(clock.runUntil(() => count === 1000, 50)).toBe(false)
    expect(clock.now).toBe(80)
    expect(new Clock(0).runUntil(() => false, 1000)).toBe(false)
  })

  test('forgets cancelled timeouts long before their time', () => {
    const clock = new Clock(0)
    for (let i = 0; i < 100_000; i++) clock.cancel(clock.after(1e9, () => undefined))
    expect(clock.pending).toBe(0)
    expect(clock.next).toBeUndefined()
  })
})
