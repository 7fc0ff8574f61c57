import { best, passedAt } from './attempts.ts'
import type { ClassState, LearnerState } from './class-state.ts'
import type { PlannedLesson } from './deeds.ts'

/** One learner's line in a class report. */
export interface LearnerReport {
  name: string
  group?: string
  /** steps and predictions done, by lesson */
  lessons: Record<string, { done: number; of: number }>
  exercises: Record<string, { tries: number; best: number; max: number; passed: boolean; solutionSeen: boolean }>
  points: number
  /** shares of first predictions that were right, 0 to 1; absent without any */
  predictions?: number
  /** misconceptions that showed in the newest tries */
  misconceptions: readonly string[]
}

/** The end of class report: plain JSON, its version rises with its shape. */
export interface ClassReport {
  version: 1
  title: string
  lessons: readonly { lesson: string; order: number }[]
  exercises: readonly string[]
  learners: readonly LearnerReport[]
  /** how many learners' newest tries showed each misconception, most first */
  misconceptions: readonly { id: string; learners: number }[]
  /** by exercise: who tried, who passed, tries until it passed on average */
  difficulty: readonly { exercise: string; tried: number; passed: number; meanTries: number }[]
}

/** The report of a class as it stands. */
export function classReport(title: string, plan: readonly PlannedLesson[], state: Pick<ClassState, 'learners'>): ClassReport {
  const learners = Object.values(state.learners)
    .map((learner) => lineOf(learner, plan))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  const exercises = plan.flatMap((lesson) => lesson.exercises)
  const shown = new Map<string, number>()
  for (const learner of learners) for (const id of learner.misconceptions) shown.set(id, (shown.get(id) ?? 0) + 1)
  return {
    version: 1,
    title,
    lessons: plan.map(({ lesson, order }) => ({ lesson, order })),
    exercises,
    learners,
    misconceptions: [...shown]
      .map(([id, count]) => ({ id, learners: count }))
      .sort((a, b) => b.learners - a.learners || (a.id < b.id ? -1 : 1)),
    difficulty: exercises.flatMap((exercise) => {
      const tried = learners.flatMap((learner) => (Object.hasOwn(learner.exercises, exercise) ? [learner.exercises[exercise]!] : []))
      const passed = tried.filter((each) => each.passed)
      if (tried.length === 0) return []
      const mean = passed.reduce((sum, each) => sum + each.tries, 0) / Math.max(1, passed.length)
      return [{ exercise, tried: tried.length, passed: passed.length, meanTries: Math.round(mean * 10) / 10 }]
    }),
  }
}

function lineOf(learner: LearnerState, plan: readonly PlannedLesson[]): LearnerReport {
  const lessons: LearnerReport['lessons'] = {}
  const exercises: LearnerReport['exercises'] = {}
  for (const { lesson, of } of plan) {
    const done = Object.keys(learner.ticks[lesson] ?? {}).length + Object.keys(learner.guesses[lesson] ?? {}).length
    if (done > 0) lessons[lesson] = { done: Math.min(done, of), of }
  }
  const misconceptions = new Set<string>()
  for (const [exercise, state] of Object.entries(learner.exercises)) {
    const { attempts, solutionSeen } = state
    if (attempts.length === 0) continue
    const { score, max } = best(attempts) ?? { score: 0, max: 0 }
    exercises[exercise] = { tries: attempts.length, best: score, max, passed: passedAt(attempts) !== undefined, solutionSeen }
    for (const id of attempts.at(-1)?.grade?.misconceptions ?? []) misconceptions.add(id)
  }
  const guesses = Object.values(learner.guesses).flatMap((lesson) => Object.values(lesson))
  return {
    name: learner.name,
    ...(learner.group === undefined ? {} : { group: learner.group }),
    lessons,
    exercises,
    points: Object.values(exercises).reduce((sum, each) => sum + each.best, 0),
    ...(guesses.length === 0 ? {} : { predictions: guesses.filter(({ right }) => right).length / guesses.length }),
    misconceptions: [...misconceptions].sort(),
  }
}
