import type { Clock, Instant } from '../../sim/clock.ts'
import { Pipe, type Reader } from '../../sim/pipe.ts'
import type { Random } from '../../sim/random.ts'
import type { Container as ContainerSpec, EphemeralContainer } from '../api/types.ts'
import type { TaggedImage } from '../images/image.ts'
import { type Executable, findExecutable, type NotExecutable } from '../machine/executable.ts'
import { Machine, type MachineOptions, type Process } from '../machine/machine.ts'
import { SteadyBudget } from '../machine/steady-budget.ts'
import { ContainerLog } from './container-log.ts'

export type Spec = ContainerSpec | EphemeralContainer

const NO_INPUT: Reader = {
  *read() {
    return undefined
  },
  close() {},
}

/** How a run of a container ended. */
export interface Termination {
  exitCode: number
  reason: string
  message: string | undefined
  startedAt: Instant
  finishedAt: Instant
}

export interface ContainerOptions {
  clock: Clock
  random: Random
  spec: Spec
  image: TaggedImage
  restartCount: number
  argv: readonly string[]
  workingDir: string
  machine: Omit<MachineOptions, 'kind' | 'clock' | 'random'>
  /** 64 hexadecimal digits; made up when absent */
  id?: string | undefined
}

/** One run of a container, as the runtime knows it: created, running, then exited for good. */
export class Container {
  readonly id: string
  readonly spec: Spec
  readonly image: TaggedImage
  readonly restartCount: number
  readonly machine: Machine
  readonly log: ContainerLog
  readonly argv: readonly string[]
  readonly workingDir: string
  process: Process | undefined
  startedAt: Instant | undefined
  termination: Termination | undefined
  /** the startup probe has succeeded, or there is none */
  started = false
  /** the readiness probe's last word; without one, whether it has started */
  ready = false
  /** somebody has asked it to end */
  killing = false
  /** the write end of its standard input, where it has one (`stdin: true`) */
  readonly input: Pipe | undefined
  readonly #clock: Clock
  #onExit: ((container: Container) => void)[] = []

  constructor(options: ContainerOptions) {
    const { clock, random, spec } = options
    this.#clock = clock
    this.id = options.id ?? random.hex(64)
    this.spec = spec
    this.image = options.image
    this.restartCount = options.restartCount
    this.argv = options.argv
    this.workingDir = options.workingDir
    this.log = new ContainerLog(() => clock.now)
    this.input = spec.stdin ? new Pipe() : undefined
    this.machine = new Machine({ ...options.machine, kind: 'container', clock, random })
  }

  get running(): boolean {
    return this.startedAt !== undefined && this.termination === undefined
  }

  /** Starts its first process. What cannot be started is said as runc says it, and the run is over. */
  start(startedAt: Instant = this.#clock.now): string | undefined {
    const found = this.find()
    if (typeof found === 'string') {
      const message = this.#startError(found)
      this.termination = { exitCode: 128, reason: 'StartError', message, startedAt: 0, finishedAt: this.#clock.now }
      this.log.end()
      return message
    }
    this.startedAt = startedAt
    this.process = this.machine.spawn({
      argv: found.argv,
      program: found.program,
      cwd: this.workingDir,
      stdin: this.input?.reader ?? NO_INPUT,
      stdout: this.log.writer('stdout'),
      stderr: this.log.writer('stderr'),
      tty: this.spec.tty ? { columns: 80, rows: 24 } : undefined,
      budget: new SteadyBudget(this.#clock),
    }) as Process
    this.process.onExit((process) => this.#exited(process))
    return undefined
  }

  find(): Executable | NotExecutable | 'no command specified' {
    if (this.argv.length === 0) return 'no command specified'
    return findExecutable(this.machine, this.argv, this.workingDir)
  }

  onExit(listener: (container: Container) => void): void {
    if (this.termination) listener(this)
    else this.#onExit.push(listener)
  }

  signal(signal: string): void {
    this.process?.kill(signal, 'outside')
  }

  #startError(reason: string): string {
    if (reason === 'no command specified') return 'failed to generate container spec: no command specified'
    const what = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: `
    if (reason === 'exec format error') return `${what}exec ${this.argv[0]}: ${reason}`
    return `${what}exec: ${JSON.stringify(this.argv[0])}: ${reason.startsWith('executable') ? reason : `stat ${this.argv[0]}: ${reason}`}`
  }

  #exited(process: Process): void {
    const outOfMemory = this.machine.outOfMemory
    const exitCode = outOfMemory ? 137 : (process.exitCode as number)
    this.termination = {
      exitCode,
      reason: outOfMemory ? 'OOMKilled' : exitCode === 0 ? 'Completed' : 'Error',
      message: this.#terminationMessage(exitCode),
      startedAt: this.startedAt as number,
      finishedAt: this.#clock.now,
    }
    this.ready = false
    this.started = false
    // With the first process all others of the container go; a shared PID namespace has its own first process.
    for (const other of [...this.machine.processes.values()]) if (other.machine === this.machine) other.kill('SIGKILL', 'outside')
    this.log.end()
    this.input?.close()
    const listeners = this.#onExit
    this.#onExit = []
    for (const listener of listeners) listener(this)
  }

  /** What the container left at its terminationMessagePath, or the end of its log where that is wanted. */
  #terminationMessage(exitCode: number): string | undefined {
    const path = this.spec.terminationMessagePath ?? '/dev/termination-log'
    const { fs } = this.machine
    let text = ''
    if (fs.touched) {
      const node = fs.lookup(path)
      if (node?.type === 'file') text = fs.readFile(path)
    }
    if (text === '' && this.spec.terminationMessagePolicy === 'FallbackToLogsOnError' && exitCode !== 0) text = this.log.tail(80, 2048)
    return text === '' ? undefined : text.slice(0, 4096)
  }
}
