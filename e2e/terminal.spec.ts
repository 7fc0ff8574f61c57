import { expect, type Page, test } from '@playwright/test'
import { atPrompt, lastRow, paste, shown, type } from './lab.ts'
import { everywhere, type Visit } from './visit.ts'

test.describe.configure({ mode: 'parallel' })

const PROMPT = 'laptop:~/shop$'

/** The row with the cursor holds this after the prompt. */
async function expectLine(page: Page, text: string): Promise<void> {
  await expect.poll(() => lastRow(page)).toBe(`${PROMPT} ${text}`.trimEnd())
}

/** Presses keys one after the other. */
async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key)
}

/** Enters a line and does not wait for anything. */
async function enter(page: Page, line: string): Promise<void> {
  await page.keyboard.insertText(line)
  await page.keyboard.press('Enter')
}

/** A key that keyboards on glass lack: from the row above them, or from the keyboard. */
async function touchKey({ page, phone }: Visit, name: 'Tab' | 'Up' | 'Ctrl-C' | 'Ctrl-R' | 'Ctrl-D'): Promise<void> {
  if (phone) await page.getByRole('toolbar').getByRole('button', { name, exact: true }).tap()
  else await page.keyboard.press(name === 'Up' ? 'ArrowUp' : name.replace('Ctrl-', 'Control+'))
}

