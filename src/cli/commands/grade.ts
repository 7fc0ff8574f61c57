import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import type { parseArgs } from 'node:util'
import type { Assignment, Language } from '../../grader/exercise.ts'
import type { GradingRun } from '../../grader/formats/format.ts'
import { Pool } from '../../grading/pool.ts'
import { exerciseIds, readAssignment } from '../course.ts'
import { UnreadableSubmission } from '../files.ts'
import { holdsOneOnly, Output, type Target, targetsOf } from '../grade/output.ts'
import { Progress } from '../grade/progress.ts'
import { runGrading } from '../grade/run.ts'
import { type Source, sourcesOf } from '../grade/submissions.ts'
import { whenChanged } from '../grade/watch.ts'
import { numberOf, parseOptions, UsageError } from '../usage.ts'
import { VERSION } from '../version.ts'

const OPTIONS = {
  all: { type: 'boolean', default: false },
  each: { type: 'boolean', default: false },
  within: { type: 'string' },
  format: { type: 'string', multiple: true },
  lang: { type: 'string', default: 'en' },
  seed: { type: 'string', default: '1' },
  strict: { type: 'boolean', default: false },
  jobs: { type: 'string' },
  shard: { type: 'string', default: '0/1' },
  watch: { type: 'boolean', default: false },
  quiet: { type: 'boolean', default: false },
  'time-limit': { type: 'string', default: '30' },
  memory: { type: 'string', default: '768' },
} as const

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']

/** `podtalk grade`: 0 graded, 1 with --strict and a failed check, 2 usage, 3 grading could not run. */
export async function grade(argv: string[]): Promise<number> {
  const { values, positionals } = parseOptions({ args: argv, allowPositionals: true, options: OPTIONS })
  const paths = values.all ? positionals : positionals.slice(1)
  if (paths.length === 0) throw new UsageError(values.all ? 'a path is needed' : 'an exercise and a path are needed')
  const assignments = assignmentsOf(values.all ? exerciseIds() : [positionals[0] as string])
  const call: Call = {
    paths,
    assignments,
    values,
    targets: targetsOf(values.format ?? ['pretty']),
    run: {
      exercises: new Map(Object.values(assignments).map(({ exercise }) => [exercise.id, exercise])),
      seed: values.seed,
      language: languageOf(values.lang),
      podtalk: VERSION,
    },
    workers: values.jobs === undefined ? availableParallelism() : numberOf('--jobs', values.jobs, 1),
    shard: shardOf(values.shard),
  }
  if (!values.watch) return await once(call)
  const leave = new AbortController()
  process.once('SIGINT', () => leave.abort())
  const watching = paths.filter((path) => path !== '-')
  await whenChanged(
    watching,
    async () => {
      if (process.stdout.isTTY) process.stdout.write('\x1b[2J\x1b[H')
      await once(call)
    },
    leave.signal,
  )
  return 0
}

interface Call {
  paths: readonly string[]
  assignments: Readonly<Record<string, Assignment>>
  values: Values
  targets: readonly Target[]
  run: GradingRun
  workers: number
  shard: readonly [number, number]
}

async function once({ paths, assignments, values, targets, run, workers, shard }: Call): Promise<number> {
  const sources = readable(paths, {
    each: values.each,
    within: values.within,
    stdin: () => readFileSync(0),
    nameOfText: nameOfText(assignments),
  })
  if (!sources) return 3
  if (holdsOneOnly(targets) && sources.length !== 1)
    throw new UsageError(`this format holds one submission, and there are ${sources.length}`)
  const few = Math.max(1, Math.min(workers, sources.length * Object.keys(assignments).length))
  const pool = new Pool({
    workers: few,
    time: 1_000 * numberOf('--time-limit', values['time-limit'], 0.1),
    memory: numberOf('--memory', values.memory, 64),
    seed: values.seed,
  })
  const progress = values.quiet
    ? undefined
    : new Progress(Math.ceil(sources.length / shard[1]) * Object.keys(assignments).length, process.stderr)
  let podtalkFailed = false
  try {
    const output = new Output(targets, run, {
      colour: process.stdout.isTTY === true && process.env['NO_COLOR'] === undefined,
      environment: process.env,
      now: new Date().toISOString().replace(/\.\d+Z$/, 'Z'),
    })
    await runGrading(sources, pool, { assignments, all: values.all, seed: values.seed, workers: few, shard }, (result) => {
      output.add(result)
      progress?.step()
      podtalkFailed ||= result.report.stopped?.key === 'stopped.failed'
    })
    progress?.end()
    output.end()
    if (podtalkFailed) return 3
    return values.strict && output.totals.passed < output.totals.results ? 1 : 0
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
    process.stderr.write(`podtalk grade: ${(error as Error).message}\n`)
    return 3
  } finally {
    await pool.close()
  }
}

/** The submissions; undefined when a path cannot be read, which is said. */
function readable(paths: readonly string[], options: Parameters<typeof sourcesOf>[1]): Source[] | undefined {
  try {
    return sourcesOf(paths, options)
  } catch (error) {
    if (!(error instanceof UnreadableSubmission) && (error as NodeJS.ErrnoException).code === undefined) throw error
    process.stderr.write(`podtalk grade: ${(error as Error).message}\n`)
    return undefined
  }
}

function assignmentsOf(ids: readonly string[]): Record<string, Assignment> {
  return Object.fromEntries(
    ids.map((id) => {
      const assignment = readAssignment(id)
      if (!assignment) throw new UsageError(`there is no exercise "${id}"`)
      return [assignment.exercise.id, assignment]
    }),
  )
}

/** A text from standard input has no name: a script where one is asked for, otherwise YAML. */
function nameOfText(assignments: Readonly<Record<string, Assignment>>): string {
  const [only] = Object.values(assignments)
  return only?.exercise.kind === 'commands' ? 'stdin.sh' : 'stdin.yaml'
}

export function languageOf(text: string): Language {
  if (text !== 'en' && text !== 'zh-tw') throw new UsageError(`there is no language "${text}"`)
  return text
}

function shardOf(text: string): [number, number] {
  const found = /^(\d+)\/(\d+)$/.exec(text)
  const [index, count] = [Number(found?.[1]), Number(found?.[2])]
  if (!found || index >= count) throw new UsageError(`--shard is INDEX/COUNT with an index from 0 to COUNT-1, not "${text}"`)
  return [index, count]
}
