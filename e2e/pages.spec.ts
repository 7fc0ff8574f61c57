import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { listen, openLab, ready, type } from './lab.ts'

/** Every kind of page; the first ones hold a lab. */
const LABS = ['lessons/clusterip/', 'sandbox/', '']
const TEXTS = ['lessons/', 'glossary/', 'settings/', 'credits/', 'workshop/', 'commands/', 'join/', 'teach/']

/** What axe finds, of all rules or of one; the terminal's own elements are xterm's. */
async function violations(page: Page, rule?: string): Promise<string[]> {
  const axe = new AxeBuilder({ page }).exclude('.xterm')
  const found = await (rule ? axe.withRules(rule) : axe).analyze()
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)
}

for (const language of ['zh-tw', 'en'])
  for (const path of [...LABS, ...TEXTS])
    test(`${language}/${path}: no accessibility violation in light or dark, no complaint, no request elsewhere`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
      const quiet = listen(page)
      const response = await page.goto(`/${language}/${path}`)
      expect(response?.status()).toBe(200)
      if (LABS.includes(path)) await ready(page)
      expect(await violations(page)).toEqual([])
      // Nothing but colours is different then.
      await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
      await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
      expect(await violations(page, 'color-contrast'), 'dark').toEqual([])
      quiet.expectQuiet()
    })

for (const [language, colorScheme] of [
  ['zh-tw', 'dark'],
  ['en', 'light'],
] as const) {
  test(`${language} in ${colorScheme}: no violation in what opens: panels, details, dialogs, an explanation, an exercise`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const quiet = listen(page)
    await openLab(page, `/${language}/lessons/clusterip/`)
    await type(page, 'kubectl get pod nobody; curl -s -m 1 http://10.244.0.77/; curl -s http://localhost:30002/')
    await page.locator('.explain-mark').first().click()
    await page.locator('.map-panel [data-item^="pod/"]').first().click()
    await page.locator('.details button[aria-expanded]').click()
    expect(await violations(page), 'map').toEqual([])
    await page.locator('.transcript-switch').click()
    await page.locator('[data-tab=list]').click()
    expect(await violations(page), 'list').toEqual([])
    await page.locator('[data-tab=timeline]').click()
    await page.locator('[data-tab=files]').click()
    await expect(page.locator('.cm-content')).toBeVisible()
    expect(await violations(page), 'timeline and files').toEqual([])
    await page.locator('[data-open-exercise]').first().click()
    await page.locator('.checks .button.primary').click()
    await expect(page.locator('.result.failed').first()).toBeVisible()
    expect(await violations(page), 'exercise').toEqual([])
    await page.locator('h1').focus()
    await page.keyboard.press('?')
    expect(await violations(page), 'keys').toEqual([])
    await page.keyboard.press('Escape')
    await page.locator('[data-open-search]').click()
    await page.keyboard.type('Service')
    await expect(page.locator('#search-results a').first()).toBeVisible()
    expect(await violations(page), 'search').toEqual([])
    quiet.expectQuiet()
  })
}

test('a wrong address has no violation either, nor the door where a language is chosen', async ({ page }) => {
  for (const path of ['/en/nowhere/', '/zh-tw/nowhere/']) {
    await page.goto(path)
    expect(await violations(page), path).toEqual([])
  }
  await page.route('**/_astro/**', (route) => route.abort())
  await page.goto('/')
  expect(await violations(page), '/').toEqual([])
})

test('at 200 % and 400 % nothing is wider than the window, and without a script the text can be read and the map seen', async ({
  page,
}) => {
  for (const width of [720, 360]) {
    await page.setViewportSize({ width, height: 450 })
    for (const path of ['', ...TEXTS, 'lessons/final/', 'sandbox/']) {
      await page.goto(`/en/${path}`)
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${path} at ${width}`).toBeLessThanOrEqual(0)
    }
  }
  await page.route('**/*.js', (route) => route.abort())
  await page.goto('/zh-tw/lessons/dns/')
  await expect(page.locator('article h1')).toBeVisible()
  await expect(page.locator('.chip').first()).toBeVisible()
  for (const [width, size] of [
    [1440, 'wide'],
    [390, 'narrow'],
  ] as const) {
    await page.setViewportSize({ width, height: 844 })
    await page.goto('/zh-tw/')
    await expect(page.locator(`.ws-map svg.${size}`)).toContainText('frontend.default.svc')
    await expect(page.locator('.ws-map svg:visible')).toHaveCount(1)
  }
})

test('both languages say which language they are in and know each other', async ({ page }) => {
  await page.goto('/zh-tw/lessons/dns/')
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hant-TW')
  const english = page.locator('link[rel=alternate][hreflang=en]')
  await expect(english).toHaveAttribute('href', /\/en\/lessons\/dns\/$/)
})
