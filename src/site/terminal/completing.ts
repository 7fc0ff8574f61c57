import type { Terminal as Xterm } from '@xterm/xterm'
import type { CompletionOption, Completions } from '../../cluster/machine/tty.ts'
import { CodeMissing } from '../../sim/code.ts'
import { CompletionMenu } from './completion-menu.ts'
import type { Key } from './keys.ts'
import type { LineEditor } from './line-editor.ts'

/** Completions shown in the menu. */
const MENU_LIMIT = 200

interface CompletingOptions {
  element: HTMLElement
  xterm: Xterm
  editor: LineEditor
  /** name of the menu, for those who listen */
  label: string
  /** ways to go on where the cursor stands; undefined where nothing can be completed */
  ways(): Completions | undefined
  /** lets the line have a key that only writes in it */
  write(key: Key): void
  /** the line has changed */
  redraw(): void
}

/** What Tab does at a prompt: completes what is written, or opens a menu beside the cursor. */
export class Completing {
  #options: CompletingOptions
  #menu: CompletionMenu

  constructor(options: CompletingOptions) {
    this.#options = options
    this.#menu = new CompletionMenu(options.element, options.label, (option) => this.#accept(option))
  }

  get open(): boolean {
    return this.#menu.open
  }

  close(): void {
    this.#menu.close()
  }

  start(): void {
    const { editor, redraw, ways } = this.#options
    const { start, options } = ways() ?? { start: 0, options: [] }
    if (options.length === 0) return
    if (options.length === 1) return this.#insert(start, options[0] as CompletionOption)
    const common = commonStart(options.map((option) => option.text))
    const written = editor.text.slice(start, editor.cursor)
    if (common.length > written.length) {
      editor.replace(start, common)
      redraw()
    }
    this.#show(options)
  }

  /** A key while the menu is open. Says whether the menu took it. */
  key(key: Key): boolean {
    if (key.kind === 'command') {
      if (key.name === 'complete' || key.name === 'down' || key.name === 'next') {
        this.#menu.move(1)
        return true
      }
      if (key.name === 'complete-back' || key.name === 'up' || key.name === 'previous') {
        this.#menu.move(-1)
        return true
      }
      if (key.name === 'enter' && this.#menu.chosen) {
        this.#accept(this.#menu.chosen)
        return true
      }
      this.#menu.close()
      return key.name === 'cancel'
    }
    // Typing narrows the list.
    this.#options.write(key)
    const found = this.#found()
    if (found && found.options.length > 0 && key.text !== ' ') this.#show(found.options)
    else this.#menu.close()
    return true
  }

  /** What can be completed here; nothing while the code that knows it is not there: Tab fetches that. */
  #found(): Completions | undefined {
    try {
      return this.#options.ways()
    } catch (error) {
      if (error instanceof CodeMissing) return undefined
      throw error
    }
  }

  #show(options: readonly CompletionOption[]): void {
    const { element, xterm } = this.#options
    this.#menu.show(options.slice(0, MENU_LIMIT))
    const screen = element.querySelector('.xterm-screen') as HTMLElement
    const cell = { width: screen.clientWidth / xterm.cols, height: screen.clientHeight / xterm.rows }
    // The cursor is where the screen has it only after everything written has been parsed.
    xterm.write('', () => {
      const { cursorX, cursorY } = xterm.buffer.active
      const above = cursorY > xterm.rows / 2
      const y = screen.offsetTop + (above ? cursorY : cursorY + 1) * cell.height
      this.#menu.place({ x: screen.offsetLeft + cursorX * cell.width, y, above })
    })
  }

  #accept(option: CompletionOption): void {
    const start = this.#options.ways()?.start
    this.#menu.close()
    if (start !== undefined) this.#insert(start, option)
    this.#options.xterm.focus()
  }

  #insert(start: number, option: CompletionOption): void {
    const append = option.append ?? (/[/=:]$/.test(option.text) ? '' : ' ')
    this.#options.editor.replace(start, option.text + append)
    this.#options.redraw()
  }
}

function commonStart(words: readonly string[]): string {
  let common = words[0] ?? ''
  for (const word of words) while (!word.startsWith(common)) common = common.slice(0, -1)
  return common
}
