import { readFileSync } from 'node:fs'
import type { Language } from '../../grader/exercise.ts'
import type { GradingResult } from '../../grader/formats/format.ts'
import { JSON_VERSION } from '../../grader/formats/json.ts'
import { readExercise } from '../course.ts'
import { holdsOneOnly, Output, surroundings, targetsOf } from '../grade/output.ts'
import { CannotRun, languageOf, parseOptions, UsageError } from '../usage.ts'

/** What a shard's JSON report holds, as far as a merge needs it. */
interface ShardReport {
  version: number
  seed: string
  podtalk: string
  language: Language
  /** not there: the whole run */
  shard?: { index: number; count: number }
  exercises: { id: string }[]
  results: GradingResult[]
}

/** `podtalk merge`: reports of shards become the report of the whole, in any format. 2 when they do not belong together, 3 when one is missing. */
export async function merge(argv: string[]): Promise<number> {
  const { values, positionals } = parseOptions({
    args: argv,
    allowPositionals: true,
    options: {
      format: { type: 'string', multiple: true, default: ['json'] },
      lang: { type: 'string' },
      exercise: { type: 'string', multiple: true, default: [] },
      strict: { type: 'boolean', default: false },
    },
  })
  if (positionals.length === 0) throw new UsageError('reports are needed')
  const shards = positionals.map(readShard)
  const [first] = shards as [ShardReport, ...ShardReport[]]
  for (const [index, { seed, podtalk, exercises }] of shards.entries()) {
    if (seed !== first.seed || podtalk !== first.podtalk || JSON.stringify(exercises) !== JSON.stringify(first.exercises))
      throw new UsageError(
        `${positionals[index]} belongs to another run than ${positionals[0]}: exercises, seed and version must be the same`,
      )
  }
  allThere(positionals, shards)
  const results = shards.flatMap((shard) => shard.results).sort((a, b) => a.position - b.position)
  const own = values.exercise.map((path) => exerciseAt(path))
  const exercises = new Map(first.exercises.map(({ id }) => [id, own.find((each) => each.id === id) ?? exerciseAt(id)]))
  const targets = targetsOf(values.format)
  if (holdsOneOnly(targets)) throw new UsageError('this format holds one submission')
  const run = { exercises, seed: first.seed, language: languageOf(values.lang ?? first.language), podtalk: first.podtalk }
  const output = new Output(targets, run, surroundings())
  for (const result of results) output.add(result)
  output.end()
  return values.strict && output.totals.passed < output.totals.results ? 1 : 0
}

/** Is every part of the run there, once? A whole run is its only part. */
function allThere(paths: readonly string[], shards: readonly ShardReport[]): void {
  const parts = shards.map(({ shard }) => shard ?? { index: 0, count: 1 })
  const count = parts[0]?.count ?? 1
  const seen = new Map<number, string>()
  for (const [at, part] of parts.entries()) {
    const path = paths[at] as string
    if (part.count !== count) throw new UsageError(`${path} is one of ${part.count} parts, ${paths[0]} one of ${count}`)
    const twin = seen.get(part.index)
    if (twin !== undefined) throw new UsageError(`${twin} and ${path} are the same part`)
    seen.set(part.index, path)
  }
  const missing = Array.from({ length: count }, (_, index) => index).filter((index) => !seen.has(index))
  if (missing.length > 0) throw new CannotRun(`of ${count} parts these are missing: ${missing.join(', ')}`)
}

function exerciseAt(idOrPath: string): NonNullable<ReturnType<typeof readExercise>>['exercise'] {
  const found = readExercise(idOrPath)
  if (!found) throw new UsageError(`there is no exercise "${idOrPath}"; --exercise PATH names one of your own`)
  return found.exercise
}

function readShard(path: string): ShardReport {
  const text = readFileSync(path, 'utf8')
  let value: any
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}`)
  }
  if (value?.version !== JSON_VERSION || !Array.isArray(value.results) || !Array.isArray(value.exercises))
    throw new UsageError(`${path} is not a report of podtalk grade --format json, version ${JSON_VERSION}`)
  return value
}
