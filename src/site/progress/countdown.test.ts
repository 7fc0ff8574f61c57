import { expect, test } from 'vitest'
import { finished, minutesText, parseCountdown, paused, solvedSince, spentBy, started } from './countdown.ts'

test('a clock counts what it ran, not what it was paused for', () => {
  const first = started(undefined, 1_000)
  const later = started(paused(first, 61_000), 500_000)
  expect(spentBy(undefined, 5)).toBe(0)
  expect(spentBy(later, 530_000)).toBe(90_000)
  expect(started(later, 999_999)).toEqual(later)
  expect(finished(later, 530_000)).toEqual({ began: 1_000, spent: 90_000, took: 90_000 })
})

test('a wall clock that is set back takes nothing away', () => {
  expect(spentBy({ began: 0, spent: 4_000, since: 100_000 }, 50_000)).toBe(4_000)
})

test('it is done when the last exercise was solved after it began', () => {
  const clock = started(undefined, 1_000)
  expect(solvedSince(clock, [500, 2_000])).toBe(true)
  expect(solvedSince(clock, [500, undefined])).toBe(false)
  expect(solvedSince(clock, [500, 900])).toBe(false)
  expect(solvedSince(clock, [])).toBe(false)
})

test('it is read again as it was kept, and nothing else is', () => {
  const clock = { began: 1, spent: 2, since: 3, took: 4 }
  expect(parseCountdown(JSON.parse(JSON.stringify(clock)))).toEqual(clock)
  expect(parseCountdown({ began: 1, spent: 2, since: 'now' })).toEqual({ began: 1, spent: 2 })
  for (const none of [undefined, null, 'x', {}, { began: -1, spent: 2 }, { began: 1, spent: Number.POSITIVE_INFINITY }])
    expect(parseCountdown(none)).toBeUndefined()
})

test.each([
  [0, '0:00'],
  [1, '0:01'],
  [245_000, '4:05'],
  [1_500_000, '25:00'],
  [-5, '0:00'],
])('%d ms', (ms, text) => expect(minutesText(ms)).toBe(text))
