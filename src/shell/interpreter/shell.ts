import type { CompoundCommand, CompoundList, Redirected, Word } from 'unbash'
import { OutOfMemory, type Process } from '../../cluster/machine/machine.ts'
import { arrived } from '../../sim/code.ts'
import type { Writer } from '../../sim/pipe.ts'
import { Interrupt, sleep, type Task } from '../../sim/task.ts'
import { MAX_PROCESSES } from '../launch.ts'
import { Abandoned, ArithmeticError, ExpansionError, FunctionReturn, LoopBreak, LoopContinue, ShellExit, type Unwind } from './control.ts'
import type { Dialect } from './dialect.ts'
import { Jobs, signalText } from './jobs.ts'
import { ARITHMETIC, LANGUAGE } from './language.ts'
import { CLOSED_WRITER, type Descriptors, EMPTY_READER, holdAll, OpenFile, SharedReader } from './open-file.ts'
import { specialParameter, type Value } from './parameters.ts'
import { TooLarge, Variables } from './variables.ts'

/** Virtual ms that a new process costs: what keeps loops of programs from being infinitely fast. */
const FORK_MS = 0.5

export interface ShellFunction {
  body: CompoundCommand | Redirected | CompoundList
  source: string
  /** as `declare -f` and `type` show it */
  text: string
}

export interface Source {
  text: string
  /** lines before it in its file or session */
  line: number
}

/** What a line of input may cost when a person sits before the shell. */
export const LINE_BUDGET = { steps: 5_000_000, output: 16 * 1024 * 1024 }

/** One shell environment. A subshell is another one, made by `fork`. */
export class Shell {
  process: Process
  readonly dialect: Dialect
  /** `$0`, and what complaints begin with */
  name: string
  variables: Variables
  functions = new Map<string, ShellFunction>()
  aliases = new Map<string, string>()
  positional: string[] = []
  readonly options = new Set<string>()
  readonly shopts = new Set<string>()
  /** `$?` */
  status = 0
  pipeStatus: number[] = [0]
  /** the status of the last `$(…)` in the command being expanded */
  substitutionStatus: number | undefined
  fds: Descriptors
  jobs = new Jobs()
  traps = new Map<string, string>()
  /** in a subshell: what its parent had trapped, which bash still lists until something is trapped here */
  inheritedTraps: ReadonlyMap<string, string> | undefined
  /** the file that bash reads by `source` */
  sourcedName: string | undefined
  /** signals that came and whose trap has not run yet */
  pendingTraps: string[] = []
  interactive = false
  /** reads a script file (and not `-c` or standard input) */
  script = false
  subshell = false
  source: Source = { text: '', line: 0 }
  position = 0
  /** where the running simple command ends */
  commandEnd = 0
  /** `$$` */
  pid: number
  /** `$!` */
  lastBackground: number | undefined
  calls: string[] = []
  loops = 0
  sourced = 0
  /** > 0: a failure here is being tested, `set -e` looks away */
  tested = 0
  /** what has to be undone when the running simple command ends */
  afterCommand: (() => Task)[] = []
  /** how deep it is in `$(…)` */
  substitutions = 0
  startedAt: number
  history: string[] = []
  dirStack: string[] = []
  /** it has reckoned, or one of its variables is an integer */
  reckons = false
  /** the last text that was to be run was no script */
  syntaxFailed = false
  /** stops what an interactive shell is doing */
  onInterrupt: (() => void) | undefined

  constructor(process: Process, dialect: Dialect, name: string) {
    this.process = process
    this.dialect = dialect
    this.name = name
    this.pid = process.pid
    this.startedAt = process.machine.clock.now
    this.variables = Variables.fromEnvironment(process.env)
    this.variables.readonlyText = dialect.readonly
    this.fds = [
      new OpenFile({ reader: SharedReader.over(process.stdin) }),
      new OpenFile({ writer: process.stdout }),
      new OpenFile({ writer: process.stderr }),
    ]
  }

