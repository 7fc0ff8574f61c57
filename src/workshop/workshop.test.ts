import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stuck } from '../classroom/stuck.ts'
import { contentFolder } from '../cli/course.ts'
import { readFiles } from '../cli/files.ts'
import { workshopCourse } from '../cli/workshop-course.ts'
import { startOf } from '../grader/exercise.ts'
import { Lab } from '../lab/lab.ts'
import { hashSecret } from './auth/secret.ts'
import type { WorkshopCourse } from './course.ts'
import { type ClassRow, createClass, firstClass, removeClasses } from './store/classes.ts'
import { TestBrowser, TestInstructor, TestLearner, until } from './testing/client.ts'
import { startPostgres, type TestPostgres } from './testing/postgres.ts'
import { startWorkshop, type Workshop } from './workshop.ts'

const SECRET = 'the-instructors-secret'
const known = workshopCourse()
const original = known.assignment('backend-pod')
/** `backend-pod` as an author has changed it while the class runs */
let changed: typeof original
const course: WorkshopCourse = { ...known, assignment: (id) => (id === 'backend-pod' && changed) || known.assignment(id) }
const content = contentFolder()
const answer = (exercise: string, which: string) => ({ files: readFiles(join(content, 'exercises', exercise, which)) })
const RIGHT = answer('backend-pod', 'solutions/plain')

let postgres: TestPostgres | undefined
afterAll(() => postgres?.remove())

const STORES = ['SQLite', 'PostgreSQL'] as const

