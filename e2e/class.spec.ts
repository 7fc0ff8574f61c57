import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import AxeBuilder from '@axe-core/playwright'
import { type Browser, expect, type Page, test } from '@playwright/test'
import { workshopCourse } from '../src/cli/workshop-course.ts'
import { hashSecret } from '../src/workshop/auth/secret.ts'
import { type ClassRow, createClass } from '../src/workshop/store/classes.ts'
import { startPostgres, type TestPostgres } from '../src/workshop/testing/postgres.ts'
import { startWorkshop, type Workshop } from '../src/workshop/workshop.ts'
import { ready, type } from './lab.ts'

// A class goes on while the network is away: the course is in the browser then.
test.use({ serviceWorkers: 'allow' })

const SECRET = 'a-secret-of-the-tests'
const RIGHT = readFileSync('content/exercises/backend-pod/solutions/plain/backend.yaml', 'utf8')

async function visit(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await ready(page)
}

for (const store of ['SQLite', 'PostgreSQL'] as const) {
  test.describe(`a class on ${store}`, () => {
    test.describe.configure({ mode: 'serial' })
    let postgres: TestPostgres | undefined
    let folder = ''
    let database = ''
    let workshop: Workshop
    let row: ClassRow

    const start = async (port: number): Promise<void> => {
      workshop = await startWorkshop({ database, site: 'dist', course: workshopCourse(), host: '127.0.0.1', port, keepDays: 30 })
    }
    test.beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'podtalk-class-'))
      if (store === 'PostgreSQL') postgres = await startPostgres()
      database = postgres ? await postgres.database('workshop') : join(folder, 'class.sqlite')
      await start(0)
      row = await createClass(workshop.db, {
        title: 'Monday',
        template: 'whole-course',
        secretHash: await hashSecret(SECRET),
        now: Date.now(),
      })
    })
    test.afterAll(async () => {
      await workshop.close()
      await postgres?.remove()
      rmSync(folder, { recursive: true, force: true })
    })

    /** A browser of its own on a page of the workshop; what its console complains of is kept. */
    const open = async (browser: Browser, path: string): Promise<{ page: Page; complaints: string[] }> => {
      const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
      const complaints: string[] = []
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
      })
      page.on('pageerror', (error) => complaints.push(error.message))
      await page.goto(`${workshop.address}${path}`)
      return { page, complaints }
    }
    const joinAs = async (browser: Browser, name: string, language = 'en') => {
      const opened = await open(browser, `/${language}/join/#${row.code}`)
      const { page } = opened
      await page.locator('input[name=name]').fill(name)
      await page.locator('[data-join] button').click()
      await expect(page.locator('.class-bar')).toContainText('Monday')
      return opened
    }

    test('one instructor and three learners: join, follow, stuck, hand, broadcast, poll, submit, spotlight, report', async ({
      browser,
    }) => {
      const board = await open(browser, `/en/teach/#${SECRET}`)
      const teach = board.page
      await expect(teach.locator('.teach-head .code')).toContainText(row.code)
      expect(new URL(teach.url()).hash).toBe('')

      const [ann, ben, chen] = await Promise.all([joinAs(browser, 'Ann'), joinAs(browser, 'Ben'), joinAs(browser, '小陳', 'zh-tw')])
      await expect(teach.locator('.board tbody tr')).toHaveCount(3)
      await expect(teach.locator('.teach-head')).toContainText('3 of 3 connected')

      // a learner works as alone: the steps tick, and the board sees it
      await visit(ann.page, `${workshop.address}/en/lessons/pod-ip/`)
      await type(ann.page, 'kubectl apply -f backend.yaml')
      await expect(ann.page.locator('[data-tick="backend-ready"]')).toHaveClass(/done/)
      await expect(teach.locator('.board tbody tr', { hasText: 'Ann' }).locator('td.steps.here')).toHaveAttribute('title', /^1 of/)

      // a hand goes up, and down
      await ben.page.getByRole('button', { name: 'Raise a hand' }).click()
      await expect(teach.locator('[aria-labelledby=hands-title]')).toContainText('Ben')
      await teach.locator('[aria-labelledby=hands-title]').getByRole('button', { name: 'Lower' }).click()
      await expect(ben.page.getByRole('button', { name: 'Raise a hand' })).toBeVisible()

      // a broadcast with a command that runs with one click
      await teach.locator('[aria-labelledby=tell-title] input[name=text]').fill('Look at the Pod IPs')
      await teach.locator('[aria-labelledby=tell-title] button').click()
      for (const { page } of [ann, ben, chen]) await expect(page.locator('.class-card .words')).toHaveText('Look at the Pod IPs')
      await teach.locator('[aria-labelledby=tell-title] input[name=command]').fill('kubectl get pods -o wide')
      await teach.locator('[aria-labelledby=tell-title] button').click()
      await ann.page.locator('.class-card [data-run]').click()
      await expect(ann.page.locator('.ws-work')).toContainText('READINESS GATES')

      // a poll with its distribution
      const polls = teach.locator('[aria-labelledby=poll-title]')
      await polls.locator('input[name=question]').fill('Refused or timeout?')
      await polls.locator('textarea').fill('refused\ntimeout')
      await polls.getByRole('button', { name: 'Ask' }).click()
      for (const { page } of [ann, ben]) await page.locator('.class-card.poll label', { hasText: 'timeout' }).click()
      await chen.page.locator('.class-card.poll label', { hasText: 'refused' }).click()
      await expect(polls.locator('.poll-now')).toContainText('2 of 3')
      await polls.getByRole('button', { name: 'Close and show' }).click()
      await expect(chen.page.locator('.class-card.poll')).toContainText('3 人中的 2 人')

      // handing in: wrong twice with the same check is stuck, right is graded by the server
      await visit(ben.page, `${workshop.address}/en/lessons/pod-ip/`)
      await ben.page.locator('[data-open-exercise="backend-pod"]').first().click()
      const check = ben.page.getByRole('button', { name: 'Check', exact: true })
      for (let tries = 0; tries < 2; tries++) {
        await check.click()
        await expect(teach.locator('.board tbody tr', { hasText: 'Ben' }).locator('td.exercise.open')).toContainText(String(tries + 1))
        await expect(check).toBeEnabled()
      }
      await expect(teach.locator('[aria-labelledby=stuck-title]')).toContainText('Ben')
      await expect(teach.locator('[aria-labelledby=stuck-title]')).toContainText("Write the backend's Pod")
      await ann.page.evaluate(
        ([text]) =>
          document.dispatchEvent(
            new CustomEvent('podtalk:handed-in', { detail: { exercise: 'backend-pod', submission: { files: { 'backend.yaml': text } } } }),
          ),
        [RIGHT],
      )
      await expect(teach.locator('.board tbody tr', { hasText: 'Ann' }).locator('td.exercise.passed')).toHaveCount(1)

      // spotlight: the solution without the name
      await teach.locator('.board').getByRole('button', { name: 'Ann' }).click()
      await teach.locator('.handed-in').getByRole('button', { name: 'Show' }).first().click()
      await teach.getByRole('button', { name: 'Show to all' }).click()
      await expect(chen.page.locator('.spotlight')).toContainText('kind: Pod')
      await expect(chen.page.locator('.spotlight')).not.toContainText('Ann')
      await chen.page.locator('.spotlight button').click()

      // the learner's lab, live
      await teach.getByRole('button', { name: 'See the lab live' }).click()
      await expect(teach.locator('.lab-view')).toContainText('kubectl get pods -o wide')
      await type(ann.page, 'kubectl get nodes')
      await expect(teach.locator('.lab-view')).toContainText('control-plane')
      await teach.getByRole('button', { name: 'Stop looking' }).click()
      await teach.getByRole('button', { name: 'Back' }).click()

      // attention, pace, follow
      await teach.getByRole('button', { name: 'Ask for attention' }).click()
      await expect(chen.page.locator('.class-attention')).toBeVisible()
      // neither keys nor the pointer reach what is below
      await chen.page.keyboard.press('Escape')
      await expect(chen.page.locator('.class-attention')).toBeVisible()
      expect(await chen.page.evaluate(() => document.querySelector('.class-attention')?.matches(':modal'))).toBe(true)
      await teach.getByRole('button', { name: 'Go on' }).click()
      await expect(chen.page.locator('.class-attention')).toBeHidden()
      await teach.getByLabel('Lessons open up to').selectOption('1')
      await chen.page.goto(`${workshop.address}/zh-tw/lessons/dns/`)
      await expect(chen.page.locator('.class-gate')).toContainText('第 1 課')
      await expect(chen.page.locator('section.step').first()).toBeHidden()
      await teach.getByLabel('Lessons open up to').selectOption('')
      await expect(chen.page.locator('.class-gate')).toHaveCount(0)
      await expect(chen.page.locator('section.step').first()).toBeVisible()
      const axe = await new AxeBuilder({ page: teach }).analyze()
      expect(axe.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
      await teach.getByRole('button', { name: 'Learners follow me' }).click()
      await teach.goto(`${workshop.address}/en/lessons/clusterip/`)
      await expect(teach.locator('.presenting')).toBeVisible()
      await expect(chen.page).toHaveURL(/\/zh-tw\/lessons\/clusterip\//)
      await expect(ben.page).toHaveURL(/\/en\/lessons\/clusterip\//)
      await ben.page.getByRole('button', { name: 'Stay here' }).click()
      await teach.getByRole('button', { name: /Next step/ }).click()
      await expect(chen.page).toHaveURL(/\/zh-tw\/lessons\/clusterip\//)
      await teach.getByRole('button', { name: 'Stop leading' }).click()

      const report = await teach.request.get(`${workshop.address}/api/class/instructor/report/json`)
      const { learners } = await report.json()
      expect(learners.map(({ name }: { name: string }) => name)).toEqual(['Ann', 'Ben', '小陳'])
      expect(learners[0].exercises['backend-pod']).toMatchObject({ passed: true })
      for (const { complaints } of [board, ann, ben, chen]) expect(complaints).toEqual([])
      for (const { page } of [board, ann, ben, chen]) await page.context().close()
    })

    // What a page makes of a class is the same whatever the class is kept in.
    if (store !== 'SQLite') return

    test('the network drops, two tabs work on, one reloads: everything arrives later, each thing once', async ({ browser }) => {
      const { page } = await joinAs(browser, 'Dora')
      const context = page.context()
      await visit(page, `${workshop.address}/en/lessons/pod-ip/`)
      // the course is kept in the browser once its worker is there
      await page.waitForFunction(() => navigator.serviceWorker.controller !== null, undefined, { timeout: 60_000 })
      const other = await context.newPage()
      await visit(other, `${workshop.address}/en/lessons/clusterip-changes/`)
      await expect(other.locator('.class-bar .on')).toBeVisible()
      await context.setOffline(true)
      for (const tab of [page, other]) await expect(tab.locator('.class-bar .off')).toBeVisible()

      await other.locator('[data-predict="recreate"] input[value="other"]').check()
      await other.close()
      await type(page, 'kubectl apply -f backend.yaml')
      await expect(page.locator('[data-tick="backend-ready"]')).toHaveClass(/done/)
      await page.getByRole('button', { name: 'Raise a hand' }).click()
      // What was shown to all before Dora came lies upon the text until it is closed.
      const close = page.locator('.class-card').getByRole('button', { name: 'Close', exact: true })
      while ((await close.count()) > 0) await close.last().click()
      await page.locator('[data-open-exercise="backend-pod"]').first().click()
      await page.getByRole('button', { name: 'Check', exact: true }).click()
      await expect(page.getByRole('button', { name: 'Check', exact: true })).toBeEnabled()
      await page.reload()
      await expect(page.locator('[data-tick="backend-ready"]')).toHaveClass(/done/)
      await context.setOffline(false)
      await expect(page.locator('.class-bar .on')).toBeVisible({ timeout: 20_000 })
      await expect(page.getByRole('button', { name: 'Lower your hand' })).toBeVisible()

      const teach = (await open(browser, `/en/teach/#${SECRET}`)).page
      const dora = teach.locator('.board tbody tr', { hasText: 'Dora' })
      await expect(dora.locator('td.exercise.open')).toContainText('1')
      await expect(teach.locator('[aria-labelledby=hands-title]')).toContainText('Dora')
      const rows = await workshop.db
        .selectFrom('event')
        .innerJoin('learner', 'learner.id', 'event.by')
        .select('deed')
        .where('name', '=', 'Dora')
        .execute()
      const deeds = rows.map(({ deed }) => JSON.parse(deed))
      // what one tab left behind when it was closed has come with the other
      expect(deeds.filter((deed) => deed.do === 'guessed')).toEqual([
        { do: 'guessed', lesson: 'clusterip-changes', prediction: 'recreate', choice: 'other', right: true },
      ])
      for (const [what, times] of [
        ['tick', 1],
        ['submitted', 1],
        ['hand', 1],
      ] as const)
        expect(deeds.filter((deed) => deed.do === what && (deed.tick ?? 'backend-ready') === 'backend-ready').length).toBe(times)
      await context.close()
      await teach.context().close()
    })

    test('a process that is started again: learners and instructor are back by themselves', async ({ browser }) => {
      const { page } = await joinAs(browser, 'Emil')
      const teach = (await open(browser, `/en/teach/#${SECRET}`)).page
      await expect(teach.locator('.board')).toContainText('Emil')
      const { port } = new URL(workshop.address)
      await workshop.close()
      await expect(page.locator('.class-bar .off')).toBeVisible()
      await page.getByRole('button', { name: 'Raise a hand' }).click()
      await start(Number(port))
      await expect(page.locator('.class-bar .on')).toBeVisible({ timeout: 10_000 })
      await expect(teach.locator('[aria-labelledby=hands-title]')).toContainText('Emil', { timeout: 10_000 })
      await page.context().close()
      await teach.context().close()
    })

    test('who leaves can come again, as somebody else, without a reload; groups follow on their own', async ({ browser }) => {
      const { page } = await joinAs(browser, 'Finn')
      await page.getByRole('button', { name: 'Leave', exact: true }).click()
      await expect(page.locator('.class-bar')).toHaveCount(0)
      await page.locator('input[name=code]').fill(row.code)
      await page.locator('input[name=name]').fill('Finn again')
      await page.locator('[data-join] button').click()
      await expect(page.locator('.class-bar .who')).toHaveText('Finn again')
      const gwen = (await joinAs(browser, 'Gwen')).page
      const teach = (await open(browser, `/en/teach/#${SECRET}`)).page
      await teach.locator('.board').getByRole('button', { name: 'Gwen' }).click()
      await teach.locator('.learner-card input[name=group]').fill('blue')
      await teach.getByRole('button', { name: 'Set' }).click()
      await expect(teach.locator('.board .group')).toHaveText('blue')
      await teach.getByRole('button', { name: 'Back' }).click()
      await teach.getByRole('link', { name: 'Present the lessons' }).click()
      await expect(teach.locator('.presenting')).toBeVisible()
      await teach.locator('.presenting select').selectOption('blue')
      await teach.getByRole('button', { name: 'Learners follow me' }).click()
      await expect(gwen).toHaveURL(/\/en\/lessons\/orientation\//)
      await teach.goto(`${workshop.address}/en/lessons/dns/`)
      await expect(gwen).toHaveURL(/\/en\/lessons\/dns\//)
      expect(page.url()).toContain('/join/')
      await teach.getByRole('button', { name: 'Stop leading' }).click()
      for (const each of [page, gwen, teach]) await each.context().close()
    })
  })
}
