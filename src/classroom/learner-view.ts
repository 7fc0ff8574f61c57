import type { Text } from '../grader/exercise.ts'
import { type ClassState, isFor, type Notice } from './class-state.ts'
import type { Grade } from './deeds.ts'

/** What a learner's page may know of the class. Nothing of others but sums, and a spotlight without its author. */
export interface LearnerView {
  title: string
  name: string
  notices: readonly Omit<Notice, 'to'>[]
  poll?: { id: string; question: string; choices: readonly string[]; open: boolean; mine?: number; counts?: readonly number[] }
  /** when it ends, ms since 1970 on the server's clock */
  timer: number | null
  gate: number | null
  attention: boolean
  /** where the instructor is, when the class is asked to follow */
  follow?: string
  hand: boolean
  /** the instructor looks at this learner's lab now */
  watched: boolean
  spotlight?: { title: Text; files: Readonly<Record<string, string>> }
  /** the server's grading of the newest attempts, by exercise; absent while it is still at work */
  grades: Readonly<Record<string, Grade>>
}

/** Notices that a page shows. */
const SHOWN = 10

/** What one learner sees. `spotlight`: what the submission in the spotlight holds. */
export function learnerView(title: string, state: ClassState, id: string, spotlight?: LearnerView['spotlight']): LearnerView | undefined {
  const learner = Object.hasOwn(state.learners, id) ? state.learners[id] : undefined
  if (!learner) return undefined
  const poll = state.polls.at(-1)
  const mine = poll?.votes[id]
  return {
    title,
    name: learner.name,
    notices: state.notices
      .filter(({ to }) => isFor(to, learner))
      .slice(-SHOWN)
      .map(({ to: _, ...notice }) => notice),
    ...(poll && (poll.open || poll.shown)
      ? {
          poll: {
            id: poll.id,
            question: poll.question,
            choices: poll.choices,
            open: poll.open,
            ...(mine === undefined ? {} : { mine }),
            ...(poll.shown ? { counts: countVotes(poll) } : {}),
          },
        }
      : {}),
    timer: state.timer,
    gate: state.gate,
    attention: state.attention,
    ...(state.follow && state.place !== undefined && isFor(state.follow, learner) ? { follow: state.place } : {}),
    hand: learner.handAt !== undefined,
    watched: state.watched.includes(id),
    ...(spotlight ? { spotlight } : {}),
    grades: Object.fromEntries(
      Object.entries(learner.exercises).flatMap(([exercise, { attempts }]) => {
        const grade = attempts.at(-1)?.grade
        return grade ? [[exercise, grade]] : []
      }),
    ),
  }
}

/** Votes by choice. */
export function countVotes({ choices, votes }: { choices: readonly string[]; votes: Readonly<Record<string, number>> }): number[] {
  const counts = choices.map(() => 0)
  for (const choice of Object.values(votes)) counts[choice] = (counts[choice] ?? 0) + 1
  return counts
}
