import type { HandedIn } from '../../classroom/deeds.ts'
import type { Exercise } from '../../grader/exercise.ts'

/** An exercise as the workshop needs it: from the course's content, never from a learner. */
export interface Assignment {
  exercise: Exercise
  /** files that a learner starts from, by name */
  starter: Readonly<Record<string, string>>
}

/** What a worker is given. */
export interface GradingJob extends Assignment {
  submission: HandedIn
}
