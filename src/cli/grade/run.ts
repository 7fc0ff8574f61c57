import type { Assignment } from '../../grader/exercise.ts'
import type { GradingResult } from '../../grader/formats/format.ts'
import { message, type Report, stopped } from '../../grader/report.ts'
import type { Pool } from '../../grading/pool.ts'
import { UnreadableSubmission } from '../files.ts'
import { inside, type Source } from './submissions.ts'

/** Submissions that are read ahead for each worker: few, so that a run of any length takes the same memory. */
const AHEAD = 6

export interface RunOptions {
  /** by id, in their order; of `--all`, the folder of that name in a submission is the work */
  assignments: Readonly<Record<string, Assignment>>
  all: boolean
  seed: string
  workers: number
  /** `[index, count]`: only every count-th submission, from index on */
  shard: readonly [number, number]
}

/** Grades every source and tells of the results in the order of the sources, whichever is ready first. */
export async function runGrading(
  sources: readonly Source[],
  pool: Pool,
  options: RunOptions,
  tell: (result: GradingResult) => void,
): Promise<void> {
  const waiting: Promise<GradingResult[]>[] = []
  const [index, count] = options.shard
  for (let position = index; position < sources.length; position += count) {
    waiting.push(graded(sources[position] as Source, position, pool, options))
    if (waiting.length >= AHEAD * options.workers) for (const result of await (waiting.shift() as Promise<GradingResult[]>)) tell(result)
  }
  for (const results of waiting) for (const result of await results) tell(result)
}

async function graded(source: Source, position: number, pool: Pool, { assignments, all, seed }: RunOptions): Promise<GradingResult[]> {
  let files: Record<string, string> | undefined
  let problem = message('stopped.missing')
  try {
    files = await source.read()
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (!(error instanceof UnreadableSubmission) && code === undefined) throw error
    problem = error instanceof UnreadableSubmission ? error.why : message('stopped.unreadable', { reason: 'system', code: code as string })
  }
  return Promise.all(
    Object.entries(assignments).map(async ([exercise, assignment]): Promise<GradingResult> => {
      const own = files && (all ? inside(files, exercise) : files)
      const names = Object.keys(own ?? {}).sort()
      const report: Report =
        own && names.length > 0 ? await pool.grade(assignment, { files: { ...own } }) : stopped(assignment.exercise, seed, problem)
      const root = all ? `${source.root}${exercise}/` : source.root
      return { position, submission: source.name, exercise, root, files: names, report }
    }),
  )
}
