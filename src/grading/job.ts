import type { Assignment } from '../grader/exercise.ts'
import type { Report } from '../grader/report.ts'
import type { Work } from '../grader/work.ts'

/** What a worker is started with. */
export interface WorkerStart {
  seed: string
}

/** What it is asked. */
export interface Job {
  /** the assignment's number in this pool */
  assignment: number
  /** the assignment itself, the first time that this worker has to do with it */
  learn?: Assignment | undefined
  work: Work
}

/** What it answers, one for each job and in their order. */
export type JobAnswer = { report: Report } | { failed: string }

/** What it says first: the engine is loaded, and time counts. */
export interface Ready {
  ready: true
}
