import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { listen, ready } from './lab.ts'

/** Every kind of page; the first ones hold a lab. */
const LABS = ['lessons/clusterip/']
const TEXTS = ['', 'lessons/', 'glossary/', 'settings/', 'credits/', 'workshop/', 'commands/']

for (const language of ['zh-tw', 'en']) {
  for (const path of [...LABS, ...TEXTS]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      test(`${language}/${path} in ${colorScheme}: no accessibility violation, no complaint, no request elsewhere`, async ({ page }) => {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        const quiet = listen(page)
        const response = await page.goto(`/${language}/${path}`)
        expect(response?.status()).toBe(200)
        if (LABS.includes(path)) await ready(page)
        const { violations } = await new AxeBuilder({ page }).exclude('.xterm').analyze()
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)).toEqual([])
        quiet.expectQuiet()
      })
    }
  }
}

test('both languages say which language they are in and know each other', async ({ page }) => {
  await page.goto('/zh-tw/lessons/dns/')
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hant-TW')
  const english = page.locator('link[rel=alternate][hreflang=en]')
  await expect(english).toHaveAttribute('href', /\/en\/lessons\/dns\/$/)
})
