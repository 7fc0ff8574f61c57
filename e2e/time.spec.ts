import { readFile } from 'node:fs/promises'
import { expect, type Page, test } from '@playwright/test'
import { lastRow, type } from './lab.ts'
import { everywhere } from './visit.ts'

test.describe.configure({ mode: 'parallel' })

const clock = async (page: Page): Promise<number> => {
  const [hours = 0, minutes = 0, seconds = 0] = (await page.locator('.time .now').innerText()).split(':').map(Number)
  return hours * 3_600 + minutes * 60 + seconds
}

everywhere('time stands still, runs ten times as fast, leaps to the next event; the timeline leads back to any point', async (visit) => {
  const { page, words } = visit
  await visit.lab('lessons/clusterip/')
  const time = page.getByRole('group', { name: words.time })
  const service = page.locator('.map-panel [data-item="service/default/frontend"]')

  await visit.shows('time/pause', async () => {
    await visit.top('map')
    await visit.button(words.pause, time)
    const still = await clock(page)
    await page.waitForTimeout(1_200)
    expect(await clock(page)).toBe(still)
    // A command still answers while time stands.
    await visit.to('terminal')
    expect(await type(page, 'echo answered')).toContain('answered')
    await visit.top('map')
    expect(await clock(page)).toBe(still)
  })
  await visit.shows('time/speed', async () => {
    const before = await clock(page)
    const began = Date.now()
    await visit.button(`1× ${words.speed1}`, time)
    await expect.poll(() => clock(page)).toBeGreaterThanOrEqual(before + 2)
    await visit.button(`10× ${words.speed10}`, time)
    await expect.poll(() => clock(page)).toBeGreaterThan(before + 14)
    expect(await clock(page)).toBeGreaterThan(before + (3 * (Date.now() - began)) / 1_000)
    await visit.button(words.pause, time)
  })
  await visit.shows('time/next-event', async () => {
    await visit.to('terminal')
    await type(page, 'kubectl delete pod -l app=backend --wait=false')
    await visit.top('map')
    const before = await clock(page)
    for (let i = 0; i < 25; i++) await time.getByRole('button', { name: words.nextEvent }).click()
    await expect(page.locator('.map-drawing [data-item^="pod/default/backend"] .mark.ready')).toHaveCount(3)
    expect(await clock(page)).toBeGreaterThanOrEqual(before)
    await visit.button(`1× ${words.speed1}`, time)
  })

  await visit.to('terminal')
  await type(page, 'kubectl create configmap one --from-literal=a=1')
  await type(page, 'curl -s http://localhost:30002/')
  await type(page, 'kubectl delete service frontend')
  await visit.shows('time/undo', async () => {
    await visit.top('map')
    await expect(service).toHaveCount(0)
    await visit.button(words.undo, time)
    await expect(service).toHaveCount(1)
    await visit.button(words.redo, time)
    await expect(service).toHaveCount(0)
  })
  await visit.shows('time/timeline', async () => {
    await visit.top('timeline')
    const line = page.locator('.timeline li')
    await expect(line.filter({ hasText: 'kubectl create configmap one' })).toHaveClass(/input/)
    await expect(line.and(page.locator('.event')).filter({ hasText: 'Killing' }).first()).toContainText('Pod/backend-')
    await expect(line.and(page.locator('.request')).filter({ hasText: 'localhost:30002' }).first()).toContainText(
      words.arrivedStatus.replace('{status}', '200').split('200')[0] as string,
    )
    await visit.expectFits()
  })
  await visit.shows('time/undo', async () => {
    const deed = page.locator('.timeline li.input', { hasText: 'create configmap one' })
    await visit.button(words.backToBefore, deed)
    await expect(page.locator('.timeline li.ahead')).not.toHaveCount(0)
    await expect(deed.getByRole('button', { name: words.redoToHere })).toBeVisible()
    // By keys to any other moment.
    const moment = page.getByRole('slider', { name: words.goToMoment })
    const at = Number(await moment.inputValue())
    await moment.focus()
    await page.keyboard.press('Home')
    await expect.poll(() => clock(page)).toBeLessThan(Math.max(1, at / 1_000))
    await page.keyboard.press('End')
    await expect(page.locator('.timeline li.ahead')).toHaveCount(0)
    await visit.button(words.backToBefore, deed)
    await visit.to('terminal')
    expect(await type(page, 'kubectl get configmap one')).toContain('not found')
    // Going on from there makes another story.
    await visit.top('timeline')
    await expect(page.locator('.timeline li.ahead')).toHaveCount(0)
    await expect(deed).toHaveCount(0)
    await visit.top('map')
    await expect(service).toHaveCount(1)
  })
})

