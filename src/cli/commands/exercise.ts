import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { parse } from 'yaml'
import { type AnsweredExercise, testAnswers } from '../../grader/answers.ts'
import { lintExercise } from '../../grader/lint-exercise.ts'
import { explanationOf, mutate } from '../../grader/mutants.ts'
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
  const schema = relative(folder, join(contentFolder(), 'exercises/exercise.schema.json'))
  const text = readFileSync(file, 'utf8')
    .replace('SCHEMA', schema)
    .replace(/^id: .*$/m, `id: ${id}`)
    .replace(/^kind: .*$/m, `kind: ${values.kind}`)
  writeFileSync(file, text)
  process.stdout.write(`${folder}: change exercise.yaml and the answers, then: podtalk exercise test ${folder}\n`)
  return 0
}

/** Does it for every exercise that is named, or all of the course. */
function each(argv: string[], work: (answered: AnsweredExercise) => { lines: string[]; faults: number }): number {
  const { values, positionals } = parseOptions({
    args: argv,
    allowPositionals: true,
    options: { all: { type: 'boolean', default: false } },
  })
  const ids = values.all ? exerciseIds() : positionals
  if (ids.length === 0) throw new UsageError('an exercise is needed: an id, a folder, or --all')
  let faults = 0
  for (const id of ids) {
    const result = looked(id, work)
    faults += result.faults
    process.stdout.write(`${id}\n${result.lines.map((line) => `  ${line}\n`).join('')}`)
  }
  return faults > 0 ? 1 : 0
}

function looked(
  id: string,
  work: (answered: AnsweredExercise) => { lines: string[]; faults: number },
): { lines: string[]; faults: number } {
  try {
    const answered = readAnswers(id)
    if (!answered) throw new UsageError(`there is no exercise "${id}"`)
    return work(answered)
  } catch (error) {
    if (!(error instanceof CannotRun)) throw error
    return { lines: [`✗ ${error.message}`], faults: 1 }
  }
}

function lint(answered: AnsweredExercise): { lines: string[]; faults: number } {
  const misconceptions = Object.keys(parse(readFileSync(join(contentFolder(), 'misconceptions.yaml'), 'utf8')))
  const names = { solutions: Object.keys(answered.solutions), wrongAnswers: Object.keys(answered.wrongAnswers) }
  const faults = lintExercise(answered, names, misconceptions)
  return { lines: faults.length > 0 ? faults.map((fault) => `✗ ${fault}`) : ['✓'], faults: faults.length }
}

function test(answered: AnsweredExercise): { lines: string[]; faults: number } {
  const results = testAnswers(answered)
  return {
    lines: results.map(({ answer, fault }) => (fault === undefined ? `✓ ${answer}` : `✗ ${answer} ${fault}`)),
    faults: results.filter(({ fault }) => fault !== undefined).length,
  }
}

/** Breaks every solution in many small ways and tells which of them no check notices. */
function mutation(argv: string[]): number {
  const { values, positionals } = parseOptions({
    args: argv,
    allowPositionals: true,
    options: { all: { type: 'boolean', default: false }, least: { type: 'string', default: '95' } },
  })
  const least = numberOf('--least', values.least, 0)
  const ids = values.all ? exerciseIds() : positionals
  if (ids.length === 0) throw new UsageError('an exercise is needed: an id, a folder, or --all')
  const sum = { mutants: 0, caught: 0, same: 0, unexplained: 0 }
  for (const id of ids) {
    const answered = readAnswers(id)
    if (!answered) throw new UsageError(`there is no exercise "${id}"`)
    for (const [name, files] of Object.entries(answered.solutions)) {
      const { mutants, caught, same, survivors } = mutate(answered.exercise, files)
      process.stdout.write(`${id} ${name}: ${caught}/${mutants - same.length}\n`)
      for (const what of survivors) process.stdout.write(`  passes: ${what}  (${explanationOf(what) ?? 'NOT EXPLAINED'})\n`)
      sum.mutants += mutants
      sum.caught += caught
      sum.same += same.length
      sum.unexplained += survivors.filter((what) => explanationOf(what) === undefined).length
    }
  }
  const share = (100 * sum.caught) / Math.max(1, sum.mutants - sum.same)
  process.stdout.write(
    `\n${sum.caught} of ${sum.mutants - sum.same} mutants caught (${share.toFixed(1)} %); ${sum.same} more are another spelling of the solution; ${sum.unexplained} of those that pass are not explained\n`,
  )
  return share >= least && sum.unexplained === 0 ? 0 : 1
}
