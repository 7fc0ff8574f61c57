import { explain } from './explain.ts'
import type { GradingRun, Surroundings, Writer } from './format.ts'

/**
 * Classroom 50's `classroom50/result/v1`: that of one submission. The runner's environment says which
 * classroom, assignment and commit it is.
 */
export function classroom50({ exercises, language }: GradingRun, { environment = {}, now = '' }: Surroundings): Writer {
  let graded = 'podtalk'
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
      graded = submission
      return ''
    },
    end() {
      // Texts that the runner sets; none of them may be empty.
      const from = (variable: string, otherwise: string): string => environment[variable]?.trim() || otherwise
      const tag = from('SUBMISSION_TAG', graded)
      const commit = from('COMMIT_URL', tag)
      const result = {
        schema: 'classroom50/result/v1',
        classroom: from('CLASSROOM', 'podtalk'),
        assignment: from('ASSIGNMENT', 'podtalk'),
        submission: tag,
        commit,
        release: from('RELEASE_URL', commit),
        review: from('REVIEW_URL', commit),
        datetime: now,
        score: tests.reduce((sum, test) => sum + test.score, 0),
        'max-score': tests.reduce((sum, test) => sum + test['max-score'], 0),
        tests,
      }
      return `${JSON.stringify(result, null, 2)}\n`
    },
  }
}
