import { Worker } from 'node:worker_threads'
import type { Assignment } from '../grader/exercise.ts'
import { type Message, message, type Report, stopped } from '../grader/report.ts'
import type { Work } from '../grader/work.ts'
import { withCompiledCode } from './compiled-code.ts'
import type { Job, JobAnswer, Ready, WorkerStart } from './job.ts'
import { compileFor } from './v8.ts'

/** Jobs that wait in a worker, so that it never waits for one. */
const DEPTH = 3
/**
 * How long a worker works before another takes its seat, ms. A heap that hostile submissions passed through stays as
 * large as its worst moment, and goes back to the system only whole; so a long run's memory is that of a spell.
 */
const SPELL = 20_000
/** On a machine that is busy with other things it gets its time later, but not that many times as late. */
const LATE = 20
/** Loading the engine takes its time on a slow machine; it is not the learner's, ms. */
const LOADING = 60_000

export interface PoolOptions {
  workers: number
  /** for one submission, ms of a processor's time */
  time: number
  /** of a worker, MiB */
  memory: number
  /** of the clusters that are graded in; default `'1'`, as on the course's pages */
  seed?: string
}

interface Task {
  assignment: Assignment
  work: Work
  done: (report: Report) => void
  /** a worker that had graded others before ran out of memory over it: it gets one of its own */
  again?: true
}

interface Seat {
  worker: Worker
  /** what it has been given to grade, the first of it being graded now */
  tasks: Task[]
  /** assignments that it has been told of */
  knows: Set<number>
  timer: NodeJS.Timeout | undefined
  /** it has loaded the engine */
  ready: boolean
  /** how many it has graded */
  graded: number
  /** ms of work after which it leaves */
  spell: number
}

/**
 * Grades in worker threads, each with bounds on time and memory. A submission that hangs or explodes
 * ends its worker and gets a report that says so; what waited behind it goes to another.
 */
export class Pool {
  readonly #options: PoolOptions
  readonly #seed: string
  readonly #seats = new Set<Seat>()
  /** They finish what they have been given, and go. */
  readonly #leaving = new Set<Seat>()
  readonly #queue: Task[] = []
  readonly #numbers = new Map<Assignment, number>()
  /** workers so far */
  #opened = 0
  #closed = false

  constructor(options: PoolOptions) {
    this.#options = options
    this.#seed = options.seed ?? '1'
    compileFor(options.workers)
  }

