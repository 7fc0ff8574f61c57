import { type Command, joinLines, Lines, readOptions } from '../../command.ts'

const WIDTH = 80
const TAB = 8

const width = (text: string): number => [...text].length

/** Rows of cells, padded to the widest of their column but for the last one. */
function table(rows: readonly (readonly string[])[], between: string): string[] {
  const widths: number[] = []
  for (const row of rows) for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, width(cell))
  return rows.map((row) =>
    row
      .map((cell, index) => (index === widths.length - 1 ? cell : cell + ' '.repeat((widths[index] as number) - width(cell))))
      .join(between),
  )
}

/** Entries in as many columns as fit, down each column first (`across`: along the rows), set apart by tabs. */
function filled(entries: readonly string[], most: number, across: boolean): string[] {
  const cell = Math.max(...entries.map(width)) + TAB - (Math.max(...entries.map(width)) % TAB)
  const columns = Math.max(1, Math.floor(most / cell))
  const rows = Math.ceil(entries.length / columns)
  return Array.from({ length: rows }, (_, row) => {
    const own = across ? entries.slice(row * columns, (row + 1) * columns) : entries.filter((_entry, index) => index % rows === row)
    return own
      .map((entry, index) => (index === own.length - 1 ? entry : entry + '\t'.repeat(Math.ceil((cell - width(entry)) / TAB))))
      .join('')
  })
}

/** column of util-linux */
export const column: Command = function* (io) {
  const options = yield* readOptions(io, 'ts:o:c:xeN:R:n', {
    table: 't',
    separator: 's',
    'output-separator': 'o',
    'output-width': 'c',
    fillrows: 'x',
    'table-columns': 'N',
    'table-right': 'R',
  })
  if (!options) return io.status
  if (options.has('R')) return yield* io.fail('podtalk does not simulate --table-right')
  const lines = (yield* new Lines(io, options.operands).all()).filter((line) => line.trim() !== '')
  if (lines.length === 0) return io.status
  if (!options.has('t')) {
    yield* io.out(joinLines(filled(lines, Number(options.get('c') ?? WIDTH), options.has('x'))))
    return io.status
  }
  const separators = options.get('s')
  const rows = lines.map((line) => {
    if (separators === undefined) return line.split(/[ \t]+/).filter((cell) => cell !== '')
    const cells = ['']
    for (const letter of line) {
      if (separators.includes(letter)) cells.push('')
      else cells[cells.length - 1] += letter
    }
    return cells
  })
  const names = options.get('N')?.split(',')
  while (names && names.length < Math.max(...rows.map((row) => row.length))) names.push('')
  yield* io.out(joinLines(table(names ? [names, ...rows] : rows, options.get('o') ?? '  ')))
  return io.status
}
