import { readFile } from 'node:fs/promises'
import { expect, test } from '@playwright/test'
import { listen, openLab, ready, screen } from './lab.ts'

for (const [language, word, title] of [
  ['zh-tw', '命名空間', /命名空間/],
  ['en', 'namespace', /namespace/i],
] as const) {
  test(`${language}: the home page shows the product, and search finds`, async ({ page }) => {
    const quiet = listen(page)
    await page.goto(`/${language}/`)
    await ready(page)
    await page.locator('[data-run="curl http://localhost:30002/"]').click()
    await expect(screen(page)).toContainText('Hello from backend')
    await expect(page.locator('.map-panel .journey.alive')).not.toHaveCount(0)
    await page.locator('h1').focus()
    await page.keyboard.press('/')
    await expect(page.locator('#search-input')).toBeFocused()
    await page.keyboard.type(word)
    const results = page.locator('#search-results a')
    await expect(results.first()).toBeVisible()
    await expect(results.filter({ hasText: title }).first()).toBeVisible()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(page).toHaveURL(new RegExp(`/${language}/(?:lessons|glossary)/`))
    quiet.expectQuiet()
  })
}

test('the home page sends its first request by itself, but not to those who want little motion or were quicker', async ({ page }) => {
  await page.goto('/en/')
  await expect(screen(page)).toContainText('Hello from backend')
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto('/zh-tw/')
  await ready(page)
  await page.waitForTimeout(1_800)
  await expect(screen(page)).not.toContainText('Hello from backend')
  await page.emulateMedia({ reducedMotion: 'no-preference' })
  await page.goto('/en/')
  await ready(page)
  await page.locator('[data-run="kubectl get pods -o wide"]').click()
  await expect(screen(page)).toContainText('NOMINATED NODE')
  await page.waitForTimeout(1_500)
  await expect(screen(page)).not.toContainText('Hello from backend')
})

test('what search finds is shown with its words apart', async ({ page }) => {
  await page.goto('/en/')
  await page.locator('[data-open-search]').click()
  await page.keyboard.type('service')
  const found = page.locator('#search-results a > span').first()
  await expect(found.locator('mark').first()).toBeVisible()
  for (const text of await page.locator('#search-results a > span').allInnerTexts())
    expect(text).not.toMatch(/\b[Ss]ervices?(?:in|into|of|and|sends|svc)\b/)
})

for (const [language, word, other] of [
  ['zh-tw', '叢集', 'Cluster'],
  ['en', 'Cluster', '叢集'],
] as const) {
  test(`${language}: the glossary is filtered by either language`, async ({ page }) => {
    await page.goto(`/${language}/glossary/`)
    const shown = page.locator('.glossary > div:visible')
    const all = await shown.count()
    for (const term of [word, other]) {
      await page.locator('.filter input').fill(term)
      expect(await shown.count()).toBeLessThan(all)
      await expect(page.locator('#cluster')).toBeVisible()
    }
    await page.locator('.filter input').fill('no such thing anywhere')
    await expect(shown).toHaveCount(0)
  })
}

test('a glossary term shows its card to the pointer and to the keyboard, within the text, and Escape closes it', async ({ page }) => {
  await page.goto('/en/lessons/pod-ip/')
  const term = page.locator('.term').first()
  const card = term.locator('.card')
  await term.locator('a').hover()
  await expect(card).toBeVisible()
  const [box, text] = [await card.boundingBox(), await page.locator('article').boundingBox()]
  expect(box?.x).toBeGreaterThanOrEqual(text?.x as number)
  expect((box?.x as number) + (box?.width as number)).toBeLessThanOrEqual((text?.x as number) + (text?.width as number))
  await page.keyboard.press('Escape')
  await expect(card).toBeHidden()
  await page.mouse.move(700, 30)
  await term.locator('a').focus()
  await expect(card).toBeVisible()
})

