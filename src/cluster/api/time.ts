import type { Instant } from '../../sim/clock.ts'

/** Texts of the seconds that were asked for last: now, and when what exists began. */
const texts = new Map<number, string>()
const KEPT = 64

/** metav1.Time: RFC 3339 in whole seconds, `2026-05-04T01:00:00Z`. */
export function rfc3339(instant: Instant): string {
  const second = Math.floor(instant / 1000)
  let text = texts.get(second)
  if (text === undefined) {
    if (texts.size >= KEPT) texts.clear()
    text = `${new Date(second * 1000).toISOString().slice(0, 19)}Z`
    texts.set(second, text)
  }
  return text
}

/** metav1.MicroTime: RFC 3339 with microseconds, `2026-05-04T01:00:00.123456Z`. */
export function rfc3339Micro(instant: Instant): string {
  const micros = Math.floor((instant - Math.floor(instant / 1000) * 1000) * 1000)
  return `${rfc3339(instant).slice(0, 19)}.${String(micros).padStart(6, '0')}Z`
}

let parsedText = ''
let parsedInstant = Number.NaN

/** The instant of an API timestamp; NaN for none. */
export function instantOf(time: string | undefined): Instant {
  if (time === undefined) return Number.NaN
  // Mostly it is the same moment that is asked for again.
  if (time !== parsedText) {
    parsedInstant = Date.parse(time)
    parsedText = time
  }
  return parsedInstant
}
