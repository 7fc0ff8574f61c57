import { expect, test } from '@playwright/test'
import { TEXTS } from '../src/site/i18n/index.ts'
import { atPrompt, lastRow, listen, openLab, shown, type } from './lab.ts'

for (const language of ['zh-tw', 'en'] as const) {
  test(`${language}: both divisions are moved by keys and pointer, and remembered`, async ({ page }) => {
    await openLab(page, `/${language}/lessons/pod-ip/`)
    const split = page.getByRole('separator', { name: TEXTS[language].resizeSplit })
    const rule = page.getByRole('separator', { name: TEXTS[language].resizeMap })
    await split.focus()
    for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight')
    await expect(split).toHaveAttribute('aria-valuenow', '53')
    await rule.focus()
    await page.keyboard.press('Home')
    const article = page.locator('article')
    const width = (await article.boundingBox())?.width as number
    expect(width).toBeGreaterThan(720)
    const box = (await split.boundingBox()) as { x: number; y: number; width: number; height: number }
    await page.mouse.move(box.x + 4, box.y + 200)
    await page.mouse.down()
    await page.mouse.move(box.x - 196, box.y + 200, { steps: 3 })
    await page.mouse.up()
    const now = (await article.boundingBox())?.width as number
    expect(now).toBeLessThan(width - 150)
    await page.reload()
    await expect.poll(async () => Math.abs(((await article.boundingBox())?.width as number) - now)).toBeLessThan(3)
    await expect(rule).toHaveAttribute('aria-valuenow', '12')
    await split.focus()
    await page.keyboard.press('Enter')
    await expect(split).toHaveAttribute('aria-valuenow', '43')
  })
}

test('the lab lives on: into the other language, to a page without a lab and Back; the focus goes to the heading', async ({ page }) => {
  const quiet = listen(page)
  await openLab(page, '/en/lessons/clusterip/')
  await type(page, 'export KEPT=here; echo $KEPT')
  await page.locator('[data-switch-language]').click()
  await expect(page).toHaveURL(/\/zh-tw\/lessons\/clusterip\/$/)
  await expect(page.locator('h1')).toBeFocused()
  expect(await shown(page)).toContain('export KEPT=here')
  await expect(page.getByRole('tab', { name: '地圖' })).toBeVisible()
  await type(page, 'echo still $KEPT').then((text) => expect(text).toContain('still here'))
  await page.getByRole('link', { name: '課程', exact: true }).first().click()
  await expect(page).toHaveURL(/\/zh-tw\/lessons\/$/)
  await page.goBack()
  await expect(page).toHaveURL(/\/zh-tw\/lessons\/clusterip\/$/)
  await expect.poll(() => lastRow(page)).toBe('laptop:~/shop$')
  expect(await type(page, 'echo and $KEPT')).toContain('and here')
  quiet.expectQuiet()
})

test('whoever has finished a lesson takes their cluster on into the next, and may begin anew', async ({ page }) => {
  await page.addInitScript(() => {
    const lesson = { ticks: Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`t${index}`, 1])), predictions: {}, of: 0 }
    localStorage.setItem('podtalk.progress', JSON.stringify({ version: 1, lessons: { clusterip: lesson }, exercises: {} }))
  })
  await openLab(page, '/en/lessons/clusterip/')
  await type(page, 'kubectl create configmap mine --from-literal=a=b')
  await page.getByRole('link', { name: /Next lesson/ }).click()
  await expect(page).toHaveURL(/clusterip-changes/)
  await expect(page.locator('.ws-notice')).toContainText('your own cluster')
  expect(await type(page, 'kubectl get configmap mine')).toContain('mine')
  await page.reload()
  expect(await type(page, 'kubectl get configmap mine')).toContain('mine')
  await page.getByRole('link', { name: /Previous lesson/ }).click()
  await expect(page).toHaveURL(/lessons\/clusterip\//)
})

test('everything is reached by keys: skip links, search, help, terminal and text', async ({ page }) => {
  await openLab(page, '/en/lessons/pod-ip/')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to the text' })).toBeFocused()
  await page.locator('h1').focus()
  await page.keyboard.press('t')
  await expect(page.locator('.xterm-helper-textarea')).toBeFocused()
  await page.keyboard.type('x/?')
  await expect.poll(() => lastRow(page)).toBe('laptop:~/shop$ x/?')
  await page.keyboard.press('Shift+Escape')
  await expect(page.locator('.xterm-helper-textarea')).not.toBeFocused()
  await page.keyboard.press('?')
  const help = page.getByRole('dialog', { name: 'Keys' })
  await expect(help).toContainText('Search earlier commands')
  await page.keyboard.press('Escape')
  await expect(help).toBeHidden()
  await atPrompt(page)
  await page.locator('h1').focus()
  const reached = new Set<string>()
  for (let i = 0; i < 120; i++) {
    await page.keyboard.press('Tab')
    reached.add(
      await page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.trim().slice(0, 40) ?? '',
      ),
    )
  }
  for (const name of ['Map', 'Pause', 'laptop', 'New terminal on …', 'Width of the text', 'Height of the map', 'Print this lesson'])
    expect([...reached], name).toContain(name)
})

test('nothing flashes: a dark page is dark from its first paint, and stays so from page to page', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('podtalk.settings', JSON.stringify({ theme: 'dark' })))
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto('/en/lessons/', { waitUntil: 'commit' })
  await page.waitForFunction(() => document.body !== null)
  expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark')
  const seen = page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const themes = new Set<string>()
        new MutationObserver(() => themes.add(document.documentElement.dataset['theme'] ?? 'none')).observe(document, {
          attributes: true,
          childList: true,
          subtree: true,
        })
        document.addEventListener('astro:page-load', () => setTimeout(() => resolve([...themes]), 200), { once: true })
      }),
  )
  await page.locator('.lesson-list a').first().click()
  expect(await seen).toEqual(['dark'])
})
