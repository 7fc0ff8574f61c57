import type { HandedIn } from '../../classroom/deeds.ts'
import type { Assignment } from '../../grader/exercise.ts'

/** What a worker is given. */
export interface GradingJob extends Assignment {
  submission: HandedIn
}
