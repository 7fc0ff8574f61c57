import { type ClassState, emptyClass, take } from '../../classroom/class-state.ts'
import type { ClassEvent } from '../../classroom/deeds.ts'
import type { ClassRow } from '../store/classes.ts'
import type { Journal } from '../store/journal.ts'

/** A class as this process knows it: the fold of its journal, brought up to date whenever someone says that there is more. */
export class Room {
  readonly row: ClassRow
  /** all that happened, without what was removed */
  events: ClassEvent[] = []
  readonly state: ClassState = emptyClass()
  #journal: Journal
  #listeners = new Set<(events: readonly ClassEvent[]) => void>()
  #reading: Promise<void> | undefined
  #again = false

  constructor(row: ClassRow, journal: Journal) {
    this.row = row
    this.#journal = journal
  }

  /** Called with new events, in their order, after they were taken into the state. */
  onEvents(listener: (events: readonly ClassEvent[]) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Reads what is new. Calls at the same time share a reading, or the one after it. */
  refresh(): Promise<void> {
    if (this.#reading) {
      this.#again = true
      return this.#reading
    }
    this.#reading = this.#read().finally(() => {
      this.#reading = undefined
    })
    return this.#reading
  }

  /** Nothing of a removed learner is told to pages that come later: neither deeds nor the name. */
  #forget(learner: string): void {
    this.events = this.events.filter(({ by, deed }) => by !== learner && !(deed.do === 'joined' && deed.learner === learner))
  }

  async #read(): Promise<void> {
    do {
      this.#again = false
      const fresh = await this.#journal.after(this.row.id, this.state.seq)
      if (fresh.length === 0) continue
      for (const event of fresh) {
        take(this.state, event)
        this.events.push(event)
        if (event.deed.do === 'remove') this.#forget(event.deed.learner)
      }
      for (const listener of this.#listeners) listener(fresh)
    } while (this.#again)
  }
}
