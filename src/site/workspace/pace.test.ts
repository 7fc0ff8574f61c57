import { describe, expect, test } from 'vitest'
import { Clock } from '../../sim/clock.ts'
import { Pace, type Wall } from './pace.ts'

/** A wall clock that a test moves. Each look at it costs `cost` ms. */
function wall(cost = 0): Wall & { run(ms: number): void; waiting: number; turns: number } {
  let now = 0
  let queue: { at: number; callback: () => void }[] = []
  const add = (ms: number, callback: () => void): (() => void) => {
    const entry = { at: now + ms, callback }
    queue.push(entry)
    return () => {
      queue = queue.filter((each) => each !== entry)
    }
  }
  return {
    turns: 0,
    get waiting() {
      return queue.length
    },
    now: () => (now += cost),
    frame: (callback) => add(16, callback),
    after: add,
    run(ms) {
      const end = now + ms
      for (;;) {
        const next = queue.filter((each) => each.at <= end).sort((a, b) => a.at - b.at)[0]
        if (!next) break
        queue = queue.filter((each) => each !== next)
        now = Math.max(now, next.at)
        this.turns++
        next.callback()
      }
      now = Math.max(now, end)
    },
  }
}

describe('the pace of a lab', () => {
  test('follows the wall clock, ten times as fast when asked', () => {
    const clock = new Clock(0)
    const time = wall()
    const pace = new Pace(clock, { wanted: () => false, onTurn() {}, onMissing() {}, wall: time })
    pace.kick()
    time.run(1_000)
    expect(clock.now).toBeGreaterThan(880)
    expect(clock.now).toBeLessThanOrEqual(1_002)
    pace.setSpeed(10)
    const before = clock.now
    time.run(1_000)
    expect(clock.now - before).toBeGreaterThan(8_800)
    pace.stop()
    expect(time.waiting).toBe(0)
  })

  test('a pause runs nothing, but what was entered comes in, and a running command goes on', () => {
    const clock = new Clock(0)
    const time = wall()
    let busy = false
    const seen: string[] = []
    const pace = new Pace(clock, { wanted: () => busy, onTurn() {}, onMissing() {}, wall: time })
    pace.setSpeed(0)
    time.run(1_000)
    expect(clock.now).toBeLessThan(5)
    expect(time.waiting).toBe(0)
    clock.input(clock.now + 1, () => {
      seen.push('entered')
      busy = true
      clock.after(500, () => {
        seen.push('ended')
        busy = false
      })
    })
    pace.kick()
    expect(seen).toEqual(['entered'])
    time.run(2_000)
    expect(seen).toEqual(['entered', 'ended'])
    expect(clock.now).toBeLessThan(700)
  })

  test('much work is cut into slices', () => {
    const clock = new Clock(0)
    const time = wall(1)
    let done = 0
    for (let i = 0; i < 1_000; i++) clock.after(1, () => done++)
    const pace = new Pace(clock, { wanted: () => false, onTurn() {}, onMissing() {}, wall: time })
    pace.kick()
    expect(done).toBeGreaterThan(0)
    expect(done).toBeLessThan(200)
    time.run(5_000)
    expect(done).toBe(1_000)
  })

  test('a jump runs until something happens', () => {
    const clock = new Clock(0)
    const time = wall()
    let happened = false
    clock.after(60_000, () => (happened = true))
    clock.after(90_000, () => {})
    const pace = new Pace(clock, { wanted: () => false, onTurn() {}, onMissing() {}, wall: time })
    pace.setSpeed(0)
    pace.jump(600_000, () => happened)
    expect(clock.now).toBe(60_000)
  })

  test('a page that slept does not run ahead', () => {
    const clock = new Clock(0)
    const time = wall()
    const pace = new Pace(clock, { wanted: () => false, onTurn() {}, onMissing() {}, wall: time })
    pace.kick()
    pace.stop()
    time.run(3_600_000)
    pace.kick()
    expect(clock.now).toBeLessThan(250)
  })
})
