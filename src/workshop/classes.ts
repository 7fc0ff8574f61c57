import type { HandedIn, InstructorDeed, KeptDeed, LearnerDeed } from '../classroom/deeds.ts'
import type { Outgoing, Refusal } from '../classroom/messages.ts'
import type { WorkshopCourse } from './course.ts'
import type { GradingPool } from './grading/pool.ts'
import type { Regrade } from './grading/regrades.ts'
import type { Bus } from './live/bus.ts'
import { Room } from './live/room.ts'
import { type ClassRow, classById, newId, removeLearner } from './store/classes.ts'
import { type Entry, Journal } from './store/journal.ts'
import { keepLab } from './store/labs.ts'
import type { Database } from './store/open.ts'
import { gradesOf, submissionById, submissionsOf, ungraded } from './store/submissions.ts'

/** Learners of one class at most. */
const MOST_LEARNERS = 2_000
/** A submission that was kept so long ago and has no grade was left behind by a process that died, ms. */
const LEFT_BEHIND = 10_000

/** What came of a page's deeds. */
export interface Outcome {
  kept: string[]
  refused: { id: string; why: Refusal }[]
}

/** The classes of a workshop: what is done in them is kept, graded and told. */
export class Classes {
  readonly db: Database
  readonly course: WorkshopCourse
  #bus: Bus
  #pool: GradingPool
  #now: () => number
  #journal: Journal
  #rooms = new Map<string, Promise<Room | undefined>>()
  /** set by the workshop: regrading needs this class, and this class it */
  regrade: (jobs: readonly Regrade[]) => Promise<void> = async () => {}

