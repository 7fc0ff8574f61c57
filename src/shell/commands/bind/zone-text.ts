import type { DnsRecord } from '../../../cluster/coredns/message.ts'

/** Columns of a zone file's line as BIND prints it; what is too long pushes the rest by one space. */
const COLUMNS = { ttl: 24, class: 32, type: 40, data: 48 }

/** Moves from `column` to `target` with tabs; at least one blank. */
function indent(column: number, target: number): string {
  if (column >= target) return ' '
  return '\t'.repeat(Math.ceil((target - column) / 8))
}

const widthOf = (text: string): number => {
  let column = 0
  for (const letter of text) column = letter === '\t' ? column + 8 - (column % 8) : column + 1
  return column
}

function inColumns(parts: readonly [text: string, column: number][]): string {
  let line = ''
  for (const [text, column] of parts) line += (line === '' ? '' : indent(widthOf(line), column)) + text
  return line
}

export function recordLine({ name, ttl, type, data }: DnsRecord): string {
  return inColumns([
    [name, 0],
    [String(ttl), COLUMNS.ttl],
    ['IN', COLUMNS.class],
    [type, COLUMNS.type],
    [data, COLUMNS.data],
  ])
}

export function questionLine(name: string, type: string, className = 'IN'): string {
  return inColumns([
    [`;${name}`, 0],
    [className, COLUMNS.class],
    [type, COLUMNS.type],
  ])
}
