import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import type { ExerciseState, LearnerState } from '../../classroom/class-state.ts'
import { classReport } from '../../classroom/report.ts'
import { csvReport, htmlReport } from '../../classroom/report-formats.ts'
import { courseWords } from '../course-words.ts'
import { languageOf, parseOptions, UsageError } from '../usage.ts'
import { courseOutline } from '../workshop-course.ts'

/** What one progress file may weigh, bytes. */
const MAX_BYTES = 2_000_000

/** `podtalk report`: the end of class report from learners' exported progress, where no server ran. */
export async function report(argv: string[]): Promise<number> {
  const { values, positionals } = parseOptions({
    args: argv,
    allowPositionals: true,
    options: {
      format: { type: 'string', default: 'csv' },
      lang: { type: 'string', default: 'en' },
      title: { type: 'string', default: 'Podtalk' },
    },
  })
  if (positionals.length === 0) throw new UsageError('progress files are needed')
  if (!['csv', 'json', 'html'].includes(values.format)) throw new UsageError(`there is no format "${values.format}"`)
  const language = languageOf(values.lang)
  const learners: Record<string, LearnerState> = Object.create(null)
  let couldNot = false
  for (const path of positionals) {
    try {
      if (statSync(path).size > MAX_BYTES) throw new Error(`larger than ${MAX_BYTES} bytes`)
      learners[path] = learnerFrom(basename(path).replace(/\.json$/, ''), readFileSync(path, 'utf8'))
    } catch (error) {
      couldNot = true
      process.stderr.write(`podtalk report: ${path}: ${(error as Error).message}\n`)
    }
  }
  const made = classReport(values.title, courseOutline(), { learners })
  const text =
    values.format === 'json'
      ? `${JSON.stringify(made, null, 2)}\n`
      : values.format === 'csv'
        ? csvReport(made)
        : htmlReport(made, language, courseWords())
  process.stdout.write(text)
  return couldNot ? 3 : 0
}

/**
 * A learner as a class would know them, from exported progress. Scores are what the learner's own page
 * said: a class server grades anew, a file cannot.
 */
function learnerFrom(name: string, text: string): LearnerState {
  const value = JSON.parse(text)
  if (value?.version !== 1 || typeof value.lessons !== 'object' || typeof value.exercises !== 'object')
    throw new Error('this is not exported progress')
  const learner: LearnerState = {
    id: name,
    name,
    joinedAt: 0,
    progressAt: 0,
    ticks: Object.create(null),
    guesses: Object.create(null),
    exercises: Object.create(null),
  }
  for (const [lesson, state] of entries(value.lessons)) {
    learner.ticks[lesson] = Object.fromEntries(entries(state?.ticks).filter(([, at]) => typeof at === 'number')) as Record<string, number>
    // the file knows what was guessed, not whether it was right
    if (entries(state?.predictions).length > 0) learner.guesses[lesson] = {}
  }
  for (const [exercise, state] of entries(value.exercises)) learner.exercises[exercise] = exerciseFrom(exercise, state)
  return learner
}

function exerciseFrom(id: string, state: any): ExerciseState {
  const tries = whole(state?.tries)
  const grade = {
    score: whole(state?.best),
    max: whole(state?.max),
    passed: typeof state?.passed === 'number',
    failed: [],
    misconceptions: [],
  }
  const attempts = Array.from({ length: Math.min(tries, 10_000) }, (_, number) => ({
    submission: `${id}-${number}`,
    at: 0,
    ...(number === tries - 1 ? { grade } : {}),
  }))
  return { attempts, hints: 0, solutionSeen: typeof state?.solutionSeen === 'number' }
}

function entries(value: unknown): [string, any][] {
  return typeof value === 'object' && value !== null ? Object.entries(value).filter(([key]) => /^[a-z0-9-]{1,80}$/.test(key)) : []
}

function whole(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? Math.floor(value) : 0
}
