import type { AuthoredExercise } from './parse-exercise.ts'

/** How many known wrong answers an exercise has at least. */
const WRONG_ANSWERS = 3

/** An exercise, and the names of the answers in its folder. */
export interface LintedExercise extends AuthoredExercise {
  solutions: readonly string[]
  wrongAnswers: readonly string[]
}

/**
 * What is missing in an exercise that can be read: answers, hints, names that lead nowhere. `folder`:
 * what its folder is called; `misconceptions`: the ids that there are.
 */
export function lintExercise(
  { exercise, wrong, solutions, wrongAnswers }: LintedExercise,
  folder: string,
  misconceptions: readonly string[],
): string[] {
  const known = Object.keys(wrong).sort()
  const there = [...wrongAnswers].sort()
  return [
    ...(exercise.id === folder ? [] : [`its id is ${exercise.id}, its folder is called ${folder}`]),
    ...(solutions.length > 0 ? [] : ['it has no solution']),
    ...(there.length >= WRONG_ANSWERS ? [] : [`it has ${there.length} wrong answers, ${WRONG_ANSWERS} are needed`]),
    ...(JSON.stringify(known) === JSON.stringify(there) ? [] : [`wrong: names ${known}, in wrong/ there are ${there}`]),
    ...(exercise.files.length > 0 ? [] : ['files: names no file that is handed in']),
    ...exercise.misconceptions.filter((each) => !misconceptions.includes(each)).map((each) => `there is no misconception ${each}`),
    ...exercise.checks.filter((check) => check.hints.length === 0).map((check) => `check ${check.id} has no hint`),
    ...exercise.checks.flatMap((check) =>
      check.hints
        .filter(({ id }, index) => check.hints.findIndex((each) => each.id === id) < index)
        .map(({ id }) => `check ${check.id} has two hints ${id}`),
    ),
    ...Object.values(wrong).flatMap(({ check, hint }) =>
      exercise.checks.some((each) => each.id === check && each.hints.some(({ id }) => id === hint))
        ? []
        : [`wrong: there is no hint ${hint} of a check ${check}`],
    ),
  ]
}
