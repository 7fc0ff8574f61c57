import { signal } from '@preact/signals'
import { type ClassState, emptyClass, take } from '../../../classroom/class-state.ts'
import type { CourseWords } from '../../../classroom/course-words.ts'
import type { InstructorDeed } from '../../../classroom/deeds.ts'
import type { ToInstructor } from '../../../classroom/messages.ts'
import { ClassConnection } from '../connection.ts'
import { pageLanguage } from '../texts.ts'

type Facts = Extract<ToInstructor, { do: 'class' }>

/** The class that is taught, as the server's events tell it. `version` rises with every change of `state`. */
export const facts = signal<Facts | undefined>(undefined)
export const version = signal(0)
export const online = signal<ReadonlySet<string>>(new Set())
/** when each learner's page last sent its lab, ms since 1970 */
export const labs = signal<Readonly<Record<string, number>>>({})
/** the learner whose card is open */
export const chosen = signal<string | undefined>(undefined)
let current: ClassState = emptyClass()

interface Regraded {
  submission: string
  learner: string
  exercise: string
  /** points */
  before: number
  after: number
}

/** results that a regrade has changed, and how many regrades have come in */
export const regrades = signal<{ done: number; changed: readonly Regraded[] }>({
  done: 0,
  changed: [],
})

/** the events that come next are those of before: nothing new has happened in them */
let retold = false

export const connection = new ClassConnection<InstructorDeed, ToInstructor>('instructor', (message) => {
  switch (message.do) {
    case 'class':
      // a new connection tells everything again
      current = emptyClass()
      retold = true
      facts.value = message
      return
    case 'events':
      for (const event of message.events) {
        if (!retold) noteRegrade(event.deed)
        take(current, event)
      }
      retold = false
      online.value = new Set(message.online)
      drawSoon()
      return
    case 'online':
      online.value = new Set(message.online)
      return
    case 'lab':
      labs.value = { ...labs.value, [message.learner]: message.at }
  }
})

/** The class as it stands. It changes in place: whoever shows it looks again when `version` rises. */
export function state(): ClassState {
  void version.value
  return current
}

/** A large class does a hundred things a second: they are drawn together. */
const DRAWN_EVERY = 120
let drawing = false

function drawSoon(): void {
  if (drawing) return
  drawing = true
  setTimeout(() => {
    drawing = false
    version.value++
  }, DRAWN_EVERY)
}

export function tell(deed: InstructorDeed): void {
  connection.tell(deed)
}

function noteRegrade(deed: { do: string }): void {
  const graded = deed as Extract<Parameters<typeof take>[1]['deed'], { do: 'graded' }>
  if (graded.do !== 'graded' || !graded.again) return
  const { submission, learner, exercise } = graded
  const attempts = current.learners[learner]?.exercises[exercise]?.attempts ?? []
  const before = attempts.find((attempt) => attempt.submission === submission)?.grade
  const { done, changed } = regrades.value
  const different = before !== undefined && (before.score !== graded.score || before.passed !== graded.passed)
  regrades.value = {
    done: done + 1,
    changed: different ? [...changed, { submission, learner, exercise, before: before.score, after: graded.score }] : changed,
  }
}

const NO_WORDS: CourseWords = { lessons: {}, exercises: {}, misconceptions: {}, predictions: {} }

/** What the course calls things. */
export function words(): CourseWords {
  return facts.value?.words ?? NO_WORDS
}

export function titleOfLesson(id: string): string {
  return words().lessons[id]?.[pageLanguage()] ?? id
}

export function titleOfExercise(id: string): string {
  return words().exercises[id]?.title[pageLanguage()] ?? id
}

export function titleOfCheck(exercise: string, check: string): string {
  return words().exercises[exercise]?.checks[check]?.[pageLanguage()] ?? check
}

/** What learners believe who have a misconception. */
export function beliefOf(id: string): string {
  return words().misconceptions[id]?.[pageLanguage()] ?? id
}

/** The names of the class's groups. */
export function groups(): string[] {
  const all = Object.values(state().learners).flatMap(({ group }) => group ?? [])
  return [...new Set(all)].sort((a, b) => a.localeCompare(b, undefined, { numeric: true }))
}
