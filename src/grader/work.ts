import type { Assignment } from './exercise.ts'
import { grade } from './grade.ts'
import type { Report } from './report.ts'
import { gradeSession } from './session.ts'
import { isSession } from './session-text.ts'
import { submissionFrom } from './submission.ts'

/** One learner's work on one exercise, as it was handed in. */
export interface Work {
  /** texts by path; a recorded session among them counts for all */
  files: Readonly<Record<string, string>>
  /** answers to predictions, by question, where they do not stand in a file */
  answers?: Readonly<Record<string, string>> | undefined
  /** the text of a lab's exported log */
  session?: string | undefined
}

/** Grades one piece of work: a recorded session by its replay, otherwise the files and answers. */
export function gradeWork({ exercise, starter }: Assignment, { files, answers, session = sessionIn(files) }: Work, seed = '1'): Report {
  if (session !== undefined) return gradeSession(exercise, starter, session, seed)
  return grade(exercise, answers ? { files, answers } : submissionFrom(exercise, files), seed)
}

function sessionIn(files: Work['files']): string | undefined {
  const path = Object.keys(files)
    .sort()
    .find((each) => each.endsWith('.json') && isSession(files[each] as string))
  return path === undefined ? undefined : files[path]
}
