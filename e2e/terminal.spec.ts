import { expect, test } from '@playwright/test'
import { atPrompt, lastRow, listen, openLab, paste, screen, shown, type } from './lab.ts'

test('the line editor does what bash does: moving, cutting, history, search', async ({ page }) => {
  const quiet = listen(page)
  await openLab(page, '/en/lessons/pod-ip/')
  expect(await type(page, 'echo first command')).toContain('first command')
  await type(page, 'echo second')
  await atPrompt(page)
  const { keyboard } = page
  await keyboard.type('one two three')
  await keyboard.press('Control+ArrowLeft')
  await keyboard.press('Control+ArrowLeft')
  await keyboard.type('X')
  await keyboard.press('Control+a')
  await keyboard.type('echo ')
  await keyboard.press('Control+e')
  await keyboard.type('!')
  await expect.poll(() => lastRow(page)).toBe('laptop:~/shop$ echo one Xtwo three!')
  await keyboard.press('Control+w')
  await expect.poll(() => lastRow(page)).toBe('laptop:~/shop$ echo one Xtwo')
  await keyboard.press('Control+y')
  await expect.poll(() => lastRow(page)).toBe('laptop:~/shop$ echo one Xtwo three!')
  await keyboard.press('Control+a')
  await keyboard.press('Control+k')
  await expect.poll(() => lastRow(page)).toBe('laptop:~/shop$')
  await keyboard.press('ArrowUp')
  await keyboard.press('ArrowUp')
  await expect.poll(() => lastRow(page)).toBe('laptop:~/shop$ echo first command')
  await keyboard.press('Control+c')
  await expect.poll(() => shown(page)).toContain('echo first command^C')
  await keyboard.press('Control+r')
  await keyboard.type('sec')
  await expect.poll(() => lastRow(page)).toContain("'sec': echo second")
  await keyboard.press('Enter')
  await expect.poll(() => shown(page)).toMatch(/\$ echo second\nsecond/)
  quiet.expectQuiet()
})

test('an unfinished line goes on behind PS2, many pasted lines wait for Enter', async ({ page }) => {
  await openLab(page, '/en/lessons/pod-ip/')
  await atPrompt(page)
  await page.keyboard.type('for i in 1 2')
  await page.keyboard.press('Enter')
  await expect.poll(() => shown(page)).toContain('\n> ')
  await page.keyboard.type('do echo "number $i"')
  await page.keyboard.press('Enter')
  await page.keyboard.type('done')
  await page.keyboard.press('Enter')
  await expect.poll(() => shown(page)).toMatch(/number 1\nnumber 2/)
  await atPrompt(page)
  await paste(page, 'cat > pasted.txt <<END\nline one\nline two\nEND\nwc -l pasted.txt')
  await expect.poll(() => shown(page)).toContain('wc -l pasted.txt')
  expect(await shown(page)).not.toContain('2 pasted.txt')
  await page.keyboard.press('Enter')
  await expect.poll(() => shown(page)).toContain('2 pasted.txt')
})

test('Tab completes, and opens a menu where there are several ways', async ({ page }) => {
  await openLab(page, '/en/lessons/clusterip/')
  await atPrompt(page)
  await page.keyboard.type('kubec')
  await page.keyboard.press('Tab')
  await expect.poll(() => lastRow(page)).toBe('laptop:~/shop$ kubectl')
  await atPrompt(page)
  await page.keyboard.type('cat ')
  await page.keyboard.press('Tab')
  const menu = page.locator('.completions')
  await expect(menu).toBeVisible()
  await expect(menu.locator('li')).toContainText(['backend-service.yaml', 'backend.yaml', 'frontend.yaml'])
  // Typing narrows the list, arrows choose, Enter puts it in.
  await page.keyboard.type('back')
  await expect(menu.locator('li')).toHaveCount(2)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(menu.locator('li[aria-selected=true]')).toHaveText(/backend.yaml/)
  await page.keyboard.press('Enter')
  await expect(menu).toBeHidden()
  await expect.poll(() => lastRow(page)).toBe('laptop:~/shop$ cat backend.yaml')
  await page.keyboard.press('Control+u')
  // Where there is nothing to complete, Tab leaves the terminal.
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.classList.contains('xterm-helper-textarea'))).toBe(false)
})

