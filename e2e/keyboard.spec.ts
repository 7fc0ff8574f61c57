import { expect, type Page, test } from '@playwright/test'
import { shown } from './lab.ts'
import { everywhere, type Pane } from './visit.ts'

test.describe.configure({ mode: 'parallel' })

/** What has the focus, as a screen reader would name it: `button Run`. */
async function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null
    const name = element?.getAttribute('aria-label') ?? element?.textContent?.trim().replace(/\s+/g, ' ') ?? ''
    return `${element?.getAttribute('role') ?? element?.tagName.toLowerCase()} ${name || ((element as HTMLInputElement | null)?.name ?? '')}`
  })
}

/** Presses Tab until something with this name has the focus. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let i = 0; i < 200; i++) {
    const now = await focused(page)
    if (typeof name === 'string' ? now === name : name.test(now)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`${name} is not reached by Tab`)
}

everywhere('a lesson without a mouse: a command, a Pod killed from the list, the editor and out of it, an exercise', async (visit) => {
  const { page, words, phone } = visit
  const { keyboard } = page
  /** By keys to where a phone has a pane of its own. */
  const to = async (pane: Exclude<Pane, 'text'>): Promise<void> => {
    if (!phone) return
    await tabTo(
      page,
      `button ${{ terminal: words.paneTerminal, map: words.paneMap, files: words.paneFiles, checks: words.paneChecks }[pane]}`,
    )
    await keyboard.press('Enter')
  }
  await visit.goto('lessons/clusterip/')
  await visit.shows('workspace/focus', async () => {
    await keyboard.press('Tab')
    expect(await focused(page)).toBe(`a ${words.skipToContent}`)
    await keyboard.press('Tab')
    expect(await focused(page)).toBe(`a ${words.skipToLab}`)
    await keyboard.press('Enter')
    await expect(page.locator('podtalk-workspace')).toBeInViewport()
    await expect(page.locator('podtalk-workspace')).toHaveAttribute('data-lab', 'open')
    // To the text and to the terminal, from anywhere.
    await keyboard.press('x')
    await expect(page.locator('h1')).toBeFocused()
    await keyboard.press('t')
    await expect(page.locator('.xterm-helper-textarea')).toBeFocused()
    expect(await focused(page)).toBe(`textarea ${words.terminalInput}`)
    await keyboard.type('echo x/?')
    await keyboard.press('Enter')
    await expect.poll(() => shown(page)).toMatch(/\nx\/\?/)
    await keyboard.press('Shift+Escape')
    expect(await focused(page)).toBe('tab laptop')
    await keyboard.press('x')

    // A command of the text.
    await tabTo(page, new RegExp(`cat backend-service\\.yaml\\s*${words.run}`))
    await keyboard.press('Enter')
    await visit.expectScreen('targetPort: 8080')

    // The list says what the map shows, and does the same.
    await to('map')
    await tabTo(page, `tab ${words.map}`)
    await keyboard.press('ArrowRight')
    expect(await focused(page)).toBe(`tab ${words.list}`)
    await expect(page.locator('.list-panel table').first()).toBeVisible()
    await tabTo(page, `button ${words.pause}`)
    await tabTo(page, /^button backend-[0-9a-z]+-[0-9a-z]{5}$/)
    const victim = (await focused(page)).replace('button ', '')
    await keyboard.press('Enter')
    await tabTo(page, `button ${words.killPod}`)
    await keyboard.press('Enter')
    await expect(page.locator('.list-panel')).not.toContainText(victim)
    await tabTo(page, new RegExp(`^button 10× ${words.speed10}`))
    await tabTo(page, `button ${words.undo}`)

    // The editor takes Tab for itself, until Escape.
    if (phone) await to('files')
    else {
      await tabTo(page, 'tab laptop')
      await keyboard.press('ArrowRight')
      await tabTo(page, `button ${words.newTerminal}`)
    }
    const content = page.locator('.cm-content')
    await expect(content).toBeVisible()
    await tabTo(page, new RegExp(`^textbox ${words.editorLabel.split('{')[0]}`))
    await keyboard.type('# note')
    await keyboard.press('Escape')
    await keyboard.press('Tab')
    await expect(content).not.toBeFocused()
    await expect(content).toContainText('# note')

    // An exercise.
    if (phone) {
      await to('checks')
      await tabTo(page, `button ${words.exerciseOpen}`)
    } else await tabTo(page, new RegExp(`^button .*${words.exerciseOpen}`))
    await keyboard.press('Enter')
    await expect(page.locator('.checks .results')).toBeVisible()
    await tabTo(page, `button ${words.check}`)
    await keyboard.press('Enter')
    await expect(page.locator('.result.failed').first()).toBeVisible()

    // What divides the page, and what stands below the text.
    if (!phone) for (const name of [`separator ${words.resizeSplit}`, `separator ${words.resizeMap}`]) await tabTo(page, name)
    await keyboard.press('x')
    await tabTo(page, `button ${words.print}`)
  })

  // Dialogs keep the focus and give it back.
  await visit.shows('workspace/focus', async () => {
    await tabTo(page, `button ${words.search}`)
    await keyboard.press('Enter')
    await expect(page.locator('#search-input')).toBeFocused()
    for (let i = 0; i < 6; i++) {
      await keyboard.press('Tab')
      expect(
        await page.evaluate(() => document.activeElement === document.body || document.activeElement?.closest('dialog') !== null),
      ).toBe(true)
    }
    await keyboard.press('Escape')
    expect(await focused(page)).toBe(`button ${words.search}`)
  })
  await visit.shows('around/keys', async () => {
    await keyboard.press('?')
    const help = page.getByRole('dialog', { name: words.keysTitle })
    for (const each of [words.keySearchBack, words.keyWords, words.keyField]) await expect(help).toContainText(each)
    await visit.expectFits()
    await keyboard.press('Escape')
    await expect(help).toBeHidden()
    expect(await focused(page)).toBe(`button ${words.search}`)
  })
})
