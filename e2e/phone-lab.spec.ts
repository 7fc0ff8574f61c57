import { readFile } from 'node:fs/promises'
import { expect, type Page, test } from '@playwright/test'
import { TEXTS } from '../src/site/i18n/index.ts'
import { atPrompt, fillBrowser, lastRow, listen, paste, ready, screen, shown, squares, type } from './lab.ts'

// What other files test in English on a desktop, in Chinese on a phone.

const words = TEXTS['zh-tw']

async function pane(page: Page, name: 'text' | 'terminal' | 'map' | 'files' | 'checks'): Promise<void> {
  await page.locator(`[data-panes] [data-show=${name}]`).tap()
}

async function openTerminal(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await pane(page, 'terminal')
  await ready(page)
}

/** Writes a whole new text into the editor. */
async function write(page: Page, text: string): Promise<void> {
  await page.locator('.cm-content').tap()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(text)
}

/** What the terminal shows, its wrapped lines joined. */
const joined = async (page: Page): Promise<string> => (await shown(page)).replaceAll('\n', '').replaceAll(/ +/g, ' ')

test('the terminal: an input method, PS2, many pasted lines, streams that are stopped, other machines, its transcript, a link', async ({
  page,
}) => {
  const quiet = listen(page)
  await openTerminal(page, '/zh-tw/lessons/clusterip/')
  const keys = page.getByRole('toolbar').filter({ has: page.getByRole('button', { name: 'Ctrl-C' }) })
  await atPrompt(page)
  await page.keyboard.type('echo ')
  const session = await page.context().newCDPSession(page)
  await session.send('Input.imeSetComposition', { text: 'ㄋㄧˇ', selectionStart: 3, selectionEnd: 3 })
  await session.send('Input.imeSetComposition', { text: '你好', selectionStart: 2, selectionEnd: 2 })
  await session.send('Input.insertText', { text: '你好' })
  await page.keyboard.press('Enter')
  await expect.poll(() => shown(page)).toMatch(/echo 你好\n你好\n/)

  await atPrompt(page)
  await page.keyboard.insertText('for i in 1 2')
  await page.keyboard.press('Enter')
  await expect.poll(() => lastRow(page)).toBe('>')
  await page.keyboard.insertText('do echo "number $i"; done')
  await page.keyboard.press('Enter')
  await expect.poll(() => shown(page)).toMatch(/number 1\nnumber 2/)
  await atPrompt(page)
  await paste(page, 'cat > p.txt <<END\none\ntwo\nEND\nwc -l p.txt')
  await expect.poll(() => shown(page)).toContain('wc -l p.txt')
  expect(await shown(page)).not.toContain('2 p.txt')
  await page.keyboard.press('Enter')
  await expect.poll(() => shown(page)).toContain('2 p.txt')

  await atPrompt(page)
  await page.keyboard.insertText('kubectl get pods -w')
  await page.keyboard.press('Enter')
  await expect.poll(() => joined(page)).toContain('Running')
  await keys.getByRole('button', { name: 'Ctrl-C' }).tap()
  await expect.poll(() => lastRow(page)).toBe('laptop:~/shop$')
  // It fits itself to the screen when that is turned.
  await page.setViewportSize({ width: 844, height: 390 })
  await expect.poll(async () => (await page.locator('.ws .screen').boundingBox())?.width).toBeGreaterThan(300)
  await page.setViewportSize({ width: 390, height: 844 })
  await pane(page, 'terminal')

  await page.locator('.picker > button').tap()
  await page.getByRole('menuitem', { name: 'node-1' }).first().tap()
  await expect.poll(() => lastRow(page)).toMatch(/node-1/)
  await page.locator('.picker > button').tap()
  await page.getByRole('menuitem', { name: 'frontend-' }).first().tap()
  await expect.poll(() => lastRow(page)).toMatch(/#$/)
  await page.getByRole('tab', { name: 'laptop' }).tap()
  await expect.poll(() => lastRow(page)).toBe('laptop:~/shop$')

  expect(await type(page, 'echo http://localhost:30002/')).toContain('http')
  const row = (await page.locator('.xterm-rows > div', { hasText: /^http:\/\/localhost/ }).boundingBox()) as {
    x: number
    y: number
    height: number
  }
  await page.mouse.move(row.x + 30, row.y + row.height / 2, { steps: 4 })
  await page.waitForTimeout(300)
  await page.mouse.click(row.x + 34, row.y + row.height / 2)
  await expect.poll(() => joined(page)).toContain("curl 'http://localhost:30002/'")
  await page.locator('.transcript-switch').tap()
  await expect(page.getByRole('region', { name: words.transcript })).toContainText('echo 你好')
  quiet.expectQuiet()
})

test('files: made, renamed, deleted, taken in, given out; fields offered and explained, refusals marked, compared, applied; kubectl edit', async ({
  page,
}) => {
  const quiet = listen(page)
  await openTerminal(page, '/zh-tw/lessons/clusterip/')
  await pane(page, 'files')
  const tree = page.locator('.tree')
  await tree.getByRole('button', { name: words.newFile }).tap()
  await page.getByRole('dialog').getByRole('textbox').fill('我的.yaml')
  await page.keyboard.press('Enter')
  await expect(tree.getByRole('button', { name: '我的.yaml' })).toBeVisible()
  await write(page, 'kind: Pod\n')
  const bar = page.locator('.editor-bar')
  await bar.getByRole('button', { name: words.rename }).tap()
  await page.getByRole('dialog').getByRole('textbox').fill('mine.yaml')
  await page.keyboard.press('Enter')
  await expect(tree.getByRole('button', { name: 'mine.yaml' })).toBeVisible()
  await expect(tree.getByRole('button', { name: '我的.yaml' })).toHaveCount(0)

  await write(page, 'apiVersion: v1\nkind: Service\nmetadata:\n  name: x\nspec:\n  ports:\n    - port: 80\n  sel')
  await page.keyboard.press('Control+Space')
  const menu = page.locator('.cm-tooltip-autocomplete')
  await expect(menu).toContainText('selector')
  // A phone has no pointer to hover with: the choice that is marked explains itself.
  await expect(page.locator('.cm-completionInfo')).not.toBeEmpty()
  await menu.locator('li', { hasText: 'selector' }).first().tap()
  await expect(page.locator('.cm-content')).toContainText('selector:')
  await write(page, 'apiVersion: v1\nkind: Service\nmetadata:\n  name: x\nspec:\n  ports:\n    - port: 99999\n')
  await expect(page.locator('.cm-lint-marker-error')).toBeVisible()

  await write(page, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: colours\ndata:\n  sky: blue\n')
  await bar.getByRole('button', { name: words.diff }).tap()
  await expect(page.locator('.editor-diff .added', { hasText: 'sky: blue' })).toBeVisible()
  const download = page.waitForEvent('download')
  await bar.getByRole('button', { name: words.download }).tap()
  expect(await readFile(await (await download).path(), 'utf8')).toContain('sky: blue')
  await bar.getByRole('button', { name: words.apply }).tap()
  await pane(page, 'terminal')
  await expect(screen(page)).toContainText('configmap/colours created')
  await pane(page, 'files')
  await bar.getByRole('button', { name: words.remove }).tap()
  await expect(tree.getByRole('button', { name: 'mine.yaml' })).toBeHidden()
  await tree.locator('input[type=file]').setInputFiles({ name: 'taken.yaml', mimeType: 'text/yaml', buffer: Buffer.from('kind: Pod\n') })
  await expect(page.locator('.cm-content')).toContainText('kind: Pod')

  await pane(page, 'terminal')
  await page.locator('.xterm-helper-textarea').first().focus()
  await page.keyboard.insertText('kubectl edit configmap colours')
  await page.keyboard.press('Enter')
  await expect(bar.getByRole('button', { name: words.saveAndClose })).toBeVisible()
  await page.locator('.cm-line', { hasText: 'sky: blue' }).tap()
  await page.keyboard.press('End')
  for (const _ of 'blue') await page.keyboard.press('Backspace')
  await page.keyboard.insertText('grey')
  await bar.getByRole('button', { name: words.saveAndClose }).tap()
  await expect(screen(page)).toContainText('configmap/colours edited')
  quiet.expectQuiet()
})

test('map and time: a node is drained and switched off, time runs ten times as fast and to the next event, deeds are taken back', async ({
  page,
}) => {
  const quiet = listen(page)
  await page.goto('/zh-tw/sandbox/')
  await page.getByRole('button', { name: '從這裡開始: 兩台節點' }).tap()
  await expect(page.locator('.ws-notice')).toBeVisible()
  await type(page, 'kubectl create deployment web --image=nginx --replicas=2; kubectl rollout status deployment/web')
  await pane(page, 'map')
  await expect(page.locator('.map-panel [data-item^="pod/default/web"]')).toHaveCount(2)
  await page.getByRole('tab', { name: words.list }).tap()
  await page.getByRole('button', { name: 'node-2' }).tap()
  const card = page.locator('.details')
  await card.getByRole('button', { name: words.drainNode }).tap()
  // It is typed into the terminal, which comes to the front.
  await expect(screen(page)).toContainText('drained')
  await pane(page, 'map')
  await expect(page.locator('.list-panel')).toContainText('SchedulingDisabled')
  await card.getByRole('button', { name: words.stopNode }).tap()
  await page.locator('.time .speed').last().tap()
  await expect(page.locator('.list-panel')).toContainText('NotReady')
  await card.getByRole('button', { name: words.startNode }).tap()
  await card.locator('.close').tap()
  await expect(page.locator('.list-panel')).not.toContainText('NotReady')
  await page.locator('.time').getByRole('button', { name: words.pause }).tap()
  await pane(page, 'terminal')
  await type(page, 'kubectl delete pod -l app=web --wait=false')
  await pane(page, 'map')
  await page.getByRole('tab', { name: words.map }).tap()
  for (let i = 0; i < 40; i++) await page.locator('.time').getByRole('button', { name: words.nextEvent }).click()
  await expect(page.locator('.map-panel .mark.ready')).toHaveCount(2)
  await page.getByRole('tab', { name: words.timeline }).tap()
  const deed = page.locator('.timeline li.input', { hasText: 'create deployment' })
  await deed.getByRole('button', { name: words.backToBefore }).tap()
  await expect(page.locator('.timeline li.ahead')).not.toHaveCount(0)
  await page.getByRole('tab', { name: words.map }).tap()
  await expect(page.locator('.map-panel [data-item^="pod/default/web"]')).toHaveCount(0)
  await page.locator('.time').getByRole('button', { name: words.redo }).tap()
  await expect(page.locator('.map-panel [data-item^="pod/default/web"]')).toHaveCount(2)
  quiet.expectQuiet()
})

test('progress: guesses and steps, reset and had back, saved, forgotten, brought back, loaded; a full browser offers a file', async ({
  page,
}) => {
  const quiet = listen(page)
  await page.goto('/zh-tw/lessons/pod-ip/')
  const guess = page.locator('[data-predict]').first()
  await guess.locator('input').first().check()
  await expect(guess.locator('.verdict')).not.toBeEmpty()
  await pane(page, 'terminal')
  await ready(page)
  await type(page, 'kubectl apply -f backend.yaml')
  const tick = page.locator('[data-tick=backend-ready]')
  await expect(tick).toHaveClass(/\bdone\b/)
  await pane(page, 'checks')
  await page.getByRole('button', { name: words.resetLesson }).tap()
  await expect(tick).not.toHaveClass(/\bdone\b/)
  await page.locator('.ws-notice').getByRole('button', { name: words.undoAction }).tap()
  await expect(tick).toHaveClass(/\bdone\b/)

  await pane(page, 'terminal')
  const makeRoom = await fillBrowser(page)
  await type(page, 'echo after > after.txt')
  const problem = page.locator('.ws-notice.problem')
  await expect(problem).toContainText('沒有空間')
  const lab = page.waitForEvent('download')
  await problem.getByRole('button', { name: words.shareFile }).tap()
  expect(await readFile(await (await lab).path(), 'utf8')).toContain('kubectl apply -f backend.yaml')
  await makeRoom()

  await page.goto('/zh-tw/settings/')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: words.progressExport }).tap()
  const file = await (await download).path()
  await page.getByRole('button', { name: words.progressReset }).tap()
  const status = page.locator('[data-progress-status]')
  await expect(status).toContainText(words.progressResetDone)
  await page.getByRole('button', { name: words.progressResetUndo }).tap()
  await expect(status).toBeEmpty()
  await page.locator('input[data-progress=import]').setInputFiles(file)
  await expect(status).toContainText(words.progressImported)
  await page.goto('/zh-tw/lessons/')
  await expect(page.locator('[data-lesson-state="pod-ip"]')).toContainText('進行中')
  quiet.expectQuiet()
})

