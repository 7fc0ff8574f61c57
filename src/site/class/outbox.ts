import type { Outgoing } from '../../classroom/messages.ts'

/**
 * What a class has not confirmed yet. Each deed is an entry of the browser's storage of its own, so
 * that several tabs never overwrite each other's, and what one tab left behind another one sends.
 */
export class Outbox<D> {
  #prefix: string
  /** what could not be stored, for want of room: it waits in this page only */
  #unstored = new Map<string, Outgoing<D>>()

  /** `owner`: whose deeds these are; another learner's wait under another name. */
  constructor(owner: string) {
    this.#prefix = `podtalk.class.outbox.${owner}.`
  }

  add(outgoing: Outgoing<D>): void {
    try {
      localStorage.setItem(this.#prefix + outgoing.id, JSON.stringify({ at: performance.timeOrigin + performance.now(), ...outgoing }))
    } catch {
      this.#unstored.set(outgoing.id, outgoing)
    }
  }

  remove(ids: Iterable<string>): void {
    for (const id of ids) {
      this.#unstored.delete(id)
      localStorage.removeItem(this.#prefix + id)
    }
  }

  clear(): void {
    this.#unstored.clear()
    for (const key of this.#keys()) localStorage.removeItem(key)
  }

  get size(): number {
    return this.#keys().length + this.#unstored.size
  }

  /** Everything that waits, the oldest first, whichever tab it is from. */
  all(): Outgoing<D>[] {
    const stored = this.#keys()
      .flatMap((key) => readEntry<D>(localStorage.getItem(key)))
      .sort((a, b) => a.at - b.at)
      .map(({ id, deed }) => ({ id, deed }))
    return [...stored, ...this.#unstored.values()]
  }

  #keys(): string[] {
    return Object.keys(localStorage).filter((key) => key.startsWith(this.#prefix))
  }
}

function readEntry<D>(text: string | null): (Outgoing<D> & { at: number })[] {
  try {
    const value = JSON.parse(text ?? '')
    return typeof value?.id === 'string' && typeof value.at === 'number' ? [value] : []
  } catch {
    return []
  }
}
