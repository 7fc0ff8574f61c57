import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { contentFolder } from '../cli/course.ts'
import { hashSecret } from './auth/secret.ts'
import { createClass } from './store/classes.ts'
import { openDatabase } from './store/open.ts'
import { TestInstructor, TestLearner, until } from './testing/client.ts'
import { startPostgres, type TestPostgres } from './testing/postgres.ts'

const RIGHT = {
  files: { 'backend.yaml': readFileSync(join(contentFolder(), 'exercises/backend-pod/solutions/plain/backend.yaml'), 'utf8') },
}
const LEARNERS = 20
/** Everyone is back by themselves within this time, ms. */
const BACK = 10_000

let postgres: TestPostgres | undefined
const folder = mkdtempSync(join(tmpdir(), 'podtalk-endurance-'))
const running = new Set<ChildProcess>()
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL')
  await postgres?.remove()
  rmSync(folder, { recursive: true, force: true })
})

/** A workshop in a process of its own, which can be killed. */
async function serve(database: string, port: number): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'testing/serve.ts'), database, String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.add(child)
  child.on('exit', () => running.delete(child))
  const line = await new Promise<string>((resolve) => child.stdout?.once('data', (data) => resolve(String(data))))
  return { child, port: Number(new URL(line.trim()).port) }
}

/** A page that keeps what is not confirmed and comes back by itself, as the site's does. */
class StubbornLearner extends TestLearner {
  sent = new Map<string, () => void>()
  over = false

  async stay(address: string): Promise<void> {
    while (!this.over) {
      if (this.socket.readyState > 1) {
        await this.connect(address).catch(() => {})
        for (const again of this.sent.values()) if (this.socket.readyState === 1) again()
      }
      for (const id of this.kept) this.sent.delete(id)
      for (const { why, ids } of this.refused.splice(0)) if (why === 'unavailable') for (const id of ids) this.sent.get(id)?.()
      await new Promise((next) => setTimeout(next, 100))
    }
  }

  submit(number: number): void {
    const id = `submission-${this.id.slice(0, 8)}-${number}`
    const again = (): void => void this.send({ do: 'submit', exercise: 'backend-pod', submission: RIGHT }, id)
    this.sent.set(id, again)
    if (this.socket.readyState === 1) again()
  }
}

describe.each(['SQLite', 'PostgreSQL'] as const)('a class on %s', (store) => {
  test('a killed process loses no confirmed submission, and everyone is back', async () => {
    if (store === 'PostgreSQL') postgres = await startPostgres()
    const database = postgres ? await postgres.database('killed') : join(folder, 'killed.sqlite')
    const db = await openDatabase(database)
    const row = await createClass(db, { title: 'Killed', template: 'whole-course', secretHash: await hashSecret('s'), now: Date.now() })
    const first = await serve(database, 0)
    const address = `http://127.0.0.1:${first.port}`
    const learners: StubbornLearner[] = []
    for (let number = 0; number < LEARNERS; number++) {
      const learner = new StubbornLearner(address)
      await learner.join(row.code, `Learner ${number}`)
      learners.push(learner)
    }
    const staying = learners.map((learner) => learner.stay(address))
    const confirmed = new Set<string>()
    for (let round = 0; round < 6; round++) {
      for (const learner of learners) learner.submit(round)
      await new Promise((next) => setTimeout(next, 60))
      // in the middle of it
      if (round === 2) {
        await until(() => learners.some(({ kept }) => kept.size > 0), 'something confirmed')
        for (const { kept } of learners) for (const id of kept) confirmed.add(id)
        first.child.kill('SIGKILL')
      }
    }
    await serve(database, first.port)
    const since = Date.now()
    await until(() => learners.every(({ socket }) => socket.readyState === 1), 'everyone back', BACK)
    expect(Date.now() - since).toBeLessThan(BACK)
    await until(() => learners.every(({ sent }) => sent.size === 0), 'everything confirmed', 30_000)
    const kept = await db.selectFrom('submission').select('id').execute()
    // each of them once: none lost, none doubled
    expect(kept.length).toBe(LEARNERS * 6)
    expect(confirmed.size).toBeGreaterThan(0)
    const graded = () => db.selectFrom('grade').select('submission_id').execute()
    for (let tries = 0; tries < 600 && (await graded()).length < kept.length; tries++) await new Promise((next) => setTimeout(next, 100))
    expect((await graded()).length).toBe(kept.length)
    for (const learner of learners) learner.over = true
    await Promise.all(staying)
    for (const child of running) child.kill('SIGKILL')
    await db.destroy()
  })
})

test('a database that is away for a while: nothing is confirmed that is not kept, and all goes on by itself', async () => {
  postgres ??= await startPostgres()
  const database = await postgres.database('away')
  const before = await openDatabase(database)
  const row = await createClass(before, { title: 'Away', template: 'whole-course', secretHash: await hashSecret('s'), now: Date.now() })
  await before.destroy()
  const { port } = await serve(database, 0)
  const address = `http://127.0.0.1:${port}`
  const learner = new StubbornLearner(address)
  await learner.join(row.code, 'Ann')
  const board = await new TestInstructor(address).enter('s')
  const staying = learner.stay(address)
  await postgres.stop()
  learner.submit(1)
  await new Promise((next) => setTimeout(next, 8_000))
  expect(learner.sent.size).toBe(1)
  expect((await fetch(`${address}/readyz`)).status).toBe(503)
  await postgres.start()
  await until(() => learner.sent.size === 0, 'confirmed', BACK)
  await until(() => board.learner('Ann')?.exercises['backend-pod']?.attempts[0]?.grade?.passed, 'graded and on the board', 30_000)
  learner.over = true
  await staying
})
