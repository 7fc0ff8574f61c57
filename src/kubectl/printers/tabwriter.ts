/** Go's text/tabwriter for spaces: columns are runs of lines that have a tab after the same cell. */
export function tabulate(text: string, { minWidth = 0, padding = 2 }: { minWidth?: number; padding?: number } = {}): string {
  const lines = text.split('\n').map((line) => line.split('\t'))
  const widths: number[] = []
  const out: string[] = new Array(lines.length)

  const write = (from: number, to: number): void => {
    for (let i = from; i < to; i++) {
      const cells = lines[i] as string[]
      const last = cells.length - 1
      let line = ''
      for (let j = 0; j < last; j++) line += pad(cells[j] as string, widths[j] ?? 0)
      out[i] = line + cells[last]
    }
  }

  const format = (from: number, to: number): void => {
    const column = widths.length
    let begin = from
    for (let at = from; at < to; at++) {
      if (column >= (lines[at] as string[]).length - 1) continue
      write(begin, at)
      begin = at
      let width = minWidth
      for (; at < to; at++) {
        const cells = lines[at] as string[]
        if (column >= cells.length - 1) break
        width = Math.max(width, widthOf(cells[column] as string) + padding)
      }
      widths.push(width)
      format(begin, at)
      widths.pop()
      begin = at
    }
    write(begin, to)
  }
  format(0, lines.length)
  return out.join('\n')
}

function pad(cell: string, width: number): string {
  const missing = width - widthOf(cell)
  return missing > 0 ? cell + ' '.repeat(missing) : cell
}

/** Letters, not UTF-16 units. */
function widthOf(text: string): number {
  // plain text is the fast case
  return /^[\x00-\xff]*$/.test(text) ? text.length : [...text].length
}

/** Rows of a table whose columns all hang together, as `kubectl get` prints them. `widths` is kept up for rows that follow. */
export function alignRows(rows: readonly (readonly string[])[], widths: number[] = []): string {
  if (rows.some((row) => row.some((cell) => cell.includes('\n')))) return brokenRows(rows)
  for (const row of rows) {
    for (let i = 0; i < row.length - 1; i++) {
      const width = Math.max(6, widthOf(row[i] as string) + 3)
      if (!(width <= (widths[i] ?? 0))) widths[i] = width
    }
  }
  let out = ''
  for (const row of rows) {
    const last = row.length - 1
    for (let i = 0; i < last; i++) out += pad(row[i] as string, widths[i] as number)
    out += `${row[last] ?? ''}\n`
  }
  return out
}

/** A cell of several lines ends the columns where its lines end. */
function brokenRows(rows: readonly (readonly string[])[]): string {
  return tabulate(rows.map((row) => `${row.join('\t')}\n`).join(''), { minWidth: 6, padding: 3 })
}
