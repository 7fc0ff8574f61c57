import { expect, type Page, test } from '@playwright/test'
import { lastRow, listen, ready, screen, shown } from './lab.ts'

// The worker would answer in the network's place.
test.use({ serviceWorkers: 'block' })

/** Holds the simulation's code back until the result is called. */
async function holdEngine(page: Page): Promise<() => void> {
  let release = (): void => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  await page.route(/\/engine\.[\w-]+\.js$/, async (route) => {
    await held
    await route.continue()
  })
  return release
}

/** Types without waiting for anything. */
async function typeAhead(page: Page, ...lines: string[]): Promise<void> {
  await page.locator('.xterm-helper-textarea').first().focus()
  for (const [index, line] of lines.entries()) {
    await page.keyboard.insertText(line)
    if (index < lines.length - 1) await page.keyboard.press('Enter')
  }
}

test('the prompt stands before the simulation is there, and what is typed at it runs in order', async ({ page }) => {
  const quiet = listen(page)
  const release = await holdEngine(page)
  await page.goto('/en/lessons/pod-ip/')
  await expect(screen(page)).toContainText('laptop:~/shop$')
  await typeAhead(page, 'echo oen', '')
  await page.keyboard.press('Control+c')
  await typeAhead(page, 'echo ne')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.insertText('o')
  await typeAhead(page, '', 'for i in 1 2', 'do echo number $i; done', 'kubectl get nod')
  await expect.poll(() => shown(page)).toContain('laptop:~/shop$ echo one')
  await expect(page.locator('.ws-coming')).toContainText('cluster is starting')
  release()
  await ready(page)
  await expect.poll(() => lastRow(page)).toBe('laptop:~/shop$ kubectl get nod')
  expect((await shown(page)).trimEnd().split('\n').slice(-7)).toEqual(
    [
      'laptop:~/shop$ echo one',
      'one',
      'laptop:~/shop$ for i in 1 2',
      'do echo number $i; done',
      'number 1',
      'number 2',
      'laptop:~/shop$ kubectl get nod',
    ].map((row) => expect.stringMatching(new RegExp(`^${row.replace(/[$.]/g, '\\$&')}\\s*$`))),
  )
  await page.keyboard.insertText('es')
  await page.keyboard.press('Enter')
  await expect(screen(page)).toContainText('control-plane')
  await expect(page.locator('.ws-coming')).toBeHidden()
  quiet.expectQuiet()
})

test('a saved lab shows no other prompt than its own', async ({ page }) => {
  await page.goto('/en/lessons/pod-ip/')
  await ready(page)
  await typeAhead(page, 'PS1="mine> "', '')
  await expect.poll(() => lastRow(page)).toMatch(/^mine>/)
  await page.waitForTimeout(400)
  const release = await holdEngine(page)
  await page.reload()
  await expect(page.locator('.ws-bar').first()).toBeVisible()
  await page.waitForTimeout(600)
  expect(await page.locator('.xterm-rows').count()).toBe(0)
  release()
  await ready(page)
  await expect.poll(() => lastRow(page)).toMatch(/^mine>/)
})

test('when the simulation cannot be loaded the page says so, tries again, and keeps what was typed', async ({ page }) => {
  let broken = true
  await page.route(/\/engine\.[\w-]+\.js$/, (route) => (broken ? route.abort() : route.continue()))
  await page.goto('/en/lessons/pod-ip/')
  await expect(screen(page)).toContainText('laptop:~/shop$')
  await typeAhead(page, 'echo kept', 'kubectl get nodes', '')
  const notice = page.locator('.ws-notice.problem')
  await expect(notice).toContainText('could not be loaded')
  broken = false
  await notice.getByRole('button', { name: 'Try again' }).click()
  await ready(page)
  await expect(screen(page)).toContainText('control-plane')
  expect(await shown(page)).toMatch(/echo kept\s*\nkept\s*\n/)
})
