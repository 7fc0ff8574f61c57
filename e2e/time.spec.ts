import { readFile } from 'node:fs/promises'
import { expect, type Page, test } from '@playwright/test'
import { lastRow, listen, openLab, shown, type } from './lab.ts'

const clock = async (page: Page): Promise<number> => {
  const [hours = 0, minutes = 0, seconds = 0] = (await page.locator('.time .now').innerText()).split(':').map(Number)
  return hours * 3_600 + minutes * 60 + seconds
}

test('time stands still, runs ten times as fast, and leaps to the next event', async ({ page }) => {
  const quiet = listen(page)
  await openLab(page, '/en/lessons/clusterip/')
  await page.getByRole('button', { name: 'Pause' }).click()
  const still = await clock(page)
  await page.waitForTimeout(1_500)
  expect(await clock(page)).toBe(still)
  // A command still answers while time stands.
  expect(await type(page, 'echo answered')).toContain('answered')
  await page.getByRole('button', { name: /Ten times/ }).click()
  await expect.poll(() => clock(page), { timeout: 5_000 }).toBeGreaterThan(still + 12)
  await page.getByRole('button', { name: 'Pause' }).click()
  await type(page, 'kubectl delete pod -l app=backend --wait=false')
  const before = await clock(page)
  for (let i = 0; i < 60; i++) await page.getByRole('button', { name: 'To the next event' }).click()
  await expect(page.locator('.map-drawing [data-item^="pod/default/backend"] .mark.ready')).toHaveCount(3)
  expect(await clock(page)).toBeGreaterThanOrEqual(before)
  quiet.expectQuiet()
})

test('any deed can be undone and done again; the timeline leads back to any point', async ({ page }) => {
  await openLab(page, '/en/lessons/clusterip/')
  await type(page, 'kubectl create configmap one --from-literal=a=1')
  await type(page, 'kubectl delete service frontend')
  await expect(page.locator('[data-item="service/default/frontend"]')).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.locator('[data-item="service/default/frontend"]')).toBeVisible()
  await page.getByRole('button', { name: 'Redo' }).click()
  await expect(page.locator('[data-item="service/default/frontend"]')).toHaveCount(0)
  await page.getByRole('tab', { name: 'Timeline' }).click()
  const deed = page.locator('.timeline li.input', { hasText: 'create configmap one' })
  await deed.getByRole('button', { name: 'back to before' }).click()
  await expect(page.locator('.timeline li.ahead')).not.toHaveCount(0)
  expect(await type(page, 'kubectl get configmap one')).toContain('not found')
  // Going on from there makes another story.
  await expect(page.locator('.timeline li.ahead')).toHaveCount(0)
})

test('a lab is shared by a link and by a file, and plays back as a film', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const quiet = listen(page)
  await openLab(page, '/en/sandbox/')
  await type(page, 'kubectl create deployment shared --image=nginx; kubectl rollout status deployment/shared')
  const uid = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(
    await type(page, 'kubectl get deployment shared -o jsonpath={.metadata.uid}; echo'),
  )?.[0] as string
  await page.getByRole('button', { name: 'Copy a link' }).click()
  await expect(page.locator('.ws-notice')).toContainText('clipboard')
  const link = await page.evaluate(() => navigator.clipboard.readText())
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as a file' }).click()
  const file = await (await download).path()

  const other = await (await context.browser())?.newContext()
  const guest = await other?.newPage()
  if (!guest) throw new Error('no second browser')
  await guest.goto(link)
  await expect(guest.locator('.ws-guest')).toContainText('came by a link')
  expect(await type(guest, 'kubectl get deployment shared -o jsonpath={.metadata.uid}; echo')).toContain(uid)
  await guest.getByRole('button', { name: /Start this one: An empty/ }).click()
  await expect(guest.locator('.ws-notice')).toContainText('as it was at its beginning')
  await guest.locator('input[data-share=open]').setInputFiles(file)
  expect(await type(guest, 'kubectl get deployment shared -o jsonpath={.metadata.uid}; echo')).toContain(uid)
  await guest
    .locator('input[data-share=open]')
    .setInputFiles({ name: 'no.json', mimeType: 'application/json', buffer: Buffer.from('{"version":99}') })
  await expect(guest.locator('.ws-notice.problem')).toContainText('log version 99')
  await other?.close()

  await page.getByRole('button', { name: 'Play it back' }).first().click()
  await expect(page.getByRole('button', { name: /Stop the film/ })).toBeVisible()
  await expect.poll(() => shown(page)).toContain('kubectl create deployment shared')
  await expect.poll(() => shown(page), { timeout: 60_000 }).toContain(uid)
  await expect(page.getByRole('button', { name: /Stop the film/ })).toBeHidden()
  await expect.poll(() => lastRow(page)).toBe('laptop:~/shop$')
  quiet.expectQuiet()
})

test('a lab too long for a link is not cut: it says so, and offers the file', async ({ page }) => {
  await openLab(page, '/zh-tw/sandbox/')
  await page.locator('[data-tab=files]').click()
  // Noise cannot be made shorter.
  const noise = Array.from({ length: 60_000 }, (_, index) => ((index * 2_654_435_761) >>> 7).toString(36)).join('\n')
  await page.locator('.tree input[type=file]').setInputFiles({ name: 'noise.txt', mimeType: 'text/plain', buffer: Buffer.from(noise) })
  await expect(page.locator('.tree')).toContainText('noise.txt')
  await page.getByRole('button', { name: '複製這個實驗室的連結' }).or(page.locator('[data-share=link]')).first().click()
  await expect(page.locator('.ws-notice.problem')).toContainText('檔案')
  const download = page.waitForEvent('download')
  await page.locator('[data-share=file]').click()
  expect((await readFile(await (await download).path(), 'utf8')).length).toBeGreaterThan(noise.length)
})

test('a film of a lab can be watched faster, and stopped on the way; the lab is as it was then', async ({ page }) => {
  await openLab(page, '/zh-tw/lessons/clusterip/')
  await type(page, 'kubectl create configmap first --from-literal=a=1; sleep 4')
  await type(page, 'kubectl create configmap second --from-literal=a=1; sleep 4')
  await page.getByRole('tab', { name: '時間軸' }).click()
  await page.locator('.timeline-bar button').first().click()
  await expect(page.locator('.time .film')).toBeVisible()
  await expect.poll(() => shown(page)).toContain('configmap/first created')
  await page.locator('.time .film').click()
  await expect(page.locator('.time .film')).toHaveCount(0)
  expect(await type(page, 'kubectl get configmap first -o name')).toContain('configmap/first')
})
