import type { Clock } from '../../sim/clock.ts'
import type { Reader, Writer } from '../../sim/pipe.ts'
import type { Random } from '../../sim/random.ts'
import { type Budget, BudgetExceeded, Interrupt, Runner, type Task } from '../../sim/task.ts'
import type { NetworkNamespace } from '../network/namespace.ts'
import { FileError, type FileSystem } from './filesystem.ts'
import type { Completer, Tty } from './tty.ts'

/** A program: given its process, it runs as a task and returns its exit code (0 to 255). */
export type Program = (process: Process) => Task<number>

/** Finds programs by name: what a machine's image contains. Returns undefined for what is not installed. */
export interface Programs {
  (name: string): Program | undefined
  /** all names, for completion; absent where nobody lists them */
  readonly names?: () => readonly string[]
  /** is this one that waits itself for all it needs of its machine's cluster (`Machine.rouse`)? */
  readonly quiet?: (name: string) => boolean
  /** what Tab offers for a program's arguments, where it has something to offer */
  readonly completer?: (name: string) => Completer | undefined
}

export interface MachineOptions {
  kind: 'laptop' | 'node' | 'container'
  hostname: string
  clock: Clock
  random: Random
  fs: FileSystem
  net: NetworkNamespace
  programs: Programs
  /** called when somebody begins to use the machine: its cluster may have slept until then */
  rouse?: () => void
  /** a Map becomes the machine's own, also one that is made when it is first asked for */
  env?: Record<string, string> | Map<string, string> | (() => Map<string, string>)
  home?: string
  /** login name: `root` in containers and on nodes, `learner` on the laptop */
  user?: string
  /** its numbers; those of root, and 1000 for others, where absent */
  ids?: UserIds
  /** numbers and table of processes: shared by the containers of a Pod with shareProcessNamespace */
  pids?: PidNamespace
  /** bytes of memory that its processes may use together; the kernel kills who goes beyond */
  memoryLimit?: number
}

/** Whom processes belong to, by number. */
export interface UserIds {
  uid: number
  gid: number
  /** supplementary groups, `gid` among them */
  groups: readonly number[]
}

/** A process that was not started on this machine by its own programs: a daemon of a node, a container's process as its node sees it. */
export interface GuestProcess {
  pid: number
  ppid: number
  argv: readonly string[]
  user: string
  uid: number
  startedAt: number
  /** sends it a signal; absent where nothing that may be stopped stands behind it */
  kill?: (signal: string) => void
}

/** The processes that see each other. The first one gets number 1, or `first`. */
export class PidNamespace {
  readonly processes = new Map<number, Process>()
  #next: number

  constructor(first = 1) {
    this.#next = first
  }

  next(): number {
    return this.#next++
  }
}

export interface SpawnOptions {
  argv: readonly string[]
  env?: Map<string, string>
  cwd?: string
  stdin: Reader
  stdout: Writer
  stderr: Writer
  tty?: Tty | undefined
  parent?: Process | undefined
  budget?: Budget | undefined
  /** run this instead of looking argv[0] up (a shell's subshell, a function, a container's entry point) */
  program?: Program
}

/**
 * Where a prompt stands: the laptop, a node, a container. It has files, an environment, programs
 * and a position in the network. The containers of one Pod share `net`.
 */
export class Machine {
  #env: NonNullable<MachineOptions['env']>
  readonly kind: MachineOptions['kind']
  hostname: string
  readonly clock: Clock
  readonly random: Random
  readonly fs: FileSystem
  readonly net: NetworkNamespace
  readonly programs: Programs
  readonly rouse: () => void
  readonly home: string
  readonly user: string
  readonly ids: UserIds
  readonly pids: PidNamespace
  readonly memoryLimit: number
  /** what else runs here, by number */
  guests: () => readonly GuestProcess[] = () => []
  /** bytes that its processes took */
  memoryUsed = 0
  /** the kernel killed a process here for the memory it took */
  outOfMemory = false

