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

for (const [language, names] of [
  ['zh-tw', { text: '課文', terminal: '終端機', map: '地圖', files: '檔案', checks: '檢查' }],
  ['en', { text: 'Text', terminal: 'Terminal', map: 'Map', files: 'Files', checks: 'Checks' }],
] as const) {
  test(`${language}: on a phone one pane at a time, chosen at the thumb's side; chips type, packets run`, async ({ page }) => {
    const quiet = listen(page)
    await page.goto(`/${language}/lessons/clusterip/`)
    const panes = page.locator('[data-panes]')
    const bar = (await panes.boundingBox()) as { y: number; height: number }
    expect(bar.y + bar.height).toBeGreaterThan(840)
    for (const button of await panes.getByRole('button').all()) expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44)
    await page.locator('[data-run="kubectl apply -f backend-service.yaml"]').first().tap()
    await expect(page.locator('.xterm-rows')).toContainText('service/backend created')
    await expect(page.locator('article')).toBeHidden()
    await panes.getByRole('button', { name: names.map }).tap()
    await expect(page.locator('.map-panel [data-item="service/default/backend"]')).toBeVisible()
    await panes.getByRole('button', { name: names.files }).tap()
    await expect(page.locator('.cm-content')).toBeVisible()
    await panes.getByRole('button', { name: names.checks }).tap()
    await expect(page.locator('.exercise-list')).toBeVisible()
    for (const name of Object.values(names)) {
      await panes.getByRole('button', { name, exact: true }).tap()
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), name).toBeLessThanOrEqual(0)
    }
    await panes.getByRole('button', { name: names.text }).tap()
    await expect(page.locator('article')).toBeVisible()
    const term = page.locator('.term').first()
    await term.locator('a').tap()
    await expect(term.locator('.card')).toBeVisible()
    await expect(page).toHaveURL(/clusterip/)
    quiet.expectQuiet()
  })
}
