import type { Grade, HandedIn } from '../../classroom/deeds.ts'
import { type Assignment, pointsOf } from '../../grader/exercise.ts'
import type { Report } from '../../grader/report.ts'
import { sentence } from '../../grader/words.ts'
import { Pool } from '../../grading/pool.ts'

/** One submission may take this long, ms, and its worker this much memory, MiB. */
const TIME = 20_000
const MEMORY = 512

/** Grades what learners of a class hand in. The seed is that of their pages: what passed there passes here. */
export class GradingPool {
  readonly #pool: Pool

  constructor(size: number) {
    this.#pool = new Pool({ workers: size, time: TIME, memory: MEMORY })
  }

  /** A lab counts by its inputs alone: they are replayed in the exercise's own scenario, whatever the log claims of it. */
  async grade(assignment: Assignment, { files, answers, log }: HandedIn): Promise<Grade> {
    return gradeOf(await this.#pool.grade(assignment, { files, answers, session: log }), pointsOf(assignment.exercise))
  }

  close(): Promise<void> {
    return this.#pool.close()
  }
}

/** What the class needs to know of a report. A lab whose state does not follow from its inputs counts for nothing in a class. */
export function gradeOf(report: Report, max: number): Grade {
  const edited = report.warnings?.find(({ key }) => key === 'warning.state')
  const why = report.stopped ?? edited
  if (why) return { score: 0, max, passed: false, failed: [], misconceptions: [], stopped: sentence(why, 'en') }
  const failed = report.checks.filter(({ outcome }) => outcome === 'failed')
  return {
    score: report.score,
    max,
    passed: report.passed,
    failed: failed.map(({ id }) => id),
    misconceptions: [...new Set(failed.flatMap(({ misconceptions }) => misconceptions))],
  }
}