const UID = /[0-9a-f]{8}-[0-9a-f-]{27}/

everywhere('a lab is shared by a link and by a file, and plays back as a film', async (visit) => {
  const { page, words } = visit
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await visit.lab('sandbox/')
  await type(page, 'kubectl create deployment shared --image=nginx; kubectl rollout status deployment/shared')
  const ask = 'kubectl get deploy shared -o jsonpath=\'{.metadata.uid}{"\\n"}\''
  const uid = UID.exec(await type(page, ask))?.[0] as string
  expect(uid).toMatch(UID)

  await visit.to('text')
  const guest = await visit.stranger()
  await visit.shows('time/link', async () => {
    await visit.button(words.shareLink)
    await expect(page.locator('.ws-notice')).toContainText(words.shareCopied)
    await guest.page.goto(await page.evaluate(() => navigator.clipboard.readText()))
    await guest.reopened()
    await expect(guest.page.locator('.ws-guest')).toContainText(words.labIsShared)
    expect(await type(guest.page, ask)).toContain(uid)
    await guest.button(words.labBackToOwn)
    await expect(guest.page.locator('.ws-guest')).toHaveCount(0)
    expect(await type(guest.page, 'kubectl get deployments')).toContain('No resources found')
  })
  await visit.shows('time/file', async () => {
    const download = page.waitForEvent('download')
    await visit.button(words.shareFile)
    await guest.to('text')
    const open = guest.page.getByLabel(words.shareOpen)
    await open.setInputFiles(await (await download).path())
    await guest.to('terminal')
    await expect(guest.page.locator('.ws-notice')).toContainText(words.labOpened)
    expect(await type(guest.page, ask)).toContain(uid)
    await guest.to('text')
    await open.setInputFiles({ name: 'no.json', mimeType: 'application/json', buffer: Buffer.from('{"version":99}') })
    await expect(guest.page.locator('.ws-notice.problem')).toContainText('log version 99')
  })
  await guest.page.context().close()

  await visit.shows('time/film', async () => {
    await visit.button(new RegExp(words.shareFilm))
    const stop = page.getByRole('button', { name: words.filmStop })
    await visit.expectScreen('kubectl create deployment shared')
    await visit.expectScreen(uid)
    await visit.top('map')
    await expect(stop).toHaveCount(0)
    await visit.button(`10× ${words.speed10}`)
    await visit.to('terminal')
    await expect.poll(() => lastRow(page)).toBe('laptop:~/shop$')
    // Again, from the timeline, and stopped on the way: the lab is as it was then.
    await type(page, 'kubectl create configmap first --from-literal=a=1; sleep 4')
    for (let i = 0; i < 3; i++) await type(page, 'sleep 4')
    await type(page, 'kubectl create configmap second --from-literal=a=1')
    await visit.top('map')
    await visit.button(`1× ${words.speed1}`)
    await visit.top('timeline')
    await visit.button(new RegExp(words.shareFilm), page.locator('.timeline-bar'))
    await expect(stop).toBeVisible()
    await expect(page.locator('.timeline li', { hasText: 'create configmap first' })).toHaveCount(1)
    await visit.press(stop)
    await expect(stop).toHaveCount(0)
    await visit.to('terminal')
    const there = await type(page, 'kubectl get configmap')
    expect(there).toContain('first')
    expect(there).toContain('second')
    // An undo ends it as well, and what had not been played yet can be had back.
    await visit.top('timeline')
    await visit.button(new RegExp(words.shareFilm), page.locator('.timeline-bar'))
    await expect(stop).toBeVisible()
    await visit.button(words.undo)
    await expect(stop).toHaveCount(0)
    await visit.button(words.redo)
    await expect(page.locator('.timeline li:not(.ahead)', { hasText: 'kubectl get configmap' })).toHaveCount(1)
  })
})

test('a lab too long for a link is not cut: it says so, and offers the file', async ({ page }) => {
  await page.goto('/zh-tw/sandbox/')
  await page.locator('[data-tab=files]').click()
  // Noise cannot be made shorter.
  const noise = Array.from({ length: 60_000 }, (_, index) => ((index * 2_654_435_761) >>> 7).toString(36)).join('\n')
  await page.locator('.tree input[type=file]').setInputFiles({ name: 'noise.txt', mimeType: 'text/plain', buffer: Buffer.from(noise) })
  await expect(page.locator('.tree')).toContainText('noise.txt')
  await page.locator('[data-share=link]').click()
  await expect(page.locator('.ws-notice.problem')).toContainText('檔案')
  const download = page.waitForEvent('download')
  await page.locator('[data-share=file]').click()
  expect((await readFile(await (await download).path(), 'utf8')).length).toBeGreaterThan(noise.length)
})
