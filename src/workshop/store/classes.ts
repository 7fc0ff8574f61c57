import { randomBytes, randomInt } from 'node:crypto'
import type { Selectable } from 'kysely'
import type { Database } from './open.ts'
import type { Tables } from './schema.ts'

export type ClassRow = Selectable<Tables['class']>

/** What is said of a class that is to be made. `now`: ms since 1970. */
interface WantedClass {
  title: string
  secretHash: string
  template: string
  now: number
}

/** Letters of join codes: none that look alike when read from a wall. */
const LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
const CODE_LENGTH = 6

/** A random id for rows: 128 bits, base64url. */
export function newId(): string {
  return randomBytes(16).toString('base64url')
}

function newCode(): string {
  return Array.from({ length: CODE_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]).join('')
}

/** Creates a class with a join code of its own. */
export async function createClass(db: Database, wanted: WantedClass): Promise<ClassRow> {
  const row = rowOf(wanted)
  await db.insertInto('class').values(row).execute()
  return row
}

function rowOf({ title, secretHash, template, now }: WantedClass): ClassRow {
  return { id: newId(), title, code: newCode(), secret_hash: secretHash, template, created_at: now, last_seq: 0 }
}

/** The first class of a store: one and the same, however many processes start over the store at once. */
export async function firstClass(db: Database, wanted: WantedClass): Promise<ClassRow> {
  const id = await sharedSetting(db, 'first-class', newId)
  await db
    .insertInto('class')
    .values({ ...rowOf(wanted), id })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
  return (await classById(db, id)) as ClassRow
}

export function classByCode(db: Database, code: string): Promise<ClassRow | undefined> {
  return db.selectFrom('class').selectAll().where('code', '=', code.toUpperCase()).executeTakeFirst()
}

export function classById(db: Database, id: string): Promise<ClassRow | undefined> {
  return db.selectFrom('class').selectAll().where('id', '=', id).executeTakeFirst()
}

export function allClasses(db: Database): Promise<ClassRow[]> {
  return db.selectFrom('class').selectAll().orderBy('created_at', 'desc').execute()
}

/** Removes classes, and with them all that was kept of their learners. Says how many went. */
export async function removeClasses(db: Database, which: { id: string } | { olderThan: number }): Promise<number> {
  const query =
    'id' in which ? db.deleteFrom('class').where('id', '=', which.id) : db.deleteFrom('class').where('created_at', '<', which.olderThan)
  return Number((await query.executeTakeFirst()).numDeletedRows)
}

/** Removes a learner with all that was kept: sessions, submissions and lab go with the row, the name stands in the event of joining. */
export async function removeLearner(db: Pick<Database, 'deleteFrom'>, classId: string, learner: string): Promise<void> {
  await db.deleteFrom('learner').where('class_id', '=', classId).where('id', '=', learner).execute()
  await db
    .deleteFrom('event')
    .where('class_id', '=', classId)
    .where((eb) => eb.or([eb('by', '=', learner), eb('id', '=', learner)]))
    .execute()
}

/** A value that all processes share; made once, by whoever comes first. */
export async function sharedSetting(db: Database, name: string, make: () => string): Promise<string> {
  await db
    .insertInto('setting')
    .values({ name, value: make() })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute()
  return (await db.selectFrom('setting').select('value').where('name', '=', name).executeTakeFirstOrThrow()).value
}
