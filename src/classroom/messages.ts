import * as v from 'valibot'
import type { CourseWords } from './course-words.ts'
import { type ClassEvent, id, instructorDeed, learnerDeed, type PlannedLesson, SUBMISSION_LIMIT } from './deeds.ts'
import type { LearnerView } from './learner-view.ts'

/** What pages and the server of a class say to each other over their sockets. */

/** A page's deeds, each with an id of its own, so that one sent twice counts once. */
const deeds = <T extends v.GenericSchema>(deed: T) =>
  v.strictObject({ do: v.literal('deeds'), deeds: v.pipe(v.array(v.strictObject({ id, deed })), v.minLength(1), v.maxLength(100)) })
export type Outgoing<D> = { id: string; deed: D }

/** What may come over a learner's socket. */
export const learnerMessage = v.union([
  deeds(learnerDeed),
  v.strictObject({ do: v.literal('lab'), log: v.pipe(v.string(), v.maxLength(SUBMISSION_LIMIT)) }),
])
/** What may come over an instructor's socket. */
export const instructorMessage = deeds(instructorDeed)

/** Why a page's deed was not taken; the page's words for it are in its i18n. */
export type Refusal = 'malformed' | 'too-large' | 'too-many' | 'unavailable' | 'unknown'

/** What a server sends to a learner's page. `now`: its clock, ms since 1970, by which timers run. */
export type ToLearner =
  | { do: 'view'; now: number; view: LearnerView }
  | { do: 'now'; now: number }
  | { do: 'kept'; ids: readonly string[] }
  | { do: 'refused'; ids: readonly string[]; why: Refusal }

/** What a server sends to an instructor's page: all that was, then what comes. */
export type ToInstructor =
  | { do: 'class'; id: string; now: number; title: string; code: string; plan: readonly PlannedLesson[]; words: CourseWords }
  | { do: 'events'; events: readonly ClassEvent[]; online: readonly string[] }
  | { do: 'online'; online: readonly string[] }
  | { do: 'lab'; learner: string; at: number }
  | { do: 'now'; now: number }
  | { do: 'kept'; ids: readonly string[] }
  | { do: 'refused'; ids: readonly string[]; why: Refusal }
