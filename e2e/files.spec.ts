import { readFile } from 'node:fs/promises'
import { expect, type Locator, type Page, test } from '@playwright/test'
import { shown, type } from './lab.ts'
import { everywhere } from './visit.ts'

test.describe.configure({ mode: 'parallel' })

/** Writes a whole new text into the editor. */
async function write(page: Page, text: string): Promise<void> {
  await page.locator('.cm-content').click()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(text)
}

/** Drops files upon something, as a browser does. */
async function drop(page: Page, target: Locator, ...files: readonly (readonly [name: string, text: string])[]): Promise<boolean> {
  const dataTransfer = await page.evaluateHandle((given) => {
    const transfer = new DataTransfer()
    for (const [name, text] of given) transfer.items.add(new File([text], name))
    return transfer
  }, files)
  // Whoever takes it says so while it hangs above: else the browser opens the file in the page's place.
  const taken = await target.evaluate(
    (element, transfer) => !element.dispatchEvent(new DragEvent('dragover', { dataTransfer: transfer, bubbles: true, cancelable: true })),
    dataTransfer,
  )
  await target.dispatchEvent('drop', { dataTransfer })
  return taken
}

const SERVICE = 'apiVersion: v1\nkind: Service\nmetadata:\n  name: x\nspec:\n  ports:\n    - port: '

everywhere('files: made, renamed, deleted, taken in, dropped, given out; kubectl edit', async (visit) => {
  const { page, words } = visit
  await visit.goto('lessons/clusterip/')
  // The very first touch of the page.
  await visit.to('files')
  const tree = page.getByRole('navigation', { name: words.files })
  const bar = page.locator('.editor-bar')
  const content = page.locator('.cm-content')
  const name = page.getByRole('dialog').getByRole('textbox', { name: words.fileName })

  await visit.shows('files/tree', async () => {
    await expect(content).toContainText('kind: Service')
    await visit.press(tree.getByRole('button', { name: 'frontend.yaml' }))
    await expect(content).toContainText('hello-frontend')
    await visit.button(words.newFile, tree)
    await name.fill('../../etc/passwd')
    await visit.button(words.create)
    await expect(page.locator('.ws-notice')).toContainText(words.nameRefused)
    await visit.button(words.newFile, tree)
    await name.fill('notes/我的.yaml')
    await page.keyboard.press('Enter')
    await expect(tree.locator('.folder', { hasText: 'notes/' })).toHaveCount(1)
    await expect(tree.getByRole('button', { name: '我的.yaml' })).toHaveAttribute('aria-current', 'true')
    await visit.button(words.rename, bar)
    await name.fill('yours.yaml')
    await page.keyboard.press('Enter')
    await expect(tree.getByRole('button', { name: 'yours.yaml' })).toBeVisible()
    await expect(tree.getByRole('button', { name: '我的.yaml' })).toHaveCount(0)
    await visit.button(words.remove, bar)
    await expect(tree.getByRole('button', { name: 'yours.yaml' })).toHaveCount(0)
  })

  await visit.shows('files/upload', async () => {
    const taken = { name: 'taken.yaml', mimeType: 'text/yaml', buffer: Buffer.from('kind: Pod\n') }
    await tree.getByLabel(words.upload).setInputFiles(taken)
    await expect(content).toHaveText(/^kind: Pod$/)
    await tree.getByLabel(words.upload).setInputFiles({ ...taken, buffer: Buffer.alloc(1_100_000, 'x') })
    await expect(page.locator('.ws-notice.problem')).toContainText(words.uploadRefused.replace('{name}', 'taken.yaml'))
  })

  await visit.shows('files/download', async () => {
    await write(page, 'kind: Given\n')
    const download = page.waitForEvent('download')
    await visit.button(words.download, bar)
    const given = await download
    expect(given.suggestedFilename()).toBe('taken.yaml')
    expect(await readFile(await given.path(), 'utf8')).toBe('kind: Given\n')
  })

  await visit.shows('files/drop', async () => {
    expect(await drop(page, page.locator('.files'), ['one.txt', 'first\n'], ['two.yaml', 'dropped: yes\n'])).toBe(true)
    await expect(content).toContainText('dropped: yes')
    await expect(tree.getByRole('button', { name: 'one.txt' })).toBeVisible()
    // Upon the terminal as well: it comes with its files.
    await visit.to('terminal')
    expect(await drop(page, page.locator('.ws .screen'), ['three.yaml', 'also: here\n'])).toBe(true)
    await expect(content).toContainText('also: here')
    await visit.to('terminal')
    expect(await type(page, 'cat one.txt three.yaml')).toMatch(/first\nalso: here/)
  })

  await type(page, 'kubectl create configmap colours --from-literal=sky=blue')
  await page.locator('.xterm-helper-textarea').first().focus()
  await page.keyboard.insertText('kubectl edit configmap colours')
  await page.keyboard.press('Enter')
  // The editor comes to the front by itself, and the terminal when it is closed.
  await expect(content).toContainText('# Please edit the object below.')
  if (visit.phone) await expect(page.locator('[data-show=files]')).toHaveAttribute('aria-pressed', 'true')
  await page.locator('.cm-line', { hasText: 'sky: blue' }).click()
  await page.keyboard.press('End')
  for (const _ of 'blue') await page.keyboard.press('Backspace')
  await page.keyboard.insertText('grey')
  await visit.button(words.saveAndClose, bar)
  await visit.expectScreen('configmap/colours edited')
  if (visit.phone) await expect(page.locator('[data-show=terminal]')).toHaveAttribute('aria-pressed', 'true')
  expect(await type(page, 'kubectl get cm colours -o jsonpath=\'{.data.sky}{"\\n"}\'')).toContain('\ngrey')
})

