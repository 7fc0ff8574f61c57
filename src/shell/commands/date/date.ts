import { type Command, readOptions } from '../../command.ts'
import { formatDate } from '../../date.ts'

const UNITS: Record<string, number> = {
  sec: 1,
  second: 1,
  min: 60,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  fortnight: 1_209_600,
}

/** Dates as `date -d` takes them: ISO, `@seconds`, `now`, `yesterday`, `2 days ago`, `+1 hour`. NaN: none of these. */
function parseDate(text: string, now: number): number {
  let rest = text.trim().toLowerCase()
  let time = now
  const at = /^@(-?\d+(?:\.\d+)?)/.exec(rest)
  const iso = /^(\d{4})-(\d\d?)-(\d\d?)(?:[t ]+(\d\d?):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?\s*(z|utc|[-+]\d\d:?\d\d)?/.exec(rest)
  if (at) {
    time = Number(at[1]) * 1000
    rest = rest.slice(at[0].length)
  } else if (iso) {
    const zone = /^([-+])(\d\d):?(\d\d)$/.exec(iso[7] ?? '')
    const offset = zone ? (zone[1] === '-' ? -1 : 1) * (Number(zone[2]) * 60 + Number(zone[3])) * 60_000 : 0
    time =
      Date.UTC(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3]), Number(iso[4] ?? 0), Number(iso[5] ?? 0), Number(iso[6] ?? 0)) - offset
    rest = rest.slice(iso[0].length)
  }
  for (rest = rest.trim(); rest !== ''; rest = rest.trim()) {
    const word = /^(now|today|yesterday|tomorrow|midnight|utc)\b/.exec(rest)
    const clock = /^(\d\d?):(\d\d)(?::(\d\d))?/.exec(rest)
    const shift = /^(next|last|[-+]?\s*\d+)?\s*(sec|second|min|minute|hour|day|week|fortnight|month|year)s?\b(\s+ago)?/.exec(rest)
    if (word) {
      if (word[1] === 'yesterday') time -= 86_400_000
      else if (word[1] === 'tomorrow') time += 86_400_000
      else if (word[1] === 'midnight') time -= time % 86_400_000
      rest = rest.slice(word[0].length)
    } else if (clock) {
      time =
        time -
        (((time % 86_400_000) + 86_400_000) % 86_400_000) +
        (Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3] ?? 0)) * 1000
      rest = rest.slice(clock[0].length)
    } else if (shift) {
      const count =
        (shift[1] === 'next' || shift[1] === undefined ? 1 : shift[1] === 'last' ? -1 : Number(shift[1].replace(/\s/g, ''))) *
        (shift[3] ? -1 : 1)
      const unit = shift[2] as string
      if (unit === 'month' || unit === 'year') {
        const date = new Date(time)
        time = date.setUTCMonth(date.getUTCMonth() + count * (unit === 'year' ? 12 : 1))
      } else time += count * (UNITS[unit] as number) * 1000
      rest = rest.slice(shift[0].length)
    } else return Number.NaN
  }
  return time
}

/** date */
export const date: Command = function* (io) {
  const options = yield* readOptions(io, 'ud:r:s:RI::D:', {
    utc: 'u',
    universal: 'u',
    date: 'd',
    reference: 'r',
    set: 's',
    'rfc-email': 'R',
    'iso-8601': 'I',
  })
  if (!options) return io.status
  let time = io.now
  const text = options.get('d')
  if (text !== undefined) {
    time = parseDate(text, io.now)
    if (Number.isNaN(time)) return yield* io.fail(io.gnu ? `invalid date ‘${text}’` : `invalid date '${text}'`)
  }
  const reference = options.get('r')
  if (reference !== undefined) {
    const node = io.fs.lookup(io.path(reference))
    if (!node) return yield* io.fail(`${reference}: No such file or directory`)
    time = node.modified
  }
  if (options.has('s'))
    return yield* io.fail(io.gnu ? 'cannot set date: Operation not permitted' : "can't set date: Operation not permitted")
  const operand = options.operands[0]
  if (operand !== undefined && !operand.startsWith('+'))
    return yield* io.fail(io.gnu ? `invalid date ‘${operand}’` : `invalid date '${operand}'`)
  const iso = options.get('I')
  const format =
    operand?.slice(1) ??
    (options.has('R')
      ? '%a, %d %b %Y %T %z'
      : iso !== undefined
        ? ({ '': '%F', date: '%F', hours: '%FT%H%:z', minutes: '%FT%H:%M%:z', seconds: '%FT%T%:z', ns: '%FT%T,%N%:z' }[iso as ''] ?? '%F')
        : '%a %b %e %H:%M:%S %Z %Y')
  yield* io.out(`${formatDate(io.gnu ? format : format.replaceAll('%N', ''), time)}\n`)
  return io.status
}
