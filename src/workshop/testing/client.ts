import { randomUUID } from 'node:crypto'
import { WebSocket } from 'ws'
import { type ClassState, emptyClass, take } from '../../classroom/class-state.ts'
import type { ClassEvent, InstructorDeed, KeptDeed, LearnerDeed } from '../../classroom/deeds.ts'
import type { LearnerView } from '../../classroom/learner-view.ts'
import type { ToInstructor, ToLearner } from '../../classroom/messages.ts'

/** Waits until something is the case, looking every few ms. Throws after `limit` ms. */
export async function until<T>(find: () => T | undefined | false | null, what: string, limit = 30_000): Promise<T> {
  const end = Date.now() + limit
  for (;;) {
    const found = find()
    if (found !== undefined && found !== false && found !== null) return found
    if (Date.now() > end) throw new Error(`not within ${limit} ms: ${what}`)
    await new Promise((next) => setTimeout(next, 5))
  }
}

/** A browser as far as the workshop sees it: cookies, an origin, sockets. */
export class TestBrowser {
  readonly address: string
  cookie = ''

  constructor(address: string) {
    this.address = address
  }

  async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<{ status: number; body: any }> {
    const response = await fetch(`${this.address}/api/class/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: this.address, cookie: this.cookie, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
    for (const line of response.headers.getSetCookie()) this.cookie = line.split(';')[0] as string
    return { status: response.status, body: await response.json().catch(() => undefined) }
  }

  get(path: string): Promise<Response> {
    return fetch(`${this.address}/api/class/${path}`, { headers: { cookie: this.cookie } })
  }

  /** Opens a socket; `origin` as a browser would set it. */
  socket(role: 'learner' | 'instructor', origin: string = this.address): WebSocket {
    return new WebSocket(`${this.address.replace('http', 'ws')}/api/class/live/${role}`, { origin, headers: { cookie: this.cookie } })
  }
}

/** A learner's page: joined, connected, counting what the server kept. */
export class TestLearner {
  readonly browser: TestBrowser
  id = ''
  view: LearnerView | undefined
  readonly kept = new Set<string>()
  readonly refused: Extract<ToLearner, { do: 'refused' }>[] = []
  socket!: WebSocket
  closed: number | undefined

  constructor(address: string) {
    this.browser = new TestBrowser(address)
  }

  /** Joins; `cookie`: that of the same browser's other tab. */
  async join(code: string, name: string, cookie = ''): Promise<this> {
    this.browser.cookie = cookie
    const { status, body } = await this.browser.post('join', { code, name })
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`)
    this.id = body.learner
    await this.connect()
    return this
  }

  async connect(address?: string): Promise<void> {
    const browser = address === undefined ? this.browser : Object.assign(new TestBrowser(address), { cookie: this.browser.cookie })
    this.closed = undefined
    const socket = browser.socket('learner')
    this.socket = socket
    // a socket before this one may close late
    socket.on('close', (code) => {
      if (this.socket === socket) this.closed = code
    })
    this.socket.on('error', () => {})
    this.socket.on('message', (data) => {
      const message: ToLearner = JSON.parse(String(data))
      if (message.do === 'view') this.view = message.view
      if (message.do === 'kept') for (const id of message.ids) this.kept.add(id)
      if (message.do === 'refused') this.refused.push(message)
    })
    this.view = undefined
    await until(() => this.view ?? this.closed, 'a view')
  }

  /** Sends a deed and says its id. */
  send(deed: LearnerDeed, id: string = randomUUID()): string {
    this.socket.send(JSON.stringify({ do: 'deeds', deeds: [{ id, deed }] }))
    return id
  }

  /** Sends a deed and waits until it is kept. */
  async tell(deed: LearnerDeed): Promise<void> {
    const id = this.send(deed)
    await until(() => this.kept.has(id), `${deed.do} kept`)
  }
}

/** An instructor's page. */
export class TestInstructor {
  readonly browser: TestBrowser
  readonly state: ClassState = emptyClass()
  readonly kept = new Set<string>()
  online: readonly string[] = []
  facts: Extract<ToInstructor, { do: 'class' }> | undefined
  labs: { learner: string; at: number }[] = []
  /** gradings after the first */
  regraded: Extract<KeptDeed, { do: 'graded' }>[] = []
  /** everything that came, as text */
  heard = ''
  socket!: WebSocket
  closed: number | undefined

  constructor(address: string) {
    this.browser = new TestBrowser(address)
  }

  async enter(secret: string): Promise<this> {
    const { status, body } = await this.browser.post('instructor/enter', { secret })
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`)
    await this.connect()
    return this
  }

  async connect(): Promise<void> {
    this.closed = undefined
    this.socket = this.browser.socket('instructor')
    this.socket.on('close', (code) => (this.closed = code))
    this.socket.on('error', () => {})
    this.socket.on('message', (data) => {
      this.heard += data
      const message: ToInstructor = JSON.parse(String(data))
      if (message.do === 'class') this.facts = message
      if (message.do === 'events') for (const event of message.events) this.#take(event)
      if (message.do === 'events' || message.do === 'online') this.online = message.online
      if (message.do === 'lab') this.labs.push(message)
      if (message.do === 'kept') for (const id of message.ids) this.kept.add(id)
    })
    await until(() => this.facts ?? this.closed, 'the class')
  }

  #take(event: ClassEvent): void {
    take(this.state, event)
    if (event.deed.do === 'graded' && event.deed.again) this.regraded.push(event.deed)
  }

  async tell(deed: InstructorDeed): Promise<void> {
    const id = randomUUID()
    this.socket.send(JSON.stringify({ do: 'deeds', deeds: [{ id, deed }] }))
    await until(() => this.kept.has(id), `${deed.do} kept`)
  }

  learner(name: string) {
    return Object.values(this.state.learners).find((learner) => learner.name === name)
  }
}
