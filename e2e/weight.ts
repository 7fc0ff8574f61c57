import { gzipSync } from 'node:zlib'
import type { Page } from '@playwright/test'

/** What a page costs until its prompt can be typed at, in bytes of gzip. */
export interface Weight {
  /** the page, its style sheets, and the scripts that it names itself */
  first: number
  /** all scripts that were asked for before the prompt was there; 0 on a page without a lab */
  scripts: number
  /** ms from the start of the navigation until the prompt was there */
  promptAfter: number
}

declare global {
  interface Window {
    promptAfter?: number
  }
}

/** Opens an address and weighs what comes. `lab`: it has a terminal to wait for. */
export async function weigh(page: Page, address: string, lab: boolean): Promise<Weight> {
  await page.addInitScript(() => {
    const look = (): void => {
      if (document.querySelector('.xterm-rows')?.textContent?.includes('$')) window.promptAfter ??= performance.now()
      else requestAnimationFrame(look)
    }
    look()
  })
  const response = await page.goto(address, { waitUntil: 'load' })
  if (lab) await page.waitForFunction(() => window.promptAfter !== undefined, undefined, { timeout: 60_000 })
  const { named, styles, before, promptAfter } = await page.evaluate(() => {
    const end = window.promptAfter ?? Number.POSITIVE_INFINITY
    const scripts = performance.getEntriesByType('resource').filter(({ name, startTime }) => startTime < end && /\.js$/.test(name))
    return {
      named: [...document.querySelectorAll<HTMLScriptElement>('script[src]')].map(({ src }) => src),
      styles: [...document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')].map(({ href }) => href),
      before: scripts.map(({ name }) => name),
      promptAfter: end,
    }
  })
  const sum = (urls: readonly string[]): Promise<number> => gzipOf(page, urls)
  const html = gzipSync((await response?.body()) ?? '', { level: 9 }).length
  return { first: html + (await sum([...named, ...styles])), scripts: lab ? await sum([...named, ...before]) : 0, promptAfter }
}

/** Types `kubectl get nodes` at the prompt of the page and weighs all scripts that have come when it has answered. */
export async function weighUntilAnswer(page: Page): Promise<number> {
  await page.locator('.xterm-helper-textarea').first().focus()
  await page.keyboard.insertText('kubectl get nodes')
  await page.keyboard.press('Enter')
  const answered = await page.waitForFunction(
    () => document.querySelector('.xterm-rows')?.textContent?.includes('control-plane') && performance.now(),
  )
  const scripts = await page.evaluate(
    (end) =>
      performance.getEntriesByType('resource').flatMap(({ name, startTime }) => (startTime < end && /\.js$/.test(name) ? [name] : [])),
    Number(await answered.jsonValue()),
  )
  return gzipOf(page, scripts)
}

async function gzipOf(page: Page, urls: readonly string[]): Promise<number> {
  let all = 0
  for (const url of new Set(urls)) all += gzipSync(await (await page.request.get(url)).body(), { level: 9 }).length
  return all
}
