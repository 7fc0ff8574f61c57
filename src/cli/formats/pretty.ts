import type { Hop, Trace } from '../../cluster/network/trace.ts'
import type { Exercise, Language } from '../../grader/exercise.ts'
import type { CheckResult, Report } from '../../grader/report.ts'
import { sentence } from '../../grader/words.ts'

const MARKS = { passed: '✓', failed: '✗', skipped: '–' } as const
const COLOURS = { passed: 32, failed: 31, skipped: 90 } as const

/** A report for people: each check, what was expected and seen, the way of the request, the first hint. */
export function pretty(exercise: Exercise, path: string, report: Report, language: Language, colour: boolean): string {
  const paint = (code: number, text: string): string => (colour ? `\x1b[${code}m${text}\x1b[0m` : text)
  const lines = [`${paint(1, exercise.title[language])} · ${printable(path)}`]
  if (report.stopped) lines.push(`  ${paint(31, sentence(report.stopped, language))}`)
  for (const result of report.checks) {
    const check = exercise.checks.find((each) => each.id === result.id)
    lines.push(
      `  ${paint(COLOURS[result.outcome], MARKS[result.outcome])} ${check?.title[language] ?? result.id}  ${result.points}/${check?.points ?? 0}`,
    )
    if (result.outcome === 'failed') lines.push(...failure(result, language).map((line) => `      ${line}`))
    const hint = check?.hints.find((each) => each.id === result.hints[0])
    if (hint) lines.push(`      → ${hint.text[language].trim().replace(/\n\s*/g, ' ')}`)
  }
  lines.push(`  ${report.score}/${report.maxScore}`, '')
  return `${lines.join('\n')}\n`
}

function failure(result: CheckResult, language: Language): string[] {
  const { place } = result
  const where = place ? `${printable(place.file)}:${place.line}:${place.column}: ` : ''
  return [
    printable(sentence(result.expected, language)),
    `${where}${printable(sentence(result.seen, language))}`,
    ...(result.trace ? way(result.trace) : []),
  ]
}

/** Learners' texts reach a terminal without their control characters. */
function printable(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f]+/g, ' ')
}

function way(trace: Trace): string[] {
  return [...trace.hops.map((hop) => `· ${printable(inWords(hop))}`), `· ${trace.outcome}`]
}

function inWords(hop: Hop): string {
  switch (hop.kind) {
    case 'query':
      return `DNS ${hop.type} ${hop.name} @${hop.server} → ${hop.answers.join(', ') || hop.rcode}`
    case 'address':
      return `${hop.from} → ${hop.to}:${hop.port}/${hop.protocol}`
    case 'rule':
      return `${hop.via} ${hop.namespace}/${hop.service}:${hop.port} → ${hop.chosen ?? '(no endpoints)'}`
    case 'policy':
      return `NetworkPolicy ${hop.namespace}/${hop.policy}: ${hop.direction} ${hop.allowed ? 'allowed' : 'denied'}`
    case 'listener':
      return hop.found
        ? `listener ${hop.at}:${hop.port}${hop.pod ? ` in ${hop.pod}` : ''}`
        : `nobody listens on ${hop.at}:${hop.port}${hop.boundTo ? ` (bound to ${hop.boundTo})` : ''}`
    default:
      return `${hop.protocol} ${hop.status ?? ''}`.trim()
  }
}
