import type { Text } from '../grader/exercise.ts'

/** What things of the course are called, by their ids: what an instructor and a report say instead of ids. */
export interface CourseWords {
  lessons: Readonly<Record<string, Text>>
  exercises: Readonly<Record<string, { title: Text; checks: Readonly<Record<string, Text>> }>>
  misconceptions: Readonly<Record<string, Text>>
  /** by lesson and prediction */
  predictions: Readonly<Record<string, Readonly<Record<string, Prediction>>>>
}

/** A question that a lesson asks before something happens. */
export interface Prediction {
  question: Text
  /** in their order; `value` is what an answer names */
  choices: readonly { value: string; text: Text; right: boolean }[]
}
