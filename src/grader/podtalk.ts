/**
 * Podtalk's grader as a library: `import { grade, readExercise } from 'podtalk'`. It runs in Node and
 * in browsers, reads no clock, disk or network, and gives the same report for the same input.
 */
import type { Scenario } from '../lab/scenario.ts'
import { loadAllCode } from '../sim/code.ts'
import type { Exercise, Language } from './exercise.ts'
import { added, type GradingResult, noTotals, type Surroundings } from './formats/format.ts'
import { FORMATS, type FormatName } from './formats/index.ts'
import { parseExercise } from './parse-exercise.ts'
import type { Report } from './report.ts'
import { gradeWork, type Work } from './work.ts'

export type { Scenario } from '../lab/scenario.ts'
export type { Check, Exercise, Hint, Language, Submission, Text } from './exercise.ts'
export type { GradingResult, Surroundings, Totals } from './formats/format.ts'
export type { FormatName } from './formats/index.ts'
export { ExerciseError } from './parse-exercise.ts'
export type { CheckResult, Message, Place, Report } from './report.ts'
export { sentence } from './words.ts'
export type { Work } from './work.ts'

export interface GradeOptions {
  /** of the cluster that is graded in; default `'1'`, as in the course */
  seed?: string
  /** for recorded sessions: the files that the exercise gives to a learner, by name */
  starter?: Readonly<Record<string, string>>
}

/**
 * Grades one piece of work in a simulated cluster of its own. Never rejects for what a learner wrote:
 * what could not be graded to its end says why in `stopped`. It may use the processor for seconds;
 * work of strangers belongs into a worker that can be ended.
 */
export async function grade(exercise: Exercise, work: Work, { seed = '1', starter = {} }: GradeOptions = {}): Promise<Report> {
  await loadAllCode()
  return gradeWork({ exercise, starter }, work, seed)
}

/**
 * Reads the text of an `exercise.yaml`. `scenarios`: those that it may name, by id. Throws
 * `ExerciseError` with the place of what is wrong.
 */
export function readExercise(text: string, scenarios: Readonly<Record<string, Scenario>> = {}): Exercise {
  return parseExercise(text, (id) => (Object.hasOwn(scenarios, id) ? scenarios[id] : undefined)).exercise
}

export interface WriteOptions extends Surroundings {
  /** the exercises that the results belong to */
  exercises: readonly Exercise[]
  /** default `'en'` */
  language?: Language
  seed?: string
}

/** Results in one of the forms of `podtalk grade`: `'json'`, `'junit'`, `'csv'`, `'html'` … */
export function write(format: FormatName, results: readonly GradingResult[], options: WriteOptions): string {
  const { exercises, language = 'en', seed = '1', ...surroundings } = options
  const run = { exercises: new Map(exercises.map((each) => [each.id, each])), language, seed, podtalk: VERSION }
  const writer = FORMATS[format](run, surroundings)
  const totals = results.reduce((sum, { report }) => added(sum, report), noTotals())
  const begin = writer.begin()
  const parts = results.map((result) => writer.result(result))
  return [begin, ...parts, writer.end(totals)].join('')
}

/** Replaced when the library is built. */
declare const PODTALK_VERSION: string | undefined
const VERSION = typeof PODTALK_VERSION === 'string' ? PODTALK_VERSION : '0.0.0'
