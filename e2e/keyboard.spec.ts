import { expect, type Page, test } from '@playwright/test'
import { lastRow, listen, openLab, shown } from './lab.ts'

/** What has the focus, as a reader would name it. */
async function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null
    const name = element?.getAttribute('aria-label') ?? element?.textContent?.trim().replace(/\s+/g, ' ') ?? ''
    return name || ((element as HTMLInputElement | null)?.name ?? '')
  })
}

/** Presses Tab until something with this name has the focus. */
async function tabTo(page: Page, name: string | RegExp, limit = 60): Promise<void> {
  for (let i = 0; i < limit; i++) {
    const now = await focused(page)
    if (typeof name === 'string' ? now === name : name.test(now)) return
    await page.keyboard.press('Tab')
  }
  expect(await focused(page)).toMatch(name)
}

for (const [language, words] of [
  [
    'zh-tw',
    {
      run: /cat backend-service\.yaml\s*執行/,
      map: '地圖',
      list: '清單',
      delete: '刪除這個 Pod',
      term: /終端機輸入/,
      start: '開始練習',
      check: '檢查',
    },
  ],
  [
    'en',
    {
      run: /cat backend-service\.yaml\s*Run/,
      map: 'Map',
      list: 'List',
      delete: 'Delete this Pod',
      term: /Terminal input/,
      start: 'Start the exercise',
      check: 'Check',
    },
  ],
] as const) {
  test(`${language}: a lesson without a mouse: a command, a Pod killed from the list, the editor and out of it, an exercise`, async ({
    page,
  }) => {
    const quiet = listen(page)
    await openLab(page, `/${language}/lessons/clusterip/`)
    // A command of the text.
    await page.locator('h1').focus()
    await tabTo(page, words.run)
    await page.keyboard.press('Enter')
    await expect.poll(() => shown(page)).toContain('targetPort: 8080')
    // The list says what the map shows, and does the same.
    await tabTo(page, words.map, 90)
    await page.keyboard.press('ArrowRight')
    expect(await focused(page)).toBe(words.list)
    await expect(page.locator('.list-panel table').first()).toBeVisible()
    await tabTo(page, /^backend-[0-9a-z]+-[0-9a-z]{5}$/)
    const victim = await focused(page)
    await page.keyboard.press('Enter')
    await tabTo(page, words.delete)
    await page.keyboard.press('Enter')
    await expect(page.locator('.list-panel')).not.toContainText(victim)
    // Typing, and out again.
    await page.locator('h1').focus()
    await page.keyboard.press('t')
    expect(await focused(page)).toMatch(words.term)
    await page.keyboard.type('echo typed')
    await page.keyboard.press('Enter')
    await expect.poll(() => shown(page)).toMatch(/\ntyped/)
    await page.keyboard.press('Shift+Escape')
    expect(await focused(page)).toBe('laptop')
    // The editor takes Tab for itself, until Escape.
    await page.keyboard.press('ArrowRight')
    await expect(page.locator('.cm-content')).toBeVisible()
    await page.locator('.cm-content').focus()
    await page.keyboard.type('# note')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
    await expect(page.locator('.cm-content')).not.toBeFocused()
    await expect(page.locator('.cm-content')).toContainText('# note')
    // An exercise.
    await page.locator('[data-open-exercise]').first().focus()
    expect(await focused(page)).toContain(words.start)
    await page.keyboard.press('Enter')
    await expect(page.locator('.checks .results')).toBeVisible()
    await page.locator('.checks').getByRole('button').first().focus()
    await tabTo(page, words.check)
    await page.keyboard.press('Enter')
    await expect(page.locator('.result.failed').first()).toBeVisible()
    quiet.expectQuiet()
  })
}

test('dialogs keep the focus and give it back', async ({ page }) => {
  await openLab(page, '/en/lessons/pod-ip/')
  const search = page.locator('[data-open-search]')
  await search.focus()
  await page.keyboard.press('Enter')
  await expect(page.locator('#search-input')).toBeFocused()
  for (let i = 0; i < 6; i++) {
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement === document.body || document.activeElement?.closest('dialog') !== null)).toBe(
      true,
    )
  }
  await page.keyboard.press('Escape')
  await expect(search).toBeFocused()
})

test('nothing at a prompt is out of reach of the keys: Ctrl-L clears, Ctrl-U cuts, Ctrl-D ends input, Ctrl-C leaves the line', async ({
  page,
}) => {
  await openLab(page, '/en/lessons/pod-ip/')
  await page.locator('.xterm-helper-textarea').first().focus()
  const { keyboard } = page
  await keyboard.type('cat')
  await keyboard.press('Enter')
  await keyboard.type('a line')
  await keyboard.press('Enter')
  await expect.poll(() => shown(page)).toMatch(/a line\na line/)
  await keyboard.press('Control+d')
  await expect.poll(() => lastRow(page)).toBe('laptop:~/shop$')
  await keyboard.press('Control+l')
  await expect.poll(() => shown(page)).not.toContain('a line')
  await keyboard.type('one two')
  await keyboard.press('Control+b')
  await keyboard.press('Control+u')
  await expect.poll(() => lastRow(page)).toBe('laptop:~/shop$ o')
  await keyboard.press('Control+y')
  await expect.poll(() => lastRow(page)).toBe('laptop:~/shop$ one two')
  await keyboard.press('Control+c')
  await expect.poll(() => lastRow(page)).toBe('laptop:~/shop$')
})
