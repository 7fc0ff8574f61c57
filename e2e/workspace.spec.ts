import { expect, test } from '@playwright/test'
import { lastRow, shown, type } from './lab.ts'
import { everywhere } from './visit.ts'

test.describe.configure({ mode: 'parallel' })

everywhere(
  'the page is divided by keys and pointer, and remembers it; on a phone one pane at a time, at the thumb’s side',
  async (visit) => {
    const { page, words, phone } = visit
    await visit.goto('lessons/clusterip/')
    await visit.shows('workspace/split', async () => {
      if (phone) {
        // A phone has no width to divide: a bar at the lower edge chooses what is shown.
        await expect(page.getByRole('separator', { name: words.resizeSplit })).toBeHidden()
        const bar = page.locator('[data-panes]')
        const box = (await bar.boundingBox()) as { y: number; height: number }
        expect(box.y + box.height).toBeGreaterThan(840)
        for (const name of [words.paneText, words.paneTerminal, words.paneMap, words.paneFiles, words.paneChecks]) {
          const button = bar.getByRole('button', { name, exact: true })
          expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44)
          await button.tap()
          await expect(button).toHaveAttribute('aria-pressed', 'true')
          await visit.expectFits(name)
        }
        return
      }
      await visit.reopened()
      const split = page.getByRole('separator', { name: words.resizeSplit })
      const rule = page.getByRole('separator', { name: words.resizeMap })
      await split.focus()
      for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight')
      await expect(split).toHaveAttribute('aria-valuenow', '48')
      await rule.focus()
      await page.keyboard.press('Home')
      const article = page.locator('article')
      const width = (await article.boundingBox())?.width as number
      expect(width).toBeGreaterThan(680)
      const box = (await split.boundingBox()) as { x: number; y: number }
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
      await expect(split).toHaveAttribute('aria-valuenow', '38')
      await rule.focus()
      await page.keyboard.press('Enter')
    })
    await visit.shows('workspace/panes', async () => {
      const panes = {
        terminal: page.locator('.xterm-screen'),
        map: page.locator('.map-panel .map-drawing'),
        files: page.locator('.cm-content'),
        checks: page.locator('.exercise-list'),
      }
      for (const [pane, content] of Object.entries(panes)) {
        await visit.to(pane as keyof typeof panes)
        await expect(content).toBeVisible()
        await expect(page.locator('article')).toBeVisible({ visible: !phone })
      }
      await visit.to('text')
      await expect(page.locator('article')).toBeVisible()
    })
  },
)

everywhere(
  'the lab lives on: into the other language, to a page without a lab, to the next lesson and Back; the focus goes to the heading',
  async (visit) => {
    const { page, words, language } = visit
    const other = language === 'en' ? 'zh-tw' : 'en'
    const text = async (): Promise<string> => {
      await visit.to('terminal')
      return type(page, 'echo still $KEPT')
    }
    await visit.lab('lessons/clusterip/')
    await type(page, 'export KEPT=here; echo $KEPT')
    await visit.shows('workspace/lives-on', async () => {
      // Nothing but the text's own pane scrolls.
      expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBeLessThanOrEqual(0)
      await visit.press(page.locator('[data-switch-language]'))
      await expect(page).toHaveURL(new RegExp(`/${other}/lessons/clusterip/$`))
      await expect(page.locator(`html[data-language=${other}]`)).toHaveCount(1)
      await visit.shows('workspace/focus', async () => expect(page.locator('h1')).toBeFocused())
      await visit.to('terminal')
      expect(await shown(page)).toContain('export KEPT=here')
      expect(await text()).toContain('still here')
      await page.goBack()
      await expect(page.locator(`html[data-language=${language}] article[data-lesson-text=clusterip]`)).toHaveCount(1)
      await visit.top('map')
      await expect(page.getByRole('tab', { name: words.map })).toBeVisible()
      expect(await text()).toContain('still here')
      // To a page without a lab, by a link of the page.
      await visit.to('text')
      const read = page.locator('section.step').nth(2)
      const top = (): Promise<number> => read.evaluate((step) => Math.round(step.getBoundingClientRect().top))
      await read.evaluate((step) => step.scrollIntoView())
      const before = await top()
      // A place is kept once the text has come to rest.
      await page.waitForTimeout(300)
      const away = visit.phone
        ? page.getByRole('link', { name: words.settings, exact: true }).first()
        : page.getByRole('link', { name: words.course, exact: true }).first()
      await visit.press(away)
      await expect(page).toHaveURL(new RegExp(`/${language}/(?:settings|lessons)/$`))
      await expect(page.locator('h1')).toBeFocused()
      await page.goBack()
      await expect(page.locator('article[data-lesson-text=clusterip]')).toHaveCount(1)
      await expect.poll(async () => Math.abs((await top()) - before)).toBeLessThan(40)
      await visit.to('terminal')
      await expect.poll(() => lastRow(page)).toBe('laptop:~/shop$')
      expect(await text()).toContain('still here')
      // Another lesson has a cluster of its own, and this one waits.
      await visit.to('text')
      await visit.press(page.getByRole('link', { name: new RegExp(words.nextLesson) }))
      await expect(page.locator('article[data-lesson-text=clusterip-changes]')).toHaveCount(1)
      await visit.to('terminal')
      await expect.poll(async () => /still here/.test(await text())).toBe(false)
      await page.goBack()
      await expect(page.locator('article[data-lesson-text=clusterip]')).toHaveCount(1)
      await visit.to('terminal')
      await expect.poll(text).toContain('still here')
    })
  },
)

everywhere('whoever has finished a lesson takes their cluster on into the next, and may begin anew', async (visit) => {
  const { page, words } = visit
  await page.addInitScript(() => {
    const lesson = { ticks: Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`t${index}`, 1])), predictions: {}, of: 0 }
    localStorage.setItem('podtalk.progress', JSON.stringify({ version: 1, lessons: { clusterip: lesson }, exercises: {} }))
  })
  await visit.shows('workspace/lives-on', async () => {
    await visit.lab('lessons/clusterip/')
    await type(page, 'kubectl create configmap mine --from-literal=a=b')
    await visit.to('text')
    await visit.press(page.getByRole('link', { name: new RegExp(words.nextLesson) }))
    await expect(page.locator('article[data-lesson-text=clusterip-changes]')).toHaveCount(1)
    await visit.to('terminal')
    await expect(page.locator('.ws-notice')).toContainText(words.labCarried)
    expect(await type(page, 'kubectl get configmap mine')).toContain('mine')
    await page.reload()
    await visit.reopened()
    expect(await type(page, 'kubectl get configmap mine')).toContain('mine')
  })
})

everywhere('nothing flashes: a dark page is dark from its first paint, and stays so from page to page', async (visit) => {
  const { page } = visit
  await page.addInitScript(() => localStorage.setItem('podtalk.settings', JSON.stringify({ theme: 'dark' })))
  await page.emulateMedia({ colorScheme: 'light' })
  await visit.shows('workspace/no-flash', async () => {
    await page.goto(`/${visit.language}/lessons/`, { waitUntil: 'commit' })
    await page.waitForFunction(() => document.body !== null)
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark')
    await page.waitForLoadState('load')
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
    await visit.press(page.locator('.lesson-list a').first())
    expect(await seen).toEqual(['dark'])
  })
})
