import { expect, test } from 'vitest'
import { ageOf, humanDuration } from './duration.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

test.each([
  [0, '0s'],
  [999, '0s'],
  [119 * SECOND, '119s'],
  [2 * MINUTE, '2m'],
  [2 * MINUTE + 5 * SECOND, '2m5s'],
  [10 * MINUTE + 5 * SECOND, '10m'],
  [179 * MINUTE, '179m'],
  [3 * HOUR, '3h'],
  [3 * HOUR + 5 * MINUTE, '3h5m'],
  [8 * HOUR + 5 * MINUTE, '8h'],
  [47 * HOUR, '47h'],
  [2 * DAY, '2d'],
  [2 * DAY + 5 * HOUR, '2d5h'],
  [8 * DAY + 5 * HOUR, '8d'],
  [2 * 365 * DAY, '2y'],
  [2 * 365 * DAY + 40 * DAY, '2y40d'],
  [8 * 365 * DAY + DAY, '8y'],
])('%i ms are %s', (ms, text) => {
  expect(humanDuration(ms)).toBe(text)
})

test('an age is counted from a time stamp', () => {
  expect(ageOf('2026-01-01T00:00:00Z', Date.UTC(2026, 0, 1, 0, 5))).toBe('5m')
  expect(ageOf(undefined, 0)).toBe('<unknown>')
})