  constructor(options: MachineOptions) {
    this.kind = options.kind
    this.hostname = options.hostname
    this.clock = options.clock
    this.random = options.random
    this.fs = options.fs
    this.net = options.net
    this.programs = options.programs
    this.rouse = options.rouse ?? (() => {})
    this.home = options.home ?? '/root'
    this.user = options.user ?? 'root'
    const number = this.user === 'root' ? 0 : 1000
    this.ids = options.ids ?? { uid: number, gid: number, groups: [number] }
    this.#env = options.env ?? {}
    this.pids = options.pids ?? new PidNamespace()
    this.memoryLimit = options.memoryLimit ?? Number.POSITIVE_INFINITY
  }

  /** What its programs begin with; nobody changes it. */
  get env(): ReadonlyMap<string, string> {
    const env = this.#env
    if (env instanceof Map) return env
    this.#env = typeof env === 'function' ? env() : new Map(Object.entries(env))
    return this.#env
  }

  /** What `ps` shows here, by number. */
  get processes(): Map<number, Process> {
    return this.pids.processes
  }

  /**
   * Starts a program. It runs at once, until its first wait. Returns undefined when argv[0] is no
   * program here: the caller says so in its own words (`sh: 1: foo: not found`, exec's
   * `executable file not found in $PATH`).
   */
  spawn(options: SpawnOptions): Process | undefined {
    const program = options.program ?? this.programs(options.argv[0] as string)
    if (!program) return undefined
    const process = new Process(this, this.pids.next(), options)
    this.processes.set(process.pid, process)
    process.start(program)
    return process
  }
}

/** So many bytes a program may really keep; who wants more gets as much as the machine has, and is killed. */
const LARGEST_TEXT = 64 << 20

/** A program wants more memory than there is. */
export class OutOfMemory extends Error {}

/** A running program on a machine. */
export class Process {
  readonly machine: Machine
  readonly pid: number
  readonly parent: Process | undefined
  argv: readonly string[]
  cwd: string
  /** `exec` replaces these three and the environment */
  stdin: Reader
  stdout: Writer
  stderr: Writer
  readonly tty: Tty | undefined
  readonly budget: Budget | undefined
  readonly startedAt: number
  exitCode: number | undefined
  /** the signal that ended it, when one did */
  signal: string | undefined
  /** signals this process handles itself instead of dying */
  readonly traps = new Map<string, () => void>()
  #env: Map<string, string> | undefined
  #memory = 0
  /** bytes of text among it that are really kept here */
  #held = 0
  #runner: Runner<number> | undefined
  #onExit: ((process: Process) => void)[] = []

  constructor(machine: Machine, pid: number, options: SpawnOptions) {
    this.machine = machine
    this.pid = pid
    this.parent = options.parent
    this.argv = options.argv
    if (options.env) this.#env = new Map(options.env)
    this.cwd = options.cwd ?? machine.home
    this.stdin = options.stdin
    this.stdout = options.stdout
    this.stderr = options.stderr
    this.tty = options.tty
    this.budget = options.budget ?? options.parent?.budget
    this.startedAt = machine.clock.now
  }

  /** Its own: a copy of the machine's, made when it is first asked for, or of what it was given. */
  get env(): Map<string, string> {
    this.#env ??= new Map(this.machine.env)
    return this.#env
  }

  set env(env) {
    this.#env = env
  }

