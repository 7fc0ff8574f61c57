const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/
const LAYOUT = '2006-01-02T15:04:05Z07:00'
/** The parts of the layout in order, and what of the value stands for each. */
const PARTS: readonly [layout: string, form: RegExp][] = [
  ['2006', /^\d{4}/],
  ['-', /^-/],
  ['01', /^\d\d/],
  ['-', /^-/],
  ['02', /^\d\d/],
  ['T', /^T/],
  ['15', /^\d\d/],
  [':', /^:/],
  ['04', /^\d\d/],
  [':', /^:/],
  ['05', /^\d\d(\.\d+)?/],
  ['Z07:00', /^(Z|[+-]\d\d:\d\d)/],
]

/** Reads a moment as Go's time.Parse does with RFC 3339 (`micro`: with six digits of a second's parts): the moment in UTC, or what Go says is wrong. */
export function parseTime(value: string, micro = false): { text: string } | { problem: string } {
  const match = TIME.exec(value)
  const instant = match ? Date.parse(value) : Number.NaN
  if (!Number.isNaN(instant)) {
    const text = new Date(instant).toISOString()
    if (!micro) return { text: `${text.slice(0, 19)}Z` }
    return { text: `${text.slice(0, 19)}.${(match?.[7] ?? '.').slice(1, 7).padEnd(6, '0')}Z` }
  }
  const layout = micro ? '2006-01-02T15:04:05.000000Z07:00' : LAYOUT
  let rest = value
  for (const [part, form] of PARTS) {
    const found = form.exec(rest)
    if (!found)
      return {
        problem: `parsing time ${JSON.stringify(value)} as ${JSON.stringify(layout)}: cannot parse ${JSON.stringify(rest)} as ${JSON.stringify(part)}`,
      }
    rest = rest.slice(found[0].length)
  }
  const why = rest !== '' ? `extra text: ${JSON.stringify(rest)}` : `${outOfRange(match)} out of range`
  return { problem: `parsing time ${JSON.stringify(value)}: ${why}` }
}

function outOfRange(match: RegExpExecArray | null): string {
  const [, , month, , hour, minute, second] = (match ?? []).map(Number)
  if ((month ?? 0) < 1 || (month ?? 0) > 12) return 'month'
  if ((hour ?? 0) > 23) return 'hour'
  if ((minute ?? 0) > 59) return 'minute'
  return (second ?? 0) > 59 ? 'second' : 'day'
}
