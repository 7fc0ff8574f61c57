import { newId } from '../store/classes.ts'
import type { Database } from '../store/open.ts'
import { hashToken } from './secret.ts'

/** What a session was begun as. */
export type Role = 'learner' | 'instructor'

/** Who speaks: an instructor (no learner), or a learner of a class. */
export interface Session {
  classId: string
  learnerId?: string
}

/** How long sessions last, ms. */
const LEARNER_TIME = 30 * 24 * 3600_000
const INSTRUCTOR_TIME = 12 * 3600_000

/** Sign-ins. They live in the database: every process knows them, and one that was ended stays ended. */
export class Sessions {
  #db: Database
  #now: () => number

  constructor(db: Database, now: () => number) {
    this.#db = db
    this.#now = now
  }

  /** Begins a session; its token goes into a cookie, only its hash is kept. `lasts`: seconds. */
  async begin(session: Session): Promise<{ token: string; lasts: number }> {
    const token = newId() + newId()
    const time = session.learnerId === undefined ? INSTRUCTOR_TIME : LEARNER_TIME
    await this.#db
      .insertInto('session')
      .values({
        token_hash: hashToken(token),
        class_id: session.classId,
        learner_id: session.learnerId ?? null,
        expires_at: this.#now() + time,
      })
      .execute()
    return { token, lasts: time / 1_000 }
  }

  /** Whose token this is: undefined when it was never given out in this role, has ended or is too old. */
  async find(token: string | undefined, role: Role): Promise<Session | undefined> {
    if (token === undefined) return undefined
    const row = await this.#db
      .selectFrom('session')
      .select(['class_id', 'learner_id'])
      .where('token_hash', '=', hashToken(token))
      .where('learner_id', role === 'learner' ? 'is not' : 'is', null)
      .where('expires_at', '>', this.#now())
      .executeTakeFirst()
    return row && { classId: row.class_id, ...(row.learner_id === null ? {} : { learnerId: row.learner_id }) }
  }

  /** Which of these tokens still hold, by their hashes: one query for all that are connected. */
  async standing(hashes: readonly string[]): Promise<ReadonlySet<string>> {
    if (hashes.length === 0) return new Set()
    const rows = await this.#db
      .selectFrom('session')
      .select('token_hash')
      .where('token_hash', 'in', hashes)
      .where('expires_at', '>', this.#now())
      .execute()
    return new Set(rows.map((row) => row.token_hash))
  }

  async end(token: string): Promise<void> {
    await this.#db.deleteFrom('session').where('token_hash', '=', hashToken(token)).execute()
  }

  async forgetOld(): Promise<void> {
    await this.#db.deleteFrom('session').where('expires_at', '<=', this.#now()).execute()
  }
}
