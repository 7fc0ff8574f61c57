import { type Command, joinLines, Lines, readOptions } from '../../command.ts'

const TAB = 8

/** A line in pieces of at most `width` columns; `words`: after the last blank that fits, where there is one. */
function pieces(line: string, width: number, words: boolean): string[] {
  const out: string[] = []
  let piece = ''
  let column = 0
  const columnAfter = (at: number, letter: string): number =>
    letter === '\t' ? at - (at % TAB) + TAB : letter === '\b' ? Math.max(0, at - 1) : letter === '\r' ? 0 : at + 1
  for (const letter of line) {
    let next = columnAfter(column, letter)
    if (next > width && piece !== '') {
      const blank = words ? Math.max(piece.lastIndexOf(' '), piece.lastIndexOf('\t')) + 1 : 0
      const end = blank > 0 ? blank : piece.length
      out.push(piece.slice(0, end))
      piece = piece.slice(end)
      column = [...piece].reduce(columnAfter, 0)
      next = columnAfter(column, letter)
    }
    piece += letter
    column = next
  }
  out.push(piece)
  return out
}

/** fold */
export const fold: Command = function* (io) {
  const options = yield* readOptions(io, 'bsw:', { bytes: 'b', spaces: 's', width: 'w' })
  if (!options) return io.status
  const given = options.get('w') ?? '80'
  const width = Number(given)
  if (!/^\d+$/.test(given) || width === 0)
    return yield* io.fail(
      io.gnu
        ? `invalid number of columns: ‘${given}’${given === '0' ? ': Numerical result out of range' : ''}`
        : `invalid number '${given}'`,
    )
  const lines = new Lines(io, options.operands)
  for (let batch = yield* lines.batch(); batch; batch = yield* lines.batch())
    yield* io.out(joinLines(batch.flatMap((line) => pieces(line, width, options.has('s')))))
  return io.status
}