test('terminals on the laptop, a node and in a Pod; Ctrl-D leaves the shell', async ({ page }) => {
  await openLab(page, '/zh-tw/lessons/clusterip/')
  for (const [machine, prompt] of [
    ['node-1', /node-1/],
    ['frontend-', /#$/],
  ] as const) {
    await page.getByRole('button', { name: '在其他地方開終端機' }).or(page.locator('.picker > button')).first().click()
    await page.getByRole('menuitem', { name: machine }).first().click()
    await expect.poll(() => lastRow(page)).toMatch(prompt)
  }
  await page.locator('.xterm-helper-textarea').focus()
  await page.keyboard.type('hostname')
  await page.keyboard.press('Enter')
  await expect.poll(() => shown(page)).toMatch(/hostname\nfrontend-/)
  await page.getByRole('tab', { name: 'laptop' }).click()
  await expect.poll(() => lastRow(page)).toBe('laptop:~/shop$')
  await page.getByRole('tab', { name: 'node-1' }).click()
  await expect.poll(() => lastRow(page)).toMatch(/node-1/)
  await page.locator('.xterm-helper-textarea').focus()
  await page.keyboard.press('Control+d')
  await expect.poll(() => shown(page)).toMatch(/exit|logout/)
})

test('output that streams is stopped by Ctrl-C, and fits itself to a new width', async ({ page }) => {
  await openLab(page, '/en/lessons/clusterip/')
  await atPrompt(page)
  await page.keyboard.type('kubectl get pods -w')
  await page.keyboard.press('Enter')
  await expect.poll(() => shown(page)).toContain('Running')
  await page.keyboard.press('Control+c')
  await expect.poll(() => lastRow(page)).toBe('laptop:~/shop$')
  await type(page, `echo ${'a'.repeat(70)} end`)
  await page.setViewportSize({ width: 1000, height: 900 })
  await expect.poll(async () => (await shown(page)).replaceAll('\n', '')).toContain('end')
})

test('Chinese is typed with an input method, takes two columns, and is cut by whole letters', async ({ page }) => {
  await openLab(page, '/zh-tw/lessons/pod-ip/')
  await atPrompt(page)
  await page.keyboard.type('echo ')
  const session = await page.context().newCDPSession(page)
  await session.send('Input.imeSetComposition', { text: 'ㄋㄧˇ', selectionStart: 3, selectionEnd: 3 })
  await session.send('Input.imeSetComposition', { text: '你好', selectionStart: 2, selectionEnd: 2 })
  await session.send('Input.insertText', { text: '你好' })
  await expect.poll(() => lastRow(page)).toBe('laptop:~/shop$ echo 你好')
  await page.keyboard.type('嗎x')
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Enter')
  await expect.poll(() => shown(page)).toMatch(/echo 你好\n你好\n/)
})

test('what is selected is copied, and Ctrl-C is still Ctrl-C without a selection', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await openLab(page, '/en/lessons/pod-ip/')
  await type(page, 'echo copyme')
  const row = page.locator('.xterm-rows > div', { hasText: /^copyme/ })
  const box = (await row.boundingBox()) as { x: number; y: number; height: number }
  await page.mouse.dblclick(box.x + 8, box.y + box.height / 2)
  await page.keyboard.press('Control+c')
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('copyme')
})

for (const [language, not, offer] of [
  ['zh-tw', '這個命名空間裡沒有這個物件', '叢集外面不認得叢集裡面的位址'],
  ['en', 'There is no such object in this namespace', 'Addresses of the cluster mean nothing outside it'],
] as const) {
  test(`${language}: an error is explained, by what was believed wrongly`, async ({ page }) => {
    const quiet = listen(page)
    await openLab(page, `/${language}/lessons/clusterip/`)
    await type(page, 'kubectl get pod nobody')
    await page.getByRole('button', { name: not }).click()
    const card = page.locator('.explain-card')
    await expect(card).toContainText(not)
    await page.keyboard.press('Escape')
    await expect(card).toBeHidden()
    await expect(page.locator('.xterm-helper-textarea')).toBeFocused()
    await type(page, "curl -m 1 http://$(kubectl get pods -l app=backend -o jsonpath='{.items[0].status.podIP}'):8080/")
    await expect(page.locator('.explain-mark')).toHaveCount(1)
    await page.keyboard.press('F1')
    await expect(card).toContainText(offer)
    await expect(card.getByRole('link')).toHaveAttribute('href', `/${language}/lessons/pod-ip/`)
    quiet.expectQuiet()
  })
}

test('screen-reader mode: the terminal speaks, and its transcript can be read as text', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('podtalk.settings', JSON.stringify({ screenReader: 'on' })))
  await openLab(page, '/en/lessons/pod-ip/')
  await page.locator('.xterm-helper-textarea').focus()
  await page.keyboard.type('kubectl get nodes')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Transcript' })).toContainText('$ kubectl get nodes')
  await expect(page.getByRole('region', { name: 'Transcript' })).toContainText('control-plane')
  await expect(page.locator('.xterm-accessibility')).toHaveCount(1)
})

test('a command of the lesson types itself', async ({ page }) => {
  await openLab(page, '/en/lessons/pod-ip/')
  await page.locator('[data-run="cat backend.yaml"]').first().click()
  await expect(screen(page)).toContainText('hello-backend:1.0')
  await expect(page.locator('[data-run="cat backend.yaml"]').first()).toHaveClass(/\bran\b/)
})

test('an address in the output is asked by curl when it is clicked', async ({ page }) => {
  await openLab(page, '/en/lessons/clusterip/')
  await type(page, 'echo http://localhost:30002/')
  const row = page.locator('.xterm-rows > div', { hasText: /^http:\/\/localhost/ })
  const box = (await row.boundingBox()) as { x: number; y: number; height: number }
  await page.mouse.move(box.x + 30, box.y + box.height / 2, { steps: 4 })
  await page.waitForTimeout(300)
  await page.mouse.click(box.x + 34, box.y + box.height / 2)
  await expect.poll(() => shown(page)).toContain("$ curl 'http://localhost:30002/'")
})
