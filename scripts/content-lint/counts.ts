import type { Course } from './course.ts'

/** How much there is of the course. */
export function countsOf(course: Course): Record<keyof typeof GOAL, number> {
  const exercises = Object.values(course.exercises)
  const perLesson = Object.keys(course.lessons)
    .filter((slug) => slug !== 'orientation')
    .map((slug) => exercises.filter(({ exercise }) => exercise.lesson === slug).length)
  const covered = Object.keys(course.misconceptions).map(
    (id) =>
      exercises.flatMap(({ exercise }) => exercise.checks.flatMap((check) => check.hints)).filter((hint) => hint.misconception === id)
        .length,
  )
  return {
    lessons: Object.keys(course.lessons).length,
    exercises: exercises.length,
    exercisesPerLesson: Math.min(...perLesson),
    wrongAnswersPerExercise: Math.min(...exercises.map(({ wrongAnswers }) => wrongAnswers.length)),
    misconceptionsCoveredTwice: covered.filter((count) => count >= 2).length,
    terms: Object.keys(course.glossary).length,
  }
}

/** What the course must have. */
export const GOAL = {
  lessons: 15,
  exercises: 30,
  exercisesPerLesson: 2,
  wrongAnswersPerExercise: 3,
  misconceptionsCoveredTwice: 24,
  terms: 60,
}

/** Counts that fall short of the goal. */
export function shortfalls(course: Course, goal: Readonly<Record<string, number>> = GOAL): string[] {
  return Object.entries(countsOf(course)).flatMap(([what, count]) => {
    const least = goal[what] ?? 0
    return count < least ? [`${what}: ${count}, ${least} are needed`] : []
  })
}
