import { type Attempt, passedAt } from './attempts.ts'
import type { Audience, ClassEvent } from './deeds.ts'

/** A learner's work on one exercise. */
export interface ExerciseState {
  attempts: Attempt[]
  hints: number
  solutionSeen: boolean
}

/** What is known of a learner. Moments: ms since 1970. */
export interface LearnerState {
  id: string
  name: string
  joinedAt: number
  group?: string
  lesson?: string
  step?: string
  /** when the learner last got further: a tick, a passed check, another lesson */
  progressAt: number
  /** by lesson: when each step ticked */
  ticks: Record<string, Record<string, number>>
  guesses: Record<string, Record<string, { choice: string; right: boolean }>>
  exercises: Record<string, ExerciseState>
  /** since when the hand is up */
  handAt?: number
}

export interface PollState {
  id: string
  question: string
  choices: readonly string[]
  votes: Record<string, number>
  open: boolean
  /** do learners see the distribution? */
  shown: boolean
}

export interface Notice {
  seq: number
  at: number
  to: Audience
  text?: string
  command?: string
  on?: string
}

/** A class as it stands: the fold of its events. Plain JSON. */
export interface ClassState {
  seq: number
  learners: Record<string, LearnerState>
  polls: PollState[]
  notices: Notice[]
  /** when the timer ends, ms since 1970 on the server's clock */
  timer: number | null
  gate: number | null
  attention: boolean
  /** who follows the instructor; absent: nobody */
  follow?: Audience
  place?: string
  spotlight: string | null
  watched: string[]
  /** by submission: whose it is, and for which exercise */
  submissions: Record<string, { learner: string; exercise: string }>
}

/** Notices and polls that are remembered. */
const KEPT = 50

export function emptyClass(): ClassState {
  return {
    seq: 0,
    learners: Object.create(null),
    polls: [],
    notices: [],
    timer: null,
    gate: null,
    attention: false,
    spotlight: null,
    watched: [],
    submissions: Object.create(null),
  }
}

/** Is a learner among those whom the instructor speaks to? */
export function isFor(to: Audience, learner: LearnerState): boolean {
  return to.all || to.learner === learner.id || (to.group !== undefined && to.group === learner.group)
}

/** Takes an event into the state, in place. An event that was taken already changes nothing. */
export function take(state: ClassState, event: ClassEvent): void {
  if (event.seq <= state.seq) return
  state.seq = event.seq
  const { deed, at, by } = event
  const learner = Object.hasOwn(state.learners, by) ? state.learners[by] : undefined
  switch (deed.do) {
    case 'joined':
      state.learners[deed.learner] = newLearner(deed.learner, deed.name, at)
      return
    case 'remove':
      delete state.learners[deed.learner]
      state.watched = state.watched.filter((id) => id !== deed.learner)
      return
    case 'submitted':
    case 'graded':
      return takeWork(state, deed, at)
    case 'at':
    case 'tick':
    case 'guessed':
    case 'hint':
    case 'solution':
    case 'hand':
      if (learner) takeStep(learner, deed, at)
      return
    case 'vote': {
      const poll = state.polls.find(({ id }) => id === deed.poll)
      if (learner && poll?.open && deed.choice < poll.choices.length) poll.votes[by] = deed.choice
      return
    }
    case 'say':
    case 'suggest': {
      const words = deed.do === 'say' ? { text: deed.text } : { command: deed.command, ...(deed.on === undefined ? {} : { on: deed.on }) }
      state.notices = [...state.notices, { seq: event.seq, at, to: deed.to, ...words }].slice(-KEPT)
      return
    }
    case 'poll': {
      const { poll: id, question, choices } = deed
      for (const poll of state.polls) poll.open = false
      state.polls = [...state.polls, { id, question, choices, votes: Object.create(null), open: true, shown: false }].slice(-KEPT)
      return
    }
    case 'closePoll': {
      const poll = state.polls.find(({ id }) => id === deed.poll)
      if (poll) Object.assign(poll, { open: false, shown: deed.show })
      return
    }
    case 'timer':
      state.timer = deed.ms === null ? null : at + deed.ms
      return
    case 'gate':
      state.gate = deed.upTo
      return
    case 'attention':
      state.attention = deed.on
      return
    case 'follow':
      if (deed.on) state.follow = deed.to ?? { all: true }
      else delete state.follow
      if (deed.place !== undefined) state.place = deed.place
      return
    case 'group': {
      const one = state.learners[deed.learner]
      if (!one) return
      if (deed.group === null) delete one.group
      else one.group = deed.group
      return
    }
    case 'lowerHand':
      delete state.learners[deed.learner]?.handAt
      return
    case 'spotlight':
      state.spotlight = deed.submission
      return
    case 'watch':
      state.watched = state.watched.filter((id) => id !== deed.learner)
      if (deed.on) state.watched.push(deed.learner)
      return
    case 'regrade':
      return
  }
}

function newLearner(id: string, name: string, at: number): LearnerState {
  return {
    id,
    name,
    joinedAt: at,
    progressAt: at,
    ticks: Object.create(null),
    guesses: Object.create(null),
    exercises: Object.create(null),
  }
}

type Step = Extract<ClassEvent['deed'], { do: 'at' | 'tick' | 'guessed' | 'hint' | 'solution' | 'hand' }>

function takeStep(learner: LearnerState, deed: Step, at: number): void {
  switch (deed.do) {
    case 'at':
      if (learner.lesson !== deed.lesson) learner.progressAt = at
      learner.lesson = deed.lesson
      if (deed.step === undefined) delete learner.step
      else learner.step = deed.step
      return
    case 'tick': {
      const ticks = (learner.ticks[deed.lesson] ??= Object.create(null))
      if (ticks[deed.tick] !== undefined) return
      ticks[deed.tick] = at
      learner.progressAt = at
      return
    }
    case 'guessed':
      // the first guess is the one that counts
      ;(learner.guesses[deed.lesson] ??= Object.create(null))[deed.prediction] ??= { choice: deed.choice, right: deed.right }
      return
    case 'hint':
      exerciseOf(learner, deed.exercise).hints++
      return
    case 'solution':
      exerciseOf(learner, deed.exercise).solutionSeen = true
      return
    case 'hand':
      if (deed.up) learner.handAt ??= at
      else delete learner.handAt
  }
}

type Work = Extract<ClassEvent['deed'], { do: 'submitted' | 'graded' }>

function takeWork(state: ClassState, deed: Work, at: number): void {
  const learner = state.learners[deed.learner]
  if (!learner) return
  const exercise = exerciseOf(learner, deed.exercise)
  if (deed.do === 'submitted') {
    state.submissions[deed.submission] = { learner: deed.learner, exercise: deed.exercise }
    exercise.attempts.push({ submission: deed.submission, at })
    return
  }
  const attempt = exercise.attempts.find(({ submission }) => submission === deed.submission)
  if (!attempt) return
  const before = passedAt(exercise.attempts)
  const { score, max, passed, failed, misconceptions, stopped } = deed
  attempt.grade = { score, max, passed, failed, misconceptions, ...(stopped ? { stopped } : {}) }
  if (before === undefined && passed && !deed.again) learner.progressAt = at
}

function exerciseOf(learner: LearnerState, id: string): ExerciseState {
  return (learner.exercises[id] ??= { attempts: [], hints: 0, solutionSeen: false })
}
