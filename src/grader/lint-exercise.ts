import { mutantsOf, reasonFor } from './mutants.ts'
import type { AuthoredExercise } from './parse-exercise.ts'

/** How many known wrong answers an exercise has at least. */
const WRONG_ANSWERS = 3

/** An exercise, its solutions and the names of the wrong answers in its folder. */
export interface LintedExercise extends AuthoredExercise {
  solutions: Readonly<Record<string, Readonly<Record<string, string>>>>
  wrongAnswers: readonly string[]
}

/**
 * What is missing in an exercise that can be read: answers, hints, names that lead nowhere. `folder`:
 * what its folder is called; `misconceptions`: the ids that there are.
 */
export function lintExercise(
  { exercise, wrong, survivors, solutions, wrongAnswers }: LintedExercise,
  folder: string,
  misconceptions: readonly string[],
): string[] {
  const known = Object.keys(wrong).sort()
  const there = [...wrongAnswers].sort()
  const mutants = survivors.length === 0 ? [] : Object.values(solutions).flatMap((files) => mutantsOf(exercise, files))
  return [
    ...(exercise.id === folder ? [] : [`its id is ${exercise.id}, its folder is called ${folder}`]),
    ...(Object.keys(solutions).length > 0 ? [] : ['it has no solution']),
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
    ...survivors
      .filter((reason) => !mutants.some((mutant) => reasonFor(mutant, [reason])))
      .map(({ at, change }) => `survivors: no solution has a mutant ${at}${change ? ` ${change}` : ''}`),
    ...Object.values(wrong).flatMap(({ check, hint }) =>
      exercise.checks.some((each) => each.id === check && each.hints.some(({ id }) => id === hint))
        ? []
        : [`wrong: there is no hint ${hint} of a check ${check}`],
    ),
  ]
}
