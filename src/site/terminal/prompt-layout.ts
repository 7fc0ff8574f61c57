import { cellsOf } from './width.ts'

/** A place on the screen, relative to where the prompt began. */
export interface Place {
  row: number
  column: number
}

export interface Layout {
  /** what is written, from the place where the prompt begins */
  text: string
  /** where that ends, and where the cursor belongs */
  end: Place
  cursor: Place
}

/** What stands before the second and later lines of an input. */
export const CONTINUATION = '> '

/**
 * Lays a prompt and its line out over the columns of a terminal, as the terminal itself wraps: a
 * letter of two cells that does not fit goes to the next row. `start` is the column it begins in.
 */
export function layOut(prompt: string, line: string, cursor: number, columns: number, start = 0): Layout {
  let text = ''
  let row = 0
  let column = start
  const put = (piece: string): void => {
    for (const letter of piece) {
      if (letter === '\n') {
        text += '\r\n'
        row++
        column = 0
        continue
      }
      const width = cellsOf(letter.codePointAt(0) as number)
      if (column + width > columns) {
        row++
        column = 0
      }
      column += width
      text += letter
    }
  }
  const lines = line.split('\n')
  let place: Place | undefined
  let offset = 0
  put(prompt)
  for (const [index, each] of lines.entries()) {
    if (index > 0) {
      put('\n')
      put(CONTINUATION)
    }
    if (!place && cursor <= offset + each.length) {
      put(each.slice(0, cursor - offset))
      place = wrapped({ row, column }, columns)
      put(each.slice(cursor - offset))
    } else put(each)
    offset += each.length + 1
  }
  // A terminal leaves the cursor on a full row until the next letter; this one goes on at once, so that both agree.
  if (column === columns) {
    text += '\r\n'
    row++
    column = 0
  }
  return { text, end: { row, column }, cursor: place ?? { row, column } }
}

function wrapped({ row, column }: Place, columns: number): Place {
  return column === columns ? { row: row + 1, column: 0 } : { row, column }
}

/** Moves a terminal's cursor from one place to another. */
export function travel(from: Place, to: Place): string {
  const rows = to.row - from.row
  const vertical = rows < 0 ? `\x1b[${-rows}A` : rows > 0 ? `\x1b[${rows}B` : ''
  return `${vertical}\x1b[${to.column + 1}G`
}
