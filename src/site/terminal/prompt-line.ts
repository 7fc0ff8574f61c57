import type { Terminal as Xterm } from '@xterm/xterm'
import type { Texts } from '../i18n/index.ts'
import { colourPrompts } from './colours.ts'
import { withoutEscapes } from './escapes.ts'
import type { LineEditor } from './line-editor.ts'
import { layOut, type Place, travel } from './prompt-layout.ts'

/** The prompt and the line written at it, as they stand on the screen: taken away and drawn anew whenever they change. */
export class PromptLine {
  #xterm: Xterm
  #editor: LineEditor
  #texts: () => Texts
  /** where the cursor stands, seen from the row in which the prompt begins, and the column of that */
  #drawn: { cursor: Place; start: number } | undefined

  constructor(xterm: Xterm, editor: LineEditor, texts: () => Texts) {
    this.#xterm = xterm
    this.#editor = editor
    this.#texts = texts
  }

  get drawn(): boolean {
    return this.#drawn !== undefined
  }

  /** Rows between the prompt's first and the cursor's. */
  get rows(): number {
    return this.#drawn?.cursor.row ?? 0
  }

  /** The screen was emptied: nothing stands there any more. */
  forget(): void {
    this.#drawn = undefined
  }

  /** What takes the prompt and its line from the screen. */
  erasure(): string {
    const drawn = this.#drawn
    this.#drawn = undefined
    return drawn ? `${travel(drawn.cursor, { row: 0, column: drawn.start })}\x1b[J` : ''
  }

  /** Draws them where the cursor stands, which is in that column. */
  paint(prompt: string, start: number): void {
    const { search } = this.#editor
    const texts = this.#texts()
    const whole = search ? `(${search.found ? texts.searchBack : texts.searchBackFailed}) '${search.query}': ` : prompt
    // Escapes in a prompt of the learner's own take no room.
    const bare = withoutEscapes(whole)
    const layout = layOut(bare, this.#editor.text, this.#editor.cursor, this.#xterm.cols, start)
    const shown = search
      ? layout.text
      : bare === whole
        ? colourPrompts(layout.text)
        : whole.replaceAll('\n', '\r\n') + layout.text.slice(bare.replaceAll('\n', '\r\n').length)
    this.#xterm.write(shown + travel(layout.end, layout.cursor))
    this.#drawn = { cursor: layout.cursor, start }
  }

  /** Draws them anew in their place; after `before`, which may have emptied the screen (`fromTop`). */
  repaint(prompt: string, before = '', fromTop = false): void {
    const { start = 0 } = this.#drawn ?? {}
    this.#xterm.write(this.erasure() + before)
    this.paint(prompt, fromTop ? 0 : start)
  }

  /** The line stays, and the cursor goes to the row below it: it has been entered, though nobody is there to take it. */
  leaveEntered(): void {
    if (!this.#drawn) return
    this.#xterm.write('\r\n')
    this.#drawn.cursor = { row: this.#drawn.cursor.row + 1, column: 0 }
  }

  /** The line stays as one that was given up. */
  leaveInterrupted(prompt: string, text: string): void {
    const { text: whole } = layOut(colourPrompts(prompt), text, text.length, Number.POSITIVE_INFINITY)
    this.#xterm.write(`${this.erasure()}${whole}^C\r\n`)
  }
}
