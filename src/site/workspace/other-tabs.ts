/** A lab's place is in use by the tab that said so first. */
interface Said {
  say: 'here' | 'taken' | 'give' | 'given'
  place: string
  tab: string
  /** wall clock, ms: since when that tab has the lab open */
  since: number
}

/** What a tab does when others speak to it. */
export interface Manners {
  /** another tab has had this place open for longer */
  taken(place: string): void
  /** another tab has a lab open in another place */
  arrived(place: string): void
  /** another tab wants to go on with this place: saves what there is and lets go */
  give(place: string): Promise<void>
}

const CHANNEL = 'podtalk labs'
/** A tab that the browser has put to sleep does not answer; what it has saved is all there is then. ms */
const PATIENCE = 800
/** Since when a tab has a lab open that only asks after it. */
const ASKING = Number.MAX_SAFE_INTEGER

/**
 * The tabs of this browser that have labs open, so that no two write over each other. It needs no
 * secure context, as Web Locks do: a class is often served from a plain address of the local network.
 */
export class OtherTabs {
  readonly id = Math.random().toString(36).slice(2)
  #channel = new BroadcastChannel(CHANNEL)
  #manners: Manners
  #place: string | undefined
  #since = 0
  #waiting = new Set<(said: Said) => void>()

  constructor(manners: Manners) {
    this.#manners = manners
    this.#channel.onmessage = ({ data }: MessageEvent<Said>) => this.#hear(data)
  }

  /** This tab has a lab open now; `undefined`: none that is kept. */
  use(place: string | undefined): void {
    this.#place = place
    this.#since = Date.now()
    if (place !== undefined) this.#say('here', place)
  }

  /** Has another tab this place open? */
  async inUse(place: string): Promise<boolean> {
    const answer = this.#answer((said) => said.place === place && (said.say === 'taken' || (said.say === 'here' && said.since !== ASKING)))
    this.#channel.postMessage({ say: 'here', place, tab: this.id, since: ASKING } satisfies Said)
    return answer
  }

  /** Asks whoever has this place open to save it and to let go, and waits until that is done. */
  async take(place: string): Promise<void> {
    const answer = this.#answer((said) => said.say === 'given' && said.place === place)
    this.#say('give', place)
    await answer
  }

  #answer(fits: (said: Said) => boolean): Promise<boolean> {
    return new Promise((resolve) => {
      const done = (heard: boolean): void => {
        clearTimeout(timer)
        this.#waiting.delete(listen)
        resolve(heard)
      }
      const listen = (said: Said): void => {
        if (fits(said)) done(true)
      }
      const timer = setTimeout(() => done(false), PATIENCE)
      this.#waiting.add(listen)
    })
  }

  #hear(said: Said): void {
    for (const listen of this.#waiting) listen(said)
    if (said.place !== this.#place) {
      // An answer that came late says the same.
      if (said.say === 'taken' || (said.say === 'here' && said.since !== ASKING)) this.#manners.arrived(said.place)
      return
    }
    const first = this.#since < said.since || (this.#since === said.since && this.id < said.tab)
    if (said.say === 'here' && first) this.#say('taken', said.place)
    else if (said.say === 'taken' && !first) this.#manners.taken(said.place)
    else if (said.say === 'give') void this.#manners.give(said.place).then(() => this.#say('given', said.place))
  }

  #say(say: Said['say'], place: string): void {
    this.#channel.postMessage({ say, place, tab: this.id, since: this.#since } satisfies Said)
  }
}
