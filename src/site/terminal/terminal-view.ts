import { FitAddon } from '@xterm/addon-fit'
import { type IBuffer, type IDisposable, type IMarker, type ITerminalAddon, Terminal as Xterm } from '@xterm/xterm'
import type { CompletionOption, Completions, ReadRequest } from '../../cluster/machine/machine.ts'
import type { NewInput } from '../../lab/lab.ts'
import type { Terminal } from '../../lab/terminal.ts'
import { type Code, CodeMissing } from '../../sim/code.ts'
import { fill } from '../i18n/fill.ts'
import type { Texts } from '../i18n/index.ts'
import { colourPrompts } from './colours.ts'
import { CompletionMenu } from './completion-menu.ts'
import { type Key, keysOf } from './keys.ts'
import { type Effect, LineEditor } from './line-editor.ts'
import { layOut, type Place, travel } from './prompt-layout.ts'
import { terminalTheme } from './theme.ts'
import { cellsOf } from './width.ts'

/** Output printed at once that the screen still takes; of more only the end is shown. */
const FLOOD = 300_000
/** Completions shown in the menu. */
const MENU_LIMIT = 200
/** Rows of a command's output, from its end, that are looked at for errors. */
const EXPLAINED = 400

/** What only a lab can do. */
const FOR_THE_LAB: ReadonlySet<Effect['do']> = new Set(['enter', 'complete', 'eof'])

export interface TerminalViewOptions {
  texts: Texts
  fontSize: number
  screenReader: boolean
  input(input: NewInput): void
  /** a command line was entered at a shell */
  onCommand?(line: string): void
  /** loads code that a key needs */
  fetch(code: Code): Promise<void>
  /** the foreground has ended: what it printed */
  onResult?(output: string): void
  /** what lines of a command's output mean, line by line; `open` shows one of them */
  explain?(lines: readonly string[]): Promise<readonly (Meaning | undefined)[]>
  /** Shift-Escape: the keys are the page's again */
  onLeave?(): void
  /** F1: the meaning of the last error */
  onHelp?(): void
}

/** A line of output that can be explained. */
export interface Meaning {
  label: string
  open(): void
}

/** One terminal on the page: xterm as the screen, our line editor at the prompt, a lab's terminal behind both. */
export class TerminalView {
  readonly xterm: Xterm
  readonly editor = new LineEditor()
  #fit = new FitAddon()
  #options: TerminalViewOptions
  #menu: CompletionMenu
  #source: Terminal | undefined
  #release: (() => void) | undefined
  #disposables: IDisposable[] = []
  #observer: ResizeObserver
  /** text that came since the last frame */
  #pending = ''
  #frame = 0
  /** how the prompt stands on the screen now; undefined while none is drawn */
  #drawn: { cursor: Place; start: number } | undefined
  #request: ReadRequest | undefined
  /** the one that has its line already, though its reader has not taken it yet: what is typed now is for the next */
  #answered: ReadRequest | undefined
  /** a prompt that stands before its lab is there; what is written at it goes over to the lab's own */
  #standIn: ReadRequest | undefined
  /** what was written at a prompt that did not last */
  #carried: { text: string; cursor: number } | undefined
  /** keys that came while no prompt was there, or that the lab has to answer */
  #ahead: Key[] = []
  /** a key waits for code, and all that follow with it */
  #fetching = false
  #writing = false
  #result = ''
  /** where the output of the last command begins */
  #began: IMarker | undefined
  #typing: ReturnType<typeof setTimeout> | undefined
  #element: HTMLElement

