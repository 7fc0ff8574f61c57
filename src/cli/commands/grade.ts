import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import type { Assignment } from '../../grader/exercise.ts'
import type { GradingRun } from '../../grader/formats/format.ts'
import { Pool } from '../../grading/pool.ts'
import { keepHeapsSmall } from '../../grading/v8.ts'
import { exerciseIds, readAssignment } from '../course.ts'
import { filesOf, holdsOneOnly, Output, surroundings, type Target, targetsOf } from '../grade/output.ts'
import { Progress } from '../grade/progress.ts'
import { runGrading } from '../grade/run.ts'
import { holdsSeveral, type SourceOptions, sourcesOf } from '../grade/submissions.ts'
import { whenChanged } from '../grade/watch.ts'
import { CannotRun, languageOf, numberOf, parseOptions, UsageError, wholeOf } from '../usage.ts'
import { VERSION } from '../version.ts'

/** One call of `podtalk grade`, understood. */
interface Call {
  paths: readonly string[]
  assignments: Readonly<Record<string, Assignment>>
  sources: SourceOptions
  targets: readonly Target[]
  run: GradingRun
  workers: number
  shard: readonly [number, number]
  all: boolean
  strict: boolean
  quiet: boolean
}

/** `podtalk grade`: 0 graded, 1 with --strict and a failed check, 2 usage, 3 grading could not run. */
export async function grade(argv: string[]): Promise<number> {
  const { values, positionals } = parseOptions({
    args: argv,
    allowPositionals: true,
    options: {
      all: { type: 'boolean', default: false },
      each: { type: 'boolean', default: false },
      within: { type: 'string' },
      format: { type: 'string', multiple: true, default: ['pretty'] },
      lang: { type: 'string', default: 'en' },
      seed: { type: 'string', default: '1' },
      strict: { type: 'boolean', default: false },
      jobs: { type: 'string', default: String(availableParallelism()) },
      shard: { type: 'string', default: '0/1' },
      watch: { type: 'boolean', default: false },
      quiet: { type: 'boolean', default: false },
      'time-limit': { type: 'string', default: '30' },
      memory: { type: 'string', default: '768' },
    },
  })
  const paths = values.all ? positionals : positionals.slice(1)
  if (paths.length === 0) throw new UsageError(values.all ? 'a path is needed' : 'an exercise and a path are needed')
  if (values.watch && paths.includes('-')) throw new UsageError('standard input cannot be watched')
  const targets = targetsOf(values.format)
  const shard = shardOf(values.shard)
  const language = languageOf(values.lang)
  const workers = wholeOf('--jobs', values.jobs, 1)
  keepHeapsSmall()
  const pool = new Pool({
    workers,
    time: 1_000 * numberOf('--time-limit', values['time-limit'], 0.1),
    memory: numberOf('--memory', values.memory, 128),
    seed: values.seed,
  })
  try {
    pool.begin(values.each || values.all ? workers : paths.length)
    const assignments = assignmentsOf(values.all ? exerciseIds() : named(positionals[0] as string))
    const call: Call = {
      paths,
      assignments,
      sources: {
        each: values.each,
        within: values.within,
        except: filesOf(targets),
        stdin: () => readFileSync(0),
        nameOfText: nameOfText(assignments),
      },
      targets,
      run: {
        exercises: new Map(Object.values(assignments).map(({ exercise }) => [exercise.id, exercise])),
        seed: values.seed,
        language,
        podtalk: VERSION,
        ...(shard[1] > 1 ? { shard } : {}),
      },
      workers,
      shard,
      all: values.all || Object.keys(assignments).length > 1,
      strict: values.strict,
      quiet: values.quiet,
    }
    return values.watch ? await again(call, pool) : await once(call, pool)
  } finally {
    await pool.close()
  }
}

/** Grades again whenever something changes, until Ctrl-C. */
async function again(call: Call, pool: Pool): Promise<number> {
  const leave = new AbortController()
  process.once('SIGINT', () => leave.abort())
  const look = async (): Promise<void> => {
    if (process.stdout.isTTY) process.stdout.write('\x1b[2J\x1b[H')
    try {
      await once(call, pool)
    } catch (error) {
      // What is not there now may be there after the next change.
      if (!(error instanceof CannotRun) && (error as NodeJS.ErrnoException).syscall === undefined) throw error
      process.stderr.write(`podtalk grade: ${(error as Error).message}\n`)
    }
  }
  await whenChanged(call.paths, call.sources.except, look, leave.signal)
  return 0
}

async function once(
  { paths, assignments, sources: where, targets, run, workers, shard, all, strict, quiet }: Call,
  pool: Pool,
): Promise<number> {
  const sources = await sourcesOf(paths, where)
  if (sources.length === 0) throw new CannotRun(`there is nothing to grade in ${paths.join(', ')}`)
  if (holdsOneOnly(targets) && sources.length !== 1)
    throw new UsageError(`this format holds one submission, and there are ${sources.length}`)
  if (!where.each)
    for (const path of paths.filter((each) => holdsSeveral(each)))
      process.stderr.write(`podtalk grade: ${path} is graded as the work of one learner; with --each, every entry of it is one\n`)
  const total = Math.ceil((sources.length - shard[0]) / shard[1]) * Object.keys(assignments).length
  const progress = new Progress(total, process.stderr)
  const output = new Output(targets, run, surroundings())
  let podtalkFailed = false
  await runGrading(sources, pool, { assignments, all, seed: run.seed, workers, shard }, (result) => {
    if (output.onTerminal) progress.clear()
    output.add(result)
    if (!quiet) progress.step()
    podtalkFailed ||= result.report.stopped?.key === 'stopped.failed'
  })
  progress.clear()
  output.end()
  if (podtalkFailed) return 3
  return strict && output.totals.passed < output.totals.results ? 1 : 0
}

/** `a,b` names two exercises, unless there is a folder called so. */
function named(text: string): string[] {
  return existsSync(text) ? [text] : text.split(',').filter((each) => each !== '')
}

/** Exercises by their ids, named by id or path. */
export function assignmentsOf(ids: readonly string[]): Record<string, Assignment> {
  return Object.fromEntries(
    ids.map((id) => {
      const assignment = readAssignment(id)
      if (!assignment) throw new UsageError(`there is no exercise "${id}"; the course has ${exerciseIds().join(', ')}`)
      return [assignment.exercise.id, assignment]
    }),
  )
}

/** A text from standard input has no name: a script where one is asked for, otherwise YAML. */
function nameOfText(assignments: Readonly<Record<string, Assignment>>): string {
  const [only] = Object.values(assignments)
  return only?.exercise.kind === 'commands' ? 'stdin.sh' : 'stdin.yaml'
}

function shardOf(text: string): [number, number] {
  const found = /^(\d+)\/(\d+)$/.exec(text)
  const [index, count] = [Number(found?.[1]), Number(found?.[2])]
  if (!found || index >= count) throw new UsageError(`--shard is INDEX/COUNT with an index from 0 to COUNT-1, not "${text}"`)
  return [index, count]
}
