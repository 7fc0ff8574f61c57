import { sentence } from '../words.ts'
import { printable } from './escape.ts'
import { explain, placeText } from './explain.ts'
import type { GradingResult, GradingRun, Writer } from './format.ts'

/** Gradescope's `results.json`: that of one submission. Several of its exercises stand in it one after the other. */
export function gradescope({ exercises, language, seed, podtalk }: GradingRun): Writer {
  const tests: unknown[] = []
  const notes: string[] = []
  let score = 0
  return {
    begin: () => '',
    result(result) {
      score += result.report.score
      tests.push(...testsOf(result))
      const { stopped, warnings = [] } = result.report
      notes.push(...[...(stopped ? [stopped] : []), ...warnings].map((note) => printable(sentence(note, language))))
      return ''
    },
    end: () =>
      `${JSON.stringify({ score, output: notes.join('\n'), output_format: 'text', visibility: 'visible', stdout_visibility: 'hidden', tests, extra_data: { podtalk, seed } }, null, 2)}\n`,
  }

  function testsOf({ exercise: id, report }: GradingResult): unknown[] {
    const exercise = exercises.get(id)
    if (report.stopped)
      return [
        {
          name: exercise?.title[language] ?? id,
          score: 0,
          max_score: report.maxScore,
          status: 'failed',
          output: printable(sentence(report.stopped, language)),
          output_format: 'text',
          visibility: 'visible',
        },
      ]
    return report.checks.map((check, index) => {
      const { title, maxPoints, expected, seen, place, way, hint } = explain(check, exercise, language)
      const lines =
        check.outcome === 'passed' ? [expected] : [expected, [placeText(place), seen].filter(Boolean).join(': '), ...way, hint ?? '']
      return {
        name: exercises.size > 1 ? `${exercise?.title[language] ?? id} · ${title}` : title,
        number: String(index + 1),
        score: check.points,
        max_score: maxPoints,
        status: check.outcome === 'passed' ? 'passed' : 'failed',
        output: lines.filter(Boolean).join('\n'),
        output_format: 'text',
        tags: [id, ...check.misconceptions],
        visibility: 'visible',
      }
    })
  }
}