everywhere('manifests: fields offered and explained, refusals marked, compared, applied', async (visit) => {
  const { page, words, phone, language } = visit
  await visit.lab('lessons/clusterip/')
  await visit.to('files')
  const bar = page.locator('.editor-bar')
  const content = page.locator('.cm-content')
  const note = language === 'en' ? 'what callers use' : '呼叫的人用這一個'

  await visit.shows('files/completion', async () => {
    await write(page, `${SERVICE}80\n  sel`)
    await page.keyboard.press('Control+Space')
    const menu = page.locator('.cm-tooltip-autocomplete')
    await expect(menu).toContainText('selector')
    // The choice that is marked explains itself.
    await expect(page.locator('.cm-completionInfo .kubernetes')).toContainText('Route service traffic to pods')
    if (phone) await menu.locator('li', { hasText: 'selector' }).first().tap()
    else {
      // The menu takes no key that was meant for the text just before it came.
      await page.waitForTimeout(200)
      await page.keyboard.press('Enter')
    }
    await expect(content).toContainText('selector:')
    await write(page, `${SERVICE}80\n  type: Nod`)
    await page.keyboard.press('Control+Space')
    await expect(menu).toContainText('NodePort')
    await page.keyboard.press('Escape')
  })

  await visit.shows('files/documentation', async () => {
    await write(page, `${SERVICE}80\n`)
    const port = page.locator('.cm-line', { hasText: 'port: 80' }).locator('span', { hasText: 'port' }).first()
    const card = page.locator('.field-card')
    // A pointer that rests upon it, a finger that taps it, or F1 with the cursor in its line.
    await port.hover()
    await expect(card).toContainText(note)
    await expect(card.locator('.kubernetes')).toContainText('port that will be exposed')
    await page.mouse.move(5, 5)
    await expect(card).toHaveCount(0)
    if (phone) {
      await port.tap()
      await expect(card).toContainText(note)
      const box = (await card.boundingBox()) as { x: number; width: number }
      expect(box.x).toBeGreaterThanOrEqual(0)
      expect(box.x + box.width).toBeLessThanOrEqual(390)
      await page.keyboard.press('Escape')
      await expect(card).toHaveCount(0)
    }
    await content.focus()
    await page.keyboard.press('Control+End')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('End')
    await page.keyboard.press('F1')
    await expect(card).toContainText(note)
    await page.keyboard.press('Escape')
    await expect(card).toHaveCount(0)
    await expect(content).toBeFocused()
  })

  await visit.shows('files/diagnostics', async () => {
    await write(page, `${SERVICE}99999\n`)
    await expect(page.locator('.cm-lint-marker-error')).toBeVisible()
    const marked = (): Promise<number> =>
      page.locator('.cm-line').evaluateAll((lines) => lines.findIndex((line) => line.querySelector('.cm-lintRange-error')) + 1)
    await expect.poll(marked).toBe(7)
    if (phone) await page.locator('.cm-lint-marker-error').hover()
    else await page.locator('.cm-lintRange-error').first().hover()
    await expect(page.locator('.cm-tooltip')).toContainText('spec.ports[0].port: Invalid value: 99999: must be between 1 and 65535')
    await write(page, 'apiVersion: v1\nkind: Service\nmetadata:\n  name: [x\n')
    await expect.poll(marked).toBe(4)
  })

  await write(page, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: colours\ndata:\n  sky: blue\n')
  await visit.shows('files/diff', async () => {
    await visit.button(words.diff, bar)
    await expect(page.locator('.editor-diff .added', { hasText: 'sky: blue' })).toBeVisible()
    await visit.button(words.close, page.locator('.editor-diff'))
  })

  await visit.shows('files/apply', async () => {
    if (phone) await visit.button(words.apply, bar)
    else {
      await content.click()
      await page.keyboard.press('Control+s')
    }
    // The terminal comes to the front, with the command that did it.
    await visit.expectScreen('kubectl apply -f backend-service.yaml')
    await visit.expectScreen('configmap/colours created')
    if (phone) await expect(page.locator('[data-show=terminal]')).toHaveAttribute('aria-pressed', 'true')
    expect((await shown(page)).trimEnd()).toMatch(/\$$/)
    await visit.to('files')
    await visit.button(words.diff, bar)
    await expect(page.locator('.editor-diff')).toContainText(words.noDifference)
    await write(page, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: colours\ndata:\n  sky: grey\n')
    await visit.button(words.diff, bar)
    await expect(page.locator('.editor-diff .removed', { hasText: 'sky: blue' })).toBeVisible()
    await expect(page.locator('.editor-diff .added', { hasText: 'sky: grey' })).toBeVisible()
    await visit.expectFits()
  })

  // What the editor itself says is in the reader's language too.
  await content.focus()
  await page.keyboard.press('Control+f')
  await expect(page.locator('.cm-search input[name=search]')).toHaveAttribute('placeholder', language === 'en' ? 'Find' : '尋找')
  await visit.expectFits('the search panel')
})
