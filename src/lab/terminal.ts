import type { Machine, Process } from '../cluster/machine/machine.ts'
import type { ReadRequest, Tty } from '../cluster/machine/tty.ts'
import { type Reader, sink } from '../sim/pipe.ts'
import { type Budget, Condition, type Task } from '../sim/task.ts'

/** What one terminal's programs may cost, all together: endless ones end with a message. */
const BUDGET: Budget = { steps: 50_000_000, output: 20_000_000 }
/** UTF-16 units of output kept for a face that comes later (a reload, another page). */
const KEPT = 200_000

/**
 * One terminal of a lab: an interactive shell on a machine, and what a person has before them.
 * A face shows `output`, asks for a line while `reading` is there, and is told of both by `onChange`.
 */
export class Terminal {
  readonly id: string
  /** `laptop`, `node/<name>`, `pod/<namespace>/<name>/<container>` */
  readonly machineName: string
  readonly machine: Machine
  readonly tty: Tty
  /** everything printed, its end at most */
  output = ''
  /** UTF-16 units printed in all; `output` holds the last of them */
  printed = 0
  /** what the foreground program asks for; undefined while it works */
  reading: ReadRequest | undefined
  /** the file that a program wants edited */
  editing: { path: string; text: string; machine: Machine } | undefined
  process: Process | undefined
  #lines: (string | undefined)[] = []
  #line = new Condition()
  #edited = new Condition<string | undefined>()
  #interrupts: (() => void)[] = []
  #listeners = new Set<(printed: string) => void>()

  constructor(id: string, machineName: string, machine: Machine) {
    this.id = id
    this.machineName = machineName
    this.machine = machine
    this.tty = {
      columns: 80,
      rows: 24,
      readLine: (request) => this.#readLine(request),
      edit: (file) => this.#edit(file),
      onInterrupt: (handler) => {
        this.#interrupts.push(handler)
        return () => {
          const at = this.#interrupts.lastIndexOf(handler)
          if (at >= 0) this.#interrupts.splice(at, 1)
        }
      },
    }
  }

  /** Starts the shell. */
  start(shell: string, cwd: string): void {
    const stdin: Reader = { read: () => this.#readText(), close() {} }
    const screen = sink((text) => this.#print(text))
    this.process = this.machine.spawn({ argv: [shell], cwd, stdin, stdout: screen, stderr: screen, tty: this.tty, budget: { ...BUDGET } })
    if (!this.process) this.#print(`podtalk: there is no ${shell} on ${this.machineName}\n`)
    this.process?.onExit(() => this.#changed(''))
  }

  /** True while something other than the shell's prompt has the terminal. */
  get busy(): boolean {
    return this.process?.running === true && this.reading === undefined && this.editing === undefined
  }

  onChange(listener: (printed: string) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** A line was entered (without its end), or Ctrl-D (undefined). */
  enter(line: string | undefined): void {
    this.#lines.push(line)
    this.#line.notify()
  }

  /** Ctrl-C or Ctrl-\. A line being read is given up by who reads it. */
  signal(signal: string): void {
    const handler = this.#interrupts.at(-1)
    if (signal === 'SIGINT' && handler) handler()
    else this.process?.kill(signal)
  }

  /** The editor was closed: with the text saved, or without. */
  edited(text: string | undefined): void {
    if (this.editing) this.#edited.notify(text)
  }

  close(): void {
    this.process?.kill('SIGHUP')
  }

  *#readLine(request: ReadRequest): Task<string | undefined> {
    this.reading = request
    this.#changed('')
    try {
      while (this.#lines.length === 0) yield* this.#line.wait()
      const line = this.#lines.shift()
      this.#print(`${request.prompt}${line ?? ''}\n`)
      return line
    } finally {
      this.reading = undefined
      this.#changed('')
    }
  }

  *#readText(): Task<string | undefined> {
    const line = yield* this.#readLine({ prompt: '' })
    return line === undefined ? undefined : `${line}\n`
  }

  *#edit(file: { path: string; text: string; machine: Machine }): Task<string | undefined> {
    this.editing = file
    this.#changed('')
    try {
      return yield* this.#edited.wait()
    } finally {
      this.editing = undefined
      this.#changed('')
    }
  }

  #print(text: string): void {
    this.printed += text.length
    this.output += text
    if (this.output.length > 2 * KEPT) this.output = this.output.slice(-KEPT)
    this.#changed(text)
  }

  #changed(printed: string): void {
    for (const listener of this.#listeners) listener(printed)
  }
}
