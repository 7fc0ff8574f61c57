import { readFile, writeFile } from 'node:fs/promises'
import { expect, type Page, test } from '@playwright/test'
import { listen, openLab, ready, screen, type } from './lab.ts'

/** Waits until the service worker has stored the course. */
async function stored(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state), { timeout: 60_000 })
    .toBe('activated')
}

test('after the first visit the whole course works with the network off', async ({ page, context }) => {
  await openLab(page, '/en/lessons/pod-ip/')
  await stored(page)
  await context.setOffline(true)
  const quiet = listen(page)
  await page.goto('/zh-tw/lessons/clusterip/')
  await ready(page)
  expect(await type(page, 'kubectl get pods | grep -c backend')).toMatch(/\n3/)
  await page.locator('[data-tab=files]').click()
  await expect(page.locator('.cm-content')).toBeVisible()
  await page.locator('[data-open-exercise]').first().click()
  await expect(page.locator('.checks .results')).toBeVisible()
  await page.locator('h1').focus()
  await page.keyboard.press('/')
  await expect(page.locator('#search-input')).toBeFocused()
  await page.keyboard.type('Service')
  await expect(page.locator('#search-results a').first()).toBeVisible()
  await page.goto('/en/glossary/')
  await expect(page.locator('h1')).toHaveText('Glossary')
  // And on a phone, in both languages.
  await page.setViewportSize({ width: 390, height: 844 })
  for (const [language, title] of [
    ['en', 'Terminal'],
    ['zh-tw', '終端機'],
  ] as const) {
    await page.goto(`/${language}/lessons/pod-ip/`)
    await page.locator('[data-panes]').getByRole('button', { name: title }).click()
    await ready(page)
    expect(await type(page, 'cat backend.yaml | head -2')).toContain('kind: Pod')
  }
  quiet.expectQuiet()
})

test('a new version comes when the learner agrees, and the lab is still there', async ({ page }) => {
  await openLab(page, '/en/lessons/pod-ip/')
  await stored(page)
  await page.reload()
  await ready(page)
  await type(page, 'kubectl apply -f backend.yaml; echo mine > mine.txt')
  const worker = new URL('../dist/sw.js', import.meta.url)
  const before = await readFile(worker, 'utf8')
  try {
    // The same course in another version: only its fingerprint differs.
    await writeFile(worker, before.replace(/[0-9a-f]{12}(?=[`"'])/, '000000000000'))
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update())
    await expect(page.locator('.ws-notice')).toContainText('newer version', { timeout: 60_000 })
    await page.getByRole('button', { name: 'Load it' }).click()
    await page.waitForEvent('load')
    await expect(screen(page)).toContainText('$')
    expect(await type(page, 'cat mine.txt; kubectl get pods')).toMatch(/mine\n[^]*backend/)
    expect(await page.evaluate(async () => (await caches.keys()).includes('podtalk-000000000000'))).toBe(true)
  } finally {
    await writeFile(worker, before)
  }
})

test('it can be installed', async ({ page, request }) => {
  await page.goto('/zh-tw/')
  const address = new URL((await page.locator('link[rel=manifest]').getAttribute('href')) as string, page.url())
  const manifest = await (await request.get(address.pathname)).json()
  expect(manifest).toMatchObject({ display: 'standalone', lang: 'zh-Hant-TW' })
  for (const icon of manifest.icons) expect((await request.get(new URL(icon.src, address).pathname)).status()).toBe(200)
  expect((await request.get(new URL(manifest.start_url, address).pathname)).status()).toBe(200)
})
