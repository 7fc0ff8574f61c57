import type { Exercise, Language } from '../../grader/exercise.ts'
import { grade as gradeSubmission } from '../../grader/grade.ts'
import type { Report } from '../../grader/report.ts'
import { submissionFrom } from '../../grader/submission.ts'
import { readExercise } from '../course.ts'
import { readFiles } from '../files.ts'
import { pretty } from '../formats/pretty.ts'
import { parseOptions, UsageError } from '../usage.ts'

/** `podtalk grade`: 0 graded, 1 with --strict and a failed check, 2 usage, 3 grading could not run. */
export async function grade(argv: string[]): Promise<number> {
  const { values, positionals } = parseOptions({
    args: argv,
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'pretty' },
      lang: { type: 'string', default: 'en' },
      seed: { type: 'string', default: '1' },
      strict: { type: 'boolean', default: false },
    },
  })
  const [id, ...paths] = positionals
  if (id === undefined || paths.length === 0) throw new UsageError('an exercise and a path are needed')
  if (values.format !== 'pretty' && values.format !== 'json') throw new UsageError(`there is no format "${values.format}"`)
  if (values.lang !== 'en' && values.lang !== 'zh-tw') throw new UsageError(`there is no language "${values.lang}"`)
  const authored = readExercise(id)
  if (!authored) throw new UsageError(`there is no exercise "${id}"`)

  const results: { path: string; report: Report }[] = []
  let couldNot = false
  for (const path of paths) {
    try {
      results.push({ path, report: gradeSubmission(authored.exercise, submissionFrom(authored.exercise, readFiles(path)), values.seed) })
    } catch (error) {
      couldNot = true
      process.stderr.write(`podtalk grade: ${path}: ${(error as Error).message}\n`)
    }
  }
  print(authored.exercise, results, values.format, values.lang as Language)
  if (couldNot) return 3
  return values.strict && results.some(({ report }) => !report.passed) ? 1 : 0
}

function print(exercise: Exercise, results: readonly { path: string; report: Report }[], format: string, language: Language): void {
  if (format === 'json') process.stdout.write(`${JSON.stringify({ version: 1, exercise: exercise.id, results }, null, 2)}\n`)
  else for (const { path, report } of results) process.stdout.write(pretty(exercise, path, report, language, process.stdout.isTTY === true))
}
