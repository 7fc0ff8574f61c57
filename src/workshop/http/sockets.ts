import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import * as v from 'valibot'
import { type WebSocket, WebSocketServer } from 'ws'
import type { InstructorDeed, LearnerDeed } from '../../classroom/deeds.ts'
import { type LearnerView, learnerView } from '../../classroom/learner-view.ts'
import { instructorMessage, learnerMessage, type Outgoing, type ToInstructor, type ToLearner } from '../../classroom/messages.ts'
import type { Limits } from '../auth/limits.ts'
import { hashToken } from '../auth/secret.ts'
import type { Role, Session, Sessions } from '../auth/sessions.ts'
import type { Classes, Outcome } from '../classes.ts'
import type { Bus } from '../live/bus.ts'
import type { Presence } from '../live/presence.ts'
import type { Room } from '../live/room.ts'
import { readable, submissionById } from '../store/submissions.ts'
import { tokenFromHeader } from './cookies.ts'
import { isOwnOrigin } from './origin.ts'
import { visitorOf } from './visitor.ts'

/** The largest frame, bytes: a submission with its wrapping. */
const MAX_FRAME = 2_500_000
/** A page that reads slower than this much is let go, bytes. It comes back by itself. */
const MAX_UNREAD = 16_000_000
/** Frames of one page within a window. */
const MOST_FRAMES = 120
const WINDOW = 10_000
/** Pages of one learner at a time: tabs, and those that have not been missed yet. */
const MOST_PAGES = 12

/** Codes with which a socket is closed: pages know which of them to take for an answer. */
export const CLOSE = { signedOut: 4401, removed: 4403, tooMany: 4429 } as const

export interface SocketParts {
  classes: Classes
  sessions: Sessions
  limits: Limits
  presence: Presence
  bus: Bus
  cookieKey: string
  proxies: number
  /** a page that answers no ping for so long is gone, ms; as often is looked whether its session still holds */
  round: number
  now: () => number
}

/** The live side: `/api/class/live/learner` and `/api/class/live/instructor`. */
export class Sockets {
  #parts: SocketParts
  #server = new WebSocketServer({ noServer: true, maxPayload: MAX_FRAME, perMessageDeflate: { threshold: 2_048 } })
  #alive = new WeakSet<WebSocket>()
  /** the session that each page came with, as the hash of its token */
  #sessions = new Map<WebSocket, string>()
  /** what stands in each class's spotlight: submissions do not change, and every learner is shown the same */
  #spotlights = new WeakMap<Room, { id: string; shown: Promise<LearnerView['spotlight']> }>()
  #pings: ReturnType<typeof setInterval>

