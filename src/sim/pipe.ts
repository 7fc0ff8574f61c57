import { BudgetExceeded, Condition, Interrupt, type Task } from './task.ts'

/** Where a program reads text from. */
export interface Reader {
  /** The next piece (never empty); undefined at the end. */
  read(): Task<string | undefined>
  /** The reader needs no more: a writer to it gets SIGPIPE. */
  close(): void
}

/** Where a program writes text to. */
export interface Writer {
  /** Waits while the other side is full. Throws Interrupt('SIGPIPE') when nobody reads any more. */
  write(text: string): Task
  /** No more will come from this holder. */
  close(): void
}

/** UTF-16 units a pipe holds before its writer has to wait. */
const CAPACITY = 65_536

/** A bounded pipe: write to it, read from its `reader`. `open()` counts another writer; readers see the end when the last one has closed. */
export class Pipe implements Writer {
  #pieces: string[] = []
  #size = 0
  #writers = 1
  #readerGone = false
  #changed = new Condition()

  open(): this {
    this.#writers++
    return this
  }

  *#read(): Task<string | undefined> {
    while (this.#pieces.length === 0) {
      if (this.#writers <= 0 || this.#readerGone) return undefined
      yield* this.#changed.wait()
    }
    const text = this.#pieces.join('')
    this.#pieces = []
    this.#size = 0
    this.#changed.notify()
    return text
  }

  *write(text: string): Task {
    if (text === '') return
    yield* spendOutput(text.length)
    while (this.#size >= CAPACITY && !this.#readerGone) yield* this.#changed.wait()
    if (this.#readerGone) throw new Interrupt('SIGPIPE')
    this.#pieces.push(text)
    this.#size += text.length
    this.#changed.notify()
  }

  /** One writer has finished. */
  close(): void {
    this.#writers--
    this.#changed.notify()
  }

  #closeReader(): void {
    this.#readerGone = true
    this.#pieces = []
    this.#size = 0
    this.#changed.notify()
  }

  /** The reading end; its `close` makes writers fail with SIGPIPE. */
  readonly reader: Reader = { read: () => this.#read(), close: () => this.#closeReader() }
}

/** Takes written text off the running task's budget. */
export function* spendOutput(units: number): Task {
  const inBudget: boolean = yield (wake, runner) => {
    if (runner.budget) runner.budget.output -= units
    wake(!runner.budget || runner.budget.output >= 0)
    return undefined
  }
  if (!inBudget) throw new BudgetExceeded('output')
}

/** A reader over text that is there already. */
export function textReader(text: string): Reader {
  return new TextReader(text)
}

class TextReader implements Reader {
  #rest: string | undefined

  constructor(text: string) {
    this.#rest = text === '' ? undefined : text
  }

  *read(): Task<string | undefined> {
    const piece = this.#rest
    this.#rest = undefined
    return piece
  }

  close(): void {
    this.#rest = undefined
  }
}

/** A writer that hands every piece to `receive` (at once; it never waits). */
export function sink(receive: (text: string) => void): Writer {
  return new Sink(receive)
}

class Sink implements Writer {
  readonly #receive: (text: string) => void

  constructor(receive: (text: string) => void) {
    this.#receive = receive
  }

  *write(text: string): Task {
    if (text === '') return
    yield* spendOutput(text.length)
    this.#receive(text)
  }

  close(): void {}
}

/** Everything until the end. */
export function* readAll(reader: Reader): Task<string> {
  let text = ''
  for (;;) {
    const piece = yield* reader.read()
    if (piece === undefined) return text
    text += piece
  }
}

/** One line after another, without their line ends (`undefined` at the end). */
export class LineReader {
  #reader: Reader
  #text = ''
  /** how much of #text was given already */
  #at = 0
  #ended = false

  constructor(reader: Reader) {
    this.#reader = reader
  }

  /** The next line; a last line without a line end counts. */
  *line(): Task<string | undefined> {
    for (;;) {
      const end = this.#text.indexOf('\n', this.#at)
      if (end >= 0) {
        const line = this.#text.slice(this.#at, end)
        this.#at = end + 1
        return line
      }
      if (this.#ended) {
        const last = this.#text.slice(this.#at)
        this.#text = ''
        this.#at = 0
        return last === '' ? undefined : last
      }
      const piece = yield* this.#reader.read()
      if (piece === undefined) this.#ended = true
      else {
        this.#text = this.#text.slice(this.#at) + piece
        this.#at = 0
      }
    }
  }
}
