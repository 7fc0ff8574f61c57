import { signal } from '@preact/signals'
import { type Countdown, parseCountdown } from './countdown.ts'

/** What a learner has done in one lesson. Moments are wall clock, ms. */
export interface LessonProgress {
  opened?: number
  ticks: Record<string, number>
  predictions: Record<string, { first: string; last: string; at: number }>
  /** how many ticks and predictions the lesson has */
  of?: number
  /** where the lesson is timed, and the learner has started the clock */
  clock?: Countdown
}

export interface ExerciseProgress {
  tries: number
  best: number
  max: number
  passed?: number
  /** ids of hints that were shown, by check */
  hints: Record<string, number>
  solutionSeen?: number
}

/** All of a learner's progress, as it is kept and exported. */
export interface Progress {
  version: 1
  lessons: Record<string, LessonProgress>
  exercises: Record<string, ExerciseProgress>
}

const KEY = 'podtalk.progress'
const BEFORE = 'podtalk.progress.before-reset'
const NOTHING: Progress = { version: 1, lessons: {}, exercises: {} }
/** What a stranger's file may hold. */
const MAX_ENTRIES = 1_000

export const progress = signal<Progress>(read(KEY) ?? NOTHING)
/** false when the browser has no room left or keeps nothing */
export const progressKept = signal(true)

function read(key: string): Progress | undefined {
  try {
    const text = localStorage.getItem(key)
    return text === null ? undefined : parseProgress(text)
  } catch {
    return undefined
  }
}

/** Reads progress from text. Throws when it is not progress; what is unknown in it is left out. */
export function parseProgress(text: string): Progress {
  const value = JSON.parse(text)
  if (value?.version !== 1 || typeof value.lessons !== 'object' || typeof value.exercises !== 'object') throw new Error('not progress')
  const lessons: Progress['lessons'] = {}
  const exercises: Progress['exercises'] = {}
  const entries = (object: unknown): [string, any][] =>
    Object.entries(typeof object === 'object' && object !== null ? object : {})
      .filter(([key]) => /^[a-z0-9-]{1,80}$/.test(key))
      .slice(0, MAX_ENTRIES)
  const moment = (given: unknown): given is number => typeof given === 'number' && Number.isFinite(given)
  for (const [slug, lesson] of entries(value.lessons)) {
    const ticks = Object.fromEntries(entries(lesson?.ticks).filter(([, at]) => moment(at)))
    const predictions = Object.fromEntries(
      entries(lesson?.predictions).flatMap(([id, guess]) =>
        typeof guess?.first === 'string' && typeof guess.last === 'string' && moment(guess.at)
          ? [[id, { first: guess.first, last: guess.last, at: guess.at }]]
          : [],
      ),
    )
    const clock = parseCountdown(lesson?.clock)
    lessons[slug] = {
      ticks,
      predictions,
      ...(moment(lesson?.opened) ? { opened: lesson.opened } : {}),
      ...(moment(lesson?.of) ? { of: lesson.of } : {}),
      ...(clock ? { clock } : {}),
    }
  }
  for (const [id, exercise] of entries(value.exercises)) {
    if (![exercise?.tries, exercise?.best, exercise?.max].every(moment)) continue
    exercises[id] = {
      tries: exercise.tries,
      best: exercise.best,
      max: exercise.max,
      hints: Object.fromEntries(entries(exercise.hints).filter(([, count]) => moment(count))),
      ...(moment(exercise.passed) ? { passed: exercise.passed } : {}),
      ...(moment(exercise.solutionSeen) ? { solutionSeen: exercise.solutionSeen } : {}),
    }
  }
  return { version: 1, lessons, exercises }
}

/** Progress as it is kept now: another tab may have got further since this one looked. */
function latest(): Progress {
  return (progressKept.value && read(KEY)) || progress.value
}

if (typeof window !== 'undefined')
  addEventListener('storage', ({ key }) => {
    if (key === KEY) progress.value = latest()
  })

function keep(next: Progress): void {
  progress.value = next
  try {
    localStorage.setItem(KEY, JSON.stringify(next))
    progressKept.value = true
  } catch {
    progressKept.value = false
  }
}

export function lessonOf(slug: string): LessonProgress {
  return progress.value.lessons[slug] ?? { ticks: {}, predictions: {} }
}

export function updateLesson(slug: string, change: (lesson: LessonProgress) => void): void {
  const now = latest()
  const lesson = structuredClone(now.lessons[slug] ?? { ticks: {}, predictions: {} })
  change(lesson)
  keep({ ...now, lessons: { ...now.lessons, [slug]: lesson } })
}

export function exerciseOf(id: string): ExerciseProgress {
  return progress.value.exercises[id] ?? { tries: 0, best: 0, max: 0, hints: {} }
}

export function updateExercise(id: string, change: (exercise: ExerciseProgress) => void): void {
  const now = latest()
  const exercise = structuredClone(now.exercises[id] ?? { tries: 0, best: 0, max: 0, hints: {} })
  change(exercise)
  keep({ ...now, exercises: { ...now.exercises, [id]: exercise } })
}

/** How far a lesson is: for the path in the header. */
export function lessonState(slug: string): 'none' | 'some' | 'done' {
  const lesson = progress.value.lessons[slug]
  if (!lesson) return 'none'
  const done = Object.keys(lesson.ticks).length + Object.keys(lesson.predictions).length
  if (lesson.of !== undefined && done >= lesson.of) return 'done'
  return done > 0 ? 'some' : 'none'
}

/** Forgets a lesson, or everything. `undoReset` brings it back. */
export function resetProgress(slug?: string): void {
  const now = latest()
  const { lessons, exercises } = now
  try {
    localStorage.setItem(BEFORE, JSON.stringify(now))
  } catch {
    // Without room for it there is no way back, and the page says so before.
  }
  keep(
    slug === undefined
      ? NOTHING
      : { version: 1, lessons: Object.fromEntries(Object.entries(lessons).filter(([key]) => key !== slug)), exercises },
  )
}

export function canUndoReset(): boolean {
  return read(BEFORE) !== undefined
}

export function undoReset(): void {
  const before = read(BEFORE)
  if (before) keep(before)
  localStorage.removeItem(BEFORE)
}

/** Takes someone's exported progress instead of what is here. Throws when it is none. */
export function importProgress(text: string): void {
  const next = parseProgress(text)
  try {
    localStorage.setItem(BEFORE, JSON.stringify(latest()))
  } catch {
    // As above.
  }
  keep(next)
}
