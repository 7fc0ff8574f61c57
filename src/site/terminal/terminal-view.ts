import { FitAddon } from '@xterm/addon-fit'
import type { IMarker, ITerminalAddon, Terminal as Xterm } from '@xterm/xterm'
import type { ReadRequest } from '../../cluster/machine/tty.ts'
import type { NewInput } from '../../lab/lab.ts'
import type { Terminal } from '../../lab/terminal.ts'
import { type Code, CodeMissing } from '../../sim/code.ts'
import { fill } from '../i18n/fill.ts'
import type { Texts } from '../i18n/index.ts'
import { colourPrompts } from './colours.ts'
import { Completing } from './completing.ts'
import { type Meaning, markExplained } from './explain-marks.ts'
import { hearKeys } from './keyboard.ts'
import { type Key, keysOf } from './keys.ts'
import { type Effect, LineEditor } from './line-editor.ts'
import { PromptLine } from './prompt-line.ts'
import { BRACKETED_PASTE, openScreen } from './screen.ts'
import { terminalTheme } from './theme.ts'

/** Output printed at once that the screen still takes; of more only the end is shown. */
const FLOOD = 300_000

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

/** One terminal on the page: xterm as the screen, our line editor at the prompt, a lab's terminal behind both. */
export class TerminalView {
  readonly xterm: Xterm
  readonly editor = new LineEditor()
  #fit = new FitAddon()
  #options: TerminalViewOptions
  #line: PromptLine
  #completing: Completing
  #source: Terminal | undefined
  #release: (() => void) | undefined
  #observer: ResizeObserver
  /** text that came since the last frame */
  #pending = ''
  #frame = 0
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
    const { texts, fontSize, screenReader } = options
    this.xterm = openScreen(element, { label: texts.terminalInput, fontSize, screenReader })
    this.xterm.loadAddon(this.#fit)
    this.#line = new PromptLine(this.xterm, this.editor, () => this.#options.texts)
    this.#completing = new Completing({
      element,
      xterm: this.xterm,
      editor: this.editor,
      label: texts.completions,
      ways: () => this.#request?.complete?.(this.editor.text, this.editor.cursor),
      write: (key) => this.#perform(this.editor.key(key)),
      redraw: () => this.#redraw(),
    })
    hearKeys(this.xterm, {
      take: (keys) => this.#keys(keys),
      leave: () => this.#options.onLeave?.(),
      help: () => this.#options.onHelp?.(),
      completes: () => this.#completing.open || (!this.editor.empty && this.#request?.complete !== undefined),
    })
    this.#observer = new ResizeObserver(() => this.fit())
    this.#observer.observe(element)
    const room = this.#room()
    if (room) this.xterm.resize(room.columns, room.rows)
  }

  /** Addresses in what was printed can be clicked. */
  showLinks(addon: ITerminalAddon): void {
    this.xterm.loadAddon(addon)
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
    // Nothing was printed before it.
    this.#line.paint(prompt, 0)
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
    this.#line.forget()
    this.#request = undefined
    this.#answered = undefined
    this.#began = undefined
    this.#pending = source.output
    this.#completing.close()
    this.xterm.reset()
    this.xterm.write(BRACKETED_PASTE)
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

  update(options: Partial<Pick<TerminalViewOptions, 'fontSize' | 'screenReader' | 'texts'>>): void {
    Object.assign(this.#options, options)
    if (options.fontSize) this.xterm.options.fontSize = options.fontSize
    if (options.screenReader !== undefined) this.xterm.options.screenReaderMode = options.screenReader
    this.xterm.options.theme = terminalTheme()
    this.xterm.textarea?.setAttribute('aria-label', this.#options.texts.terminalInput)
    this.fit()
  }

  /** What its element has room for; undefined while that is not shown. */
  #room(): { columns: number; rows: number } | undefined {
    const size = this.#fit.proposeDimensions()
    if (!size || !this.#element.clientWidth || !this.#element.clientHeight) return undefined
    return { columns: Math.max(20, size.cols), rows: Math.max(4, size.rows) }
  }

  fit(): void {
    const room = this.#room()
    if (!room || (room.columns === this.xterm.cols && room.rows === this.xterm.rows)) return
    const { columns, rows } = room
    // The prompt is taken away first: the terminal would break its rows anew and we would not find them again.
    this.xterm.write(this.#line.erasure())
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
    this.xterm.dispose()
  }

  #keys(keys: readonly Key[]): void {
    for (const [index, key] of keys.entries()) {
      if (!this.#request || this.#fetching || (this.#standIn && this.#ahead.length > 0)) {
        if (key.kind === 'command' && (key.name === 'interrupt' || key.name === 'quit')) this.#interrupt(key.name)
        else this.#ahead.push(key)
        continue
      }
      try {
        if (this.#completing.open && this.#completing.key(key)) continue
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
    this.#line.leaveEntered()
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
        return this.#completing.start()
      case 'interrupt':
      case 'quit':
        return this.#interrupt(effect.do)
      case 'eof':
        return this.#options.input({ do: 'eof', terminal: this.#id })
      case 'clear':
        return this.#redraw('\x1b[H\x1b[2J\x1b[3J', true)
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
    this.#began = shell ? this.xterm.registerMarker(-this.#line.rows) : undefined
    this.#completing.close()
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
    this.#completing.close()
    if (this.#request) {
      const { text } = this.editor
      this.editor.begin(this.#request.history ?? [])
      this.#line.leaveInterrupted(this.#request.prompt, text)
    } else this.xterm.write(name === 'quit' ? '^\\\r\n' : '^C\r\n')
    if (this.#standIn) return this.#draw()
    this.#options.input({ do: 'signal', terminal: this.#id, signal: name === 'quit' ? 'SIGQUIT' : 'SIGINT' })
    this.#flush()
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
    if (text !== '') {
      this.#leaveStandIn()
      this.#result = (this.#result + text).slice(-20_000)
      this.#writing = true
      this.xterm.write(this.#line.erasure() + colourPrompts(text), () => {
        this.#writing = false
        if (this.#pending !== '') this.#soon()
        this.#prompt(source.reading)
      })
    } else this.#prompt(source.reading)
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
        if (before) this.xterm.write(this.#line.erasure())
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
    if (!this.#line.drawn) this.#draw()
  }

  /** Marks what can be explained of the last output. */
  async #explain(): Promise<void> {
    const began = this.#began
    this.#began = undefined
    if (!began || began.isDisposed || !this.#options.explain) return
    const { line } = began
    began.dispose()
    await markExplained(this.xterm, line + 1, this.#options.explain)
  }

  #redraw(before = '', fromTop = false): void {
    if (this.#line.drawn) this.#line.repaint((this.#request as ReadRequest).prompt, before, fromTop)
    else this.#draw()
  }

  #draw(): void {
    if (!this.#request || this.#writing) return
    // Where the output ended is known once the screen has parsed it.
    this.xterm.write('', () => {
      if (this.#request && !this.#line.drawn && !this.#writing) this.#line.paint(this.#request.prompt, this.xterm.buffer.active.cursorX)
    })
  }
}
