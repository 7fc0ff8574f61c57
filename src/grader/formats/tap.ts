import { sentence } from '../words.ts'
import { printable } from './escape.ts'
import { explain, placeText } from './explain.ts'
import type { GradingRun, Writer } from './format.ts'

/** TAP 14: one test a check, with what is known of a failure as YAML. */
export function tap({ exercises, language }: GradingRun): Writer {
  let number = 0
  const point = (ok: boolean, title: string, directive = ''): string => `${ok ? 'ok' : 'not ok'} ${++number} - ${escape(title)}${directive}`
  return {
    begin: () => 'TAP version 14\n',
    result({ submission, exercise: id, report }) {
      const exercise = exercises.get(id)
      const lines: string[] = []
      const of = (title: string): string => `${submission} · ${id} · ${title}`
      if (report.stopped)
        lines.push(point(false, of(exercise?.title[language] ?? id)), ...diagnostics({ seen: sentence(report.stopped, language) }))
      for (const warning of report.warnings ?? []) lines.push(`# ${printable(sentence(warning, language))}`)
      for (const result of report.checks) {
        const { title, maxPoints, expected, seen, place, way, hint } = explain(result, exercise, language)
        lines.push(point(result.outcome === 'passed', of(title), result.outcome === 'skipped' ? ` # SKIP ${escape(seen)}` : ''))
        if (result.outcome === 'failed')
          lines.push(
            ...diagnostics({ expected, seen, at: placeText(place), way, hint: hint ?? '', points: `${result.points}/${maxPoints}` }),
          )
      }
      return lines.map((line) => `${line}\n`).join('')
    },
    end: () => `1..${number}\n`,
  }
}

/** `#` begins a directive in TAP. */
function escape(text: string): string {
  return printable(text).replace(/[\\#]/g, '\\$&')
}

/** A YAML block whose values are JSON texts, which YAML reads too. */
function diagnostics(values: Readonly<Record<string, string | readonly string[]>>): string[] {
  const lines = Object.entries(values).flatMap(([key, value]) => (value.length > 0 ? [`  ${key}: ${JSON.stringify(value)}`] : []))
  return ['  ---', ...lines, '  ...']
}
