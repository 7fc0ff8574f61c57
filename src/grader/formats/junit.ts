import { sentence } from '../words.ts'
import { escape } from './escape.ts'
import { explain, placeText } from './explain.ts'
import type { GradingRun, Writer } from './format.ts'

/** JUnit XML, as Jenkins, GitLab and GitHub read it: a suite for each submission and exercise, a case for each check. */
export function junit({ exercises, language, seed }: GradingRun): Writer {
  return {
    begin: () => '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="podtalk">\n',
    result({ submission, exercise: id, report }) {
      const exercise = exercises.get(id)
      const count = (outcome: string): number => report.checks.filter((check) => check.outcome === outcome).length
      const errors = report.stopped ? 1 : 0
      const lines = [
        `  <testsuite name="${escape(submission)} · ${escape(id)}" tests="${report.checks.length + errors}" failures="${count('failed')}" errors="${errors}" skipped="${count('skipped')}" time="0">`,
        '    <properties>',
        ...[
          ['submission', submission],
          ['exercise', id],
          ['score', String(report.score)],
          ['maxScore', String(report.maxScore)],
          ['seed', seed],
        ].map(([name, value]) => `      <property name="${name}" value="${escape(value as string)}"/>`),
        '    </properties>',
      ]
      const caseOf = (title: string, inside: string, place = ''): string =>
        `    <testcase classname="${escape(id)}" name="${escape(title)}"${place} time="0">${inside}</testcase>`
      if (report.stopped) {
        const why = escape(sentence(report.stopped, language))
        lines.push(caseOf(exercise?.title[language] ?? id, `<error message="${why}" type="${escape(report.stopped.key)}"/>`))
      }
      for (const result of report.checks) {
        const { title, expected, seen, place, way, hint } = explain(result, exercise, language)
        const where = place ? ` file="${escape(place.file)}" line="${place.line}"` : ''
        if (result.outcome === 'skipped') lines.push(caseOf(title, `<skipped>${escape(seen)}</skipped>`))
        else if (result.outcome === 'passed') lines.push(caseOf(title, ''))
        else {
          const text = [expected, placeText(place), seen, ...way, hint ?? ''].filter((line) => line !== '').map(escape)
          const verb = exercise?.checks.find((check) => check.id === result.id)?.verb ?? 'check'
          lines.push(caseOf(title, `<failure message="${escape(seen)}" type="${verb}">${text.join('\n')}</failure>`, where))
        }
      }
      const warnings = (report.warnings ?? []).map((warning) => escape(sentence(warning, language)))
      if (warnings.length > 0) lines.push(`    <system-err>${warnings.join('\n')}</system-err>`)
      return `${lines.join('\n')}\n  </testsuite>\n`
    },
    end: () => '</testsuites>\n',
  }
}
