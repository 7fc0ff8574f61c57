import type { Assignment } from '../../grader/exercise.ts'
import { grade } from '../../grader/grade.ts'
import type { Report } from '../../grader/report.ts'
import { gradeSession, isSession } from '../../grader/session.ts'
import { submissionFrom } from '../../grader/submission.ts'
import type { Job } from './job.ts'

/** Grades one piece of work: a recorded session where there is one among the files, otherwise the files. */
export function gradeJob({ exercise, starter }: Assignment, { files }: Job, seed: string): Report {
  const session = Object.keys(files)
    .sort()
    .find((path) => path.endsWith('.json') && isSession(files[path] as string))
  return session === undefined
    ? grade(exercise, submissionFrom(exercise, files), seed)
    : gradeSession(exercise, starter, files[session] as string, seed)
}
