import { ownValue } from '../../../api/json.ts'
/** A cron schedule of five fields, or a descriptor as `@daily`, as the CronJob controller reads it. */
export interface CronSchedule {
  /** allowed values of each field: minute, hour, day of month, month, day of week */
  fields: readonly ReadonlySet<number>[]
  /** days of month and of week are both restricted: either may match */
  eitherDay: boolean
  /** `@every 5m`: ms between runs, instead of the fields */
  every?: number
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat']

interface Bounds {
  low: number
  high: number
  names?: Readonly<Record<string, number>>
}

const named = (names: readonly string[], first: number): Record<string, number> =>
  Object.fromEntries(names.map((name, i) => [name, i + first]))

const BOUNDS: readonly Bounds[] = [
  { low: 0, high: 59 },
  { low: 0, high: 23 },
  { low: 1, high: 31 },
  { low: 1, high: 12, names: named(MONTHS, 1) },
  { low: 0, high: 6, names: named(DAYS, 0) },
]

const DESCRIPTORS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

class ScheduleError extends Error {}

/** The schedule, or what is wrong with it in the words of the parser that Kubernetes uses. */
export function parseCronSchedule(text: string): CronSchedule | string {
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof ScheduleError) return error.message
    throw error
  }
}

function parse(given: string): CronSchedule {
  let text = given
  if (text === '') throw new ScheduleError('empty spec string')
  if (text.startsWith('TZ=') || text.startsWith('CRON_TZ=')) {
    const space = text.indexOf(' ')
    text = space < 0 ? '' : text.slice(space).trim()
  }
  if (text.startsWith('@')) {
    if (text.startsWith('@every ')) return { fields: [], eitherDay: false, every: duration(text.slice('@every '.length), text) }
    const plain = ownValue(DESCRIPTORS, text)
    if (!plain) throw new ScheduleError(`unrecognized descriptor: ${text}`)
    text = plain
  }
  const parts = text.split(/\s+/).filter(Boolean)
  if (parts.length !== 5) throw new ScheduleError(`expected exactly 5 fields, found ${parts.length}: [${parts.join(' ')}]`)
  const fields = parts.map((part, i) => values(part, BOUNDS[i] as Bounds))
  const restricted = (i: number): boolean => !/^[*?](?:\/1)?$/.test(parts[i] as string)
  return { fields, eitherDay: restricted(2) && restricted(4) }
}

function values(field: string, bounds: Bounds): Set<number> {
  const out = new Set<number>()
  for (const part of field.split(',').filter(Boolean)) addRange(out, part, bounds)
  return out
}

function addRange(out: Set<number>, part: string, { low, high, names }: Bounds): void {
  const [range = '', stepText, ...more] = part.split('/')
  const [first = '', second, ...hyphens] = range.split('-')
  let from = low
  let to = high
  if (first !== '*' && first !== '?') {
    from = numberOf(first, names)
    if (hyphens.length > 0) throw new ScheduleError(`too many hyphens: ${part}`)
    to = second === undefined ? from : numberOf(second, names)
  }
  if (more.length > 0) throw new ScheduleError(`too many slashes: ${part}`)
  const step = stepText === undefined ? 1 : numberOf(stepText, undefined)
  if (stepText !== undefined && second === undefined) to = high
  if (from < low) throw new ScheduleError(`beginning of range (${from}) below minimum (${low}): ${part}`)
  if (to > high) throw new ScheduleError(`end of range (${to}) above maximum (${high}): ${part}`)
  if (from > to) throw new ScheduleError(`beginning of range (${from}) beyond end of range (${to}): ${part}`)
  if (step === 0) throw new ScheduleError(`step of range should be a positive number: ${part}`)
  for (let value = from; value <= to; value += step) out.add(value)
}

function numberOf(text: string, names: Readonly<Record<string, number>> | undefined): number {
  const name = text.toLowerCase()
  if (names && Object.hasOwn(names, name)) return names[name] as number
  if (!/^[+-]?\d+$/.test(text))
    throw new ScheduleError(`failed to parse int from ${text}: strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`)
  const number = Number(text)
  if (number < 0) throw new ScheduleError(`negative number (${number}) not allowed: ${text}`)
  return number
}

const UNITS: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Go's time.ParseDuration, as far as a schedule needs it. */
function duration(text: string, spec: string): number {
  const fail = (why: string): never => {
    throw new ScheduleError(`failed to parse duration ${spec}: time: ${why}`)
  }
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)/.test(text) || text === '') return fail(`invalid duration ${JSON.stringify(text)}`)
  let total = 0
  let rest = text.replace(/^[+-]/, '')
  while (rest !== '') {
    const match = /^(\d+\.?\d*|\.\d+)([a-zµ]*)/.exec(rest)
    if (!match) return fail(`invalid duration ${JSON.stringify(text)}`)
    const unit = match[2] as string
    if (unit === '') return fail(`missing unit in duration ${JSON.stringify(text)}`)
    if (!Object.hasOwn(UNITS, unit)) return fail(`unknown unit ${JSON.stringify(unit)} in duration ${JSON.stringify(text)}`)
    total += Number(match[1]) * (UNITS[unit] as number)
    rest = rest.slice(match[0].length)
  }
  return Math.max(1000, Math.floor(total / 1000) * 1000)
}

/** Is this a time zone that the server knows? What is wrong otherwise. */
export function timeZoneFaults(zone: string): string[] {
  const unknown = `unknown time zone ${zone}`
  if (zone === '') return ['timeZone must be nil or non-empty string']
  for (const part of zone.split('/'))
    if (part === '.' || part === '..' || part.startsWith('-') || !/^[A-Za-z.\-_0-9+]{1,14}$/.test(part)) return [unknown]
  const faults: string[] = []
  if (zone.toLowerCase() === 'local')
    return ['timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones', ...(zone === 'Local' ? [] : [unknown])]
  if (!isTimeZone(zone)) faults.push(unknown)
  return faults
}

/** Zones are files: their names are told apart by capitals too. */
function isTimeZone(zone: string): boolean {
  if (zone === 'UTC') return true
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions()
    if (timeZone.toLowerCase() === zone.toLowerCase() && timeZone !== zone) return false
    return !/(?:^|[/_])[a-z]/.test(zone.replace(/_(?:of|es|au)_|_(?:da)_/g, ''))
  } catch {
    return false
  }
}
