import { expect, type Page, test } from '@playwright/test'
import { pack } from '../src/site/workspace/share.ts'
import { listen, ready, THEIRS, type } from './lab.ts'

const SAID = {
  en: {
    copy: 'open in another tab',
    take: 'Continue here',
    left: 'left a copy of this lab',
    open: 'Open the copy',
    shared: 'opened from a link',
    own: 'Back to my own',
  },
  'zh-tw': {
    copy: '另一個分頁打開了',
    take: '改在這裡繼續',
    left: '留下了這個實驗室的複本',
    open: '打開複本',
    shared: '從連結打開的',
    own: '回到我自己的',
  },
} as const

/** Longer than it takes until a lab is saved. */
const SAVED = 500

/** Chinese is read on a phone here. */
async function open(page: Page, language: 'en' | 'zh-tw', path: string): Promise<void> {
  if (language === 'zh-tw') await page.setViewportSize({ width: 390, height: 844 })
  await page.goto(path)
  await reopened(page)
}

/** Waits for a page that was loaded anew. */
async function reopened(page: Page): Promise<void> {
  const terminal = page.locator('[data-panes] [data-show=terminal]')
  if (await terminal.isVisible()) await terminal.click()
  await ready(page)
}

const files = (page: Page): Promise<string> => type(page, 'ls *.txt; echo')

for (const [language, path] of [
  ['en', 'lessons/pod-ip/'],
  ['zh-tw', 'sandbox/'],
] as const) {
  const said = SAID[language]
  test(`${language}/${path}: two tabs on one lab: the second has a copy, may take over, and nothing is lost`, async ({ page, context }) => {
    const quiet = listen(page)
    await open(page, language, `/${language}/${path}`)
    await type(page, 'touch first.txt')
    await page.waitForTimeout(SAVED)

    const second = await context.newPage()
    await open(second, language, `/${language}/${path}`)
    const bar = second.locator('.ws-guest')
    await expect(bar).toContainText(said.copy)
    await expect(page.locator('.ws-guest')).toHaveCount(0)
    await type(second, 'touch second.txt')
    expect(await files(second)).toMatch(/first.txt\s+second.txt/)
    await type(page, 'touch more.txt')
    await page.waitForTimeout(SAVED)
    // Each is as it was left, also when it is loaded anew.
    for (const each of [page, second]) {
      await each.reload()
      await reopened(each)
    }
    expect(await files(page)).toMatch(/first.txt\s+more.txt/)
    expect(await files(second)).toMatch(/first.txt\s+second.txt/)
    await expect(bar).toContainText(said.copy)

    // Taken over, with what was done in the other tab since; what the copy had can be had back.
    await bar.getByRole('button', { name: said.take }).click()
    await expect(bar).toHaveCount(0)
    expect(await files(second)).toMatch(/first.txt\s+more.txt/)
    await expect(page.locator('.ws-guest')).toContainText(said.copy)
    await type(second, 'touch taken.txt')
    await second.waitForTimeout(SAVED)
    await page.close()

    // The copy that was left behind is offered, once.
    await second.reload()
    await reopened(second)
    const notice = second.locator('.ws-notice')
    await expect(notice).toContainText(said.left)
    await notice.getByRole('button', { name: said.open }).click()
    await expect.poll(() => files(second)).toMatch(/first.txt\s+second.txt/)
    quiet.expectQuiet()
  })

  test(`${language}: a shared link and a film leave the learner's own sandbox alone`, async ({ page }) => {
    const quiet = listen(page)
    await open(page, language, `/${language}/sandbox/`)
    await type(page, 'touch mine.txt')
    await page.waitForTimeout(SAVED)
    for (const how of ['lab', 'film'] as const) {
      await page.goto('about:blank')
      await page.goto(`/${language}/sandbox/#${how}=${await pack(THEIRS)}`)
      await reopened(page)
      const bar = page.locator('.ws-guest')
      await expect(bar).toContainText(said.shared)
      // The film is over when the lab goes on.
      if (how === 'film') await expect(page.locator('.time .film')).toHaveCount(0, { timeout: 20_000 })
      await expect.poll(() => files(page)).toContain('theirs.txt')
      await type(page, 'touch added.txt')
      await page.waitForTimeout(SAVED)
      await page.reload()
      await reopened(page)
      expect(await files(page)).toMatch(/added.txt\s+theirs.txt/)
      await bar.getByRole('button', { name: said.own }).click()
      await expect(bar).toHaveCount(0)
      expect(await files(page)).toMatch(/\nmine.txt\s*\n/)
    }
    await page.reload()
    await reopened(page)
    expect(await files(page)).toMatch(/\nmine.txt\s*\n/)
    quiet.expectQuiet()
  })
}
