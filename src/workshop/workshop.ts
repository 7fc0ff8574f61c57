import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { availableParallelism } from 'node:os'
import { getRequestListener } from '@hono/node-server'
import { sql } from 'kysely'
import { Limits } from './auth/limits.ts'
import { Sessions } from './auth/sessions.ts'
import { Classes } from './classes.ts'
import type { WorkshopCourse } from './course.ts'
import { GradingPool } from './grading/pool.ts'
import { localRegrades, postgresRegrades } from './grading/regrades.ts'
import { workshopApp } from './http/app.ts'
import { Sockets } from './http/sockets.ts'
import { localBus, postgresBus } from './live/bus.ts'
import { Presence } from './live/presence.ts'
import { newId, removeClasses, sharedSetting } from './store/classes.ts'
import { type Database, isPostgres, openDatabase } from './store/open.ts'

/** How often pages are asked whether they are there, and is looked for what a dead process left behind and for what is too old, ms. */
const ROUND = 20_000

/** Idle connections stay longer than proxies keep theirs (a minute): one that closes first loses a request that is on its way, ms. */
const KEEP_ALIVE = 75_000

export interface WorkshopOptions {
  /** a SQLite file's path, or `postgres://…` */
  database: string
  /** the built site's folder */
  site: string
  course: WorkshopCourse
  host: string
  /** 0: any free one */
  port: number
  /** classes are removed after this many days; 0 keeps them */
  keepDays: number
  /** proxies in front that write `X-Forwarded-For`; 0: whoever connects is the visitor */
  proxies?: number
  /** how often pages are asked whether they are there, and is looked for what was left behind, ms; 20 s unless told */
  round?: number
}

export interface Workshop {
  /** `http://host:port` */
  address: string
  db: Database
  close(): Promise<void>
}

/** Starts one process of a workshop: site, class API, live channel, grading. */
export async function startWorkshop(options: WorkshopOptions): Promise<Workshop> {
  const { database, site, course, host, port, keepDays, proxies = 0, round = ROUND } = options
  const db = await openDatabase(database)
  const shared = isPostgres(database)
  const now = Date.now
  const cookieKey = await sharedSetting(db, 'cookie-key', () => randomBytes(32).toString('base64url'))
  const bus = shared ? postgresBus(database) : localBus()
  const presence = new Presence(newId(), bus)
  const sessions = new Sessions(db, now)
  const limits = new Limits()
  const pool = new GradingPool(Math.max(1, availableParallelism() - 1))
  const classes = new Classes({ db, course, bus, pool, now })
  const regrades = shared ? await postgresRegrades(database, (job) => classes.grade(job)) : localRegrades((job) => classes.grade(job))
  classes.regrade = (jobs) => regrades.add(jobs)

  const sockets = new Sockets({ classes, sessions, limits, presence, bus, cookieKey, proxies, round, now })
  const app = workshopApp({ classes, sessions, limits, cookieKey, proxies, site, ready: () => answers(db) })
  const server = createServer(getRequestListener(app.fetch))
  server.keepAliveTimeout = KEEP_ALIVE
  server.on('upgrade', (request, stream, head) => void sockets.upgrade(request, stream, head))
  const address = `http://${host}:${await listen(server, host, port)}`

  // what fails now (the database is away) is done the next time
  const sweep = async (): Promise<void> => {
    if (keepDays > 0) await removeClasses(db, { olderThan: now() - keepDays * 24 * 3600_000 })
    await sessions.forgetOld()
    await classes.sweep()
  }
  const sweeping = setInterval(() => sweep().catch(() => {}), round)
  sweep().catch(() => {})

  return {
    address,
    db,
    async close() {
      clearInterval(sweeping)
      presence.close()
      sockets.close()
      await new Promise((done) => {
        server.close(done)
        server.closeAllConnections()
      })
      await regrades.close()
      await pool.close()
      await bus.close()
      await db.destroy()
    },
  }
}

async function answers(db: Database): Promise<boolean> {
  try {
    await sql`select 1`.execute(db)
    return true
  } catch {
    return false
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port))
  })
}
