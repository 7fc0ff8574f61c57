import { type Command, joinLines, Lines, readOptions } from '../../command.ts'
import { unescape } from '../../escapes.ts'

/** paste */
export const paste: Command = function* (io) {
  const options = yield* readOptions(io, 'd:s', { delimiters: 'd', serial: 's' })
  if (!options) return io.status
  const delimiters = [...unescape((options.get('d') ?? '\t').replaceAll('\\0', '\u0000'), { zeroOctal: false }).text].map((letter) =>
    letter === '\0' ? '' : letter,
  )
  const glue = (index: number) => (delimiters.length === 0 ? '' : (delimiters[index % delimiters.length] as string))
  const files = options.operands.length > 0 ? options.operands : ['-']
  const columns: string[][] = []
  const standard = files.includes('-') ? yield* new Lines(io, ['-']).all() : []
  const streams = files.filter((file) => file === '-').length
  let stream = 0
  for (const file of files) {
    if (file === '-' && !options.has('s')) {
      const offset = stream++
      columns.push(standard.filter((_, index) => index % streams === offset))
    } else columns.push(file === '-' ? standard : yield* new Lines(io, [file]).all())
    if (io.status !== 0) return io.status
  }
  const join = (cells: readonly string[]) => cells.reduce((line, cell, index) => (index === 0 ? cell : line + glue(index - 1) + cell), '')
  if (options.has('s')) {
    yield* io.out(joinLines(columns.map(join)))
    return
  }
  const rows = Math.max(...columns.map((column) => column.length))
  const out: string[] = []
  for (let row = 0; row < rows; row++) out.push(join(columns.map((column) => column[row] ?? '')))
  yield* io.out(joinLines(out))
  return io.status
}
