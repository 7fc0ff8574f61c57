import type { Grade } from '../../classroom/deeds.ts'
import { pointsOf, type Submission } from '../../grader/exercise.ts'
import { grade, gradeLab } from '../../grader/grade.ts'
import type { Report } from '../../grader/report.ts'
import { Lab } from '../../lab/lab.ts'
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
    const lab = replay(job, log)
    return summary(gradeLab(exercise, lab, handedIn, { objects: 0, refusals: [] }, SEED))
  } catch (error) {
    if (!(error instanceof LogError)) throw error
    return { score: 0, max: pointsOf(exercise), passed: false, failed: [], misconceptions: [], stopped: error.message }
  }
}

function replay({ exercise, starter }: GradingJob, text: string): Lab {
  const asks = exercise.kind === 'predict' || exercise.kind === 'find'
  const scenario = asks ? exercise.scenario : { ...exercise.scenario, files: { ...exercise.scenario.files, ...starter } }
  const { digest, ...log } = parseLog(text)
  const lab = Lab.replay({ ...log, seed: SEED, scenario })
  if (digest !== undefined && digest !== lab.digest()) throw new LogError('the state in this lab does not follow from its inputs')
  return lab
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