describe.each(STORES)('a class on %s', (store) => {
  let folder: string
  let database: string
  const running: Workshop[] = []
  let row: ClassRow

  const start = async (): Promise<Workshop> => {
    const workshop = await startWorkshop({
      database,
      site: join(content, '../public'),
      course,
      host: '127.0.0.1',
      port: 0,
      keepDays: 30,
      round: 3_000,
    })
    running.push(workshop)
    return workshop
  }

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'podtalk-workshop-'))
    if (store === 'PostgreSQL') postgres = await startPostgres()
    database = postgres ? await postgres.database('workshop') : join(folder, 'class.sqlite')
    const { db } = await start()
    row = await createClass(db, { title: 'Networks', template: 'whole-course', secretHash: await hashSecret(SECRET), now: Date.now() })
  })
  afterAll(async () => {
    for (const workshop of running) await workshop.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const address = (): string => (running[0] as Workshop).address
  const learner = (name: string): Promise<TestLearner> => new TestLearner(address()).join(row.code, name)
  const instructor = (): Promise<TestInstructor> => new TestInstructor(address()).enter(SECRET)

  test('an instructor sees who joined, where they are and what they have done', async () => {
    const [board, ann] = await Promise.all([instructor(), learner('安 Ann')])
    await ann.tell({ do: 'at', lesson: 'pod-ip', step: 'step-2' })
    await ann.tell({ do: 'tick', lesson: 'pod-ip', tick: 'backend-runs' })
    await ann.tell({ do: 'hand', up: true })
    const seen = await until(() => (board.learner('安 Ann')?.handAt ? board.learner('安 Ann') : undefined), 'the hand')
    expect(seen).toMatchObject({ lesson: 'pod-ip', step: 'step-2', ticks: { 'pod-ip': { 'backend-runs': expect.any(Number) } } })
    expect(board.facts?.plan[0]).toMatchObject({ lesson: expect.any(String), order: expect.any(Number) })
    await until(() => board.online.includes(ann.id), 'Ann online')
    await board.tell({ do: 'lowerHand', learner: ann.id })
    await until(() => ann.view?.hand === false, 'hand lowered')
  })

  test('the server grades what is handed in, and finds who is stuck on what', async () => {
    const [board, ben] = await Promise.all([instructor(), learner('Ben')])
    const wrong = answer('mend-the-selector', 'starter')
    for (let tries = 1; tries <= 2; tries++) {
      await ben.tell({ do: 'submit', exercise: 'mend-the-selector', submission: wrong })
      await until(() => board.learner('Ben')?.exercises['mend-the-selector']?.attempts[tries - 1]?.grade, 'a grade')
    }
    const state = board.learner('Ben')
    expect(state && stuck(state, Date.now())).toMatchObject({ why: 'check', exercise: 'mend-the-selector', check: expect.any(String) })
    await ben.tell({ do: 'submit', exercise: 'backend-pod', submission: RIGHT })
    await until(() => ben.view?.grades['backend-pod']?.passed, 'passed')
  })

  test('a score that a page claims is not even a message', async () => {
    const eve = await learner('Eve')
    eve.socket.send(
      JSON.stringify({
        do: 'deeds',
        deeds: [{ id: 'forged-score', deed: { do: 'submit', exercise: 'backend-pod', submission: { files: {} }, score: 100 } }],
      }),
    )
    await until(() => eve.refused.find(({ why, ids }) => why === 'malformed' && ids.includes('forged-score')), 'refused')
    // nor that a guess was right
    const guess = { do: 'guess', lesson: 'clusterip-changes', prediction: 'recreate', choice: 'same' } as const
    eve.send({ ...guess, right: true } as never, 'forged-guess')
    await until(() => eve.refused.find(({ why, ids }) => why === 'malformed' && ids.includes('forged-guess')), 'refused')
    eve.send({ ...guess, choice: 'no-such-choice' }, 'unknown-guess')
    await until(() => eve.refused.find(({ why, ids }) => why === 'unknown' && ids.includes('unknown-guess')), 'refused')
    await eve.tell(guess)
    const board = await instructor()
    const known = await until(() => board.learner('Eve')?.guesses['clusterip-changes']?.['recreate'], 'the guess')
    expect(known).toEqual({ choice: 'same', right: false })
    await eve.tell({ do: 'submit', exercise: 'backend-pod', submission: { files: {} } })
    await until(() => eve.view?.grades['backend-pod'], 'a grade')
    expect(eve.view?.grades['backend-pod']).toMatchObject({ score: 0, passed: false })
  })

  test('a lab counts by its inputs: a forged state, scenario or time is found', async () => {
    const ida = await learner('Ida')
    const assignment = course.assignment('scale-backend')
    if (!assignment) throw new Error('no exercise')
    const lab = Lab.open({ scenario: startOf(assignment) })
    lab.input({ do: 'open', terminal: 't1', machine: 'laptop' })
    lab.clock.advance(200)
    const honest = lab.log()
    const hand = async (log: unknown) => {
      await ida.tell({ do: 'submit', exercise: 'scale-backend', submission: { files: {}, log: JSON.stringify(log) } })
      const tries = ++count
      await until(() => graded() >= tries, 'a grade')
      return board.learner('Ida')?.exercises['scale-backend']?.attempts.at(-1)?.grade
    }
    let count = 0
    const board = await instructor()
    const graded = () => board.learner('Ida')?.exercises['scale-backend']?.attempts.filter(({ grade }) => grade).length ?? 0
    expect(await hand({ ...honest, digest: 'f'.repeat(28) })).toMatchObject({
      passed: false,
      stopped: expect.stringContaining('does not follow'),
    })
    expect(await hand({ ...honest, end: -5 })).toMatchObject({ passed: false, stopped: expect.stringContaining('impossible') })
    // a scenario in which all is done already is not looked at
    const done = {
      ...honest,
      digest: undefined,
      scenario: { ...honest.scenario, setup: ['kubectl scale deployment backend --replicas=3'] },
    }
    expect(await hand(done)).toMatchObject({ passed: false })
  })

  test('broadcasts, polls, gates, timer, attention, follow and spotlight reach learners', async () => {
    const [board, cas, dee] = await Promise.all([instructor(), learner('Cas'), learner('Dee')])
    await board.tell({ do: 'group', learner: cas.id, group: 'blue' })
    await board.tell({ do: 'say', to: { all: true }, text: 'Look at the map' })
    await board.tell({ do: 'suggest', to: { all: false, group: 'blue' }, command: 'kubectl get endpointslices' })
    await until(() => cas.view?.notices.some(({ command }) => command === 'kubectl get endpointslices'), 'the command')
    expect(dee.view?.notices.map(({ text }) => text)).toEqual(['Look at the map'])

    const poll = 'poll-0001'
    await board.tell({ do: 'poll', poll, question: 'Where does it go?', choices: ['refused', 'timeout'] })
    await until(() => dee.view?.poll?.open, 'the poll')
    await dee.tell({ do: 'vote', poll, choice: 1 })
    await cas.tell({ do: 'vote', poll, choice: 1 })
    expect(dee.view?.poll?.counts).toBeUndefined()
    await board.tell({ do: 'closePoll', poll, show: true })
    await until(() => dee.view?.poll?.counts, 'the distribution')
    expect(dee.view?.poll).toMatchObject({ open: false, mine: 1, counts: [0, 2] })

    await board.tell({ do: 'gate', upTo: 3 })
    await board.tell({ do: 'timer', ms: 600_000 })
    await board.tell({ do: 'attention', on: true })
    await board.tell({ do: 'follow', on: true, place: 'lessons/dns/#step-2' })
    await until(() => dee.view?.follow, 'follow')
    expect(dee.view).toMatchObject({ gate: 3, attention: true, follow: 'lessons/dns/#step-2' })
    // by the server's clock, whatever the pages' clocks say
    expect((dee.view?.timer ?? 0) - Date.now()).toBeGreaterThan(580_000)
    await board.tell({ do: 'follow', on: true, to: { all: false, group: 'blue' } })
    await until(() => dee.view?.follow === undefined, 'others go on alone')
    expect(cas.view?.follow).toBe('lessons/dns/#step-2')
    await board.tell({ do: 'follow', on: false })
    await until(() => cas.view?.follow === undefined, 'nobody follows')

    await cas.tell({ do: 'submit', exercise: 'backend-pod', submission: RIGHT })
    const [attempt] = await until(() => board.learner('Cas')?.exercises['backend-pod']?.attempts, 'the submission')
    await board.tell({ do: 'spotlight', submission: attempt?.submission ?? '' })
    const shown = await until(() => dee.view?.spotlight, 'the spotlight')
    expect(shown).toEqual({ title: original?.exercise.title, files: RIGHT.files })
    expect(JSON.stringify(dee.view)).not.toContain('Cas')
    await board.tell({ do: 'spotlight', submission: null })
  })

  test('a lab is sent when the instructor looks, and can be fetched by the instructor only', async () => {
    const [board, fay] = await Promise.all([instructor(), learner('Fay')])
    await board.tell({ do: 'watch', learner: fay.id, on: true })
    await until(() => fay.view?.watched, 'watched')
    const log = JSON.stringify({ version: 1, note: 'any text' })
    fay.socket.send(JSON.stringify({ do: 'lab', log }))
    await until(() => board.labs.some(({ learner: id }) => id === fay.id), 'news of the lab')
    expect(await (await board.browser.get(`instructor/lab/${fay.id}`)).json()).toMatchObject({ log })
    expect((await fay.browser.get(`instructor/lab/${fay.id}`)).status).toBe(401)
    await board.tell({ do: 'watch', learner: fay.id, on: false })
    await until(() => fay.view?.watched === false, 'watched no more')
    fay.socket.send(JSON.stringify({ do: 'lab', log: 'unasked' }))
    await fay.tell({ do: 'hand', up: false })
    expect(await (await board.browser.get(`instructor/lab/${fay.id}`)).json()).toMatchObject({ log })
  })

  test('a message that is sent twice counts once', async () => {
    const [board, gil] = await Promise.all([instructor(), learner('Gil')])
    const deed = { do: 'submit', exercise: 'backend-pod', submission: RIGHT } as const
    const id = gil.send(deed)
    await until(() => gil.kept.has(id), 'kept')
    gil.kept.clear()
    gil.socket.close()
    await gil.connect()
    gil.send(deed, id)
    await until(() => gil.kept.has(id), 'kept again')
    expect(board.learner('Gil')?.exercises['backend-pod']?.attempts.length).toBe(1)
  })

  test('two tabs of one learner: both know everything, both tell, each thing counts once', async () => {
    const board = await instructor()
    const one = await learner('Jo')
    const two = await new TestLearner(address()).join(row.code, 'Another tab', one.browser.cookie)
    expect(two.id).toBe(one.id)
    const deed = { do: 'tick', lesson: 'pod-ip', tick: 'backend-ready' } as const
    for (const tab of [one, two]) tab.send(deed, 'the-same-deed')
    await until(() => one.kept.has('the-same-deed') && two.kept.has('the-same-deed'), 'kept in both')
    await one.tell({ do: 'hand', up: true })
    await until(() => two.view?.hand, 'the hand in the other tab')
    const kept = await (running[0] as Workshop).db.selectFrom('event').select('id').where('id', '=', `${one.id}.the-same-deed`).execute()
    expect(kept.length).toBe(1)
    await until(() => board.online.includes(one.id), 'online')
    one.socket.close()
    await two.tell({ do: 'hand', up: false })
    await new Promise((next) => setTimeout(next, 500))
    expect(board.online).toContain(one.id)
  })

  test('a regrade after a check has changed tells what is different, keeps the moment of handing in and every grade', async () => {
    const [board, mo] = await Promise.all([instructor(), learner('Mo')])
    await mo.tell({ do: 'submit', exercise: 'backend-pod', submission: RIGHT })
    const attempt = () => board.learner('Mo')?.exercises['backend-pod']?.attempts[0]
    const before = structuredClone(await until(() => (attempt()?.grade ? attempt() : undefined), 'a grade'))
    expect(before.grade?.passed).toBe(true)
    // the exercise asks for more from now on
    const [check] = original?.exercise.checks ?? []
    changed = original && {
      ...original,
      exercise: {
        ...original.exercise,
        checks: [
          ...original.exercise.checks,
          { ...check, id: 'new-check', verb: 'object', resource: 'services', name: 'no-such' } as never,
        ],
      },
    }
    await board.tell({ do: 'regrade', exercise: 'backend-pod' })
    await until(() => attempt()?.grade?.passed === false, 'another result')
    changed = undefined
    expect(attempt()).toMatchObject({ at: before.at, grade: { failed: ['new-check'], score: before.grade?.score } })
    expect(board.regraded.find(({ submission }) => submission === before.submission)).toMatchObject({ again: true, passed: false })
    const kept = await (await board.browser.get(`instructor/submission/${before.submission}`)).json()
    expect(kept.grades.map(({ grade }: { grade: { passed: boolean } }) => grade.passed)).toEqual([true, false])
  })

  test('two processes over one store see one class', async () => {
    if (store !== 'PostgreSQL') return
    const second = await start()
    const board = await instructor()
    const kim = await new TestLearner(second.address).join(row.code, 'Kim')
    await kim.tell({ do: 'submit', exercise: 'backend-pod', submission: RIGHT })
    await until(() => board.learner('Kim')?.exercises['backend-pod']?.attempts[0]?.grade?.passed, 'the grade at the other process')
    await until(() => board.online.includes(kim.id), 'Kim online at the other process')
    await board.tell({ do: 'say', to: { all: true }, text: 'Across processes' })
    await until(() => kim.view?.notices.some(({ text }) => text === 'Across processes'), 'the broadcast')
  })

  test('what a stopped process left ungraded is graded by the next', async () => {
    const first = running[0] as Workshop
    await first.db
      .insertInto('submission')
      .values({
        id: 'left-behind',
        class_id: row.id,
        learner_id: (await learner('Lou')).id,
        exercise: 'backend-pod',
        at: Date.now() - 60_000,
        content: JSON.stringify(RIGHT),
      })
      .execute()
    await start()
    const graded = () => first.db.selectFrom('grade').select('grade').where('submission_id', '=', 'left-behind').executeTakeFirst()
    let grade = await graded()
    for (let tries = 0; !grade && tries < 200; tries++) {
      await new Promise((next) => setTimeout(next, 50))
      grade = await graded()
    }
    expect(JSON.parse(grade?.grade ?? '{}')).toMatchObject({ passed: true })
  })

  test('the report has every learner, in three formats', async () => {
    const board = await instructor()
    await learner('=cmd|calc')
    await until(() => board.learner('=cmd|calc'), 'the last learner')
    const json = await (await board.browser.get('instructor/report/json')).json()
    expect(json.learners.find(({ name }: { name: string }) => name === 'Ben').exercises['mend-the-selector']).toMatchObject({
      tries: 2,
      passed: false,
    })
    expect(await (await board.browser.get('instructor/report/csv')).text()).toContain("'=cmd|calc")
    expect(await (await board.browser.get('instructor/report/html?lang=zh-tw')).text()).toContain('<th scope="row">Ben</th>')
    expect((await new TestBrowser(address()).get('instructor/report/json')).status).toBe(401)
  })

  describe('refuses', () => {
    test('requests and sockets of other origins', async () => {
      const browser = new TestBrowser(address())
      expect(await browser.post('join', { code: row.code, name: 'x' }, { origin: 'https://elsewhere.example' })).toMatchObject({
        status: 403,
        body: { error: 'foreign-origin' },
      })
      expect(await browser.post('join', 'code=x', { 'content-type': 'application/x-www-form-urlencoded' })).toMatchObject({ status: 400 })
      const socket = browser.socket('learner', 'https://elsewhere.example')
      await expect(new Promise((_, reject) => socket.on('error', reject))).rejects.toThrow('403')
    })

    test('cookies that were forged, ended or belong to another role', async () => {
      const mia = await learner('Mia')
      const stolen = mia.browser.cookie
      const withCookie = async (cookie: string, role: 'learner' | 'instructor'): Promise<number> => {
        const browser = Object.assign(new TestBrowser(address()), { cookie })
        const socket = browser.socket(role)
        return await new Promise((done) => socket.on('close', done))
      }
      expect(await withCookie(stolen.replace('podtalk-learner', 'podtalk-instructor'), 'instructor')).toBe(4401)
      expect(await withCookie(`${stolen.slice(0, -4)}AAAA`, 'learner')).toBe(4401)
      await mia.browser.post('learner/leave', {})
      expect(await withCookie(stolen, 'learner')).toBe(4401)
      expect(stolen).toMatch(/^podtalk-learner=/)
    })

    test('frames that are malformed or too large, and goes on', async () => {
      const ned = await learner('Ned')
      for (const frame of ['{', '[]', '{"do":"deeds","deeds":[]}', '{"__proto__":{"do":"lab"}}']) ned.socket.send(frame)
      await until(() => ned.refused.length === 4, 'four refusals')
      await ned.tell({ do: 'hand', up: false })
      ned.socket.send('x'.repeat(3_000_000))
      await until(() => ned.closed, 'closed')
      expect(ned.closed).toBe(1009)
      await ned.connect()
      await ned.tell({ do: 'hand', up: true })
    })

    test('more submissions than anyone can make, and takes other things on', async () => {
      const [board, uma] = await Promise.all([instructor(), learner('Uma')])
      for (let frame = 0; frame < 3; frame++) {
        const deeds = Array.from({ length: 50 }, (_, number) => ({
          id: `flood-${frame}-${number}`,
          deed: { do: 'submit', exercise: 'backend-pod', submission: { files: {} } },
        }))
        uma.socket.send(JSON.stringify({ do: 'deeds', deeds }))
      }
      await until(() => uma.refused.filter(({ why }) => why === 'too-many').length === 2, 'two refusals')
      await uma.tell({ do: 'hand', up: true })
      await until(() => board.learner('Uma')?.handAt, 'the hand')
      expect(board.learner('Uma')?.exercises['backend-pod']?.attempts.length).toBe(50)
    })

    test('more pages than one learner has', async () => {
      const viv = await learner('Viv')
      const pages: TestLearner[] = []
      for (let page = 0; page < 12; page++) pages.push(await new TestLearner(address()).join(row.code, 'Viv', viv.browser.cookie))
      expect(pages.at(-2)?.closed).toBeUndefined()
      expect(pages.at(-1)?.closed).toBe(4429)
      for (const { socket } of pages) socket.close()
    })

    test('a page whose session ended elsewhere', async () => {
      const wes = await learner('Wes')
      const tab = await new TestLearner(address()).join(row.code, 'Wes', wes.browser.cookie)
      await wes.browser.post('learner/leave', {})
      await until(() => tab.closed, 'closed')
      expect(tab.closed).toBe(4401)
    })

    test('what is no address of the API, and another method', async () => {
      const browser = new TestBrowser(address())
      expect(await browser.post('instructor/anything', {})).toMatchObject({ status: 404, body: { error: 'no-such-address' } })
      expect((await browser.get('join')).status).toBe(404)
      expect((await browser.post('join', 'x'.repeat(10_000))).status).toBe(413)
      expect(await browser.post('join', '{"code":')).toMatchObject({ status: 400, body: { error: 'malformed' } })
      expect(await browser.post('join', { code: row.code, name: 'a\u0000b' })).toMatchObject({ status: 400, body: { error: 'malformed' } })
    })

    test('a cookie that scripts or other sites could use: its attributes', async () => {
      const response = await fetch(`${address()}/api/class/join`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: address(), 'x-forwarded-proto': 'https' },
        body: JSON.stringify({ code: row.code, name: 'Xi' }),
      })
      const [cookie = ''] = response.headers.getSetCookie()
      for (const attribute of ['HttpOnly', 'SameSite=Strict', 'Secure', 'Path=/']) expect(cookie).toContain(attribute)
      const { db } = running[0] as Workshop
      const kept = JSON.stringify([
        await db.selectFrom('session').selectAll().execute(),
        await db.selectFrom('class').selectAll().execute(),
      ])
      // neither the token nor the secret can be read from the database
      expect(kept).not.toContain(decodeURIComponent(cookie.split(/[=;]/)[1] ?? '').split('.')[0])
      expect(kept).not.toContain(SECRET)
    })

    test('a flood of frames', async () => {
      const oli = await learner('Oli')
      for (let i = 0; i < 500; i++) oli.socket.send('{}')
      await until(() => oli.closed, 'closed')
      expect(oli.closed).toBe(4429)
    })

    test('wrong secrets, and soon even to look at them', async () => {
      const browser = new TestBrowser(address())
      const answers: number[] = []
      for (let i = 0; i < 8; i++) answers.push((await browser.post('instructor/enter', { secret: `guess ${i}` })).status)
      expect(answers[0]).toBe(401)
      expect(answers.at(-1)).toBe(429)
    })

    test('10,000 join attempts a minute', async () => {
      // no database is asked: on one store is enough
      if (store !== 'SQLite') return
      const browser = new TestBrowser(address())
      const answers: Record<number, number> = {}
      for (let batch = 0; batch < 100; batch++) {
        const statuses = await Promise.all(
          Array.from({ length: 100 }, (_, i) => browser.post('join', { code: `NO${batch}X${i}`, name: 'x' }).then(({ status }) => status)),
        )
        for (const status of statuses) answers[status] = (answers[status] ?? 0) + 1
      }
      expect(answers[429]).toBeGreaterThan(9_000)
      expect((answers[404] ?? 0) + (answers[429] ?? 0)).toBe(10_000)
    })
  })

  test('classes older than the days that are kept go by themselves, with their learners and sessions', async () => {
    const { db } = running[0] as Workshop
    const old = await createClass(db, { title: 'Old', template: 'half-day', secretHash: await hashSecret('old'), now: Date.now() })
    const zoe = await new TestLearner((await start()).address).join(old.code, 'Zoe')
    await zoe.tell({ do: 'submit', exercise: 'backend-pod', submission: RIGHT })
    await db
      .updateTable('class')
      .set({ created_at: Date.now() - 31 * 24 * 3600_000 })
      .where('id', '=', old.id)
      .execute()
    await start()
    const left = () =>
      Promise.all(
        (['class', 'learner', 'session', 'event', 'submission'] as const).map((table) => db.selectFrom(table).selectAll().execute()),
      )
    let kept = JSON.stringify(await left())
    for (let tries = 0; tries < 100 && kept.includes(old.id); tries++) {
      await new Promise((next) => setTimeout(next, 50))
      kept = JSON.stringify(await left())
    }
    expect(kept).not.toContain(old.id)
    expect(kept).not.toContain('Zoe')
    // the page that is still connected is let go with the next round
    await until(() => zoe.closed, 'closed')
    expect([4401, 4403]).toContain(zoe.closed)
  })

  test('processes that start over one empty store at once make one class', async () => {
    const { db } = running[0] as Workshop
    const wanted = { title: 'First', template: 'full-day', secretHash: await hashSecret('x'), now: Date.now() }
    const made = await Promise.all([1, 2, 3].map(() => firstClass(db, wanted)))
    expect(new Set(made.map(({ id }) => id)).size).toBe(1)
    await removeClasses(db, { id: made[0]?.id ?? '' })
  })

  test('a removed learner is out, and nothing of them is kept', async () => {
    const first = running[0] as Workshop
    const fresh = await createClass(first.db, {
      title: 'Small',
      template: 'half-day',
      secretHash: await hashSecret('other-secret'),
      now: Date.now(),
    })
    // a process of its own: the tests before have used up this address's tries
    const { address: other } = await start()
    const pat = await new TestLearner(other).join(fresh.code, 'Pat')
    await pat.tell({ do: 'submit', exercise: 'backend-pod', submission: RIGHT })
    const board = await new TestInstructor(other).enter('other-secret')
    await until(() => board.learner('Pat'), 'Pat')
    await board.tell({ do: 'remove', learner: pat.id })
    await until(() => pat.closed, 'closed')
    expect(pat.closed).toBe(4403)
    const kept = await Promise.all(
      (['learner', 'submission', 'event'] as const).map((table) => first.db.selectFrom(table).selectAll().execute()),
    )
    expect(JSON.stringify(kept.flat().filter((each) => 'class_id' in each && each.class_id === fresh.id))).not.toContain('Pat')
    // nor does a page hear of them that comes later
    const later = await new TestInstructor(other).enter('other-secret')
    await until(() => later.heard.includes('"remove"'), 'the journal')
    expect(later.heard).not.toContain('Pat')
    await removeClasses(first.db, { id: fresh.id })
    expect((await new TestBrowser(other).post('join', { code: fresh.code, name: 'x' })).status).toBe(404)
  })
})
