import type { Assignment } from '../../grader/exercise.ts'
import type { Report } from '../../grader/report.ts'

/** What a worker is started with. */
export interface WorkerStart {
  assignments: Readonly<Record<string, Assignment>>
  seed: string
}

/** What it is asked. */
export interface Job {
  exercise: string
  files: Readonly<Record<string, string>>
}

/** What it answers, one for each job and in their order. */
export type JobAnswer = { report: Report } | { failed: string }

/** What it says first: the engine is loaded, and time counts. */
export interface Ready {
  ready: true
}