everywhere('the line editor: words, cutting, history, search, completion, PS2, pasting, an input method', async (visit) => {
  const { page, words, phone } = visit
  const { keyboard } = page
  await visit.lab('lessons/clusterip/')
  await visit.shows('terminal/prompt', async () => {
    await type(page, 'echo one; echo two')
    await atPrompt(page)
    await enter(page, 'cd ..')
    await expect.poll(() => lastRow(page)).toBe('laptop:~$')
    await enter(page, 'cd /etc')
    await expect.poll(() => lastRow(page)).toBe('laptop:/etc$')
    await enter(page, 'cd ~/shop')
    await expectLine(page, '')
  })

  await visit.shows('terminal/words', async () => {
    await atPrompt(page)
    await keyboard.type('ab cd ef')
    await press(page, 'Control+ArrowLeft', 'Control+ArrowLeft')
    await keyboard.type('1')
    await press(page, 'Control+ArrowRight')
    await keyboard.type('2')
    await press(page, 'Alt+b', 'Alt+b')
    await keyboard.type('3')
    await press(page, 'Alt+f')
    await keyboard.type('4')
    await expectLine(page, '3ab4 1cd2 ef')
    await press(page, 'Alt+d')
    await expectLine(page, '3ab4 ef')
    await press(page, 'Alt+Backspace')
    await expectLine(page, ' ef')
    // What was cut last comes back, before and after.
    await press(page, 'Control+y', 'Control+Shift+_')
    await expectLine(page, ' ef')
  })

  await visit.shows('terminal/control-keys', async () => {
    await atPrompt(page)
    await keyboard.type('two three')
    await press(page, 'Control+a')
    await keyboard.type('one ')
    await press(page, 'Control+e')
    await keyboard.type('!')
    await expectLine(page, 'one two three!')
    await press(page, 'Control+w')
    await expectLine(page, 'one two')
    await press(page, 'Control+b', 'Control+b', 'Control+u')
    await expectLine(page, 'o')
    await press(page, 'Control+y')
    await expectLine(page, 'one two')
    await press(page, 'Control+a', 'Control+k')
    await expectLine(page, '')
    await keyboard.type('left')
    await touchKey(visit, 'Ctrl-C')
    await expect.poll(() => shown(page)).toContain('left^C')
    await press(page, 'Control+l')
    await expect.poll(() => shown(page)).not.toContain('left')
    // The end of input: of a program that reads, and of nothing.
    await enter(page, 'cat')
    await enter(page, 'a line')
    await expect.poll(() => shown(page)).toMatch(/a line\na line/)
    await touchKey(visit, 'Ctrl-D')
    await expectLine(page, '')
  })

  await visit.shows('terminal/history', async () => {
    await type(page, 'echo first')
    await type(page, 'echo second')
    await atPrompt(page)
    await touchKey(visit, 'Up')
    await touchKey(visit, 'Up')
    await expectLine(page, 'echo first')
    await press(page, 'ArrowDown')
    await expectLine(page, 'echo second')
    await touchKey(visit, 'Ctrl-C')
    await touchKey(visit, 'Ctrl-R')
    await expect.poll(() => lastRow(page)).toContain(`(${words.searchBack})`)
    await keyboard.insertText('fir')
    await expect.poll(() => lastRow(page)).toContain("'fir': echo first")
    await keyboard.insertText('zzz')
    await expect.poll(() => lastRow(page)).toContain(words.searchBackFailed)
    for (const _ of 'zzz') await press(page, 'Backspace')
    await press(page, 'Enter')
    await expect.poll(() => shown(page)).toMatch(/\$ echo first\nfirst\n/)
  })

  await visit.shows('terminal/completion', async () => {
    await atPrompt(page)
    await keyboard.type('kubec')
    await touchKey(visit, 'Tab')
    await expectLine(page, 'kubectl')
    await atPrompt(page)
    await keyboard.type('cat ')
    await touchKey(visit, 'Tab')
    const menu = page.getByRole('listbox', { name: words.completions })
    await expect(menu.getByRole('option')).toContainText(['backend-service.yaml', 'backend.yaml', 'frontend.yaml'])
    // Typing narrows the list, arrows choose, Enter puts it in; so does a click or a tap.
    await keyboard.type('back')
    await expect(menu.getByRole('option')).toHaveCount(2)
    await press(page, 'ArrowDown', 'ArrowDown')
    await expect(menu.locator('[aria-selected=true]')).toHaveText(/^backend.yaml/)
    await press(page, 'Enter')
    await expect(menu).toBeHidden()
    await expectLine(page, 'cat backend.yaml')
    await atPrompt(page)
    await keyboard.type('cat ')
    await touchKey(visit, 'Tab')
    await visit.press(menu.getByRole('option', { name: 'frontend.yaml' }))
    await expectLine(page, 'cat frontend.yaml')
    await expect(page.locator('.xterm-helper-textarea').first()).toBeFocused()
    // Where there is nothing to complete, Tab leaves the terminal.
    await press(page, 'Control+u', 'Tab')
    await expect(page.locator('.xterm-helper-textarea').first()).not.toBeFocused()
  })

  await visit.shows('terminal/ps2', async () => {
    await atPrompt(page)
    await enter(page, 'for i in 1 2')
    await expect.poll(() => lastRow(page)).toBe('>')
    await enter(page, 'do echo "number $i"')
    await enter(page, 'done')
    await expect.poll(() => shown(page)).toMatch(/number 1\nnumber 2/)
  })

  await visit.shows('terminal/paste', async () => {
    await atPrompt(page)
    await paste(page, 'cat > pasted.txt <<END\nline one\nline two\nEND\nwc -l pasted.txt')
    await expect.poll(() => shown(page)).toContain('wc -l pasted.txt')
    // It waits for Enter.
    expect(await shown(page)).not.toContain('2 pasted.txt')
    await press(page, 'Enter')
    await expect.poll(() => shown(page)).toContain('2 pasted.txt')
  })

  await atPrompt(page)
  const session = await page.context().newCDPSession(page)
  await visit.shows('terminal/composition', async () => {
    await keyboard.type('echo ')
    await session.send('Input.imeSetComposition', { text: 'ㄋㄧˇ', selectionStart: 3, selectionEnd: 3 })
    await expect(page.locator('.composition-view')).toHaveText('ㄋㄧˇ')
    await session.send('Input.imeSetComposition', { text: '你好', selectionStart: 2, selectionEnd: 2 })
    await session.send('Input.insertText', { text: '你好' })
    await expectLine(page, 'echo 你好')
  })
  await visit.shows('terminal/double-width', async () => {
    // The cursor goes by letters, and stands where two columns each have been drawn.
    await atPrompt(page)
    const cell =
      (await page
        .locator('.xterm-screen')
        .first()
        .evaluate((screen) => screen.clientWidth)) / (await columns(visit))
    const cursor = async (): Promise<number> =>
      page.evaluate(() => {
        const [at, screen] = ['.xterm-cursor', '.xterm-screen'].map((each) => document.querySelector(each)?.getBoundingClientRect().x ?? 0)
        return (at as number) - (screen as number)
      })
    await keyboard.insertText('echo 你好')
    await expect.poll(async () => Math.round((await cursor()) / cell)).toBe(PROMPT.length + 1 + 'echo '.length + 4)
    await press(page, 'ArrowLeft')
    await expect.poll(async () => Math.round((await cursor()) / cell)).toBe(PROMPT.length + 1 + 'echo '.length + 2)
    await keyboard.insertText('們')
    await expectLine(page, 'echo 你們好')
    await press(page, 'Backspace', 'Enter')
    await expect.poll(() => shown(page)).toMatch(/echo 你好\n你好\n/)
  })
  if (phone) {
    // The keys are as large as a finger, and the keyboard on the glass stays up.
    for (const key of await page.getByRole('toolbar', { name: words.touchKeys }).getByRole('button').all()) {
      const box = (await key.boundingBox()) as { x: number; width: number; height: number }
      expect(box.height).toBeGreaterThanOrEqual(36)
      expect(box.x + box.width).toBeLessThanOrEqual(390)
    }
    await expect(page.locator('.xterm-helper-textarea').first()).toBeFocused()
  }
})

