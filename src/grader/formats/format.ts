import type { Exercise, Language } from '../exercise.ts'
import type { Report } from '../report.ts'

/** What was graded together, known before the first result. */
export interface GradingRun {
  /** the exercises by id */
  exercises: ReadonlyMap<string, Exercise>
  seed: string
  language: Language
  /** Podtalk's own version */
  podtalk: string
  /** `[index, count]`, where this is one part of a run */
  shard?: readonly [number, number] | undefined
}

/** What came of one submission to one exercise. */
export interface GradingResult {
  /** which submission of the whole run it is, from 0: shards are put together by it */
  position: number
  /** the learner, the folder or the file: as the face calls it */
  submission: string
  exercise: string
  /** path from where one stands to the submission's files, for annotations: '' or ending with '/' */
  root: string
  /** the files that were handed in, by path */
  files: readonly string[]
  report: Report
}

/** Sums over a run. */
export interface Totals {
  results: number
  passed: number
  failed: number
  /** not graded to their end */
  stopped: number
  score: number
  maxScore: number
}

/**
 * A form for reports, written as results come, in their order: a run of any length takes no more
 * memory than one result.
 */
export interface Writer {
  begin(): string
  result(result: GradingResult): string
  end(totals: Totals): string
}

/** What a face may know that a report must not invent. */
export interface Surroundings {
  /** a terminal that shows colours */
  colour?: boolean
  /** environment variables (Classroom 50 reads its own) */
  environment?: Readonly<Record<string, string | undefined>>
  /** RFC 3339; the only form that asks for it is Classroom 50 */
  now?: string
}

export function noTotals(): Totals {
  return { results: 0, passed: 0, failed: 0, stopped: 0, score: 0, maxScore: 0 }
}

/** The sums with one more report in them. */
export function added(totals: Totals, { passed, stopped, score, maxScore }: Report): Totals {
  return {
    results: totals.results + 1,
    passed: totals.passed + (passed ? 1 : 0),
    failed: totals.failed + (passed || stopped ? 0 : 1),
    stopped: totals.stopped + (stopped ? 1 : 0),
    score: totals.score + score,
    maxScore: totals.maxScore + maxScore,
  }
}