  constructor(element: HTMLElement, options: TerminalViewOptions) {
    this.#element = element
    this.#options = options
    this.xterm = new Xterm({
      allowProposedApi: true,
      convertEol: true,
      cursorBlink: true,
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono').trim(),
      fontSize: options.fontSize,
      lineHeight: 1.35,
      scrollback: 5_000,
      theme: terminalTheme(),
      screenReaderMode: options.screenReader,
      linkHandler: null,
    })
    this.xterm.unicode.register({ version: 'podtalk', wcwidth: cellsOf, charProperties: widthProperties })
    this.xterm.unicode.activeVersion = 'podtalk'
    this.xterm.loadAddon(this.#fit)
    this.xterm.open(element)
    this.xterm.write('\x1b[?2004h')
    showCursorFromTheStart(this.xterm)
    this.xterm.textarea?.setAttribute('aria-label', options.texts.terminalInput)
    this.xterm.textarea?.setAttribute('autocapitalize', 'off')
    this.#menu = new CompletionMenu(element, options.texts.completions, (option) => this.#accept(option))
    this.xterm.attachCustomKeyEventHandler((event) => this.#mayHandle(event))
    this.#disposables.push(this.xterm.onData((data) => this.#keys(keysOf(data))))
    this.#observer = new ResizeObserver(() => this.fit())
    this.#observer.observe(element)
    this.fit()
  }

  /** Addresses in what was printed can be clicked. */
  showLinks(addon: ITerminalAddon): void {
    this.xterm.loadAddon(addon)
  }

  get columns(): number {
    return this.xterm.cols
  }

  /** Is this the terminal in front? */
  shows(terminal: Terminal): boolean {
    return this.#source === terminal
  }

  /**
   * Shows a prompt before its lab is there. Lines can be written at it; what the lab has to answer
   * (a line that is entered, a completion) waits for `bind`. `shown`: called when it stands on the page.
   */
  expect(prompt: string, shown: () => void): void {
    if (this.#source || this.#standIn) return
    this.#standIn = this.#request = { prompt, shell: true, complete: () => ({ start: 0, options: [] }) }
    this.editor.begin([])
    this.#draw()
    // Twice: what the first one draws is on the screen when the second one is called.
    this.xterm.write('', () => requestAnimationFrame(() => requestAnimationFrame(shown)))
  }

  /** What was typed before the lab was there. */
  get typed(): readonly Key[] {
    if (!this.#standIn) return []
    return this.editor.empty ? this.#ahead : [{ kind: 'paste', text: this.editor.text }, ...this.#ahead]
  }

  /** Types it again. */
  retype(keys: readonly Key[]): void {
    this.#keys(keys)
  }

  /** Shows another terminal, or the same one of a lab that was replayed. */
  bind(source: Terminal): void {
    if (source === this.#source) return
    this.#release?.()
    this.#source = source
    this.#release = source.onChange((printed) => {
      this.#pending += printed
      this.#soon()
    })
    // The lab begins where its first prompt stands already: that stays, and all that is written at it.
    if (this.#standIn && source.output === '') return this.#flush()
    this.#leaveStandIn()
    this.#drawn = undefined
    this.#request = undefined
    this.#answered = undefined
    this.#began = undefined
    this.#pending = source.output
    this.#menu.close()
    this.xterm.reset()
    this.xterm.write('\x1b[?2004h')
    this.#flush()
  }

  focus(): void {
    this.xterm.focus()
  }

  /** Types a command at the prompt and enters it, as soon as there is a prompt. */
  type(command: string): void {
    this.xterm.scrollToBottom()
    this.#keys([
      { kind: 'command', name: 'end' },
      { kind: 'command', name: 'delete-to-start' },
      { kind: 'paste', text: command },
    ])
    clearTimeout(this.#typing)
    this.#typing = setTimeout(() => this.#keys([{ kind: 'command', name: 'enter' }]), 180)
  }

  /** A key that a phone's keyboard does not have: what a terminal sends for it. */
  press(data: string): void {
    this.xterm.scrollToBottom()
    this.#keys(keysOf(data))
  }

  /** Everything on the screen and above it, as plain text. */
  transcript(): string {
    return this.#source?.output ?? ''
  }

  update(options: Partial<Pick<TerminalViewOptions, 'fontSize' | 'screenReader' | 'texts'>>): void {
    Object.assign(this.#options, options)
    if (options.fontSize) this.xterm.options.fontSize = options.fontSize
    if (options.screenReader !== undefined) this.xterm.options.screenReaderMode = options.screenReader
    this.xterm.options.theme = terminalTheme()
    this.xterm.textarea?.setAttribute('aria-label', this.#options.texts.terminalInput)
    this.fit()
  }

  fit(): void {
    const size = this.#fit.proposeDimensions()
    if (!size || !this.#element.clientWidth || !this.#element.clientHeight) return
    const columns = Math.max(20, size.cols)
    const rows = Math.max(4, size.rows)
    if (columns === this.xterm.cols && rows === this.xterm.rows) return
    // The prompt is taken away first: the terminal would break its rows anew and we would not find them again.
    this.xterm.write(this.#erasure())
    this.xterm.write('', () => {
      this.xterm.resize(columns, rows)
      this.#draw()
    })
  }

  dispose(): void {
    this.#release?.()
    clearTimeout(this.#typing)
    cancelAnimationFrame(this.#frame)
    this.#observer.disconnect()
    for (const each of this.#disposables) each.dispose()
    this.xterm.dispose()
  }

  /** Copying and the page's own keys stay the browser's. */
  #mayHandle(event: KeyboardEvent): boolean {
    const { key, ctrlKey, metaKey, shiftKey, altKey } = event
    if (key === 'Escape' && shiftKey) {
      if (event.type === 'keydown') this.#options.onLeave?.()
      return false
    }
    if (key === 'F1') {
      event.preventDefault()
      if (event.type === 'keydown') this.#options.onHelp?.()
      return false
    }
    if (ctrlKey && !altKey && key.toLowerCase() === 'c' && this.xterm.hasSelection()) {
      if (event.type === 'keydown') setTimeout(() => this.xterm.clearSelection())
      return false
    }
    if ((ctrlKey || metaKey) && (key.toLowerCase() === 'v' || (shiftKey && key.toLowerCase() === 'c'))) return false
    if (ctrlKey && event.type === 'keydown' && /^[klruwpntd_]$/i.test(key)) event.preventDefault()
    // Tab leaves the terminal where there is nothing to complete: nobody is caught in it.
    if (key === 'Tab' && !this.#menu.open && (this.editor.empty || !this.#request?.complete)) return false
    return true
  }

  #keys(keys: readonly Key[]): void {
    for (const [index, key] of keys.entries()) {
      if (!this.#request || this.#fetching || (this.#standIn && this.#ahead.length > 0)) {
        if (key.kind === 'command' && (key.name === 'interrupt' || key.name === 'quit')) this.#interrupt(key.name)
        else this.#ahead.push(key)
        continue
      }
      try {
        if (this.#menu.open && this.#menuKey(key)) continue
        const effect = this.editor.key(key)
        if (this.#standIn && effect && FOR_THE_LAB.has(effect.do)) this.#wait(key)
        else this.#perform(effect)
      } catch (error) {
        if (!(error instanceof CodeMissing)) throw error
        this.#ahead.push(...keys.slice(index))
        void this.#fetch(error.code)
        return
      }
    }
  }

  /** The keys go on when the code is there that the first of them needs (to see whether a line is whole, to complete it). */
  async #fetch(code: Code): Promise<void> {
    this.#fetching = true
    await this.#options.fetch(code)
    this.#fetching = false
    this.#keys(this.#ahead.splice(0))
  }

  /** A key that the lab has to answer, which is not there yet. An entered line shows that it was. */
  #wait(key: Key): void {
    this.#ahead.push(key)
    if (key.kind !== 'command' || key.name !== 'enter') return
    this.editor.cursor = this.editor.text.length
    this.#redraw()
    if (!this.#drawn) return
    this.xterm.write('\r\n')
    this.#drawn.cursor = { row: this.#drawn.cursor.row + 1, column: 0 }
  }

  /** The prompt that stood in for another one goes; what was written at it is kept for the next. */
  #leaveStandIn(): void {
    if (!this.#standIn) return
    this.#standIn = undefined
    this.#request = undefined
    this.#carried = { text: this.editor.text, cursor: this.editor.cursor }
  }

  #perform(effect: Effect | undefined): void {
    switch (effect?.do) {
      case undefined:
        return
      case 'draw':
        return this.#redraw()
      case 'enter':
        return this.#enter(effect.text)
      case 'complete':
        return this.#complete()
      case 'interrupt':
      case 'quit':
        return this.#interrupt(effect.do)
      case 'eof':
        return this.#options.input({ do: 'eof', terminal: this.#id })
      case 'clear':
        this.#redraw('\x1b[H\x1b[2J\x1b[3J', true)
        return
      case 'page-up':
        return this.xterm.scrollPages(-1)
      case 'page-down':
        return this.xterm.scrollPages(1)
    }
  }

  get #id(): string {
    return (this.#source as Terminal).id
  }

  #enter(text: string): void {
    const source = this.#source as Terminal
    const shell = this.#request?.shell === true
    this.#result = ''
    this.#began?.dispose()
    this.#began = shell ? this.xterm.registerMarker(-(this.#drawn?.cursor.row ?? 0)) : undefined
    this.#menu.close()
    this.editor.begin([])
    this.#answered = this.#request
    this.#request = undefined
    if (source.tty.columns !== this.xterm.cols || source.tty.rows !== this.xterm.rows) {
      this.#options.input({ do: 'resize', terminal: source.id, columns: this.xterm.cols, rows: this.xterm.rows })
    }
    this.#options.input({ do: 'line', terminal: source.id, text })
    if (shell) this.#options.onCommand?.(text)
    this.#flush()
  }

  #interrupt(name: 'interrupt' | 'quit'): void {
    this.#ahead = []
    this.#menu.close()
    if (this.#request) {
      const { text } = this.editor
      this.editor.begin(this.#request.history ?? [])
      this.xterm.write(
        `${this.#erasure()}${layOut(colourPrompts(`${this.#request.prompt}`), text, text.length, Number.POSITIVE_INFINITY).text}^C\r\n`,
      )
    } else this.xterm.write(name === 'quit' ? '^\\\r\n' : '^C\r\n')
    if (this.#standIn) return this.#draw()
    this.#options.input({ do: 'signal', terminal: this.#id, signal: name === 'quit' ? 'SIGQUIT' : 'SIGINT' })
    this.#flush()
  }

  #complete(): void {
    const request = this.#request
    if (!request?.complete) return
    const { start, options } = request.complete(this.editor.text, this.editor.cursor)
    if (options.length === 0) return
    if (options.length === 1) return this.#insertCompletion(start, options[0] as CompletionOption)
    const common = commonStart(options.map((option) => option.text))
    const written = this.editor.text.slice(start, this.editor.cursor)
    if (common.length > written.length) {
      this.editor.replace(start, common)
      this.#redraw()
    }
    this.#openMenu(options)
  }

  #openMenu(options: readonly CompletionOption[]): void {
    this.#menu.show(options.slice(0, MENU_LIMIT))
    const cell = this.#cellSize()
    // The cursor is where the screen has it only after everything written has been parsed.
    this.xterm.write('', () => {
      const { cursorX, cursorY } = this.xterm.buffer.active
      const above = cursorY > this.xterm.rows / 2
      const screen = this.#element.querySelector('.xterm-screen') as HTMLElement
      const y = screen.offsetTop + (above ? cursorY : cursorY + 1) * cell.height
      this.#menu.place({ x: screen.offsetLeft + cursorX * cell.width, y, above })
    })
  }

  #cellSize(): { width: number; height: number } {
    const screen = this.#element.querySelector('.xterm-screen') as HTMLElement
    return { width: screen.clientWidth / this.xterm.cols, height: screen.clientHeight / this.xterm.rows }
  }

  /** Keys while the menu is open. Says whether the menu took it. */
  #menuKey(key: Key): boolean {
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
      if (key.name === 'cancel') {
        this.#menu.close()
        return true
      }
      this.#menu.close()
      return false
    }
    // Typing narrows the list.
    this.#perform(this.editor.key(key))
    const found = this.#found()
    if (found && found.options.length > 0 && key.text !== ' ') this.#openMenu(found.options)
    else this.#menu.close()
    return true
  }

  /** What can be completed here; nothing while the code that knows it is not there: Tab fetches that. */
  #found(): Completions | undefined {
    try {
      return this.#request?.complete?.(this.editor.text, this.editor.cursor)
    } catch (error) {
      if (error instanceof CodeMissing) return undefined
      throw error
    }
  }

  #accept(option: CompletionOption): void {
    const start = this.#request?.complete?.(this.editor.text, this.editor.cursor).start
    this.#menu.close()
    if (start !== undefined) this.#insertCompletion(start, option)
    this.xterm.focus()
  }

  #insertCompletion(start: number, option: CompletionOption): void {
    const append = option.append ?? (/[/=:]$/.test(option.text) ? '' : ' ')
    this.editor.replace(start, option.text + append)
    this.#redraw()
  }

  #soon(): void {
    if (!this.#frame) this.#frame = requestAnimationFrame(() => this.#flush())
  }

  /** Brings the screen up to date with the lab's terminal. */
  #flush(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
    if (this.#writing) return
    const source = this.#source
    if (!source) return
    let text = this.#pending
    this.#pending = ''
    if (text.length > FLOOD) text = `${fill(this.#options.texts.skippedOutput, { count: text.length - FLOOD })}\n${text.slice(-FLOOD)}`
    const request = source.reading
    if (text !== '') {
      this.#leaveStandIn()
      this.#result = (this.#result + text).slice(-20_000)
      this.#writing = true
      this.xterm.write(this.#erasure() + colourPrompts(text), () => {
        this.#writing = false
        if (this.#pending !== '') this.#soon()
        this.#prompt(source.reading)
      })
    } else this.#prompt(request)
  }

  /** A prompt has come, changed or gone. */
  #prompt(reading: ReadRequest | undefined): void {
    if (this.#writing) return
    const request = reading === this.#answered ? undefined : reading
    if (this.#standIn && !request) return
    if (request !== this.#request) {
      const before = this.#request
      const same = this.#standIn !== undefined && this.#standIn.prompt === request?.prompt
      if (same) this.#standIn = undefined
      this.#leaveStandIn()
      this.#request = request
      if (!request) {
        if (before) this.xterm.write(this.#erasure())
        return
      }
      if (same) this.editor.goOnWith(request.history ?? [])
      else this.editor.begin(request.history ?? [])
      this.editor.isComplete = request.isComplete ?? (() => true)
      if (this.#carried) {
        this.editor.set(this.#carried.text)
        this.editor.cursor = this.#carried.cursor
        this.#carried = undefined
      }
      if (request.shell && this.#result !== '') {
        this.#options.onResult?.(this.#result)
        this.#result = ''
        void this.#explain()
      }
      const ahead = this.#ahead
      this.#ahead = []
      this.#draw()
      if (ahead.length > 0) this.#keys(ahead)
      return
    }
    if (!this.#drawn) this.#draw()
  }

  /** Puts a `?` behind each line of the last output that can be explained. */
  async #explain(): Promise<void> {
    const began = this.#began
    this.#began = undefined
    if (!began || began.isDisposed || !this.#options.explain) return
    const lines = linesFrom(this.xterm.buffer.active, began.line + 1)
    began.dispose()
    const meanings = await this.#options.explain(lines.map((line) => line.text))
    const { active } = this.xterm.buffer
    for (const [index, meaning] of meanings.entries()) {
      const line = lines[index]
      if (!meaning || !line) continue
      const marker = this.xterm.registerMarker(line.end - active.baseY - active.cursorY)
      const decoration = this.xterm.registerDecoration({ marker, x: Math.min(line.width + 1, this.xterm.cols - 3), width: 3, layer: 'top' })
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
  }

  /** Takes the prompt and its line from the screen. */
  #erasure(): string {
    const drawn = this.#drawn
    this.#drawn = undefined
    return drawn ? `${travel(drawn.cursor, { row: 0, column: drawn.start })}\x1b[J` : ''
  }

  #redraw(before = '', fromTop = false): void {
    const { start = 0 } = this.#drawn ?? {}
    if (!this.#drawn) return this.#draw()
    this.xterm.write(this.#erasure() + before)
    this.#paint(fromTop ? 0 : start)
  }

  #draw(): void {
    if (!this.#request || this.#writing) return
    // Where the output ended is known once the screen has parsed it.
    this.xterm.write('', () => {
      if (this.#request && !this.#drawn && !this.#writing) this.#paint(this.xterm.buffer.active.cursorX)
    })
  }

  #paint(start: number): void {
    const request = this.#request as ReadRequest
    const { search } = this.editor
    const texts = this.#options.texts
    const prompt = search ? `(${search.found ? texts.searchBack : texts.searchBackFailed}) '${search.query}': ` : request.prompt
    // Escapes in a prompt of the learner's own take no room.
    const bare = prompt.replace(/\x1b\[[0-9;]*[A-Za-z]/g, '').replaceAll('\n', '\n')
    const layout = layOut(bare, this.editor.text, this.editor.cursor, this.xterm.cols, start)
    const shown = search
      ? layout.text
      : bare === prompt
        ? colourPrompts(layout.text)
        : prompt.replaceAll('\n', '\r\n') + layout.text.slice(bare.replaceAll('\n', '\r\n').length)
    this.xterm.write(shown + travel(layout.end, layout.cursor))
    this.#drawn = { cursor: layout.cursor, start }
  }
}

/** Lines of output as they were printed, wrapped ones joined, from a row of the buffer to the cursor's. `end`: their last row. */
function linesFrom(buffer: IBuffer, from: number): { text: string; end: number; width: number }[] {
  const lines: { text: string; end: number; width: number }[] = []
  const to = buffer.baseY + buffer.cursorY
  for (let row = Math.max(from, to - EXPLAINED); row < to; row++) {
    const text = buffer.getLine(row)?.translateToString(true) ?? ''
    const last = lines.at(-1)
    const width = [...text].reduce((sum, letter) => sum + cellsOf(letter.codePointAt(0) as number), 0)
    if (last && buffer.getLine(row)?.isWrapped) Object.assign(last, { text: last.text + text, end: row, width })
    else lines.push({ text, end: row, width })
  }
  return lines
}

function commonStart(words: readonly string[]): string {
  let common = words[0] ?? ''
  for (const word of words) while (!word.startsWith(common)) common = common.slice(0, -1)
  return common
}

/** xterm's packed form of a code point's width: bit 0 joins it to the one before, bits 1 and 2 are the width. */
function widthProperties(codePoint: number, preceding: number): number {
  let width: number = cellsOf(codePoint)
  const joins = width === 0 && preceding !== 0
  if (joins) width = (preceding >> 1) & 3
  return (width << 1) | (joins ? 1 : 0)
}

/** xterm draws its cursor only once it has had the focus; a prompt should look ready for typing before that. */
function showCursorFromTheStart(xterm: Xterm): void {
  xterm.textarea?.dispatchEvent(new FocusEvent('focus'))
  xterm.textarea?.dispatchEvent(new FocusEvent('blur'))
}
