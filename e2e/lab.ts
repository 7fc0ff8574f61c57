import { expect, type Locator, type Page } from '@playwright/test'
import { type LabLog, LOG_VERSION } from '../src/lab/log.ts'
import { scenario } from '../src/lab/scenario.ts'

/** The text that the terminal shows, wrapped lines joined by their columns. */
export function screen(page: Page): Locator {
  return page.locator('.xterm-rows').first()
}

/** Waits until the lab of a page is open and can be typed into. */
export async function ready(page: Page): Promise<void> {
  await expect(page.locator('podtalk-workspace')).toHaveAttribute('data-lab', 'open', { timeout: 60_000 })
  await expect(screen(page)).toContainText('$', { timeout: 60_000 })
}

/** Types a line into the terminal and waits until it has run and the prompt is back; gives what the screen shows then. */
export async function type(page: Page, line: string): Promise<string> {
  await page.evaluate(() => {
    const { dataset } = document.documentElement
    dataset['ran'] = ''
    document.addEventListener('podtalk:command-ended', () => (document.documentElement.dataset['ran'] = 'yes'), { once: true })
  })
  await page.locator('.xterm-helper-textarea').first().focus()
  await page.keyboard.press('Control+l')
  await page.keyboard.insertText(line)
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveAttribute('data-ran', 'yes', { timeout: 90_000 })
  // What has been printed is drawn with the next frames.
  await page.evaluate(
    () =>
      new Promise((drawn) => {
        requestAnimationFrame(() => requestAnimationFrame(drawn))
        // A page that nobody sees draws none.
        setTimeout(drawn, 300)
      }),
  )
  let text = ''
  await expect(async () => {
    text = await shown(page)
    const rows = text.split('\n').filter((row) => row.trim() !== '')
    // the screen of this line, not only of those before it (a long output has pushed the line out)
    expect(rows.length > 12 || rows.some((row) => row.includes(`$ ${line.slice(0, 20)}`))).toBe(true)
    expect(rows.length).toBeGreaterThan(1)
    expect(rows.at(-1)).toMatch(/^laptop:~\/shop\$\s*$/)
  }).toPass({ intervals: [50, 100, 200, 400] })
  // Not what it shows a moment later: xterm may be measuring then.
  return text
}

/** The terminal's rows as lines. */
export async function shown(page: Page): Promise<string> {
  return (await page.locator('.xterm-rows').first().locator('> div').allInnerTexts()).join('\n').replaceAll('\u00a0', ' ')
}

/** Collects what a page complains of; `expectQuiet` at the end says that there was nothing. */
export function listen(page: Page): { expectQuiet: (forgiven?: string) => void } {
  const complaints: string[] = []
  page.on('console', (message) => {
    // A test that blocks the service worker hears of that when the page has been idle for a while.
    if (message.text().includes('blocked by Playwright')) return
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url())
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') complaints.push(`request to ${hostname}`)
  })
  return { expectQuiet: (forgiven) => expect(complaints.filter((each) => !forgiven || !each.includes(forgiven))).toEqual([]) }
}

/** Opens a page with a lab and waits until its terminal answers. */
export async function openLab(page: Page, path: string): Promise<void> {
  await page.goto(path)
  await ready(page)
}

/** Lets the lab's time run ten times as fast. */
export async function hurry(page: Page): Promise<void> {
  await page.locator('.time .speed', { hasText: '10×' }).click()
}

/** A lab that somebody else has made, as a link carries it. */
export const THEIRS: LabLog = {
  version: LOG_VERSION,
  scenario: scenario({ id: 'theirs' }),
  seed: '1',
  inputs: [
    { at: 1, do: 'open', terminal: 't1', machine: 'laptop' },
    { at: 2_000, do: 'line', terminal: 't1', text: 'echo theirs > theirs.txt' },
    { at: 30_000, do: 'line', terminal: 't1', text: 'cat theirs.txt' },
  ],
  end: 40_000,
}

/** Puts the cursor into the terminal, on an empty line of an empty screen. */
export async function atPrompt(page: Page): Promise<void> {
  await page.locator('.xterm-helper-textarea').first().focus()
  await page.keyboard.press('Control+e')
  await page.keyboard.press('Control+u')
  await page.keyboard.press('Control+l')
}

/** Pastes text as a browser does. */
export async function paste(page: Page, text: string): Promise<void> {
  await page
    .locator('.xterm-helper-textarea')
    .first()
    .evaluate((element, data) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', data)
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    }, text)
}

/** The row in which the cursor stands, and the ones before it that are not empty. */
export async function lastRow(page: Page): Promise<string> {
  const rows = (await shown(page)).split('\n').map((row) => row.trimEnd())
  return rows.findLast((row) => row !== '') ?? ''
}

/** Pods that are drawn as squares. */
export function squares(page: Page): Promise<number> {
  return page
    .locator('.map-panel path.pod.small')
    .evaluateAll((paths) => paths.reduce((sum, path) => sum + (path.getAttribute('d')?.match(/M/g)?.length ?? 0), 0))
}

/** Does what a full browser does, until the result is called; Chromium looks at a real quota only every half minute. */
export async function fillBrowser(page: Page): Promise<() => Promise<void>> {
  await page.evaluate(() => {
    const { put } = IDBObjectStore.prototype
    Object.assign(window, { makeRoom: () => Object.assign(IDBObjectStore.prototype, { put }) })
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError')
    }
  })
  return () => page.evaluate(() => (window as unknown as { makeRoom(): void }).makeRoom())
}