  constructor(parts: SocketParts) {
    this.#parts = parts
    this.#pings = setInterval(() => {
      for (const socket of this.#server.clients) {
        if (!this.#alive.has(socket)) socket.terminate()
        this.#alive.delete(socket)
        socket.ping()
        // pages cannot see pings: this is how they know that the line still carries
        send(socket, { do: 'now', now: parts.now() })
      }
      void this.#letGo()
    }, parts.round)
  }

  /** Closes the pages whose session was ended elsewhere, has expired or went with its class. */
  async #letGo(): Promise<void> {
    const asked = [...this.#sessions]
    try {
      const standing = await this.#parts.sessions.standing([...new Set(asked.map(([, hash]) => hash))])
      for (const [socket, hash] of asked) if (!standing.has(hash)) socket.close(CLOSE.signedOut, 'signed out')
    } catch {
      // The database is away: nobody is let go for that.
    }
  }

  close(): void {
    clearInterval(this.#pings)
    for (const socket of this.#server.clients) socket.terminate()
    this.#server.close()
  }

  /** Takes an upgrade request, or refuses it with a status that says why. */
  async upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    stream.on('error', () => stream.destroy())
    const refuse = (status: string): void => void stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    const role = /^\/api\/class\/live\/(learner|instructor)$/.exec(request.url ?? '')?.[1] as Role | undefined
    if (!role) return refuse('404 Not Found')
    if (!isOwnOrigin(request.headers.origin, request.headers.host)) return refuse('403 Forbidden')
    try {
      if (!(await this.#parts.limits.count('request', visitorOf(request, this.#parts.proxies)))) return refuse('429 Too Many Requests')
      const token = await tokenFromHeader(request.headers.cookie, role, this.#parts.cookieKey)
      const session = await this.#parts.sessions.find(token, role)
      const room = session && (await this.#parts.classes.room(session.classId))
      // who has just joined, perhaps at another process, must be known before their page is answered
      await room?.refresh()
      this.#server.handleUpgrade(request, stream, head, (socket) => {
        socket.on('error', () => socket.terminate())
        // a page cannot read a refused upgrade's status, but it can read a close code
        if (!session || !room) return socket.close(CLOSE.signedOut, 'signed out')
        this.#sessions.set(socket, hashToken(token as string))
        socket.on('close', () => this.#sessions.delete(socket))
        this.#alive.add(socket)
        socket.on('pong', () => this.#alive.add(socket))
        if (session.learnerId === undefined) this.#instructor(socket, room)
        else this.#learner(socket, room, session as Required<Session>)
      })
    } catch {
      refuse('503 Service Unavailable')
    }
  }

  #learner(socket: WebSocket, room: Room, { classId, learnerId }: Required<Session>): void {
    const { classes, limits, presence, now } = this.#parts
    if (presence.pages(classId, learnerId) >= MOST_PAGES) return socket.close(CLOSE.tooMany, 'too many pages')
    let told = ''
    const tell = async (): Promise<void> => {
      const view = learnerView(room.row.title, room.state, learnerId, await this.#spotlight(room))
      if (!view) return socket.close(CLOSE.removed, 'removed')
      const text = JSON.stringify(view)
      if (text === told) return
      told = text
      send(socket, { do: 'view', now: now(), view })
    }
    const leave = presence.enter(classId, learnerId)
    const deaf = room.onEvents((events) => {
      // most events are about others and change nothing here
      if (events.some(({ by, deed }) => by === learnerId || by === 'instructor' || ('learner' in deed && deed.learner === learnerId)))
        void tell()
    })
    socket.on('close', () => {
      leave()
      deaf()
    })
    this.#listen(socket, learnerMessage, async (message) => {
      // who was removed a moment ago is not in the class, whatever the socket still sends
      if (!room.state.learners[learnerId]) return socket.close(CLOSE.removed, 'removed')
      if (message.do === 'lab') {
        // a page may not have heard yet that nobody looks any more
        if (room.state.watched.includes(learnerId)) await classes.lab(classId, learnerId, message.log)
        return
      }
      const deeds = message.deeds as Outgoing<LearnerDeed>[]
      const submissions = deeds.filter(({ deed }) => deed.do === 'submit').length
      const counted = (await limits.count('deed', learnerId, deeds.length)) && (await limits.count('submission', learnerId, submissions))
      if (!counted) return send(socket, { do: 'refused', ids: deeds.map(({ id }) => id), why: 'too-many' })
      const taken = await answer(socket, deeds, () => classes.learnerDeeds(classId, learnerId, deeds))
      // what the database could not keep comes again
      if (taken) return
      await limits.giveBack('deed', learnerId, deeds.length)
      await limits.giveBack('submission', learnerId, submissions)
    })
    void tell()
  }

  #instructor(socket: WebSocket, room: Room): void {
    const { classes, presence, bus, now } = this.#parts
    const { course } = classes
    const { id, title, code, template } = room.row
    const online = (): string[] => presence.online(id)
    send(socket, { do: 'class', id, now: now(), title, code, plan: course.plan(template) ?? [], words: course.words })
    send(socket, { do: 'events', events: room.events, online: online() })
    const deaf = room.onEvents((events) => send(socket, { do: 'events', events, online: online() }))
    const unsubscribe = bus.listen((signal) => {
      if (signal.about === 'lab' && signal.class === id) send(socket, { do: 'lab', learner: signal.learner, at: signal.at })
      if (signal.about === 'online' && signal.class === id) send(socket, { do: 'online', online: online() })
    })
    socket.on('close', () => {
      deaf()
      unsubscribe()
    })
    this.#listen(socket, instructorMessage, async (message) => {
      await answer(socket, message.deeds, () => classes.instructorDeeds(id, message.deeds as Outgoing<InstructorDeed>[]))
    })
  }

  /** Reads frames of a shape; what has another shape, and what comes too fast, is answered and not taken. */
  #listen<T extends v.GenericSchema>(socket: WebSocket, shape: T, take: (message: v.InferOutput<T>) => Promise<void>): void {
    let frames = 0
    let since = Date.now()
    // frames of one page are taken in their order
    let turn = Promise.resolve()
    socket.on('message', (data, binary) => {
      if (Date.now() - since > WINDOW) {
        since = Date.now()
        frames = 0
      }
      if (++frames > MOST_FRAMES) return socket.close(CLOSE.tooMany, 'too many frames')
      const message = binary ? undefined : parse(shape, String(data))
      if (message === undefined) return send(socket, { do: 'refused', ids: idsIn(String(data)), why: 'malformed' })
      turn = turn.then(() => take(message)).catch(() => {})
    })
  }

  async #spotlight(room: Room): Promise<LearnerView['spotlight']> {
    const id = room.state.spotlight
    if (id === null) return undefined
    const known = this.#spotlights.get(room)
    if (known?.id === id) return known.shown
    const shown = submissionById(this.#parts.classes.db, id).then(
      (row) => {
        const exercise = row && this.#parts.classes.course.assignment(row.exercise)?.exercise
        return exercise && row.class_id === room.row.id ? { title: exercise.title, files: readable(row.content) } : undefined
      },
      () => {
        // the database is away: the next look asks again
        this.#spotlights.delete(room)
        return undefined
      },
    )
    this.#spotlights.set(room, { id, shown })
    return shown
  }
}

/** Answers deeds; false when they could not be kept just now. */
async function answer(socket: WebSocket, deeds: readonly { id: string }[], take: () => Promise<Outcome>): Promise<boolean> {
  try {
    const { kept, refused } = await take()
    if (kept.length > 0) send(socket, { do: 'kept', ids: kept })
    for (const { id, why } of refused) send(socket, { do: 'refused', ids: [id], why })
    return true
  } catch {
    send(socket, { do: 'refused', ids: deeds.map(({ id }) => id), why: 'unavailable' })
    return false
  }
}

function send(socket: WebSocket, message: ToLearner | ToInstructor): void {
  if (socket.bufferedAmount > MAX_UNREAD) socket.terminate()
  else if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message))
}

function parse<T extends v.GenericSchema>(shape: T, text: string): v.InferOutput<T> | undefined {
  try {
    const result = v.safeParse(shape, JSON.parse(text))
    return result.success ? result.output : undefined
  } catch {
    return undefined
  }
}

/** The ids that a malformed message names, so that its page can stop sending it again. */
function idsIn(text: string): string[] {
  try {
    const { deeds } = JSON.parse(text)
    return Array.isArray(deeds)
      ? deeds.flatMap((each) => (typeof each?.id === 'string' && each.id.length <= 40 ? [each.id] : [])).slice(0, 100)
      : []
  } catch {
    return []
  }
}
