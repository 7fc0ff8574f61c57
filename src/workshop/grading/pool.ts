import { Worker } from 'node:worker_threads'
import type { Grade } from '../../classroom/deeds.ts'
import { pointsOf } from '../../grader/exercise.ts'
import type { GradingJob } from './job.ts'

/** One submission may take this long, ms, and its worker this much memory, MiB. */
const TIME = 20_000
const MEMORY = 512

interface Task {
  job: GradingJob
  done: (grade: Grade) => void
}

/**
 * Grades in worker threads. A submission that hangs or outgrows its memory ends its worker and is
 * told so; a new worker takes the next.
 */
export class GradingPool {
  #size: number
  #idle: Worker[] = []
  #busy = new Set<Worker>()
  #queue: Task[] = []
  #closed = false

  constructor(size: number) {
    this.#size = size
  }

  grade(job: GradingJob): Promise<Grade> {
    return new Promise((done) => {
      this.#queue.push({ job, done })
      this.#next()
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.all([...this.#idle, ...this.#busy].map((worker) => worker.terminate()))
  }

  #next(): void {
    if (this.#closed || this.#queue.length === 0) return
    const worker = this.#idle.pop() ?? (this.#busy.size < this.#size ? this.#start() : undefined)
    const task = worker && this.#queue.shift()
    if (worker && task) this.#run(worker, task)
  }

  #start(): Worker {
    // the bundle has the worker beside itself
    const source = import.meta.url.endsWith('.ts') ? './worker.ts' : './workshop-worker.mjs'
    return new Worker(new URL(source, import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: MEMORY }, execArgv: [] })
  }

  #run(worker: Worker, { job, done }: Task): void {
    this.#busy.add(worker)
    const finish = (grade: Grade, reusable: boolean): void => {
      clearTimeout(timer)
      worker.off('message', hear).off('error', outgrown).off('exit', left)
      this.#busy.delete(worker)
      if (reusable) this.#idle.push(worker)
      else void worker.terminate()
      done(grade)
      this.#next()
    }
    const stop = (stopped: string): void =>
      finish({ score: 0, max: pointsOf(job.exercise), passed: false, failed: [], misconceptions: [], stopped }, false)
    const hear = (answer: { grade: Grade } | { failed: string }): void =>
      'grade' in answer ? finish(answer.grade, true) : stop('stopped.failed')
    const outgrown = (): void => stop('stopped.memory')
    const left = (): void => stop('stopped.failed')
    const timer = setTimeout(() => stop('stopped.time'), TIME)
    worker.on('message', hear).on('error', outgrown).on('exit', left)
    worker.postMessage(job)
  }
}
