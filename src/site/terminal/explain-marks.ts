import type { IBuffer, Terminal as Xterm } from '@xterm/xterm'
import { cells } from './width.ts'

/** Rows of a command's output, from its end, that are looked at for errors. */
const EXPLAINED = 400

/** A line of output that can be explained. */
export interface Meaning {
  label: string
  open(): void
}

interface OutputLine {
  text: string
  /** its last row in the buffer */
  end: number
  /** cells written in that row */
  width: number
}

/** Puts a `?` behind each line that can be explained; the lines are those from a row of the buffer on. */
export async function markExplained(
  xterm: Xterm,
  from: number,
  explain: (lines: readonly string[]) => Promise<readonly (Meaning | undefined)[]>,
): Promise<void> {
  const lines = linesFrom(xterm.buffer.active, from)
  const meanings = await explain(lines.map((line) => line.text))
  for (const [index, meaning] of meanings.entries()) {
    const line = lines[index]
    if (meaning && line) mark(xterm, line, meaning)
  }
}

function mark(xterm: Xterm, line: OutputLine, meaning: Meaning): void {
  const { active } = xterm.buffer
  const marker = xterm.registerMarker(line.end - active.baseY - active.cursorY)
  // A full row keeps its last letters: the mark stands in the margin behind it.
  const x = line.width + 3 > xterm.cols ? xterm.cols : line.width + 1
  const decoration = xterm.registerDecoration({ marker, x, width: 3, layer: 'top' })
  decoration?.onRender((element) => {
    if (element.firstChild) return
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'explain-mark', textContent: '?' })
    button.setAttribute('aria-label', meaning.label)
    button.title = meaning.label
    button.addEventListener('mousedown', (event) => event.stopPropagation())
    button.addEventListener('click', () => meaning.open())
    element.append(button)
  })
}

/** Lines of output as they were printed, wrapped ones joined, from a row of the buffer to the cursor's. */
function linesFrom(buffer: IBuffer, from: number): OutputLine[] {
  const lines: OutputLine[] = []
  const to = buffer.baseY + buffer.cursorY
  for (let row = Math.max(from, to - EXPLAINED); row < to; row++) {
    const text = buffer.getLine(row)?.translateToString(true) ?? ''
    const last = lines.at(-1)
    const width = cells(text)
    if (last && buffer.getLine(row)?.isWrapped) Object.assign(last, { text: last.text + text, end: row, width })
    else lines.push({ text, end: row, width })
  }
  return lines
}
