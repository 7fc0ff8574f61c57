import { expect, test } from '@playwright/test'
import { listen } from './lab.ts'

for (const language of ['zh-tw', 'en']) {
  test(`${language}: on a phone nothing is wider than the screen`, async ({ page }) => {
    const quiet = listen(page)
    for (const path of ['', 'lessons/', 'lessons/pod-ip/', 'glossary/', 'settings/']) {
      await page.goto(`/${language}/${path}`)
      const { wide, screen } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, screen: window.innerWidth }))
      expect(wide, path).toBeLessThanOrEqual(screen)
    }
    quiet.expectQuiet()
  })
}