  /** Opens workers before there is anything to grade: they load the engine meanwhile. */
  begin(count: number): void {
    while (this.#seats.size < Math.min(count, this.#options.workers)) this.#open()
  }

  /** Never rejects: what goes wrong is in the report. The same assignment should be the same object each time. */
  grade(assignment: Assignment, work: Work): Promise<Report> {
    return new Promise((done) => {
      this.#queue.push({ assignment, work, done })
      this.#fill()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([...this.#seats, ...this.#leaving].map(({ worker, timer }) => (clearTimeout(timer), worker.terminate())))
  }

  #fill(): void {
    while (!this.#closed && this.#queue.length > 0) {
      const alone = this.#queue[0]?.again && this.#seats.size < this.#options.workers
      const seat = alone ? this.#open() : this.#freest()
      if (!seat) return
      const task = this.#queue.shift() as Task
      seat.tasks.push(task)
      if (seat.tasks.length === 1) this.#watch(seat)
      seat.worker.postMessage(this.#jobFor(seat, task))
    }
  }

  /** The worker with the fewest tasks, a new one while all are busy and there may be more; undefined when all have enough. */
  #freest(): Seat | undefined {
    let least: Seat | undefined
    for (const seat of this.#seats) if (!least || seat.tasks.length < least.tasks.length) least = seat
    if ((!least || least.tasks.length > 0) && this.#seats.size < this.#options.workers) return this.#open()
    return least && least.tasks.length < DEPTH ? least : undefined
  }

  #jobFor({ knows }: Seat, { assignment, work }: Task): Job {
    const number = this.#numbers.get(assignment) ?? this.#numbers.size
    this.#numbers.set(assignment, number)
    if (knows.has(number)) return { assignment: number, work }
    knows.add(number)
    return { assignment: number, learn: assignment, work }
  }

  #open(): Seat {
    // The bundle has the worker beside itself.
    const source = import.meta.url.endsWith('.ts') ? './worker.ts' : './grading-worker.mjs'
    const worker = new Worker(new URL(source, import.meta.url), {
      workerData: { seed: this.#seed } satisfies WorkerStart,
      env: withCompiledCode(process.env),
      resourceLimits: { maxOldGenerationSizeMb: this.#options.memory, maxYoungGenerationSizeMb: 64 },
      execArgv: [],
    })
    // The first ones leave one after the other, so that not all are cold at once.
    this.#opened++
    const spell = SPELL * Math.min(1, this.#opened / this.#options.workers)
    const seat: Seat = { worker, tasks: [], knows: new Set(), timer: undefined, ready: false, graded: 0, spell }
    this.#seats.add(seat)
    worker.on('message', (said: JobAnswer | Ready) => {
      if (!('ready' in said)) return this.#answered(seat, said)
      seat.ready = true
      this.#watch(seat)
    })
    worker.on('error', (error: NodeJS.ErrnoException) =>
      this.#broken(
        seat,
        error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? message('stopped.memory', { mebibytes: this.#options.memory })
          : message('stopped.failed', { message: error.message.slice(0, 500) }),
      ),
    )
    worker.on('exit', () => this.#broken(seat, message('stopped.failed', { message: 'the worker ended' })))
    return seat
  }

  #watch(seat: Seat): void {
    clearTimeout(seat.timer)
    seat.timer = undefined
    if (seat.tasks.length === 0) return
    this.#allow(seat, seat.ready ? this.#options.time : LOADING)
  }

  /** Ends it after so much time of a processor, of which all that are at work have equal parts. */
  #allow(seat: Seat, time: number): void {
    const begun = processorTime()
    const latest = performance.now() + LATE * time
    const look = (left: number): void => {
      seat.timer = setTimeout(() => {
        const missing = time - (processorTime() - begun) / this.#busy
        if (missing > time / 20 && performance.now() < latest) look(missing)
        else this.#broken(seat, message('stopped.time', { seconds: this.#options.time / 1_000 }))
      }, left)
    }
    look(time)
  }

  get #busy(): number {
    return [...this.#seats, ...this.#leaving].filter(({ tasks }) => tasks.length > 0).length
  }

  #answered(seat: Seat, answer: JobAnswer): void {
    const task = seat.tasks.shift()
    if (!task) return
    seat.graded++
    this.#watch(seat)
    if (seat.worker.performance.eventLoopUtilization().active > seat.spell) this.#retire(seat)
    task.done('report' in answer ? answer.report : this.#stopped(task, message('stopped.failed', { message: answer.failed.slice(0, 500) })))
    this.#fill()
  }

  /** Another worker takes its seat; it goes when it has graded what it was given. */
  #retire(seat: Seat): void {
    if (this.#seats.delete(seat)) {
      this.#leaving.add(seat)
      if (this.#queue.length > 0) this.#open()
    }
    if (seat.tasks.length === 0 && this.#leaving.delete(seat)) void seat.worker.terminate()
  }

  /** The first of its tasks has ended it; the others are graded elsewhere. */
  #broken(seat: Seat, why: Message): void {
    if (!this.#seats.delete(seat) && !this.#leaving.delete(seat)) return
    clearTimeout(seat.timer)
    void seat.worker.terminate()
    const [task, ...others] = seat.tasks
    this.#queue.unshift(...others)
    // What others have left behind is not this one's fault, and its report must not depend on who came before.
    if (task && why.key === 'stopped.memory' && seat.graded > 0 && !task.again) this.#queue.unshift({ ...task, again: true })
    else task?.done(this.#stopped(task, why))
    this.#fill()
  }

  #stopped({ assignment }: Task, why: Message): Report {
    return stopped(assignment.exercise, this.#seed, why)
  }
}

/** What all threads of this process have had, ms. */
function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}
