import { sentence } from '../words.ts'
import { printable } from './escape.ts'
import { explain } from './explain.ts'
import type { GradingRun, Writer } from './format.ts'

/** Workflow commands: annotations on the lines of a pull request. */
export function github({ exercises, language }: GradingRun): Writer {
  return {
    begin: () => '',
    result({ submission, exercise: id, root, report }) {
      const exercise = exercises.get(id)
      const lines: string[] = []
      const heading = `${submission} · ${exercise?.title[language] ?? id}`
      if (report.stopped) lines.push(command('error', { title: heading }, printable(sentence(report.stopped, language))))
      for (const warning of report.warnings ?? [])
        lines.push(command('warning', { title: heading }, printable(sentence(warning, language))))
      for (const result of report.checks) {
        if (result.outcome !== 'failed') continue
        const { title, expected, seen, place, way, hint } = explain(result, exercise, language)
        const at: Record<string, string | number> = place ? { file: `${root}${place.file}`, line: place.line, col: place.column } : {}
        lines.push(
          command('error', { ...at, title: `${heading} · ${title}` }, [expected, seen, ...way, hint ?? ''].filter(Boolean).join('\n')),
        )
      }
      if (report.passed) lines.push(command('notice', { title: heading }, `${report.score}/${report.maxScore}`))
      return lines.map((line) => `${line}\n`).join('')
    },
    end: () => '',
  }
}

/** `::error file=…,line=…::text`; no learner's text can begin a command of its own. */
function command(name: string, properties: Readonly<Record<string, string | number>>, text: string): string {
  const list = Object.entries(properties).map(
    ([key, value]) =>
      `${key}=${escapeData(printable(String(value)))
        .replaceAll(':', '%3A')
        .replaceAll(',', '%2C')}`,
  )
  return `::${name} ${list.join(',')}::${escapeData(text)}`
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