test('settings hold from page to page: theme, letters, lines, motion, the notes for instructors', async ({ page }) => {
  await page.goto('/en/settings/')
  for (const name of ['Dark', 'Very large', 'Wide', 'Little']) await page.getByRole('radio', { name, exact: true }).check()
  await openLab(page, '/en/lessons/clusterip/')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect(page.locator('html')).toHaveAttribute('data-font', 'huge')
  await expect(page.locator('html')).toHaveAttribute('data-width', 'wide')
  expect(await page.evaluate(() => Number.parseFloat(getComputedStyle(document.documentElement).fontSize))).toBeGreaterThan(20)
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  expect(wide).toBeLessThanOrEqual(0)
})

for (const language of ['zh-tw', 'en']) {
  test(`${language}: a printed lesson is a handout: no lab, light, with what commands print`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'dark' })
    await openLab(page, `/${language}/lessons/pod-ip/`)
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
    await expect(page.locator('podtalk-workspace')).toBeHidden()
    await expect(page.locator('.expected pre').first()).toBeVisible()
    expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe(
      await page.evaluate(() => {
        document.documentElement.dataset['theme'] = 'light'
        return getComputedStyle(document.body).color
      }),
    )
    const pdf = await page.pdf({ format: 'A4' }).catch(() => undefined)
    if (pdf) expect(pdf.length).toBeGreaterThan(10_000)
  })
}

test('a wrong address is answered in the reader’s language', async ({ page }) => {
  const response = await page.goto('/en/lessons/nowhere/')
  expect(response?.status()).toBe(404)
  await expect(page.locator('h1').first()).toHaveText('No such page')
  // All of the page, not only its text.
  await expect(page.locator('html')).toHaveAttribute('lang', 'en')
  await expect(page.locator('.site-footer')).toContainText('Nothing to install')
  await page.locator('h1').first().focus()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('link', { name: 'Course', exact: true }).last().click()
  await expect(page).toHaveURL(/\/(?:en|zh-tw)\/lessons\/$/)
})

test('pages tell other sites and crawlers about themselves', async ({ page, request }) => {
  for (const path of ['/en/', '/zh-tw/lessons/dns/']) {
    await page.goto(path)
    const image = new URL((await page.locator('meta[property="og:image"]').getAttribute('content')) as string)
    const picture = await request.get(image.pathname)
    expect(picture.headers()['content-type']).toBe('image/png')
    const bytes = await picture.body()
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([1200, 630])
    for (const language of ['zh-Hant-TW', 'en', 'x-default'])
      await expect(page.locator(`link[rel=alternate][hreflang="${language}"]`)).toHaveCount(1)
    await expect(page.locator('link[rel=canonical]')).toHaveAttribute('href', new RegExp(`${path}$`))
  }
  expect(await (await request.get('/robots.txt')).text()).toContain('sitemap-index.xml')
  const sitemap = await (await request.get('/sitemap-0.xml')).text()
  expect(sitemap).toContain('/en/lessons/dns/</loc>')
  expect(sitemap).toContain('hreflang="zh-TW"')
})

test('the security policy holds: no inline script, no handler, no eval, no frame of strangers', async ({ page }) => {
  await page.goto('/en/lessons/')
  const policy = (await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content')) as string
  expect(policy).toContain("default-src 'none'")
  expect(/script-src ([^;]*)/.exec(policy)?.[1]).not.toMatch(/unsafe-inline|unsafe-eval(?!')|\*|https?:/)
  const ran = await page.evaluate(async () => {
    const script = document.createElement('script')
    script.textContent = 'window.inlineRan = true'
    document.body.append(script)
    const image = document.createElement('div')
    image.innerHTML = '<img src="data:," onerror="window.handlerRan = true">'
    document.body.append(image)
    await new Promise((resolve) => setTimeout(resolve, 200))
    const { inlineRan, handlerRan } = window as unknown as Record<string, unknown>
    return [inlineRan, handlerRan]
  })
  expect(ran).toEqual([undefined, undefined])
  const headers = await readFile(new URL('../dist/_headers', import.meta.url), 'utf8')
  expect(headers).toContain(policy)
  expect(headers).toContain("frame-ancestors 'none'")
})
