import type { Exercise, Submission } from '../../grader/exercise.ts'
import type { Report } from '../../grader/report.ts'
import type { LabLog } from '../../lab/log.ts'
import type { Screen } from '../class/teach/screens.ts'
import type { Refusal } from '../editor/editor.ts'
import type { Condition } from '../progress/ticks.ts'

/** What the page asks its grading worker. */
export type Question =
  | { do: 'ticks'; log: LabLog; conditions: readonly (readonly [string, Condition])[] }
  /** files are handed in */
  | { do: 'grade'; exercise: Exercise; submission: Submission }
  /** the lab itself is handed in */
  | { do: 'gradeLab'; exercise: Exercise; submission: Submission; log: LabLog }
  /** would the API server take these manifests in this lab? */
  | { do: 'refusals'; log: LabLog; text: string }
  /** `kubectl diff -f` of one of the lab's files */
  | { do: 'diff'; log: LabLog; path: string }
  /** what do the terminals of a lab from elsewhere (a log as text) show? */
  | { do: 'screens'; log: string }

export type Answer =
  | { ticks: string[] }
  | { refusals: Refusal[] }
  | { diff: string }
  | { screens: Screen[] }
  | { report: Report }
  | { failed: string }

export interface Asked {
  id: number
  question: Question
}

export interface Answered {
  id: number
  answer: Answer
}
