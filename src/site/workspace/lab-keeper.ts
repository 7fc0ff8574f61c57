import { signal } from '@preact/signals'
import type { LabLog } from '../../lab/log.ts'
import { labsWhere, loadLab, markOffered, removeLab, type SavedLab, saveLab, saveLabOver, WrittenElsewhere } from './lab-storage.ts'
import { OtherTabs } from './other-tabs.ts'
import { forgetPlaces, type Guest, guestOf, guestPlace, keyOf, placeOf, rememberPlace } from './places.ts'

/** A lab is saved so long after an input, ms. */
const SAVE_DELAY = 150
/** Labs that came by a link are kept so long, ms. */
const GUESTS_STAY = 14 * 86_400_000

export type SaveState = 'saved' | 'full' | 'off'

/** Keeps the lab that a tab shows in the browser, in a place where no other tab and no other lab is written over. */
export class LabKeeper {
  readonly save = signal<SaveState>('saved')
  /** the lab is not the learner's own one of its key, which is left alone */
  readonly guest = signal<Guest | undefined>(undefined)
  /** where a copy of this lab is that another tab has left */
  readonly left = signal<string | undefined>(undefined)
  #log: () => LabLog | undefined
  #keep = true
  /** where it is saved, and where the lab that is shown belongs: while one opens, the old one is not written over it */
  #place = ''
  #shownAt = ''
  /** by place, the writing that is known to be there */
  #stamps = new Map<string, string | undefined>()
  #writing: Promise<void> = Promise.resolve()
  #writings = 0
  #saving: ReturnType<typeof setTimeout> | undefined
  #tabs = new OtherTabs({
    taken: (place) => this.#becomeCopy(place),
    arrived: (place) => {
      // The copy that seemed to be left was only on its way.
      if (place === this.left.peek()) this.left.value = undefined
    },
    give: async (place) => {
      await this.saved()
      this.#becomeCopy(place)
    },
  })

  /** `log`: the lab that is shown, as it is to be kept; undefined while there is none. */
  constructor(log: () => LabLog | undefined) {
    this.#log = log
    addEventListener('pagehide', () => this.#saveNow(true))
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') this.#saveNow()
    })
  }

  /** The lab of a key as it was kept, and the place where this tab is to keep it. */
  async find(key: string): Promise<{ place: string; found: SavedLab | undefined }> {
    const place = placeOf(key)
    const found = (await loadLab(place)) ?? (guestOf(place) && (await loadLab(key)))
    return { place, found }
  }

  /** This tab keeps its lab there from now on; `found`: what it knows to be there. `keep: false`: nothing is kept. */
  settle(place: string, found: SavedLab | undefined, keep = true): void {
    this.#keep = keep
    this.#place = place
    this.#stamps.set(place, found?.key === place ? found.stamp : undefined)
    this.guest.value = keep ? guestOf(place) : undefined
    if (keep) rememberPlace(place)
    this.#tabs.use(keep ? place : undefined)
  }

  /** The same in a new place, for a lab that came by a link. */
  settleShared(key: string): void {
    this.settle(guestPlace('shared', key, this.#tabs.id), undefined)
  }

  /** The lab that belongs to the present place is shown. */
  shown(): void {
    this.#shownAt = this.#place
  }

  /** Nothing of the lab that is open is to be kept any more: its learner has had everything forgotten. */
  forget(): void {
    clearTimeout(this.#saving)
    this.#saving = undefined
    forgetPlaces()
    this.settle('', undefined, false)
  }

  /** The learner's own lab of a key; a tab that has it open is asked to let go. */
  async own(key: string): Promise<SavedLab | undefined> {
    if (this.guest.peek() === 'copy') await this.#tabs.take(key)
    return loadLab(key)
  }

  /** Looks for a copy that a tab, closed since, has left of the lab that is open. */
  async lookForCopies(key: string): Promise<void> {
    const own = (): boolean => this.#keep && this.#place === key
    if (!own()) return
    for (const { key: place, offered, savedAt } of await labsWhere((place) => guestOf(place) !== undefined && keyOf(place) === key)) {
      if (offered || (await this.#tabs.inUse(place))) continue
      if (!own()) return
      if (guestOf(place) === 'copy') {
        this.left.value = place
        return
      }
      if (Date.now() - savedAt > GUESTS_STAY) await removeLab(place)
    }
  }

  /** The copy that another tab has left; nobody is told of it any more, and it stays where it is. */
  async takeCopy(): Promise<LabLog | undefined> {
    const place = this.left.peek()
    if (place === undefined) return undefined
    const saved = await loadLab(place)
    this.left.value = undefined
    await markOffered(place)
    return saved?.log
  }

  /** The lab has changed. */
  saveSoon(): void {
    if (!this.#keep) return
    this.#saving ??= setTimeout(() => this.#saveNow(), SAVE_DELAY)
  }

  /** Saves now, and waits until it is written. */
  async saved(): Promise<void> {
    this.#saveNow()
    await this.#writing
  }

  /** `leaving`: the page goes away, and there is no time to look at what others have written. */
  #saveNow(leaving = false): void {
    const wanted = this.#saving !== undefined
    clearTimeout(this.#saving)
    this.#saving = undefined
    const place = this.#place
    if (place !== this.#shownAt) return
    const log = this.#keep ? this.#log() : undefined
    // A copy in which nothing was done is none.
    if (!log || (!wanted && this.#stamps.get(place) === undefined)) return
    const stamp = `${this.#tabs.id} ${++this.#writings}`
    const write = async (): Promise<void> => {
      try {
        await (leaving ? saveLab(place, log, stamp) : saveLabOver(this.#stamps.get(place), place, log, stamp))
        this.#stamps.set(place, stamp)
        this.save.value = 'saved'
      } catch (error) {
        if (error instanceof WrittenElsewhere) await this.#giveWay(place, log, stamp)
        else this.save.value = (error as Error | null)?.name === 'QuotaExceededError' ? 'full' : 'off'
      }
    }
    this.#writing = leaving ? write() : this.#writing.then(write)
  }

  /** Another tab has this place: what is here goes on as a copy, in a place of its own. Nothing is written before something is done. */
  #becomeCopy(place: string): void {
    if (place !== this.#place || !this.#keep) return
    const shown = this.#shownAt === place
    this.settle(guestPlace('copy', keyOf(place), this.#tabs.id), undefined)
    if (shown) this.shown()
    if (this.#saving !== undefined) this.#saveNow()
  }

  /** Another tab has written over what this one knew: what is here goes into a copy. */
  async #giveWay(place: string, log: LabLog, stamp: string): Promise<void> {
    if (place === this.#place) {
      this.#becomeCopy(place)
      this.saveSoon()
    } else await saveLab(guestPlace('copy', keyOf(place), this.#tabs.id), log, stamp).catch(() => undefined)
  }
}
