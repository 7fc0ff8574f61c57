import type { CourseWords } from '../classroom/course-words.ts'
import type { PlannedLesson } from '../classroom/deeds.ts'
import type { Assignment } from '../grader/exercise.ts'

/** The course as a workshop needs it; the command line reads it from `content/`. */
export interface WorkshopCourse {
  /** an exercise by its id */
  assignment(id: string): Assignment | undefined
  /** the outline of a class template; undefined when there is no such template */
  plan(template: string): readonly PlannedLesson[] | undefined
  /** what lessons, exercises, checks, misconceptions and predictions are called */
  words: CourseWords
}
