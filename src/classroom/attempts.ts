import type { Grade } from './deeds.ts'

/** One submission of an exercise. `at`: when it was handed in, ms since 1970; a regrade changes the grade only. */
export interface Attempt {
  submission: string
  at: number
  grade?: Grade
}

/** The best score of all attempts, and the most there is; undefined before anything was graded. */
export function best(attempts: readonly Attempt[]): { score: number; max: number } | undefined {
  let found: { score: number; max: number } | undefined
  for (const { grade } of attempts) if (grade && (!found || grade.score > found.score)) found = { score: grade.score, max: grade.max }
  return found
}

/** When it was passed first. */
export function passedAt(attempts: readonly Attempt[]): number | undefined {
  return attempts.find(({ grade }) => grade?.passed)?.at
}

/** The check that the newest graded attempts failed first, one after another, and how often. */
export function sameCheck(attempts: readonly Attempt[]): { check: string; times: number } | undefined {
  const graded = attempts.flatMap(({ grade }) => grade ?? [])
  const check = graded.at(-1)?.failed[0]
  if (check === undefined) return undefined
  let times = 0
  while (graded.at(-1 - times)?.failed[0] === check) times++
  return { check, times }
}