/** Letters that a row of the terminal holds. */
async function columns({ page }: Visit): Promise<number> {
  await atPrompt(page)
  await page.keyboard.insertText('x'.repeat(300))
  let widest = 0
  await expect
    .poll(async () => {
      const rows = (await shown(page)).split('\n').map((row) => row.trim())
      widest = Math.max(...rows.filter((row) => /^x+$/.test(row)).map((row) => row.length))
      return rows.join('').replace(/[^x]/g, '').length
    })
    .toBe(300)
  await atPrompt(page)
  return widest
}

everywhere(
  'what runs: machines, streams, addresses, copying, the transcript, chips of the lesson, errors explained, resizing',
  async (visit) => {
    const { page, words, phone, language } = visit
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await visit.lab('lessons/clusterip/')

    await visit.shows('terminal/chips', async () => {
      await visit.to('text')
      const chip = page.locator('[data-run="cat backend-service.yaml"]').first()
      await expect(chip).toContainText(words.run)
      await visit.press(chip)
      await visit.expectScreen('targetPort: 8080')
      await expect(chip).toHaveClass(/\bran\b/)
      await expect(page.locator('article')).toBeVisible({ visible: !phone })
    })

    await visit.shows('terminal/streaming', async () => {
      await atPrompt(page)
      await enter(page, 'kubectl get pods -w')
      await visit.expectScreen('Running')
      await touchKey(visit, 'Ctrl-C')
      await expectLine(page, '')
      // What never ends by itself does not hang the page.
      await atPrompt(page)
      await enter(page, 'while true; do echo again; done')
      await visit.expectScreen('again')
      await touchKey(visit, 'Ctrl-C')
      await expectLine(page, '')
      expect(await type(page, 'echo alive')).toMatch(/\nalive/)
    })

    await visit.shows('terminal/explain', async () => {
      const [not, offer] =
        language === 'en'
          ? ['There is no such object in this namespace', 'Addresses of the cluster mean nothing outside it']
          : ['這個命名空間裡沒有這個物件', '叢集外面不認得叢集裡面的位址']
      await type(page, 'kubectl get pod nobody')
      await visit.button(`${words.explain}: ${not}`)
      const card = page.locator('.explain-card')
      await expect(card).toContainText(not)
      await page.keyboard.press('Escape')
      await expect(card).toBeHidden()
      await expect(page.locator('.xterm-helper-textarea').first()).toBeFocused()
      // By what was believed, not by what it says: the same words mean other things elsewhere.
      await type(page, "curl -m 1 http://$(kubectl get pods -l app=backend -o jsonpath='{.items[0].status.podIP}'):8080/")
      await expect(page.locator('.explain-mark')).toHaveCount(1)
      await page.keyboard.press('F1')
      await expect(card).toContainText(offer)
      await expect(card.getByRole('link')).toHaveAttribute('href', `/${language}/lessons/pod-ip/`)
      await visit.expectFits()
      await visit.button(words.close, card)
    })

    await visit.shows('terminal/links', async () => {
      await type(page, 'echo http://localhost:30002/')
      const row = (await page.locator('.xterm-rows > div', { hasText: /^http:\/\/localhost/ }).boundingBox()) as {
        x: number
        y: number
        height: number
      }
      await page.mouse.move(row.x + 30, row.y + row.height / 2, { steps: 4 })
      await expect(page.locator('.xterm-screen.xterm-cursor-pointer').or(page.locator('.xterm.xterm-cursor-pointer'))).not.toHaveCount(0)
      await page.mouse.click(row.x + 34, row.y + row.height / 2)
      await visit.expectScreen("curl 'http://localhost:30002/'")
      await expectLine(page, '')
    })

    const clipboard = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText())
    await visit.shows('terminal/copy', async () => {
      await type(page, 'echo copyme')
      const box = (await page.locator('.xterm-rows > div', { hasText: /^copyme/ }).boundingBox()) as {
        x: number
        y: number
        height: number
      }
      await page.mouse.dblclick(box.x + 8, box.y + box.height / 2)
      await page.keyboard.press('Control+c')
      await expect.poll(clipboard).toBe('copyme')
      // Without a selection it is Ctrl-C again.
      await page.keyboard.insertText('kept')
      await page.keyboard.press('Control+c')
      await visit.expectScreen('kept^C')
      // A finger selects nothing on the screen: the plain text beside it can be copied.
      await visit.button(words.transcript)
      const transcript = page.getByRole('region', { name: words.transcript })
      await expect(transcript).toContainText('$ echo copyme\ncopyme')
      await visit.button(words.copy, transcript)
      await expect(transcript.getByRole('button', { name: words.copied })).toBeVisible()
      await expect.poll(clipboard).toMatch(/\$ echo copyme\ncopyme\n/)
      await visit.button(words.transcript)
      await expect(transcript).toHaveCount(0)
    })

    await visit.shows('terminal/tabs', async () => {
      for (const [machine, prompt] of [
        ['node-1', /^root@node-1/],
        ['frontend-', /#$/],
      ] as const) {
        await visit.button(words.newTerminal)
        await visit.press(page.getByRole('menuitem', { name: machine }).first())
        await expect.poll(() => lastRow(page)).toMatch(prompt)
      }
      await enter(page, 'hostname')
      await visit.expectScreen(/frontend-[0-9a-f]+-\w{5}/)
      // Ctrl-D leaves the shell: that is said, and another can be had. The tab is closed, the others are as they were.
      const pod = page.getByRole('tab', { name: /^frontend-/ })
      await expect(pod).toHaveAttribute('aria-selected', 'true')
      await touchKey(visit, 'Ctrl-D')
      await expect(page.locator('.terminal-ended')).toContainText(words.shellEnded)
      await visit.button(words.shellAgain)
      await expect(page.locator('.terminal-ended')).toHaveCount(0)
      await enter(page, 'echo again')
      await visit.expectScreen(/again\s*~ #/)
      await expect(pod).toHaveCount(1)
      if (phone) await page.getByTitle(words.closeTerminal).tap()
      else {
        await pod.focus()
        await page.keyboard.press('Delete')
      }
      await expect(pod).toHaveCount(0)
      await visit.press(page.getByRole('tab', { name: 'laptop' }))
      await expect.poll(() => lastRow(page)).toBe(PROMPT)
      await visit.press(page.getByRole('tab', { name: 'node-1' }))
      await expect.poll(() => lastRow(page)).toMatch(/^root@node-1/)
      await visit.press(page.getByRole('tab', { name: 'laptop' }))
    })

    await visit.shows('terminal/resize', async () => {
      await expect.poll(() => lastRow(page)).toBe(PROMPT)
      const before = await columns(visit)
      // A phone is turned, a window made smaller.
      await page.setViewportSize(phone ? { width: 700, height: 390 } : { width: 1000, height: 700 })
      await expect.poll(async () => Math.sign((await columns(visit)) - before)).toBe(phone ? 1 : -1)
      await page.setViewportSize(phone ? { width: 390, height: 844 } : { width: 1440, height: 900 })
      await expect.poll(() => columns(visit)).toBe(before)
      await visit.expectFits()
    })
  },
)

everywhere('screen-reader mode: what the terminal prints is spoken, and stands as plain text beside it', async (visit) => {
  const { page, words } = visit
  await page.addInitScript(() => localStorage.setItem('podtalk.settings', JSON.stringify({ screenReader: 'on' })))
  await visit.lab('lessons/pod-ip/')
  await visit.shows('terminal/screen-reader', async () => {
    await page.locator('.xterm-helper-textarea').focus()
    await page.keyboard.type('kubectl get ')
    // Dictated text comes without keys.
    await page.keyboard.insertText('nodes')
    await page.keyboard.press('Enter')
    const transcript = page.getByRole('region', { name: words.transcript })
    await expect(transcript).toContainText('$ kubectl get nodes')
    await expect(transcript).toContainText('control-plane')
    await expect(transcript).toBeInViewport({ ratio: 0.9 })
    // What a screen reader is told at once, and the rows that it can walk through.
    await expect(page.locator('.xterm-accessibility .live-region')).toContainText('control-plane')
    await expect(page.locator('.xterm-accessibility-tree')).toContainText('control-plane')
    await expect(page.getByRole('textbox', { name: words.terminalInput })).toBeFocused()
    // The text scrolls by keys.
    await page.keyboard.press('Shift+Escape')
    await transcript.locator('pre').focus()
    await expect(transcript.locator('pre')).toBeFocused()
  })
})
