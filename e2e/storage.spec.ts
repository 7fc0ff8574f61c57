import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { fillBrowser, openLab, ready, type } from './lab.ts'

test('when the browser has no room left it says so, offers a file, and nothing is lost', async ({ page }) => {
  await openLab(page, '/en/lessons/pod-ip/')
  await type(page, 'kubectl apply -f backend.yaml')
  const makeRoom = await fillBrowser(page)
  await type(page, 'head -c 300000 /dev/zero | tr "\\0" x > big.txt; echo written after')
  const notice = page.locator('.ws-notice.problem')
  await expect(notice).toContainText('no room left')
  const download = page.waitForEvent('download')
  await notice.getByRole('button', { name: 'Save as a file' }).click()
  const log = JSON.parse(await readFile(await (await download).path(), 'utf8'))
  expect(log.inputs.map((input: { text?: string }) => input.text)).toContain('kubectl apply -f backend.yaml')
  // It goes on working meanwhile, and is kept again as soon as there is room.
  expect(await type(page, 'kubectl get pods')).toContain('backend')
  await makeRoom()
  await type(page, 'echo kept > kept.txt')
  await page.waitForTimeout(400)
  await page.reload()
  await ready(page)
  expect(await type(page, 'cat kept.txt; wc -c big.txt; kubectl get pods')).toMatch(/kept\n300000 big.txt\n[^]*backend/)
})

test('a lab of 200 commands comes back as it was', async ({ page }) => {
  await openLab(page, '/en/lessons/clusterip/')
  await page.locator('.xterm-helper-textarea').first().focus()
  for (let i = 0; i < 200; i++) {
    await page.keyboard.insertText(i % 10 === 0 ? 'kubectl get pods -o wide' : `echo number ${i} >> log.txt`)
    await page.keyboard.press('Enter')
  }
  await expect(async () => expect(await type(page, 'wc -l log.txt')).toContain('180 log.txt')).toPass({ timeout: 90_000 })
  await page.waitForTimeout(400)
  await page.reload()
  await ready(page)
  expect(await type(page, 'wc -l log.txt; tail -1 log.txt')).toMatch(/180 log.txt\nnumber 199/)
})
