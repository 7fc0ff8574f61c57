import type { Trace } from '../cluster/network/trace.ts'
import { type Exercise, pointsOf } from './exercise.ts'

/** A sentence for a person, by key and parameters: content/grader/<language>.json has the words. */
export interface Message {
  key: string
  parameters: Readonly<Record<string, string | number>>
}

export function message(key: string, parameters: Message['parameters'] = {}): Message {
  return { key, parameters }
}

/** Where in the learner's files something is wrong. Lines and columns count from 1. */
export interface Place {
  file: string
  line: number
  column: number
}

export interface CheckResult {
  id: string
  /** `skipped`: a check it builds on has failed */
  outcome: 'passed' | 'failed' | 'skipped'
  points: number
  /** what had to be the case, what was the case */
  expected: Message
  seen: Message
  /** the network attempt that decided, where there was one */
  trace?: Trace
  place?: Place
  /** ids of this check's hints, the fitting ones first */
  hints: readonly string[]
  misconceptions: readonly string[]
}

/** What grading one submission gave: plain JSON, the same bytes for the same input. */
export interface Report {
  version: 1
  exercise: string
  seed: string
  score: number
  maxScore: number
  passed: boolean
  checks: readonly CheckResult[]
  /** what about the submission is not as it should be, though it was graded */
  warnings?: readonly Message[]
  /** why the submission was not run to its end */
  stopped?: Message
}

/** The report of a submission that could not be graded to its end. */
export function stopped(exercise: Exercise, seed: string, why: Message): Report {
  return {
    version: 1,
    exercise: exercise.id,
    seed,
    score: 0,
    maxScore: pointsOf(exercise),
    passed: false,
    checks: [],
    stopped: why,
  }
}
