import { type Language, pointsOf } from '../exercise.ts'
import type { Message, Report } from '../report.ts'
import { sentence } from '../words.ts'
import type { GradingResult, GradingRun, Totals, Writer } from './format.ts'

/** The version of the shape that docs/schemas/grading-run-1.schema.json describes. */
export const JSON_VERSION = 1

/** For programs: everything, with the sentences in the run's language beside their keys. */
export function json({ exercises, seed, language, podtalk, shard }: GradingRun): Writer {
  let first = true
  return {
    begin() {
      const head = {
        version: JSON_VERSION,
        podtalk,
        kubernetes: 'v1.36.2',
        seed,
        language,
        ...(shard ? { shard: { index: shard[0], count: shard[1] } } : {}),
        exercises: [...exercises.values()].map((exercise) => ({
          id: exercise.id,
          title: exercise.title[language],
          maxScore: pointsOf(exercise),
          checks: exercise.checks.map((check) => ({ id: check.id, title: check.title[language], verb: check.verb, points: check.points })),
        })),
      }
      return `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "results": [`
    },
    result(result) {
      const text = `${first ? '' : ','}\n    ${JSON.stringify(withSentences(result, language))}`
      first = false
      return text
    },
    end: (totals: Totals) => `${first ? '' : '\n  '}],\n  "summary": ${JSON.stringify(totals)}\n}\n`,
  }
}

function withSentences({ position, submission, exercise, root, files, report }: GradingResult, language: GradingRun['language']): unknown {
  return {
    position,
    submission,
    exercise,
    root,
    files,
    report: reportWithSentences(report, language),
  }
}

/** A report with its sentences in a language beside their keys. */
export function reportWithSentences(report: Report, language: Language): unknown {
  const said = (message: Message): unknown => ({ ...message, text: sentence(message, language) })
  return {
    ...report,
    checks: report.checks.map((check) => ({ ...check, expected: said(check.expected), seen: said(check.seen) })),
    ...(report.warnings ? { warnings: report.warnings.map(said) } : {}),
    ...(report.stopped ? { stopped: said(report.stopped) } : {}),
  }
}