  /** A copy for a subshell with its own descriptors. */
  fork(fds: Descriptors): Shell {
    const copy: Shell = Object.create(Shell.prototype)
    Object.assign(copy, this)
    copy.variables = this.variables.copy()
    copy.functions = new Map(this.functions)
    copy.aliases = new Map(this.aliases)
    copy.positional = [...this.positional]
    ;(copy as { options: Set<string> }).options = new Set(this.options)
    ;(copy as { shopts: Set<string> }).shopts = new Set(this.shopts)
    copy.calls = [...this.calls]
    copy.traps = new Map([...this.traps].filter(([, action]) => action === ''))
    copy.inheritedTraps = this.dialect.name === 'bash' && this.traps.size > 0 ? (this.inheritedTraps ?? this.traps) : undefined
    copy.pendingTraps = []
    copy.jobs = new Jobs()
    copy.afterCommand = []
    copy.fds = fds
    copy.subshell = true
    copy.interactive = false
    return copy
  }

  get stdin(): SharedReader {
    return this.fds[0]?.reader ?? new SharedReader(EMPTY_READER)
  }

  get stdout(): Writer {
    return this.fds[1]?.writer ?? CLOSED_WRITER
  }

  get stderr(): Writer {
    return this.fds[2]?.writer ?? CLOSED_WRITER
  }

  *out(text: string): Task {
    yield* this.stdout.write(text)
  }

  get line(): number {
    // ash counts the lines of `-c` from 0
    let line = this.source.line + (this.dialect.name === 'ash' && this.options.has('commandString') ? 0 : 1)
    for (let at = this.source.text.indexOf('\n'); at >= 0 && at < this.position; at = this.source.text.indexOf('\n', at + 1)) line++
    return line
  }

  /** Writes a complaint as this shell words it. */
  *complain(text: string, builtin?: string): Task {
    const { line, script } = this
    // a function that no file holds came, for bash, from its environment
    const name =
      this.calls.length > 0 && this.dialect.name === 'bash' && !script && !this.interactive
        ? 'environment'
        : (this.sourcedName ?? this.name)
    const interactive = this.interactive || (this.dialect.name === 'bash' && this.options.has('interactive'))
    yield* this.stderr.write(`${this.dialect.prefix({ name, line, interactive, script, builtin })}${text}\n`)
  }

  /** Tells a mistake of an expansion and returns what it unwinds. */
  *fail(error: ExpansionError): Task<Unwind> {
    if (error instanceof TooLarge && this.process.machine.memoryLimit !== Number.POSITIVE_INFINITY) throw new OutOfMemory()
    if (error instanceof ArithmeticError && this.dialect.name !== 'bash') {
      const short = error.plain.includes('division by zero') ? 'divide by zero' : 'arithmetic syntax error'
      yield* this.complain(this.dialect.name === 'dash' ? error.plain : short)
    } else yield* this.complain(error.message)
    if (this.interactive) return new Abandoned(1)
    if (this.dialect.name !== 'bash') return new ShellExit(2)
    return error.fatal ? new ShellExit(this.script ? 1 : 127) : new Abandoned(1)
  }

  // ── parameters ──

  /** The value of `$name`: a variable, a positional or a special parameter. */
  parameter(name: string): Value {
    return this.variables.get(name) ?? specialParameter(this, name)
  }

  /** The elements of an array that the shell keeps itself. */
  ownArray(name: string): string[] | undefined {
    if (name === 'PIPESTATUS') return this.pipeStatus.map(String)
    if (name === 'FUNCNAME') return [...this.calls].reverse()
    return undefined
  }

  element(name: string, key: string): string | undefined {
    if (name === 'PIPESTATUS') return this.pipeStatus[Number(key)]?.toString()
    if (name === 'BASH_SOURCE' || name === 'FUNCNAME') return name === 'FUNCNAME' ? this.calls.at(-1 - Number(key)) : this.name
    const variable = this.variables.lookup(name)
    if (!variable?.elements) return key === '0' ? this.variables.get(name) : undefined
    if (!variable.associative && key.startsWith('-')) {
      const indexes = [...variable.elements.keys()].map(Number)
      return variable.elements.get(String(Math.max(...indexes) + 1 + Number(key)))
    }
    return variable.elements.get(key)
  }

