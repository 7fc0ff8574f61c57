import { readFile, writeFile } from 'node:fs/promises'
import { expect, type Page } from '@playwright/test'
import { otherLanguage, TAGS } from '../src/site/i18n/index.ts'
import { ready, type } from './lab.ts'
import { everywhere } from './visit.ts'

// One after the other: all of them look at the one worker, and one changes it.

/** Waits until the service worker has stored the course. */
async function stored(page: Page): Promise<void> {
  await expect
    .poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state), { timeout: 60_000 })
    .toBe('activated')
}

const WORKER = new URL('../dist/sw.js', import.meta.url)

everywhere(
  'after the first visit the whole course works with the network off; a new version comes when the learner agrees, and the lab is still there',
  async (visit) => {
    const { page, words } = visit
    const context = page.context()
    await visit.lab('lessons/pod-ip/')
    await stored(page)
    await visit.shows('offline/course', async () => {
      await context.setOffline(true)
      await visit.lab('lessons/clusterip/')
      expect(await type(page, 'kubectl get pods | grep -c backend')).toMatch(/\n3/)
      await visit.to('files')
      await expect(page.locator('.cm-content')).toBeVisible()
      await visit.to('text')
      await visit.press(page.locator('[data-open-exercise]').first())
      await visit.button(words.check, page.locator('.checks'))
      await expect(page.locator('.result.failed').first()).toBeVisible()
      await visit.press(page.locator('[data-open-search]'))
      await page.keyboard.type('Service')
      await expect(page.locator('#search-results a').first()).toBeVisible()
      await page.keyboard.press('Escape')
      await visit.goto('glossary/')
      await expect(page.locator('h1')).toHaveText(words.glossaryTitle)
      await visit.goto('')
      await visit.press(page.locator('[data-run="curl http://localhost:30002/"]'))
      await ready(page)
      await visit.expectScreen('Hello from backend')
      // The other language too.
      await page.goto(`/${otherLanguage(visit.language)}/lessons/dns/`)
      await expect(page.locator('html')).toHaveAttribute('lang', TAGS[otherLanguage(visit.language)])
      await visit.reopened()
      await context.setOffline(false)
    })
    await visit.shows('offline/update', async () => {
      await visit.lab('lessons/pod-ip/')
      await type(page, 'kubectl apply -f backend.yaml; echo mine > mine.txt')
      const before = await readFile(WORKER, 'utf8')
      try {
        // The same course in another version: only its fingerprint differs.
        await writeFile(WORKER, before.replace(/[0-9a-f]{12}(?=[`"'])/, '000000000000'))
        await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update())
        await expect(page.locator('.ws-notice')).toContainText(words.updateReady, { timeout: 60_000 })
        const loaded = page.waitForEvent('load')
        await visit.button(words.updateNow)
        await loaded
        await visit.reopened()
        expect(await type(page, 'cat mine.txt; kubectl get pods')).toMatch(/mine\n[^]*backend/)
        expect(await page.evaluate(async () => (await caches.keys()).includes('podtalk-000000000000'))).toBe(true)
      } finally {
        await writeFile(WORKER, before)
      }
    })
    await visit.shows('offline/install', async () => {
      await visit.goto('')
      const address = new URL((await page.locator('link[rel=manifest]').getAttribute('href')) as string, page.url())
      const manifest = await (await page.request.get(address.pathname)).json()
      expect(manifest).toMatchObject({ display: 'standalone', lang: TAGS[visit.language] })
      for (const icon of manifest.icons) expect((await page.request.get(new URL(icon.src, address).pathname)).status()).toBe(200)
      expect((await page.request.get(new URL(manifest.start_url, address).pathname)).status()).toBe(200)
      // What Chromium itself asks before it offers to install.
      const session = await context.newCDPSession(page)
      const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
      expect(installabilityErrors.map((each) => each.errorId).filter((id) => id !== 'in-incognito')).toEqual([])
    })
  },
)