  /** One variable of it, for which no copy is made. */
  variable(name: string): string | undefined {
    return (this.#env ?? this.machine.env).get(name)
  }

  /** Called by `Machine.spawn`. */
  start(program: Program): void {
    this.#runner = new Runner(this.machine.clock, guarded(this, program), this.budget)
    this.#runner.onDone((runner) => {
      this.exitCode = runner.error === undefined ? (runner.result as number) & 255 : this.#codeOf(runner.error)
      this.machine.processes.delete(this.pid)
      this.machine.memoryUsed -= this.#memory
      const listeners = this.#onExit
      this.#onExit = []
      for (const listener of listeners) listener(this)
    })
    this.#runner.start()
  }

  get running(): boolean {
    return this.exitCode === undefined
  }

  onExit(listener: (process: Process) => void): void {
    if (this.running) this.#onExit.push(listener)
    else listener(this)
  }

  /**
   * Sends a signal (`SIGINT`, `SIGTERM`, `SIGKILL`, …). A trapped one calls its handler, others end
   * the process; but the first process of a container takes no signal that it does not handle,
   * except SIGKILL from outside of the container.
   */
  kill(signal: string, from: 'inside' | 'outside' = 'inside'): void {
    if (!this.running) return
    const trap = signal === 'SIGKILL' ? undefined : this.traps.get(signal)
    if (trap) return trap()
    const shielded = this.pid === 1 && this.machine.kind === 'container' && (signal !== 'SIGKILL' || from === 'inside')
    if (!shielded && !IGNORED.has(signal)) this.#runner?.interrupt(signal)
  }

  /** Takes memory, until the process ends. False: that was too much, and the kernel has killed it with all that shared its limit. */
  allocate(bytes: number): boolean {
    const { machine } = this
    this.#memory += bytes
    machine.memoryUsed += bytes
    if (machine.memoryUsed <= machine.memoryLimit) return true
    machine.outOfMemory = true
    if (machine.memoryLimit !== Number.POSITIVE_INFINITY)
      for (const other of [...machine.processes.values()]) if (other !== this && other.machine === machine) other.kill('SIGKILL', 'outside')
    this.#runner?.interrupt('SIGKILL')
    return false
  }

  /** Gives memory back. */
  release(bytes: number): void {
    this.#memory -= bytes
    this.machine.memoryUsed -= bytes
  }

  /** Keeps `bytes` of text that it read: what is more than there is ends it. Throws OutOfMemory. */
  hold(bytes: number): void {
    this.#held += bytes
    if (this.#held > LARGEST_TEXT) throw new OutOfMemory()
    if (!this.allocate(bytes)) throw new Interrupt('SIGKILL')
  }

  /** Waits for the end and returns the exit code. */
  *wait(): Task<number> {
    if (this.running) {
      yield (wake) => {
        this.onExit(() => wake(undefined))
        return undefined
      }
    }
    return this.exitCode as number
  }

  #codeOf(error: unknown): number {
    if (error instanceof Interrupt) {
      this.signal = error.signal
      return 128 + (SIGNAL_NUMBERS[error.signal] ?? 0)
    }
    if (error instanceof BudgetExceeded) return 137
    if (error instanceof FileError) return 1
    throw error
  }
}

/** Tells on stderr why a program was stopped where it could not go on; other ends pass through. */
function* guarded(process: Process, program: Program): Task<number> {
  try {
    return yield* program(process)
  } catch (error) {
    if (error instanceof Interrupt || error instanceof FileError) throw error
    if (error instanceof BudgetExceeded) {
      if (!process.budget) throw error
      process.budget.steps = Math.max(process.budget.steps, 1_000)
      process.budget.output = Math.max(process.budget.output, 1_000)
      yield* process.stderr.write(`${error.message}\n`)
      throw error
    }
    if (error instanceof OutOfMemory || (error instanceof RangeError && error.message.includes('string length'))) {
      const { memoryLimit } = process.machine
      process.machine.outOfMemory = true
      if (memoryLimit !== Number.POSITIVE_INFINITY) process.allocate(memoryLimit + 1)
      throw new Interrupt('SIGKILL')
    }
    if (error instanceof RangeError) {
      yield* process.stderr.write('podtalk stopped this program: it went too deep into itself\n')
      return 139
    }
    // A fault of ours ends the program, not the classroom.
    yield* process.stderr.write(`podtalk: internal error in ${process.argv[0]}: ${(error as Error)?.stack ?? error}\n`)
    return 70
  }
}

/** Signals that do nothing where nobody handles them. Stopping and continuing is not simulated. */
const IGNORED = new Set(['SIGCHLD', 'SIGCONT', 'SIGWINCH', 'SIGURG', 'SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU'])

export const SIGNAL_NUMBERS: Record<string, number> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGABRT: 6,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGCHLD: 17,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
}
