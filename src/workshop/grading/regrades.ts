import { PgBoss } from 'pg-boss'

/** The grading of a submission for the n-th time; done twice, it counts once. */
export interface Regrade {
  submission: string
  round: number
}

/** Gradings that nobody waits for: of a whole class after a check has changed, and of what a dead process left behind. */
export interface Regrades {
  add(jobs: readonly Regrade[]): Promise<void>
  close(): Promise<void>
}

/** The queue of a single process: one after another. */
export function localRegrades(work: (job: Regrade) => Promise<void>): Regrades {
  const waiting: Regrade[] = []
  let running: Promise<void> | undefined
  let closed = false
  const run = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !closed; next = waiting.shift()) await work(next).catch(() => {})
    running = undefined
  }
  return {
    async add(jobs) {
      waiting.push(...jobs)
      running ??= run()
    },
    async close() {
      closed = true
      await running
    },
  }
}

const QUEUE = 'regrade'
const BATCH = 20

/** A job queue in PostgreSQL: all processes of a workshop share the work, and a job of one that dies is done by another. */
export async function postgresRegrades(connectionString: string, work: (job: Regrade) => Promise<void>): Promise<Regrades> {
  const boss = new PgBoss({ connectionString, max: 3 })
  // the database may go away for a while; the queue goes on by itself when it is back
  boss.on('error', () => {})
  await boss.start()
  await boss.createQueue(QUEUE, { retryLimit: 5, retryDelay: 2, expireInSeconds: 120 })
  await boss.work<Regrade>(QUEUE, { batchSize: BATCH, pollingIntervalSeconds: 0.5 }, async (jobs) => {
    for (const { data } of jobs) await work(data)
  })
  return {
    async add(jobs) {
      for (let at = 0; at < jobs.length; at += 1_000)
        await boss.insert(
          QUEUE,
          jobs.slice(at, at + 1_000).map((data) => ({ data })),
        )
    },
    close: () => boss.stop({ graceful: false }),
  }
}