  constructor(parts: { db: Database; course: WorkshopCourse; bus: Bus; pool: GradingPool; now: () => number }) {
    this.db = parts.db
    this.course = parts.course
    this.#bus = parts.bus
    this.#pool = parts.pool
    this.#now = parts.now
    this.#journal = new Journal(parts.db, parts.now, (classId) => this.#bus.publish({ about: 'events', class: classId }))
    this.#bus.listen((signal) => {
      if (signal.about === 'events') void this.#refresh(signal.class)
      if (signal.about === 'all') for (const classId of this.#rooms.keys()) void this.#refresh(classId)
    })
  }

  /** The class as it stands; undefined when there is none (any more). */
  async room(classId: string): Promise<Room | undefined> {
    const opened =
      this.#rooms.get(classId) ??
      (async () => {
        const row = await classById(this.db, classId)
        if (!row) return undefined
        const room = new Room(row, this.#journal)
        await room.refresh()
        return room
      })()
    this.#rooms.set(classId, opened)
    try {
      const room = await opened
      if (!room) this.#rooms.delete(classId)
      return room
    } catch (error) {
      // the database was out of reach: the next one asks anew
      this.#rooms.delete(classId)
      throw error
    }
  }

  /** A learner joins under a name. Undefined: the class is full. */
  async join(row: ClassRow, name: string): Promise<string | undefined> {
    const room = await this.room(row.id)
    if (!room || Object.keys(room.state.learners).length >= MOST_LEARNERS) return undefined
    const learner = newId()
    await this.#journal.append(row.id, [
      {
        id: learner,
        by: 'server',
        deed: { do: 'joined', learner, name },
        also: async (transaction, at) => {
          await transaction.insertInto('learner').values({ id: learner, class_id: row.id, name, joined_at: at }).execute()
        },
      },
    ])
    return learner
  }

  /** Keeps what a learner's page tells, and begins to grade what was handed in. */
  async learnerDeeds(classId: string, learner: string, deeds: readonly Outgoing<LearnerDeed>[]): Promise<Outcome> {
    const refused: Outcome['refused'] = []
    const entries: Entry[] = []
    const handedIn: string[] = []
    for (const { id, deed } of deeds) {
      const own = { id: `${learner}.${id}`, by: learner }
      if (!isKnown(this.course, deed)) refused.push({ id, why: 'unknown' })
      else if (deed.do === 'guess') entries.push({ ...own, deed: guessed(this.course, deed) })
      else if (deed.do !== 'submit') entries.push({ ...own, deed })
      else {
        const submission = newId()
        entries.push(this.#submission(classId, learner, id, submission, deed))
        handedIn.push(submission)
      }
    }
    if (entries.length > 0) await this.#journal.append(classId, entries)
    for (const submission of handedIn) this.#gradeSoon({ submission, round: 0 })
    return { kept: deeds.flatMap(({ id }) => (refused.some((each) => each.id === id) ? [] : [id])), refused }
  }

  async instructorDeeds(classId: string, deeds: readonly Outgoing<InstructorDeed>[]): Promise<Outcome> {
    await this.#journal.append(
      classId,
      deeds.map(({ id, deed }) => ({
        id,
        by: 'instructor',
        deed,
        ...(deed.do === 'remove' ? { also: (transaction) => removeLearner(transaction, classId, deed.learner) } : {}),
      })),
    )
    for (const { deed } of deeds) if (deed.do === 'regrade') await this.#regradeAll(classId, deed.exercise)
    return { kept: deeds.map(({ id }) => id), refused: [] }
  }

  /** Keeps the newest lab of a learner and tells who looks at it. */
  async lab(classId: string, learner: string, log: string): Promise<void> {
    const at = this.#now()
    await keepLab(this.db, { learner_id: learner, class_id: classId, at, log })
    this.#bus.publish({ about: 'lab', class: classId, learner, at })
  }

  /** Grades a submission for the n-th time; does nothing when that has been done. */
  async grade({ submission, round }: Regrade): Promise<void> {
    const row = await submissionById(this.db, submission)
    const assignment = row && this.course.assignment(row.exercise)
    if (!row || !assignment || (await gradesOf(this.db, submission)).some((grade) => grade.round === round)) return
    const grade = await this.#pool.grade(assignment, row.content)
    await this.#journal.append(row.class_id, [
      {
        id: `${submission}.${round}`,
        by: 'server',
        deed: { do: 'graded', learner: row.learner_id, submission, exercise: row.exercise, again: round > 0, ...grade },
        also: async (transaction, at) => {
          await transaction
            .insertInto('grade')
            .values({ submission_id: submission, round, at, grade: JSON.stringify(grade) })
            .execute()
        },
      },
    ])
  }

  /** Forgets classes that were removed, and grades what a process that died has left behind. */
  async sweep(): Promise<void> {
    for (const classId of this.#rooms.keys()) if (!(await classById(this.db, classId))) this.#rooms.delete(classId)
    const left = await ungraded(this.db, this.#now() - LEFT_BEHIND)
    if (left.length > 0) await this.regrade(left.map((submission) => ({ submission, round: 0 })))
  }

  #submission(classId: string, learner: string, id: string, submission: string, deed: { exercise: string; submission: HandedIn }): Entry {
    const { exercise } = deed
    return {
      id: `${learner}.${id}`,
      by: learner,
      deed: { do: 'submitted', learner, submission, exercise },
      also: async (transaction, at) => {
        const content = JSON.stringify(deed.submission)
        await transaction
          .insertInto('submission')
          .values({ id: submission, class_id: classId, learner_id: learner, exercise, at, content })
          .execute()
      },
    }
  }

  /** What fails now (the database is away) is found by the next sweep. */
  #gradeSoon(job: Regrade): void {
    this.grade(job).catch(() => {})
  }

  async #regradeAll(classId: string, exercise: string | undefined): Promise<void> {
    const jobs: Regrade[] = []
    for (const submission of await submissionsOf(this.db, classId, exercise))
      jobs.push({ submission, round: (await gradesOf(this.db, submission)).length })
    await this.regrade(jobs)
  }

  async #refresh(classId: string): Promise<void> {
    try {
      await (await this.#rooms.get(classId))?.refresh()
    } catch {
      // The database is away; the bus says `all` when it is back, and every new event asks again.
    }
  }
}

/** Is what a learner's deed is about part of the course? */
function isKnown(course: WorkshopCourse, deed: LearnerDeed): boolean {
  if (deed.do === 'guess') return choiceOf(course, deed) !== undefined
  return !('exercise' in deed) || course.assignment(deed.exercise) !== undefined
}

/** A guess with what the server knows of it: pages say what was chosen, not whether it was right. */
function guessed(course: WorkshopCourse, deed: Guess): KeptDeed {
  return { ...deed, do: 'guessed', right: choiceOf(course, deed)?.right === true }
}

type Guess = Extract<LearnerDeed, { do: 'guess' }>

function choiceOf({ words: { predictions } }: WorkshopCourse, { lesson, prediction, choice }: Guess) {
  const ofLesson = Object.hasOwn(predictions, lesson) ? predictions[lesson] : undefined
  const asked = ofLesson && Object.hasOwn(ofLesson, prediction) ? ofLesson[prediction] : undefined
  return asked?.choices.find(({ value }) => value === choice)
}
