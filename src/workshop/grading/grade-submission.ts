import type { Grade } from '../../classroom/deeds.ts'
import { pointsOf, type Submission } from '../../grader/exercise.ts'
import { grade, gradeLab, OBJECT_LIMIT, stopped } from '../../grader/grade.ts'
import { message, type Report } from '../../grader/report.ts'
import { replaySession } from '../../grader/session.ts'
import { LogError, parseLog } from '../../lab/log.ts'
import type { GradingJob } from './job.ts'

/** The seed of the learner's page: what passed there passes here. */
const SEED = '1'

/**
 * Grades what a learner handed in with the course's own exercise. A lab counts by its inputs alone:
 * they are replayed in the exercise's own scenario, whatever the log claims of it.
 */
export function gradeSubmission(job: GradingJob): Grade {
  const { exercise, submission } = job
  const { files, answers, log } = submission
  const handedIn: Submission = { files, ...(answers ? { answers } : {}) }
  if (log === undefined) return summary(grade(exercise, handedIn, SEED))
  try {
    const session = parseLog(log)
    const { lab, overfull } = replaySession(job, session, SEED)
    if (session.digest !== undefined && session.digest !== lab.digest())
      throw new LogError('the state in this lab does not follow from its inputs')
    const report = gradeLab(exercise, lab, handedIn, { objects: 0, refusals: [] }, SEED)
    return summary(overfull() ? stopped(exercise, SEED, message('stopped.objects', { limit: OBJECT_LIMIT })) : report)
  } catch (error) {
    if (!(error instanceof LogError)) throw error
    return { score: 0, max: pointsOf(exercise), passed: false, failed: [], misconceptions: [], stopped: error.message }
  }
}

/** What the class needs to know of a report. */
function summary(report: Report): Grade {
  const failed = report.checks.filter(({ outcome }) => outcome === 'failed')
  return {
    score: report.score,
    max: report.maxScore,
    passed: report.passed,
    failed: failed.map(({ id }) => id),
    misconceptions: [...new Set(failed.flatMap(({ misconceptions }) => misconceptions))],
    ...(report.stopped ? { stopped: report.stopped.key } : {}),
  }
}
