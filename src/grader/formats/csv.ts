import { sentence } from '../words.ts'
import { cell } from './escape.ts'
import { explain } from './explain.ts'
import type { GradingRun, Writer } from './format.ts'

const COLUMNS = [
  'submission',
  'exercise',
  'score',
  'max_score',
  'percent',
  'passed',
  'status',
  'failed_checks',
  'feedback',
  'misconceptions',
]

/** Without this mark at the beginning Excel takes a file for one in the machine's old encoding. */
const UTF_8 = '\ufeff'

/** A grade book: one line a submission and exercise (RFC 4180), safe to open in a spreadsheet. */
export function csv({ exercises, language }: GradingRun): Writer {
  return {
    begin: () => `${UTF_8}${COLUMNS.join(',')}\r\n`,
    result({ submission, exercise: id, report }) {
      const failed = report.checks.filter(({ outcome }) => outcome === 'failed')
      const feedback = failed.map((result) => {
        const { title, seen, hint } = explain(result, exercises.get(id), language)
        return `${title}: ${seen}${hint ? ` → ${hint}` : ''}`
      })
      const notes = [...(report.stopped ? [report.stopped] : []), ...(report.warnings ?? [])].map((note) => sentence(note, language))
      const row = [
        submission,
        id,
        String(report.score),
        String(report.maxScore),
        String(report.maxScore > 0 ? Math.round((1_000 * report.score) / report.maxScore) / 10 : 0),
        report.passed ? 'yes' : 'no',
        report.stopped ? report.stopped.key : report.passed ? 'passed' : 'failed',
        failed.map((check) => check.id).join(' '),
        [...notes, ...feedback].join(' | '),
        [...new Set(failed.flatMap(({ misconceptions }) => misconceptions))].join(' '),
      ]
      return `${row.map(cell).join(',')}\r\n`
    },
    end: () => '',
  }
}
