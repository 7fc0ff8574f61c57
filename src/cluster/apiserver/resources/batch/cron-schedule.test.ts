import { describe, expect, test } from 'vitest'
import { parseCronSchedule, timeZoneFaults } from './cron-schedule.ts'

describe('a cron schedule', () => {
  test.each([
    ['*/15 * * * *', 0, [0, 15, 30, 45]],
    ['5,10-12 * * * *', 0, [5, 10, 11, 12]],
    ['50/5 * * * *', 0, [50, 55]],
    ['0 8-18/4 * * *', 1, [8, 12, 16]],
    ['0 0 * jan,DEC *', 3, [1, 12]],
    ['0 0 * * mon-fri', 4, [1, 2, 3, 4, 5]],
    ['@monthly', 2, [1]],
    ['TZ=UTC 3 * * * *', 0, [3]],
  ])('%s: field %i', (text, field, values) => {
    const schedule = parseCronSchedule(text)
    expect(typeof schedule === 'string' ? schedule : [...(schedule.fields[field] ?? [])]).toEqual(values)
  })

  test.each([
    ['', 'empty spec string'],
    ['* * * *', 'expected exactly 5 fields, found 4: [* * * *]'],
    ['61 * * * *', 'end of range (61) above maximum (59): 61'],
    ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
    ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
    ['*/1/2 * * * *', 'too many slashes: */1/2'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['a * * * *', 'failed to parse int from a: strconv.Atoi: parsing "a": invalid syntax'],
    ['@dayly', 'unrecognized descriptor: @dayly'],
    ['@every x', 'failed to parse duration @every x: time: invalid duration "x"'],
  ])('%j is refused', (text, fault) => {
    expect(parseCronSchedule(text)).toBe(fault)
  })

  test('every so often', () => {
    expect(parseCronSchedule('@every 1h30m')).toMatchObject({ every: 5_400_000 })
  })

  test('either day matches when both are restricted', () => {
    expect(parseCronSchedule('0 0 1 * 1')).toMatchObject({ eitherDay: true })
    expect(parseCronSchedule('0 0 1 * *')).toMatchObject({ eitherDay: false })
  })
})

test.each([
  ['UTC', []],
  ['Etc/UTC', []],
  ['Europe/Berlin', []],
  ['Berlin', ['unknown time zone Berlin']],
  ['../etc', ['unknown time zone ../etc']],
  ['', ['timeZone must be nil or non-empty string']],
  ['Local', ['timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones']],
])('time zone %j', (zone, faults) => {
  expect(timeZoneFaults(zone)).toEqual(faults)
})
