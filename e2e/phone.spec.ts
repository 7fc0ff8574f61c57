import AxeBuilder from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { lastRow, listen, ready, shown } from './lab.ts'

for (const language of ['zh-tw', 'en']) {
  test(`${language}: on a phone nothing is wider than the screen`, async ({ page }) => {
    const quiet = listen(page)
    for (const path of [
      '',
      'lessons/',
      'lessons/pod-ip/',
      'lessons/final/',
      'sandbox/',
      'glossary/',
      'settings/',
      'commands/',
      'workshop/',
      'credits/',
      'join/',
      'teach/',
    ]) {
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

/** Opens a pane and waits for the lab. */
async function pane(page: Page, name: string): Promise<void> {
  await page.locator(`[data-show=${name}]`).tap()
}

for (const [language, words] of [
  ['zh-tw', { not: '這個命名空間裡沒有這個物件', term: '終端機' }],
  ['en', { not: 'There is no such object in this namespace', term: 'Terminal' }],
] as const) {
  test(`${language}: the keys that a phone lacks are there: Tab completes, arrows bring back, ^C and ^R`, async ({ page }) => {
    const quiet = listen(page)
    await page.goto(`/${language}/lessons/clusterip/`)
    await pane(page, 'terminal')
    await ready(page)
    const keys = page.getByRole('toolbar').filter({ has: page.getByRole('button', { name: 'Ctrl-C' }) })
    for (const key of await keys.getByRole('button').all()) {
      const box = (await key.boundingBox()) as { x: number; width: number; height: number }
      expect(box.height).toBeGreaterThanOrEqual(36)
      expect(box.x + box.width).toBeLessThanOrEqual(390)
    }
    await page.locator('.xterm-helper-textarea').first().focus()
    await page.keyboard.insertText('kubectl get pod nobody')
    await page.keyboard.press('Enter')
    // What the error means, at a tap.
    await page.getByRole('button', { name: words.not }).tap()
    await expect(page.locator('.explain-card')).toContainText(words.not)
    await page.locator('.explain-card .close').tap()
    await page.locator('.xterm-helper-textarea').first().focus()
    await page.keyboard.insertText('echo hel')
    await keys.getByRole('button', { name: 'Ctrl-C' }).tap()
    await expect.poll(() => shown(page)).toContain('echo hel^C')
    await keys.getByRole('button', { name: 'Up', exact: true }).tap()
    await expect.poll(() => lastRow(page)).toContain('get pod nobody')
    await keys.getByRole('button', { name: 'Ctrl-C' }).tap()
    await page.keyboard.insertText('cat backe')
    await keys.getByRole('button', { name: 'Tab' }).tap()
    const menu = page.locator('.completions')
    await expect(menu).toBeVisible()
    await menu.locator('li', { hasText: 'backend.yaml' }).tap()
    await expect.poll(async () => (await shown(page)).replaceAll('\n', '')).toContain('cat backend.yaml')
    await keys.getByRole('button', { name: 'Ctrl-C' }).tap()
    await keys.getByRole('button', { name: 'Ctrl-R' }).tap()
    await page.keyboard.insertText('nob')
    await expect.poll(async () => (await shown(page)).replaceAll('\n', '')).toContain("'nob': kubectl get pod nobody")
    // The keyboard stays up: the terminal has kept the focus.
    await expect(page.locator('.xterm-helper-textarea').first()).toBeFocused()
    quiet.expectQuiet()
  })
}

test('zh-tw: on a phone a Pod is looked at and deleted on the map, time runs, a deed is undone, a packet dies with its reason', async ({
  page,
}) => {
  const quiet = listen(page)
  await page.goto('/zh-tw/lessons/clusterip/')
  await pane(page, 'map')
  await expect(page.locator('.map-panel [data-item^="node/"]')).not.toHaveCount(0)
  const pods = page.locator('.map-panel [data-item^="pod/default/backend"]')
  await expect(pods).toHaveCount(3)
  const first = await pods.first().getAttribute('data-item')
  await pods.first().tap()
  const card = page.locator('.details')
  await expect(card).toContainText('Running')
  await card.getByRole('button', { name: 'YAML' }).tap()
  await expect(card.locator('pre')).toContainText('hello-backend:1.0')
  await card.getByRole('button', { name: '刪除這個 Pod' }).tap()
  await expect(page.locator(`.map-panel [data-item="${first}"]`)).toHaveCount(0)
  await page.locator('.time').getByRole('button', { name: /^復原/ }).first().tap()
  await expect(page.locator(`.map-panel [data-item="${first}"]`)).toHaveCount(1)
  await page.locator('.time').getByRole('button', { name: '暫停' }).tap()
  const still = await page.locator('.time .now').innerText()
  await page.waitForTimeout(1_200)
  expect(await page.locator('.time .now').innerText()).toBe(still)
  await page.getByRole('tab', { name: '時間軸' }).tap()
  await expect(page.locator('.timeline li.input')).not.toHaveCount(0)
  await pane(page, 'terminal')
  await page.locator('.xterm-helper-textarea').first().focus()
  await page.keyboard.insertText("curl -m 1 http://$(kubectl get pods -l app=backend -o jsonpath='{.items[0].status.podIP}'):8080/")
  await page.keyboard.press('Enter')
  await pane(page, 'map')
  const reason = page.locator('.map-panel .journey.dead .reason').last()
  await expect(reason).toContainText('Pod IP')
  const box = (await reason.boundingBox()) as { x: number; width: number }
  expect(box.x).toBeGreaterThanOrEqual(0)
  expect(box.x + box.width).toBeLessThanOrEqual(390)
  await page.getByRole('tab', { name: '清單' }).tap()
  await expect(page.locator('.list-panel .requests .dead')).toContainText('Pod IP')
  quiet.expectQuiet()
})

test('en: on a phone an exercise is done: its file edited, the check, a hint, the solution, and its lesson again', async ({ page }) => {
  const quiet = listen(page)
  await page.goto('/en/lessons/pod-ip/')
  await page.locator('[data-open-exercise=backend-pod]').tap()
  const checks = page.locator('.checks')
  await checks.getByRole('button', { name: 'Check', exact: true }).tap()
  await expect(checks.locator('.result.failed').first()).toBeVisible()
  await checks
    .getByRole('button', { name: /^Hint 1/ })
    .first()
    .tap()
  await expect(checks.locator('.hint').first()).toBeVisible()
  await pane(page, 'files')
  await page.locator('.cm-content').tap()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(
    'apiVersion: v1\nkind: Pod\nmetadata: {name: b, labels: {app: backend}}\nspec: {containers: [{name: b, image: "hello-backend:1.0"}]}\n',
  )
  await pane(page, 'checks')
  await checks.getByRole('button', { name: 'Check', exact: true }).tap()
  await expect(checks.locator('.go strong')).toContainText('All passed')
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  await pane(page, 'text')
  await expect(page.locator('[data-exercise=backend-pod]')).toHaveClass(/\bdone\b/)
  quiet.expectQuiet()
})

test('zh-tw: on a phone search finds, settings hold, the sandbox starts from a scenario and is shared', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const quiet = listen(page)
  await page.goto('/zh-tw/')
  await page.locator('[data-open-search]').tap()
  await page.keyboard.insertText('負載平衡')
  await expect(page.locator('#search-results a').first()).toBeVisible()
  await page.locator('#search-results a').first().tap()
  await expect(page).toHaveURL(/\/zh-tw\/(?:lessons|glossary|commands)\//)
  await page.goto('/zh-tw/settings/')
  await page.locator('label', { hasText: '深色' }).tap()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.goto('/zh-tw/sandbox/')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.getByRole('button', { name: '從這裡開始: 兩台節點' }).tap()
  await expect(page.locator('.ws-notice')).toBeVisible()
  await pane(page, 'map')
  await expect(page.locator('.map-panel [data-item^="node/"]')).toHaveCount(2)
  await pane(page, 'text')
  await page.locator('[data-share=link]').tap()
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('#lab=')
  quiet.expectQuiet()
})

for (const [language, path] of [
  ['zh-tw', 'lessons/clusterip/'],
  ['en', 'sandbox/'],
  ['zh-tw', ''],
  ['en', 'settings/'],
] as const) {
  test(`${language}/${path}: on a phone no accessibility violation in any pane`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' })
    await page.goto(`/${language}/${path}`)
    const violations = async (): Promise<string[]> =>
      (await new AxeBuilder({ page }).exclude('.xterm').analyze()).violations.map(
        ({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`,
      )
    expect(await violations()).toEqual([])
    for (const button of await page.locator('[data-panes] [data-show]').all()) {
      await button.tap()
      if ((await button.getAttribute('data-show')) === 'terminal') await ready(page)
      if ((await button.getAttribute('data-show')) === 'files')
        await expect(page.locator('.cm-content').or(page.locator('.tree'))).not.toHaveCount(0)
      expect(await violations(), (await button.getAttribute('data-show')) ?? '').toEqual([])
    }
  })
}
