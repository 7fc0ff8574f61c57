import { signal } from '@preact/signals'
import type { Outgoing, Refusal } from '../../classroom/messages.ts'
import { Outbox } from './outbox.ts'

/** Deeds that one frame carries, and the letters that it may have. */
const MOST_DEEDS = 50
const MOST_LETTERS = 1_800_000
/** Waits between tries to connect, ms. */
const FIRST_WAIT = 400
const LONGEST_WAIT = 5_000
/** Wait before what the class could not keep is sent again, ms. */
const AGAIN = { unavailable: 3_000, 'too-many': 15_000 } as const
/** Closed for good: signed out, removed. */
const FINAL = new Set([4401, 4403])
/** Closed since too much came. */
const TOO_MUCH = 4429
/** The class answers within this time, and says something every 20 s; a line on which it does not is dead, ms. */
const ANSWERS = 12_000
const SPEAKS = 45_000

/** What every message from the class may be, besides what is special to a role. */
interface Answers {
  do: string
  ids?: readonly string[]
  why?: Refusal
  /** the class's clock, ms since 1970 */
  now?: number
}

/**
 * A line to the class that comes back by itself. What is told while it is down waits (in this
 * browser, over reloads) and is sent until the class says that it is kept; each deed has an id, so
 * that one that arrives twice counts once.
 */
export class ClassConnection<D, M> {
  readonly state = signal<'connecting' | 'open' | 'ended'>('ended')
  /** how many deeds the class has not confirmed yet */
  readonly waiting = signal(0)
  /** the class's clock ahead of this page's, ms */
  readonly ahead = signal(0)
  #role: 'learner' | 'instructor'
  #hear: (message: M) => void
  #outbox = new Outbox<D>('nobody')
  #socket: WebSocket | undefined
  #wait = FIRST_WAIT
  #timer: ReturnType<typeof setTimeout> | undefined
  #again: ReturnType<typeof setTimeout> | undefined
  /** when the class was heard last, and since when something waits for its answer; ms of this page's clock */
  #heard = 0
  #asked: number | undefined

  constructor(role: 'learner' | 'instructor', hear: (message: M) => void) {
    this.#role = role
    this.#hear = hear
    addEventListener('online', () => this.#connect())
    addEventListener('offline', () => this.#lose())
    setInterval(() => this.#watch(), 2_000)
  }

  /** Begins to speak with the class, as `owner`. */
  begin(owner: string): void {
    if (this.state.value !== 'ended') return
    this.#outbox = new Outbox(owner)
    this.#wait = FIRST_WAIT
    this.state.value = 'connecting'
    this.#count()
    this.#connect()
  }

  /** Tells the class something. `id`: of a deed that other tabs or a later page may tell too, so that it counts once. */
  tell(deed: D, id: string = newId()): void {
    if (this.state.value === 'ended') return
    const outgoing = { id, deed }
    this.#outbox.add(outgoing)
    this.#count()
    this.#send([outgoing])
  }

  /** Sends something that need not arrive. */
  mention(message: unknown): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message))
  }

  end(): void {
    this.state.value = 'ended'
    clearTimeout(this.#timer)
    this.#socket?.close()
    this.#socket = undefined
    this.#outbox.clear()
    this.#count()
  }

  #connect(): void {
    if (this.state.value === 'ended' || (this.#socket && this.#socket.readyState <= WebSocket.OPEN)) return
    clearTimeout(this.#timer)
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/class/live/${this.#role}`)
    this.#socket = socket
    socket.addEventListener('open', () => {
      this.#wait = FIRST_WAIT
      this.#heard = Date.now()
      this.state.value = 'open'
      this.#send(this.#outbox.all())
    })
    socket.addEventListener('message', ({ data }) => {
      if (this.#socket === socket) this.#take(JSON.parse(data))
    })
    socket.addEventListener('close', ({ code }) => {
      if (this.state.value === 'ended' || this.#socket !== socket) return
      if (FINAL.has(code)) return this.end()
      if (code === TOO_MUCH) this.#wait = LONGEST_WAIT
      this.#lose()
    })
  }

  /** The line is gone: another one, a little later. */
  #lose(): void {
    if (this.state.value === 'ended') return
    this.#socket?.close()
    this.#socket = undefined
    this.#asked = undefined
    this.state.value = 'connecting'
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#connect(), this.#wait * (0.5 + Math.random()))
    this.#wait = Math.min(LONGEST_WAIT, this.#wait * 1.7)
  }

  /** A network that vanished tells nobody: sockets stay open for minutes, and nothing comes through. */
  #watch(): void {
    if (this.state.value !== 'open') return
    const now = Date.now()
    if (now - this.#heard > SPEAKS || (this.#asked !== undefined && now - this.#asked > ANSWERS)) this.#lose()
  }

  #take(message: M & Answers): void {
    const { ids = [], why, now } = message
    this.#heard = Date.now()
    this.#asked = undefined
    if (now !== undefined) this.ahead.value = now - Date.now()
    // What the class cannot read will not be read the next time either; what it could not keep just now will.
    if (why === 'unavailable' || why === 'too-many') this.#sendAgain(AGAIN[why])
    else this.#outbox.remove(ids)
    this.#count()
    this.#hear(message)
  }

  #sendAgain(wait: number): void {
    this.#again ??= setTimeout(() => {
      this.#again = undefined
      this.#send(this.#outbox.all())
    }, wait)
  }

  #send(all: readonly Outgoing<D>[]): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return
    let frame: Outgoing<D>[] = []
    let letters = 0
    const flush = (): void => {
      if (frame.length === 0) return
      this.#socket?.send(JSON.stringify({ do: 'deeds', deeds: frame }))
      this.#asked ??= Date.now()
      frame = []
      letters = 0
    }
    for (const outgoing of all) {
      const size = JSON.stringify(outgoing).length
      if (frame.length >= MOST_DEEDS || letters + size > MOST_LETTERS) flush()
      frame.push(outgoing)
      letters += size
    }
    flush()
  }

  #count(): void {
    this.waiting.value = this.#outbox.size
  }
}

/** It only has to be new in its class; `crypto.randomUUID` is not there on pages without HTTPS. */
function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

/** Asks the class API. The word for what went wrong, or what came back. */
export async function askClass(path: string, body: unknown): Promise<{ error: string } | { body: any }> {
  let response: Response
  try {
    response = await fetch(`/api/class/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  } catch {
    return { error: 'unavailable' }
  }
  // a static host answers with a page of its own
  if (!response.headers.get('content-type')?.startsWith('application/json')) return { error: 'noServer' }
  const answer = await response.json()
  return response.ok ? { body: answer } : { error: String(answer.error) }
}
