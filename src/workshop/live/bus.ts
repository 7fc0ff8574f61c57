import { EventEmitter } from 'node:events'
import pg from 'pg'

/** What processes of one workshop tell each other. It is only ever a reason to look: the truth is in the database. */
export type Signal =
  /** a class has new events */
  | { about: 'events'; class: string }
  /** a learner's page sent a newer lab */
  | { about: 'lab'; class: string; learner: string; at: number }
  /** who is connected to a process, in parts; it says so again every few seconds */
  | { about: 'online'; class: string; process: string; part: number; parts: number; learners: readonly string[] }
  /** signals may have been missed: look at everything */
  | { about: 'all' }

export interface Bus {
  publish(signal: Signal): void
  /** call what is returned to hear no more */
  listen(listener: (signal: Signal) => void): () => void
  close(): Promise<void>
}

function hear(emitter: EventEmitter, listener: (signal: Signal) => void): () => void {
  emitter.on('signal', listener)
  return () => void emitter.off('signal', listener)
}

/** The bus of a single process. */
export function localBus(): Bus {
  const emitter = new EventEmitter().setMaxListeners(0)
  return {
    publish: (signal) => void emitter.emit('signal', signal),
    listen: (listener) => hear(emitter, listener),
    close: async () => void emitter.removeAllListeners(),
  }
}

const CHANNEL = 'podtalk_workshop'
/** Signals that wait while one statement is on its way; more than that are not worth telling one by one. */
const MOST_WAITING = 1_000
/** A payload of NOTIFY must be shorter than 8,000 bytes. */
const PAYLOAD_LIMIT = 7_900
/** Wait before a lost connection is tried again, ms. */
const AGAIN = 1_000

/** The bus of several processes over one PostgreSQL: LISTEN and NOTIFY on a connection of its own, which comes back by itself. */
export function postgresBus(connectionString: string): Bus {
  const emitter = new EventEmitter().setMaxListeners(0)
  let client: pg.Client | undefined
  let closed = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let waiting = new Set<string>()
  let telling = false

  /** One statement at a time; what comes meanwhile goes together with the next, each text once. */
  const tell = async (): Promise<void> => {
    if (telling) return
    telling = true
    while (client && waiting.size > 0) {
      const payloads = [...waiting]
      waiting = new Set()
      await client.query('select pg_notify($1, each) from unnest($2::text[]) as each', [CHANNEL, payloads]).catch(() => {})
    }
    telling = false
  }

  const connect = async (): Promise<void> => {
    const next = new pg.Client({ connectionString, connectionTimeoutMillis: 5_000, keepAlive: true })
    let lost = false
    const lose = (): void => {
      if (lost || closed) return
      lost = true
      if (client === next) client = undefined
      next.end().catch(() => {})
      timer = setTimeout(() => void connect(), AGAIN)
    }
    next.on('error', lose)
    next.on('end', lose)
    next.on('notification', ({ payload }) => {
      if (payload) emitter.emit('signal', JSON.parse(payload))
    })
    try {
      await next.connect()
      await next.query(`listen ${CHANNEL}`)
      client = next
      void tell()
      emitter.emit('signal', { about: 'all' } satisfies Signal)
    } catch {
      lose()
    }
  }
  void connect()

  return {
    publish(signal) {
      // our own process need not wait for the database to hear it
      emitter.emit('signal', signal)
      const payload = JSON.stringify(signal)
      if (payload.length >= PAYLOAD_LIMIT || waiting.size >= MOST_WAITING) return
      waiting.add(payload)
      void tell()
    },
    listen: (listener) => hear(emitter, listener),
    async close() {
      closed = true
      clearTimeout(timer)
      await client?.end().catch(() => {})
      emitter.removeAllListeners()
    },
  }
}
