import type { Exercise } from '../exercise.ts'
import type { CheckResult } from '../report.ts'
import { sentence } from '../words.ts'
import { printable } from './escape.ts'
import { explain } from './explain.ts'
import type { GradingResult, GradingRun, Writer } from './format.ts'

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json'
interface Rule {
  id: string
  shortDescription: { text: string }
  help?: { text: string }
  defaultConfiguration: { level: string }
}

const STOPPED = 'podtalk/stopped'

/** SARIF 2.1.0: a rule for each check, a result for each failed one, at file, line and column where they are known. */
export function sarif({ exercises, language, podtalk }: GradingRun): Writer {
  const rules: Rule[] = [
    ...[...exercises.values()].flatMap((exercise) => exercise.checks.map((check) => ruleOf(exercise, check, language))),
    { id: STOPPED, shortDescription: { text: 'The submission could not be graded to its end.' }, defaultConfiguration: { level: 'error' } },
  ]
  const indexOf = new Map(rules.map(({ id }, index) => [id, index]))
  let first = true
  const write = (results: readonly unknown[]): string => {
    const text = results.map((result, index) => `${first && index === 0 ? '' : ','}\n        ${JSON.stringify(result)}`).join('')
    if (results.length > 0) first = false
    return text
  }
  return {
    begin() {
      const driver = JSON.stringify({ name: 'podtalk', version: podtalk, informationUri: 'https://kubernetes.io/docs/', rules })
      return `{\n  "$schema": "${SCHEMA}",\n  "version": "2.1.0",\n  "runs": [\n    {\n      "tool": { "driver": ${driver} },\n      "columnKind": "utf16CodeUnits",\n      "results": [`
    },
    result(result) {
      const { report } = result
      const found: unknown[] = []
      const add = (ruleId: string, text: string, check?: CheckResult): number =>
        found.push({
          ruleId,
          ruleIndex: indexOf.get(ruleId) ?? -1,
          level: 'error',
          message: { text },
          locations: [locationOf(result, check)],
          partialFingerprints: { 'podtalk/v1': `${printable(result.submission)} ${ruleId}` },
        })
      if (report.stopped) add(STOPPED, printable(sentence(report.stopped, language)))
      for (const check of report.checks) {
        if (check.outcome !== 'failed') continue
        const { expected, seen, way, hint } = explain(check, exercises.get(result.exercise), language)
        add(`${result.exercise}/${check.id}`, [`${expected} ${seen}`, ...way, ...(hint ? [hint] : [])].join('\n'), check)
      }
      return write(found)
    },
    end: () => '\n      ]\n    }\n  ]\n}\n',
  }
}

function ruleOf(exercise: Exercise, check: Exercise['checks'][number], language: GradingRun['language']): Rule {
  return {
    id: `${exercise.id}/${check.id}`,
    shortDescription: { text: check.title[language] },
    help: { text: check.hints.map((hint) => hint.text[language].trim()).join('\n\n') || check.title[language] },
    defaultConfiguration: { level: 'error' },
  }
}

/** Readers of SARIF want a place for every result: without one of its own, that is where the submission begins. */
function locationOf({ root, files }: GradingResult, check: CheckResult | undefined): object {
  const place = check?.place ?? { file: files[0] ?? '', line: 1, column: 1 }
  return {
    physicalLocation: {
      artifactLocation: { uri: encodeURI(printable(`${root}${place.file}` || '.')).replace(/[?#]/g, encodeURIComponent) },
      region: { startLine: place.line, startColumn: place.column },
    },
  }
}