  /** The key that a subscript means: text for an associative array, else a number. */
  *elementKey(name: string, index: Word): Task<string> {
    if (this.variables.lookup(name)?.associative) return yield* LANGUAGE.value.expandText(this, index)
    return String(yield* this.arithmetic(index.text))
  }

  assign(name: string, key: string | undefined, value: string): void {
    if (this.options.has('allexport') && !this.variables.lookup(name)?.exported) {
      this.variables.set(name, value)
      this.variables.put(name, { ...(this.variables.lookup(name) ?? { value }), exported: true })
      return
    }
    if (this.variables.lookup(name)?.integer) value = String(calculate(this, value))
    if (key === undefined) this.variables.set(name, value)
    else this.variables.setElement(name, key, value)
  }

  /** Gets ready for arithmetic: once a shell, whatever is loaded. */
  *reckon(): Task {
    if (this.reckons) return
    yield* arrived(ARITHMETIC)
    this.reckons = true
  }

  *arithmetic(text: string): Task<bigint> {
    yield* this.reckon()
    const plain = /[$`"'\\]/.test(text) ? (yield* LANGUAGE.value.expandTemplate(this, text)).replaceAll('"', '') : text
    return calculate(this, plain)
  }

  // ── processes ──

  /** Waits until a process may be started; false when none may. */
  *mayFork(): Task<boolean> {
    for (let wait = 1; this.process.machine.processes.size >= MAX_PROCESSES; wait *= 2) {
      const retry = wait < 16 && this.dialect.name === 'bash'
      yield* this.stderr.write(
        this.dialect.name === 'bash'
          ? `${this.name}: fork: ${retry ? 'retry: ' : ''}Resource temporarily unavailable\n`
          : `${this.name}: ${this.dialect.name === 'dash' ? `${this.line}: Cannot fork` : "can't fork: Resource temporarily unavailable"}\n`,
      )
      if (!retry) return false
      yield* sleep(wait * 1000)
    }
    yield* sleep(FORK_MS)
    return true
  }

  /** Starts a subshell that runs `body`; its descriptors stay open until it ends. */
  startSubshell(fds: Descriptors, body: (shell: Shell) => Task<number>, own: { budget?: boolean; argv?: readonly string[] } = {}): Process {
    const shell = this.fork(fds)
    const release = holdAll(fds)
    const { process } = this
    const child = process.machine.spawn({
      argv: own.argv ?? process.argv,
      env: this.variables.environment(),
      cwd: process.cwd,
      stdin: fds[0]?.reader ?? EMPTY_READER,
      stdout: fds[1]?.writer ?? CLOSED_WRITER,
      stderr: fds[2]?.writer ?? CLOSED_WRITER,
      tty: process.tty,
      parent: process,
      budget: own.budget ? { ...LINE_BUDGET } : undefined,
      program: (started) => subshell(shell, started, body),
    }) as Process
    child.onExit(release)
    return child
  }

  /** Runs the shell's last code: turns what unwinds into a status and runs the EXIT trap. */
  *toEnd(body: Task<number>): Task<number> {
    try {
      this.status = yield* this.caught(body)
    } catch (error) {
      if (error instanceof Interrupt && this.traps.get('EXIT')) yield* this.runTrap('EXIT')
      throw error
    }
    if (this.traps.get('EXIT')) {
      const status = this.status
      this.status = yield* this.caught(this.runTrap('EXIT'), status)
    }
    return this.status
  }

  /** Runs a body and turns every way it may unwind into a status. */
  *caught(body: Task<number | void>, otherwise?: number): Task<number> {
    try {
      const status = yield* body
      return otherwise ?? (status as number)
    } catch (error) {
      if (error instanceof ShellExit || error instanceof Abandoned || error instanceof FunctionReturn) return error.status
      if (error instanceof LoopBreak || error instanceof LoopContinue) return 0
      if (error instanceof ExpansionError) {
        const unwind = yield* this.fail(error)
        return (unwind as ShellExit).status
      }
      throw error
    }
  }

  /** Waits for processes in the foreground; an interrupt of the shell reaches them. */
  *waitFor(processes: readonly Process[]): Task<number> {
    try {
      for (const process of processes) yield* process.wait()
    } catch (error) {
      if (error instanceof Interrupt) for (const process of processes) process.kill(error.signal)
      throw error
    }
    if (this.interactive && processes.some((process) => process.signal === 'SIGINT')) throw new Interrupt('SIGINT')
    return processes.at(-1)?.exitCode ?? 0
  }

  /** Tells of a program in the foreground that a signal ended. */
  *reportSignal(process: Process, foreground = true): Task {
    const { signal } = process
    if (signal === undefined || signal === 'SIGINT' || signal === 'SIGPIPE' || (this.subshell && this.dialect.name === 'bash')) return
    if (this.dialect.name !== 'bash' || this.interactive || (signal === 'SIGTERM' && foreground))
      yield* this.stderr.write(`${signalText(signal)}\n`)
    else if (signal !== 'SIGTERM') {
      const text = this.source.text.slice(this.position, this.commandEnd)
      yield* this.complain(`${String(process.pid).padStart(5)} ${signalText(signal).padEnd(23)} ${text}`)
    }
  }

  // ── traps ──

  /** Sets what a signal (or EXIT) does; undefined: what it does by default. */
  trap(signal: string, action: string | undefined): void {
    if (action === undefined) this.traps.delete(signal)
    else this.traps.set(signal, action)
    if (signal === 'EXIT' || signal === 'ERR' || signal === 'DEBUG' || signal === 'RETURN') return
    const { traps } = this.process
    if (signal === 'SIGINT' && this.interactive) return
    if (action === undefined) traps.delete(signal)
    else
      traps.set(signal, () => {
        if (action === '') return
        this.pendingTraps.push(signal)
        this.jobs.changed.notify()
      })
  }

  *runTrap(name: string): Task {
    const action = this.traps.get(name)
    if (!action) return
    if (name === 'EXIT') this.traps.delete(name)
    const { status, source, position } = this
    yield* LANGUAGE.value.executeText(this, action)
    this.source = source
    this.position = position
    this.status = status
  }

  /** Runs the traps of signals that came meanwhile. */
  *runPendingTraps(): Task {
    for (let signal = this.pendingTraps.shift(); signal !== undefined; signal = this.pendingTraps.shift()) yield* this.runTrap(signal)
  }
}

// Functions, and no private methods: a subshell is a copy of its shell, which private members do not come with.

/** A subshell's life. */
function* subshell(shell: Shell, process: Process, body: (shell: Shell) => Task<number>): Task<number> {
  shell.process = process
  for (const [signal, action] of shell.traps) if (action === '') process.traps.set(signal, () => {})
  // begins a moment later, so that nested subshells do not pile up in one call
  yield* sleep(0)
  return yield* shell.toEnd(body(shell))
}

function calculate(shell: Shell, text: string): bigint {
  const subscript = (name: string, index: string) => (shell.variables.lookup(name)?.associative ? index : String(calculate(shell, index)))
  return ARITHMETIC.value.evaluateArithmetic(text.trimStart(), {
    get: (name, index) => {
      const value = index === undefined ? shell.parameter(name) : shell.element(name, subscript(name, index))
      if (value === undefined && shell.options.has('nounset')) throw new ExpansionError(shell.dialect.unset(name), true)
      return typeof value === 'object' ? value.list.join(' ') : value
    },
    set: (name, index, value) => shell.assign(name, index === undefined ? undefined : subscript(name, index), value),
    plain: shell.dialect.name === 'dash',
  })
}
