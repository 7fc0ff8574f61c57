import type { Exercise, Submission } from '../../grader/exercise.ts'
import type { Report } from '../../grader/report.ts'
import type { LabLog } from '../../lab/log.ts'
import type { Condition } from '../progress/ticks.ts'

/** What the page asks its grading worker. */
export type Question =
  | { do: 'ticks'; log: LabLog; conditions: readonly (readonly [string, Condition])[] }
  /** files are handed in */
  | { do: 'grade'; exercise: Exercise; submission: Submission }
  /** the lab itself is handed in */
  | { do: 'gradeLab'; exercise: Exercise; submission: Submission; log: LabLog }

export type Answer = { ticks: string[] } | { report: Report } | { failed: string }

export interface Asked {
  id: number
  question: Question
}

export interface Answered {
  id: number
  answer: Answer
}
