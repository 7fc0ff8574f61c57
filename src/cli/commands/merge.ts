import { readFileSync } from 'node:fs'
import type { GradingResult } from '../../grader/formats/format.ts'
import { JSON_VERSION } from '../../grader/formats/json.ts'
import { readExercise } from '../course.ts'
import { holdsOneOnly, Output, targetsOf } from '../grade/output.ts'
import { parseOptions, UsageError } from '../usage.ts'
import { languageOf } from './grade.ts'

/** What a shard's JSON report holds, as far as a merge needs it. */
interface ShardReport {
  version: number
  seed: string
  podtalk: string
  exercises: { id: string }[]
  results: GradingResult[]
}

/** `podtalk merge`: reports of shards become the report of the whole, in any format. 2 when they do not belong together. */
export async function merge(argv: string[]): Promise<number> {
  const { values, positionals } = parseOptions({
    args: argv,
    allowPositionals: true,
    options: {
      format: { type: 'string', multiple: true, default: ['json'] },
      lang: { type: 'string', default: 'en' },
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
  const results = shards.flatMap((shard) => shard.results).sort((a, b) => a.position - b.position)
  const twice = results.find((result, index) =>
    results.slice(index + 1, index + 2).some((next) => next.position === result.position && next.exercise === result.exercise),
  )
  if (twice) throw new UsageError(`two reports have a result for ${twice.submission}`)
  const own = values.exercise.map((path) => exerciseAt(path))
  const exercises = new Map(first.exercises.map(({ id }) => [id, own.find((each) => each.id === id) ?? exerciseAt(id)]))
  const targets = targetsOf(values.format)
  if (holdsOneOnly(targets)) throw new UsageError('this format holds one submission')
  const run = { exercises, seed: first.seed, language: languageOf(values.lang), podtalk: first.podtalk }
  const output = new Output(targets, run, { colour: process.stdout.isTTY === true })
  for (const result of results) output.add(result)
  output.end()
  return values.strict && output.totals.passed < output.totals.results ? 1 : 0
}

function exerciseAt(idOrPath: string): NonNullable<ReturnType<typeof readExercise>>['exercise'] {
  const found = readExercise(idOrPath)
  if (!found) throw new UsageError(`there is no exercise "${idOrPath}"; --exercise PATH names one of your own`)
  return found.exercise
}

function readShard(path: string): ShardReport {
  let value: any
  try {
    value = JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}`)
  }
  if (value?.version !== JSON_VERSION || !Array.isArray(value.results) || !Array.isArray(value.exercises))
    throw new UsageError(`${path} is not a report of podtalk grade --format json, version ${JSON_VERSION}`)
  return value
}
