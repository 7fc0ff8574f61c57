import { sentence } from '../words.ts'
import { printable } from './escape.ts'
import { explain, placeText } from './explain.ts'
import type { GradingResult, GradingRun, Surroundings, Writer } from './format.ts'

const MARKS = { passed: '✓', failed: '✗', skipped: '–' } as const
const COLOURS = { passed: 32, failed: 31, skipped: 90 } as const

/** For people: each check, what was expected and seen, the way of the request, the first hint. */
export function pretty({ exercises, language }: GradingRun, { colour = false }: Surroundings): Writer {
  const paint = (code: number, text: string): string => (colour ? `\x1b[${code}m${text}\x1b[0m` : text)
  return {
    begin: () => '',
    result({ exercise: id, submission, report }: GradingResult) {
      const exercise = exercises.get(id)
      const lines = [`${paint(1, exercise?.title[language] ?? id)} · ${printable(submission)}`]
      if (report.stopped) lines.push(`  ${paint(31, printable(sentence(report.stopped, language)))}`)
      for (const warning of report.warnings ?? []) lines.push(`  ${paint(33, `! ${printable(sentence(warning, language))}`)}`)
      for (const result of report.checks) {
        const { title, maxPoints, expected, seen, place, way, hint } = explain(result, exercise, language)
        lines.push(`  ${paint(COLOURS[result.outcome], MARKS[result.outcome])} ${title}  ${result.points}/${maxPoints}`)
        if (result.outcome !== 'failed') continue
        const where = place ? `${placeText(place)}: ` : ''
        lines.push(`      ${expected}`, `      ${where}${seen}`, ...way.map((step) => `      ${paint(90, `· ${step}`)}`))
        if (hint) lines.push(`      → ${hint}`)
      }
      lines.push(`  ${report.score}/${report.maxScore}`, '')
      return `${lines.join('\n')}\n`
    },
    end: ({ results, passed, failed, stopped, score, maxScore }) =>
      results > 1 ? `${results}: ${passed} ✓ ${failed} ✗ ${stopped} !  ${score}/${maxScore}\n` : '',
  }
}
