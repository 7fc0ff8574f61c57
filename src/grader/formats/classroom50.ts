import { explain } from './explain.ts'
import type { GradingRun, Surroundings, Writer } from './format.ts'

/**
 * Classroom 50's `classroom50/result/v1`: that of one submission. The runner's environment says which
 * classroom, assignment and commit it is.
 */
export function classroom50({ exercises, language }: GradingRun, { environment = {}, now = '' }: Surroundings): Writer {
  const tests: { 'test-name': string; passed: boolean; score: number; 'max-score': number }[] = []
  return {
    begin: () => '',
    result({ submission, exercise: id, report }) {
      const exercise = exercises.get(id)
      if (report.stopped) tests.push({ 'test-name': `${id}: ${report.stopped.key}`, passed: false, score: 0, 'max-score': report.maxScore })
      for (const check of report.checks) {
        const { title, maxPoints } = explain(check, exercise, language)
        tests.push({
          'test-name': `${id}: ${title}`.slice(0, 200),
          passed: check.outcome === 'passed',
          score: check.points,
          'max-score': maxPoints,
        })
      }
      environment = { SUBMISSION_TAG: submission, ...environment }
      return ''
    },
    end() {
      const {
        CLASSROOM = 'podtalk',
        ASSIGNMENT = 'podtalk',
        SUBMISSION_TAG = '',
        COMMIT_URL = SUBMISSION_TAG,
        RELEASE_URL = COMMIT_URL,
      } = environment
      const result = {
        schema: 'classroom50/result/v1',
        classroom: CLASSROOM,
        assignment: ASSIGNMENT,
        submission: SUBMISSION_TAG,
        commit: COMMIT_URL,
        release: RELEASE_URL,
        review: environment['REVIEW_URL'] ?? COMMIT_URL,
        datetime: now,
        score: tests.reduce((sum, test) => sum + test.score, 0),
        'max-score': tests.reduce((sum, test) => sum + test['max-score'], 0),
        tests,
      }
      return `${JSON.stringify(result, null, 2)}\n`
    },
  }
}