test('en: the home page shows the product, and a lab lives on into the other language and Back', async ({ page }) => {
  const quiet = listen(page)
  await page.goto('/en/')
  await page.locator('[data-run="curl http://localhost:30002/"]').tap()
  await expect(screen(page)).toContainText('Hello from backend')
  await openTerminal(page, '/en/lessons/clusterip/')
  await type(page, 'export KEPT=here')
  await page.locator('[data-switch-language]').tap()
  await expect(page).toHaveURL(/\/zh-tw\/lessons\/clusterip\/$/)
  await pane(page, 'terminal')
  expect(await type(page, 'echo still $KEPT')).toContain('still here')
  await page.goBack()
  await expect(page).toHaveURL(/\/en\/lessons\/clusterip\/$/)
  await pane(page, 'terminal')
  expect(await type(page, 'echo and $KEPT')).toContain('and here')
  quiet.expectQuiet()
})

test('en: 200 Pods are drawn each, an input method types, a wrong address is answered, the course can be installed', async ({
  page,
  request,
}) => {
  await openTerminal(page, '/en/sandbox/')
  await atPrompt(page)
  await page.keyboard.type('echo ')
  const session = await page.context().newCDPSession(page)
  await session.send('Input.imeSetComposition', { text: 'ㄋㄧˇ', selectionStart: 3, selectionEnd: 3 })
  await session.send('Input.insertText', { text: '你好' })
  await page.keyboard.press('Enter')
  await expect.poll(() => shown(page)).toMatch(/echo 你好\n你好\n/)
  await type(page, 'kubectl create deployment crowd --image=nginx --replicas=200 | cat')
  await pane(page, 'map')
  await expect.poll(() => squares(page)).toBe(200)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  const block = (await page.locator('.map-panel .block').first().boundingBox()) as { x: number; y: number }
  await page.touchscreen.tap(block.x + 8, block.y + 8)
  await expect(page.locator('.details h3')).toContainText('crowd-')

  expect((await page.goto('/en/lessons/nowhere/'))?.status()).toBe(404)
  await expect(page.locator('h1').first()).toHaveText('No such page')
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  await page.goto('/en/')
  const address = new URL((await page.locator('link[rel=manifest]').getAttribute('href')) as string, page.url())
  expect(await (await request.get(address.pathname)).json()).toMatchObject({ display: 'standalone' })
})
