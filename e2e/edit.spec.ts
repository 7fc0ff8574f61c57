import { expect, type Page, test } from '@playwright/test'
import { listen, openLab, screen, shown, type } from './lab.ts'

/** Enters a command that opens the editor and waits for it. */
async function edit(page: Page, line: string): Promise<void> {
  await page.locator('.xterm-helper-textarea').first().focus()
  await page.keyboard.press('Control+l')
  await page.keyboard.insertText(line)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'Save and close' })).toBeVisible()
  await expect(page.locator('.cm-content')).toContainText('apiVersion: v1')
}

/** Writes another text for one that the editor shows. */
async function replace(page: Page, from: string, to: string): Promise<void> {
  await page.locator('.cm-line', { hasText: from }).click()
  await page.keyboard.press('End')
  for (const _ of from) await page.keyboard.press('Shift+ArrowLeft')
  await page.keyboard.insertText(to)
}

test('kubectl edit opens the editor: what is saved is applied, what is invalid comes back with its error, Cancel changes nothing', async ({
  page,
}) => {
  const quiet = listen(page)
  await openLab(page, '/en/sandbox/')
  await type(page, 'kubectl create service clusterip backend --tcp=80:8080')

  await edit(page, 'kubectl edit service backend')
  await expect(page.locator('.cm-content')).toContainText('# Please edit the object below.')
  await replace(page, 'targetPort: 8080', 'targetPort: 9090')
  await page.getByRole('button', { name: 'Save and close' }).click()
  await expect(screen(page)).toContainText('service/backend edited')
  expect(await type(page, 'kubectl get service backend -o jsonpath=\'{.spec.ports[0].targetPort}{"\\n"}\'')).toContain('\n9090\n')

  await edit(page, 'kubectl edit service backend')
  await replace(page, 'port: 80', 'port: 80000')
  await page.getByRole('button', { name: 'Save and close' }).click()
  await expect(page.locator('.cm-content')).toContainText('services "backend" was not valid')
  await expect(page.locator('.cm-content')).toContainText('must be between 1 and 65535, inclusive')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(screen(page)).toContainText('Edit cancelled, no valid changes were saved.')
  expect(await type(page, 'kubectl get service backend -o jsonpath=\'{.spec.ports[0].port}{"\\n"}\'')).toContain('\n80\n')

  await edit(page, 'kubectl edit service backend')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(screen(page)).toContainText('Edit cancelled, no changes made.')

  // Another editor than the page's: a program of the shell.
  await type(page, 'KUBE_EDITOR="sed -i s/9090/7070/" kubectl edit service backend')
  expect(await shown(page)).toContain('service/backend edited')
  quiet.expectQuiet()
})
