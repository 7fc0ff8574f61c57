import type { DnsRecord } from '../../../cluster/coredns/message.ts'

/** Columns of a zone file's line as BIND prints it. */
interface Columns {
  ttl: number
  class: number
  type: number
  data: number
}
const COLUMNS: Columns = { ttl: 24, class: 32, type: 40, data: 48 }
/** with the TTL or the class left out, and with `+multiline` */
const FEWER: Columns = { ttl: 24, class: 24, type: 32, data: 40 }
const NARROW: Columns = { ttl: 24, class: 24, type: 24, data: 32 }

export interface ZoneStyle {
  ttl?: boolean
  class?: boolean
  /** `30s` for `30` */
  ttlUnits?: boolean
  multiline?: boolean
}

/** BIND's way from `column` to `target`: one blank at least, whole tabs as far as they lead. */
function indent(column: number, target: number): string {
  const to = Math.max(target, column + 1)
  const tabs = Math.floor(to / 8) - Math.floor(column / 8)
  return '\t'.repeat(tabs) + ' '.repeat(to - (tabs > 0 ? Math.floor(to / 8) * 8 : column))
}

function inColumns(parts: readonly (readonly [text: string, column: number])[]): string {
  let line = ''
  let column = 0
  for (const [text, target] of parts) {
    if (line !== '') {
      line += indent(column, target)
      column = Math.max(target, column + 1)
    }
    line += text
    column += text.length
  }
  return line
}

function columnsOf({ ttl = true, class: className = true, multiline = false }: ZoneStyle): Columns {
  if (multiline || (!ttl && !className)) return NARROW
  return ttl && className ? COLUMNS : FEWER
}

/** One record as a line of a zone file. */
export function recordLine({ name, ttl, type, data }: DnsRecord, style: ZoneStyle = {}): string {
  const columns = columnsOf(style)
  return inColumns([
    [name, 0],
    ...(style.ttl === false ? [] : [[style.ttlUnits ? ttlText(ttl, 'short') : String(ttl), columns.ttl] as const]),
    ...(style.class === false ? [] : [['IN', columns.class] as const]),
    [type, columns.type],
    [style.multiline && type === 'SOA' ? soaLines(data) : data, columns.data],
  ])
}

export function questionLine(name: string, type: string, className = 'IN', style: ZoneStyle = {}): string {
  const columns = columnsOf(style)
  // The semicolon stands before the columns.
  return `;${inColumns([
    [name, 0],
    [className, columns.class],
    [type, columns.type],
  ])}`
}

const UNITS: readonly [seconds: number, name: string][] = [
  [604_800, 'week'],
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
]

/** 5400 → `1h30m` or `1 hour 30 minutes` */
function ttlText(ttl: number, style: 'short' | 'long'): string {
  const parts: string[] = []
  let rest = ttl
  for (const [seconds, name] of UNITS) {
    const count = Math.floor(rest / seconds)
    rest -= count * seconds
    if (count === 0 && !(seconds === 1 && parts.length === 0)) continue
    parts.push(style === 'short' ? `${count}${name[0]}` : `${count} ${name}${count === 1 ? '' : 's'}`)
  }
  return parts.join(style === 'short' ? '' : ' ')
}

function soaLines(data: string): string {
  const [origin, mail, serial = '', ...times] = data.split(' ')
  const lines = ['refresh', 'retry', 'expire', 'minimum'].map((name, at) => {
    const value = times[at] ?? '0'
    return `${value.padEnd(10)} ; ${name} (${ttlText(Number(value), 'long')})`
  })
  return [`${origin} ${mail} (`, `${serial.padEnd(10)} ; serial`, ...lines, ')'].join('\n\t\t\t\t')
}
