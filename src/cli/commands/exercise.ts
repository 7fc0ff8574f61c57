import { copyFileSync, cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { parse } from 'yaml'
import { type AnsweredExercise, testAnswers } from '../../grader/answers.ts'
import { lintExercise } from '../../grader/lint-exercise.ts'
import { mutate, reasonFor, type SurvivorReason } from '../../grader/mutants.ts'
import { contentFolder, exerciseIds, readAnswers } from '../course.ts'
import { CannotRun, numberOf, parseOptions, UsageError } from '../usage.ts'

/** Which of the templates a kind begins with. */
const TEMPLATES: Readonly<Record<string, string>> = {
  write: 'write',
  repair: 'write',
  commands: 'commands',
  predict: 'predict',
  find: 'predict',
}

const ALL = { all: { type: 'boolean', default: false } } as const

/** `podtalk exercise`: 0 when all is well, 1 when something is to be mended, 2 usage. */
export async function exercise(argv: string[]): Promise<number> {
  const [what, ...rest] = argv
  if (what === 'new') return create(rest)
  if (what === 'lint') return each(rest, lint)
  if (what === 'test') return each(rest, test)
  if (what === 'mutate') return mutation(rest)
  throw new UsageError('one of new, lint, test, mutate is needed')
}

/** A new folder with an exercise that passes its own tests: its author changes it from there. */
function create(argv: string[]): number {
  const { values, positionals } = parseOptions({
    args: argv,
    allowPositionals: true,
    options: { kind: { type: 'string', default: 'write' } },
  })
  const [folder] = positionals
  if (folder === undefined || positionals.length > 1) throw new UsageError('one folder is needed')
  const id = basename(resolve(folder))
  if (!/^[a-z0-9][a-z0-9-]*$/.test(id))
    throw new UsageError(`the folder's name is the exercise's id: lower-case letters, digits and dashes, not "${id}"`)
  if (!Object.hasOwn(TEMPLATES, values.kind)) throw new UsageError(`there is no kind "${values.kind}"`)
  if (existsSync(folder)) throw new UsageError(`${folder} is there already`)
  cpSync(join(contentFolder(), 'templates', TEMPLATES[values.kind] as string), folder, { recursive: true })
  const file = join(folder, 'exercise.yaml')
  const text = readFileSync(file, 'utf8')
    .replace('SCHEMA', schemaFor(folder))
    .replace(/^id: .*$/m, `id: ${id}`)
    .replace(/^kind: .*$/m, `kind: ${values.kind}`)
  writeFileSync(file, text)
  // With a slash it is a path, whatever the course has of that name.
  const path = /[/\\]/.test(folder) ? folder : `./${folder}`
  process.stdout.write(`${path} is there and passes its own tests. Change exercise.yaml, starter/, solutions/ and wrong/, then:
  podtalk exercise lint ${path}
  podtalk exercise test ${path}
  podtalk exercise mutate ${path}
`)
  return 0
}

/** Where editors find the schema: the course's own, or a copy that goes with the folder. */
function schemaFor(folder: string): string {
  const schema = join(contentFolder(), 'exercises/exercise.schema.json')
  if (resolve(folder, '..') === dirname(schema)) return '../exercise.schema.json'
  copyFileSync(schema, join(folder, 'exercise.schema.json'))
  return 'exercise.schema.json'
}

/** What was found out about an exercise, a line each. */
interface Finding {
  good: boolean
  text: string
}

/** Looks at every exercise that is named, or at all of the course. `folder`: what its folder is called. */
function each(argv: string[], look: (answered: AnsweredExercise, folder: string) => Finding[]): number {
  const { values, positionals } = parseOptions({ args: argv, allowPositionals: true, options: ALL })
  let good = true
  for (const id of named(values.all, positionals)) {
    const findings = foundOut(id, look)
    process.stdout.write(`${id}\n${findings.map((each) => `  ${each.good ? '✓' : '✗'} ${each.text}\n`).join('')}`)
    good &&= findings.every((each) => each.good)
  }
  return good ? 0 : 1
}

function foundOut(id: string, look: Parameters<typeof each>[1]): Finding[] {
  try {
    return look(answersOf(id), basename(resolve(id)))
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error
    return [{ good: false, text: error.message }]
  }
}

function lint(answered: AnsweredExercise, folder: string): Finding[] {
  const misconceptions = Object.keys(parse(readFileSync(join(contentFolder(), 'misconceptions.yaml'), 'utf8')))
  const faults = lintExercise({ ...answered, wrongAnswers: Object.keys(answered.wrongAnswers) }, folder, misconceptions)
  return faults.length > 0 ? faults.map((text) => ({ good: false, text })) : [{ good: true, text: 'nothing is missing' }]
}

function test(answered: AnsweredExercise): Finding[] {
  return testAnswers(answered).map(({ answer, fault }) => ({
    good: fault === undefined,
    text: fault === undefined ? answer : `${answer} ${fault}`,
  }))
}

/**
 * Breaks every solution in many small ways and tells which of them no check notices, and why they may pass.
 * 1 when too few are caught, when one passes without a reason, and when a reason is for none that passes.
 */
function mutation(argv: string[]): number {
  const options = { ...ALL, least: { type: 'string', default: '95' } } as const
  const { values, positionals } = parseOptions({ args: argv, allowPositionals: true, options })
  const least = numberOf('--least', values.least, 0, 100)
  const sum = { mutants: 0, caught: 0, same: 0, unexplained: 0, idle: 0 }
  for (const id of named(values.all, positionals)) {
    const { exercise, solutions, survivors: reasons } = answersOf(id)
    const used = new Set<SurvivorReason>()
    for (const [name, files] of Object.entries(solutions)) {
      const { mutants, caught, same, survivors } = mutate(exercise, files)
      process.stdout.write(`${id} ${name}: ${caught}/${mutants - same.length}\n`)
      for (const survivor of survivors) {
        const reason = reasonFor(survivor, reasons)
        if (reason) used.add(reason)
        else sum.unexplained++
        const why = reason?.why ?? `NOT EXPLAINED; survivors: at: ${survivor.at}, change: ${survivor.change}`
        process.stdout.write(`  passes: ${survivor.what}  (${why})\n`)
      }
      sum.mutants += mutants
      sum.caught += caught
      sum.same += same.length
    }
    for (const reason of reasons.filter((each) => !used.has(each))) {
      sum.idle++
      const { at, change } = reason
      process.stdout.write(`  ✗ ${id}: survivors: ${at}${change ? ` ${change}` : ''}: no such mutant passes (any more)\n`)
    }
  }
  const different = sum.mutants - sum.same
  const share = (100 * sum.caught) / Math.max(1, different)
  const parts = [
    `${sum.caught} of ${different} mutants caught (${share.toFixed(1)} %)`,
    `${sum.same} more are another spelling of the solution`,
    `${sum.unexplained} of those that pass are not explained`,
    ...(sum.idle > 0 ? [`${sum.idle} reasons are for none that passes`] : []),
  ]
  process.stdout.write(`\n${parts.join('; ')}\n`)
  return share >= least && sum.unexplained === 0 && sum.idle === 0 ? 0 : 1
}

/** The ids and paths that a call names. */
function named(all: boolean, positionals: readonly string[]): readonly string[] {
  const ids = all ? exerciseIds() : positionals
  if (ids.length === 0) throw new UsageError('an exercise is needed: an id, a folder, or --all')
  return ids
}

function answersOf(id: string): AnsweredExercise {
  const answered = readAnswers(id)
  if (!answered) throw new UsageError(`there is no exercise "${id}"`)
  return answered
}
