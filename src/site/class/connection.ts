import { signal } from '@preact/signals'
import type { Outgoing, Refusal } from '../../classroom/deeds.ts'

/** Deeds that one frame carries, and the letters that it may have. */
const MOST_DEEDS = 50
const MOST_LETTERS = 1_800_000
/** Waits between tries to connect, ms. */
const FIRST_WAIT = 400
const LONGEST_WAIT = 5_000
/** Wait before what the class could not keep is sent again, ms. */
const AGAIN = 3_000
/** Closed for good: signed out, removed. */
const FINAL = new Set([4401, 4403])

/** What every message from the class may be, besides what is special to a role. */
interface Answers {
  do: string
  ids?: readonly string[]
  why?: Refusal
}

/**
 * A line to the class that comes back by itself. What is told while it is down waits (in this
 * browser, over reloads) and is sent until the class says that it is kept; each deed has an id, so
 * that one that arrives twice counts once.
 */
export class ClassConnection<D, M> {
  readonly state = signal<'connecting' | 'open' | 'ended'>('connecting')
  /** deeds that the class has not confirmed yet */
  readonly pending = signal<readonly Outgoing<D>[]>([])
  #role: 'learner' | 'instructor'
  #hear: (message: M) => void
  #storage: string
  #socket: WebSocket | undefined
  #wait = FIRST_WAIT
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(role: 'learner' | 'instructor', hear: (message: M) => void) {
    this.#role = role
    this.#hear = hear
    this.#storage = `podtalk.class.outbox.${role}`
    this.pending.value = readOutbox(this.#storage)
    addEventListener('online', () => this.#connect())
    this.#connect()
  }

  tell(deed: D): void {
    const outgoing = { id: crypto.randomUUID?.() ?? fallbackId(), deed }
    this.#keep([...this.pending.value, outgoing])
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
    localStorage.removeItem(this.#storage)
  }

  #connect(): void {
    if (this.state.value === 'ended' || (this.#socket && this.#socket.readyState <= WebSocket.OPEN)) return
    clearTimeout(this.#timer)
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api/class/live/${this.#role}`)
    this.#socket = socket
    socket.addEventListener('open', () => {
      this.#wait = FIRST_WAIT
      this.state.value = 'open'
      this.#send(this.pending.value)
    })
    socket.addEventListener('message', ({ data }) => this.#take(JSON.parse(data)))
    socket.addEventListener('close', ({ code }) => {
      if (this.state.value === 'ended') return
      if (FINAL.has(code)) {
        this.end()
        return
      }
      this.state.value = 'connecting'
      this.#timer = setTimeout(() => this.#connect(), this.#wait * (0.5 + Math.random()))
      this.#wait = Math.min(LONGEST_WAIT, this.#wait * 1.7)
    })
  }

  #take(message: M & Answers): void {
    const ids = new Set(message.ids ?? [])
    if (message.do === 'kept') this.#keep(this.pending.value.filter(({ id }) => !ids.has(id)))
    // What the class cannot read will not be read the next time either; what it could not keep just now will.
    if (message.do === 'refused') {
      if (message.why === 'unavailable') setTimeout(() => this.#send(this.pending.value), AGAIN)
      else this.#keep(this.pending.value.filter(({ id }) => !ids.has(id)))
    }
    this.#hear(message)
  }

  #send(all: readonly Outgoing<D>[]): void {
    if (this.#socket?.readyState !== WebSocket.OPEN) return
    let frame: Outgoing<D>[] = []
    let letters = 0
    const flush = (): void => {
      if (frame.length > 0) this.#socket?.send(JSON.stringify({ do: 'deeds', deeds: frame }))
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

  #keep(pending: readonly Outgoing<D>[]): void {
    this.pending.value = pending
    try {
      localStorage.setItem(this.#storage, JSON.stringify(pending))
    } catch {
      // No room: it waits in this page only.
    }
  }
}

function readOutbox<D>(key: string): Outgoing<D>[] {
  try {
    const value = JSON.parse(localStorage.getItem(key) ?? '[]')
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}

/** Pages without HTTPS have no randomUUID; the id only has to be new in its class. */
function fallbackId(): string {
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
