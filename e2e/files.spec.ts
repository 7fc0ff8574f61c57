import { readFile } from 'node:fs/promises'
import { expect, type Page, test } from '@playwright/test'
import { listen, openLab, screen } from './lab.ts'

async function openFiles(page: Page, language: string): Promise<void> {
  await openLab(page, `/${language}/lessons/clusterip/`)
  await page.locator('[data-tab=files]').click()
  await expect(page.locator('.cm-content')).toBeVisible()
}

/** Writes a whole new text into the editor. */
async function write(page: Page, text: string): Promise<void> {
  await page.locator('.cm-content').click()
  await page.keyboard.press('Control+a')
  await page.keyboard.insertText(text)
}

test('the tree shows the files of the laptop; new ones are made, renamed, deleted, taken in and given out', async ({ page }) => {
  const quiet = listen(page)
  await openFiles(page, 'en')
  const tree = page.getByRole('navigation', { name: 'Files' })
  await expect(tree.getByRole('button', { name: 'backend-service.yaml' })).toBeVisible()
  await tree.getByRole('button', { name: 'New file' }).click()
  await page.getByRole('dialog').getByRole('textbox').fill('../../etc/passwd')
  await page.getByRole('button', { name: 'Create' }).click()
  await expect(page.locator('.ws-notice')).toContainText('cannot have this name')
  await tree.getByRole('button', { name: 'New file' }).click()
  await page.getByRole('dialog').getByRole('textbox').fill('notes/mine.yaml')
  await page.keyboard.press('Enter')
  await expect(tree.getByRole('button', { name: 'mine.yaml' })).toBeVisible()
  await page.getByRole('button', { name: 'Rename' }).click()
  await page.getByRole('dialog').getByRole('textbox').fill('yours.yaml')
  await page.keyboard.press('Enter')
  await expect(tree.getByRole('button', { name: 'yours.yaml' })).toBeVisible()
  await page.locator('.editor-bar').getByRole('button', { name: 'Delete' }).click()
  await expect(tree.getByRole('button', { name: 'yours.yaml' })).toBeHidden()
  await page
    .locator('.tree input[type=file]')
    .setInputFiles({ name: 'taken.yaml', mimeType: 'text/yaml', buffer: Buffer.from('kind: Pod\n') })
  await expect(page.locator('.cm-content')).toContainText('kind: Pod')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download' }).click()
  const given = await download
  expect(given.suggestedFilename()).toBe('taken.yaml')
  expect(await readFile(await given.path(), 'utf8')).toBe('kind: Pod\n')
  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer()
    transfer.items.add(new File(['dropped: yes\n'], 'dropped.yaml'))
    return transfer
  })
  await page.locator('.files').dispatchEvent('drop', { dataTransfer: data })
  await expect(page.locator('.cm-content')).toContainText('dropped: yes')
  quiet.expectQuiet()
})

for (const [language, note] of [
  ['en', 'what callers use'],
  ['zh-tw', '呼叫的人用這一個'],
] as const) {
  test(`${language}: fields are offered and explained`, async ({ page }) => {
    await openFiles(page, language)
    await write(page, 'apiVersion: v1\nkind: Service\nmetadata:\n  name: x\nspec:\n  ports:\n    - port: 80\n  sel')
    await page.keyboard.press('Control+Space')
    const menu = page.locator('.cm-tooltip-autocomplete')
    await expect(menu).toContainText('selector')
    // The menu takes no key that was meant for the text just before it came.
    await page.waitForTimeout(200)
    await page.keyboard.press('Enter')
    await expect(page.locator('.cm-content')).toContainText('selector:')
    await page.keyboard.press('Escape')
    await page.locator('.cm-line', { hasText: 'port: 80' }).locator('span', { hasText: 'port' }).first().hover()
    const card = page.locator('.cm-tooltip-hover')
    await expect(card).toContainText(note)
    await expect(card.locator('.kubernetes')).toContainText('port that will be exposed')
  })
}

test('what the API server would refuse is marked at its line, before it is applied', async ({ page }) => {
  await openFiles(page, 'en')
  await write(page, 'apiVersion: v1\nkind: Service\nmetadata:\n  name: x\nspec:\n  ports:\n    - port: 99999\n')
  await expect(page.locator('.cm-lint-marker-error')).toBeVisible()
  await page.locator('.cm-lintRange-error').first().hover()
  await expect(page.locator('.cm-tooltip-lint')).toContainText(/between 1 and 65535|port/)
  const marked = await page
    .locator('.cm-line')
    .evaluateAll((lines) => lines.findIndex((line) => line.querySelector('.cm-lintRange-error')) + 1)
  expect(marked).toBe(7)
  await write(page, 'apiVersion: v1\nkind: Service\nmetadata:\n  name: [x\n')
  await expect(page.locator('.cm-lintRange-error').first()).toBeVisible()
})

test('a manifest is compared and applied from the editor', async ({ page }) => {
  await openFiles(page, 'en')
  await write(page, 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: colours\ndata:\n  sky: blue\n')
  await page.getByRole('button', { name: 'Compare' }).click()
  await expect(page.locator('.editor-diff .added', { hasText: 'sky: blue' })).toBeVisible()
  await page.locator('.cm-content').click()
  await page.keyboard.press('Control+s')
  await expect(screen(page)).toContainText('configmap/colours created')
})
