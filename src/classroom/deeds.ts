import * as v from 'valibot'

/**
 * What happens in a class, as plain data. A class is the fold of its events (`class-state.ts`), so
 * the server, an instructor's page and the report all come to the same picture.
 */

/** Ids of lessons, exercises, steps, checks: as `content/` names them. */
const slug = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9-]{0,79}$/))
/** Ids made by a page or the server. */
export const id = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{8,40}$/))
const text = (most: number) => v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(most))
/** A page of the course below its language: `lessons/dns/#step-2`. */
const place = v.pipe(v.string(), v.regex(/^(?:[a-z0-9-]+\/){0,3}(?:#[a-z0-9-]{1,80})?$/))
const audience = v.variant('all', [
  v.strictObject({ all: v.literal(true) }),
  v.strictObject({ all: v.literal(false), learner: v.optional(id), group: v.optional(text(40)) }),
])
/** Whom an instructor speaks to: everybody, a group, one learner. */
export type Audience = v.InferOutput<typeof audience>

/** The name under which a learner joins: shown to the instructor, nothing else is asked. */
export const displayName = v.pipe(text(40), v.regex(/^[^\p{Cc}\p{Cs}]+$/u))

/** Texts of all files or a lab's log, in UTF-16 units. */
export const SUBMISSION_LIMIT = 1_000_000
const files = v.pipe(
  v.record(v.pipe(v.string(), v.maxLength(200)), v.string()),
  v.check((given) => Object.keys(given).length <= 200, 'too many files'),
  v.check((given) => Object.values(given).reduce((sum, each) => sum + each.length, 0) <= SUBMISSION_LIMIT, 'too large'),
)

/** What a learner hands in: manifests, answers, or the log of a lab. Scores are not: the server grades. */
export const handedIn = v.strictObject({
  files,
  answers: v.optional(
    v.pipe(
      v.record(slug, v.pipe(v.string(), v.maxLength(200))),
      v.check((given) => Object.keys(given).length <= 50),
    ),
  ),
  log: v.optional(v.pipe(v.string(), v.maxLength(SUBMISSION_LIMIT))),
})
export type HandedIn = v.InferOutput<typeof handedIn>

/** What a learner's page tells. */
export const learnerDeed = v.variant('do', [
  v.strictObject({ do: v.literal('at'), lesson: slug, step: v.optional(slug) }),
  v.strictObject({ do: v.literal('tick'), lesson: slug, tick: slug }),
  v.strictObject({ do: v.literal('guess'), lesson: slug, prediction: slug, choice: slug }),
  v.strictObject({ do: v.literal('submit'), exercise: slug, submission: handedIn }),
  v.strictObject({ do: v.literal('hint'), exercise: slug, check: slug }),
  v.strictObject({ do: v.literal('solution'), exercise: slug }),
  v.strictObject({ do: v.literal('hand'), up: v.boolean() }),
  v.strictObject({ do: v.literal('vote'), poll: id, choice: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(9)) }),
])
export type LearnerDeed = v.InferOutput<typeof learnerDeed>

/** What an instructor's page tells. */
export const instructorDeed = v.variant('do', [
  v.strictObject({ do: v.literal('say'), to: audience, text: text(2_000) }),
  /** a command chip that learners can run with one click */
  v.strictObject({ do: v.literal('suggest'), to: audience, command: text(2_000), on: v.optional(text(100)) }),
  v.strictObject({
    do: v.literal('poll'),
    poll: id,
    question: text(500),
    choices: v.pipe(v.array(text(200)), v.minLength(2), v.maxLength(8)),
  }),
  v.strictObject({ do: v.literal('closePoll'), poll: id, show: v.boolean() }),
  /** counts down from so many ms, by the server's clock; null takes the timer away */
  v.strictObject({ do: v.literal('timer'), ms: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(24 * 3600_000))) }),
  /** lessons after this one (by number) are not opened yet; null opens all */
  v.strictObject({ do: v.literal('gate'), upTo: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(99))) }),
  v.strictObject({ do: v.literal('attention'), on: v.boolean() }),
  /** learners' pages go where the instructor goes: everybody's, or those of the audience */
  v.strictObject({ do: v.literal('follow'), on: v.boolean(), place: v.optional(place), to: v.optional(audience) }),
  v.strictObject({ do: v.literal('group'), learner: id, group: v.nullable(text(40)) }),
  v.strictObject({ do: v.literal('lowerHand'), learner: id }),
  /** shows a submission to all, without its author's name; null ends it */
  v.strictObject({ do: v.literal('spotlight'), submission: v.nullable(id) }),
  /** asks a learner's page for its lab, and goes on asking while it is on */
  v.strictObject({ do: v.literal('watch'), learner: id, on: v.boolean() }),
  v.strictObject({ do: v.literal('remove'), learner: id }),
  v.strictObject({ do: v.literal('regrade'), exercise: v.optional(slug) }),
])
export type InstructorDeed = v.InferOutput<typeof instructorDeed>

/** What a submission was found to be: the server's own grading. */
export interface Grade {
  score: number
  max: number
  passed: boolean
  /** ids of failed checks, and the misconceptions that their hints name */
  failed: readonly string[]
  misconceptions: readonly string[]
  /** the submission could not be run to its end */
  stopped?: string
}

/** What the server itself adds. */
export type ServerDeed =
  | { do: 'joined'; learner: string; name: string }
  | { do: 'guessed'; lesson: string; prediction: string; choice: string; right: boolean }
  | { do: 'submitted'; learner: string; submission: string; exercise: string }
  | ({ do: 'graded'; learner: string; submission: string; exercise: string; again: boolean } & Grade)

/** A deed as it is kept in the class's journal: without the texts of submissions, and guesses with what the server found. */
export type KeptDeed = Exclude<LearnerDeed, { do: 'submit' | 'guess' }> | InstructorDeed | ServerDeed

/** One line of a class's journal. */
export interface ClassEvent {
  /** position in the journal; later events have higher numbers */
  seq: number
  /** ms since 1970 on the server's clock */
  at: number
  /** a learner's id, `instructor` or `server` */
  by: string
  deed: KeptDeed
}

/** One lesson of a class's outline. */
export interface PlannedLesson {
  lesson: string
  /** its number in the course */
  order: number
  minutes: number
  exercises: readonly string[]
  /** how many steps tick, and how many predictions there are */
  of: number
}
