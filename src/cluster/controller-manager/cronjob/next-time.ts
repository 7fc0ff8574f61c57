import type { Instant } from '../../../sim/clock.ts'
import { type CronSchedule, parseCronSchedule } from '../../apiserver/resources/batch/cron-schedule.ts'

const DAY = 86_400_000
/** A schedule that names no day of the next years (30 February) never comes. */
const LONGEST_SEARCH_DAYS = 5 * 366

/** The first time after `from` that the schedule names, in the time zone (UTC without one); undefined when there is none. */
export function nextTime(schedule: string, zone: string | undefined, from: Instant): Instant | undefined {
  const parsed = parseCronSchedule(schedule)
  if (typeof parsed === 'string') return undefined
  if (parsed.every !== undefined) return Math.floor(from / 1000) * 1000 + parsed.every
  const named = /^(?:CRON_)?TZ=(\S+)/.exec(schedule)?.[1] ?? zone
  const local = nextLocal(parsed, Math.floor((from + zoneOffset(named, from)) / 60_000 + 1) * 60_000)
  if (local === undefined) return undefined
  const instant = local - zoneOffset(named, local)
  // Across a change of the clocks the offset at the found time is the one that counts.
  return local - zoneOffset(named, instant)
}

/** The first fitting minute at or after `start`, both as if local time were UTC. */
function nextLocal({ fields, eitherDay }: CronSchedule, start: number): number | undefined {
  const [minutes, hours, daysOfMonth, months, daysOfWeek] = fields as [Set<number>, Set<number>, Set<number>, Set<number>, Set<number>]
  const first = Math.floor(start / DAY) * DAY
  for (let day = 0; day <= LONGEST_SEARCH_DAYS; day++) {
    const midnight = first + day * DAY
    const date = new Date(midnight)
    if (!months.has(date.getUTCMonth() + 1)) continue
    const ofMonth = daysOfMonth.has(date.getUTCDate())
    const ofWeek = daysOfWeek.has(date.getUTCDay())
    if (eitherDay ? !ofMonth && !ofWeek : !ofMonth || !ofWeek) continue
    for (let hour = 0; hour < 24; hour++) {
      if (!hours.has(hour)) continue
      for (let minute = 0; minute < 60; minute++) {
        const time = midnight + (hour * 60 + minute) * 60_000
        if (time >= start && minutes.has(minute)) return time
      }
    }
  }
  return undefined
}

/** How far local time is ahead of UTC, ms. */
function zoneOffset(zone: string | undefined, instant: Instant): number {
  if (!zone || zone === 'UTC') return 0
  const options = {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  } as const
  const parts = new Map(new Intl.DateTimeFormat('en', options).formatToParts(instant).map(({ type, value }) => [type, Number(value)]))
  const get = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0
  const local = Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'))
  return local - Math.floor(instant / 60_000) * 60_000
}
