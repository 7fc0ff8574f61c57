import { signal } from '@preact/signals'
import { type ClassState, emptyClass, take } from '../../../classroom/class-state.ts'
import type { InstructorDeed, ToInstructor } from '../../../classroom/deeds.ts'
import { ClassConnection } from '../connection.ts'

type Facts = Extract<ToInstructor, { do: 'class' }>

/** The class that is taught, as the server's events tell it. `version` rises with every change of `state`. */
export const facts = signal<Facts | undefined>(undefined)
export const version = signal(0)
export const online = signal<ReadonlySet<string>>(new Set())
/** when each learner's page last sent its lab, ms since 1970 */
export const labs = signal<Readonly<Record<string, number>>>({})
export let state: ClassState = emptyClass()
/** results that a regrade has changed, and how many regrades have come in */
export const regrades = signal<{ done: number; changed: readonly { learner: string; exercise: string; before: number; after: number }[] }>({
  done: 0,
  changed: [],
})

export const connection = new ClassConnection<InstructorDeed, ToInstructor>('instructor', (message) => {
  switch (message.do) {
    case 'class':
      // a new connection tells everything again
      state = emptyClass()
      facts.value = message
      return
    case 'events':
      for (const event of message.events) {
        noteRegrade(event.deed)
        take(state, event)
      }
      online.value = new Set(message.online)
      version.value++
      return
    case 'online':
      online.value = new Set(message.online)
      return
    case 'lab':
      labs.value = { ...labs.value, [message.learner]: message.at }
  }
})

export function tell(deed: InstructorDeed): void {
  connection.tell(deed)
}

function noteRegrade(deed: { do: string }): void {
  const graded = deed as Extract<Parameters<typeof take>[1]['deed'], { do: 'graded' }>
  if (graded.do !== 'graded' || !graded.again) return
  const attempt = state.learners[graded.learner]?.exercises[graded.exercise]?.attempts.find(
    ({ submission }) => submission === graded.submission,
  )
  const { done, changed } = regrades.value
  const before = attempt?.grade?.score
  const different = before !== undefined && before !== graded.score
  regrades.value = {
    done: done + 1,
    changed: different ? [...changed, { learner: graded.learner, exercise: graded.exercise, before, after: graded.score }] : changed,
  }
}
