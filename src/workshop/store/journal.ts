import type { Transaction } from 'kysely'
import type { ClassEvent, KeptDeed } from '../../classroom/deeds.ts'
import type { Database } from './open.ts'
import type { Tables } from './schema.ts'

/** A deed on its way into a class's journal. */
export interface Entry {
  /** of the page that sent it; an entry whose id is there already is not added again */
  id: string
  by: string
  deed: KeptDeed
  /** rows that belong to the deed, written in the same transaction */
  also?: (transaction: Transaction<Tables>, at: number) => Promise<void>
}

/** Entries that wait for each other at most, ms: they then share one transaction. */
const GATHER = 4
/** Entries of one transaction at most. */
const MOST = 200

interface Waiting {
  entry: Entry
  kept: () => void
  failed: (error: unknown) => void
}

/**
 * Writes the journals of classes. Entries that come at about the same time are written in one
 * transaction; a promise is kept only when its entry is on the disk.
 */
export class Journal {
  #db: Database
  #now: () => number
  #waiting = new Map<string, Waiting[]>()
  #writing = new Set<string>()
  /** told of classes that have new events */
  #onWritten: (classId: string) => void

  constructor(db: Database, now: () => number, onWritten: (classId: string) => void) {
    this.#db = db
    this.#now = now
    this.#onWritten = onWritten
  }

  /** Adds entries; resolves when they are kept (or were before). Rejects when the database is out of reach: nothing was kept then. */
  async append(classId: string, entries: readonly Entry[]): Promise<void> {
    const waiting = this.#waiting.get(classId) ?? []
    this.#waiting.set(classId, waiting)
    const all = entries.map((entry) => new Promise<void>((kept, failed) => waiting.push({ entry, kept, failed })))
    if (!this.#writing.has(classId)) {
      this.#writing.add(classId)
      setTimeout(() => void this.#write(classId), GATHER)
    }
    // all of them, so that a failed one leaves no other promise unheard
    const results = await Promise.allSettled(all)
    const failure = results.find((result) => result.status === 'rejected')
    if (failure) throw failure.reason
  }

  /** Events after a position, oldest first. */
  async after(classId: string, seq: number): Promise<ClassEvent[]> {
    const rows = await this.#db
      .selectFrom('event')
      .select(['seq', 'at', 'by', 'deed'])
      .where('class_id', '=', classId)
      .where('seq', '>', seq)
      .orderBy('seq')
      .execute()
    return rows.map((row) => ({ ...row, deed: JSON.parse(row.deed) }))
  }

  async #write(classId: string): Promise<void> {
    for (;;) {
      const group = this.#waiting.get(classId)?.splice(0, MOST) ?? []
      if (group.length === 0) break
      try {
        await this.#db.transaction().execute((transaction) => this.#keep(transaction, classId, group))
        for (const { kept } of group) kept()
        this.#onWritten(classId)
      } catch (error) {
        for (const { failed } of group) failed(error)
      }
    }
    this.#waiting.delete(classId)
    this.#writing.delete(classId)
  }

  async #keep(transaction: Transaction<Tables>, classId: string, group: readonly Waiting[]): Promise<void> {
    // Raising the number first makes writers of one class wait for each other, in all processes:
    // numbers become visible in their order, and "all after n" misses none.
    const { last_seq } = await transaction
      .updateTable('class')
      .set((eb) => ({ last_seq: eb('last_seq', '+', group.length) }))
      .where('id', '=', classId)
      .returning('last_seq')
      .executeTakeFirstOrThrow()
    const ids = group.map(({ entry }) => entry.id)
    const there = new Set(
      (await transaction.selectFrom('event').select('id').where('class_id', '=', classId).where('id', 'in', ids).execute()).map(
        ({ id }) => id,
      ),
    )
    const at = this.#now()
    let seq = Number(last_seq) - group.length
    const rows: Tables['event'][] = []
    for (const { entry } of group) {
      seq++
      if (there.has(entry.id)) continue
      there.add(entry.id)
      rows.push({ class_id: classId, seq, id: entry.id, at, by: entry.by, deed: JSON.stringify(entry.deed) })
      await entry.also?.(transaction, at)
    }
    if (rows.length > 0) await transaction.insertInto('event').values(rows).execute()
  }
}
