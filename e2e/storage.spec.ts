import { expect, test } from '@playwright/test'
import { openLab, ready, type } from './lab.ts'

test('a lab of 200 commands comes back as it was, its objects the very same', async ({ page }) => {
  await openLab(page, '/en/lessons/clusterip/')
  const ask = 'kubectl get pod mine -o jsonpath={.metadata.uid}; echo'
  await type(page, 'kubectl run mine --image=nginx')
  const uid = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(await type(page, ask))?.[0] as string
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
  expect(await type(page, ask)).toContain(uid)
})
