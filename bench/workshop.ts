// node bench/workshop.ts: 500 simulated learners in one class; how long a submission takes to the board, what the server needs.
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { contentFolder } from '../src/cli/course.ts'
import { hashSecret } from '../src/workshop/auth/secret.ts'
import { createClass } from '../src/workshop/store/classes.ts'
import { openDatabase } from '../src/workshop/store/open.ts'
import { TestInstructor, TestLearner, until } from '../src/workshop/testing/client.ts'
import { startPostgres } from '../src/workshop/testing/postgres.ts'

/** whatever happens, no server outlives this */
const running = new Set<ChildProcess>()
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

const LEARNERS = 500
/** Everyone hands in once within this time, ms: a class told to hand in now. */
const WITHIN = 30_000
const BACKEND = readFileSync(join(contentFolder(), 'exercises/backend-pod/solutions/plain/backend.yaml'), 'utf8')

interface Server {
  child: ChildProcess
  address: string
}

async function serve(database: string): Promise<Server> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../src/workshop/testing/serve.ts'), database, '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.add(child)
  const address = await new Promise<string>((resolve) => child.stdout?.once('data', (data) => resolve(String(data).trim())))
  return { child, address }
}

/** CPU time in seconds and resident memory in MiB of a process, from /proc. */
function usage({ child }: Server): { cpu: number; memory: number } {
  const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
  return {
    cpu: (Number(fields[11]) + Number(fields[12])) / 100,
    memory: Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024,
  }
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number

async function classOf500(name: string, database: string, processes: number): Promise<void> {
  const db = await openDatabase(database)
  const row = await createClass(db, { title: 'Large', template: 'whole-course', secretHash: await hashSecret('s'), now: Date.now() })
  const servers: Server[] = []
  for (let number = 0; number < processes; number++) servers.push(await serve(database))
  const board = await new TestInstructor((servers[0] as Server).address).enter('s')
  const learners: TestLearner[] = []
  for (let number = 0; number < LEARNERS; number++)
    learners.push(await new TestLearner((servers[number % processes] as Server).address).join(row.code, `Learner ${number}`))
  await until(
    () => Object.keys(board.state.learners).length === LEARNERS && board.online.length === LEARNERS,
    'everybody on the board',
    30_000,
  )

  const sentAt = new Map<string, number>()
  const keptAfter: number[] = []
  const gradedAfter: number[] = []
  board.socket.on('message', (data) => {
    const message = JSON.parse(String(data))
    if (message.do !== 'events') return
    for (const { deed } of message.events) {
      const since = performance.now() - (sentAt.get(deed.learner) ?? Number.NaN)
      if (deed.do === 'submitted') keptAfter.push(since)
      if (deed.do === 'graded') gradedAfter.push(since)
    }
  })
  const before = servers.map(usage)
  const began = performance.now()
  for (const [number, learner] of learners.entries())
    setTimeout(
      () => {
        sentAt.set(learner.id, performance.now())
        learner.send({ do: 'submit', exercise: 'backend-pod', submission: { files: { 'backend.yaml': `# ${number}\n${BACKEND}` } } })
      },
      (WITHIN * number) / LEARNERS,
    )
  await until(() => gradedAfter.length === LEARNERS, 'everything graded', 120_000)
  const seconds = (performance.now() - began) / 1_000
  const after = servers.map(usage)
  const [kept, graded] = [keptAfter, gradedAfter].map((times) => times.sort((a, b) => a - b)) as [number[], number[]]
  const ms = (times: readonly number[], share: number): string => `${Math.round(quantile(times, share))} ms`
  console.log(`${name}: ${LEARNERS} learners, ${processes} process${processes > 1 ? 'es' : ''}, all handed in within ${WITHIN / 1_000} s`)
  console.log(`  submission seen on the board   median ${ms(kept, 0.5)}, 95th ${ms(kept, 0.95)}, longest ${ms(kept, 1)}`)
  console.log(`  and graded                     median ${ms(graded, 0.5)}, 95th ${ms(graded, 0.95)}, longest ${ms(graded, 1)}`)
  for (const [number, { cpu, memory }] of after.entries())
    console.log(
      `  process ${number + 1}: ${Math.round(memory)} MiB at most, ${Math.round((100 * (cpu - (before[number]?.cpu ?? 0))) / seconds)} % of a core with its grading worker`,
    )
  for (const { child } of servers) child.kill('SIGKILL')
  for (const { socket } of learners) socket.terminate()
  board.socket.terminate()
  await db.destroy()
}

const folder = mkdtempSync(join(tmpdir(), 'podtalk-bench-'))
if (!process.argv.includes('--postgres')) await classOf500('SQLite', join(folder, 'class.sqlite'), 1)
const postgres = await startPostgres()
await classOf500('PostgreSQL', await postgres.database('one'), 1)
await classOf500('PostgreSQL', await postgres.database('two'), 2)
await postgres.remove()
rmSync(folder, { recursive: true, force: true })
process.exit()
