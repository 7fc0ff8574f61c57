import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from '@playwright/test'
import { preview } from 'astro'
import { browserPath, FLAGS } from '../e2e/browser.ts'
import { type Weight, weigh } from '../e2e/weight.ts'
import { readScenario } from '../src/cli/course.ts'
import { LOG_VERSION } from '../src/lab/log.ts'
import type { Scenario } from '../src/lab/scenario.ts'
import { REPLAY } from '../src/site/workspace/lab-host.ts'
import { shareLink } from '../src/site/workspace/share.ts'
import { type Figure, median } from './measure.ts'
import { frameTime, longestTask } from './smooth.ts'

const PORT = 4397
const SITE = `http://127.0.0.1:${PORT}`
/** One of each kind of page, and whether it has a lab. */
const PAGES = [
  ['home', 'en/', true],
  ['lesson', 'en/lessons/pod-ip/', true],
  ['sandbox', 'en/sandbox/', true],
  ['outline', 'en/lessons/', false],
  ['glossary', 'en/glossary/', false],
] as const

/** What the built site costs in Chromium. Nothing where it has not been built (`npm run build`). */
export async function pageFigures(): Promise<Figure[]> {
  if (!existsSync('dist/index.html')) return []
  const server = await preview({ root: process.cwd(), server: { host: '127.0.0.1', port: PORT }, logLevel: 'error' })
  const browser = await chromium.launch({ executablePath: await browserPath(), args: FLAGS })
  try {
    const figures: Figure[] = []
    for (const [name, path, lab] of PAGES) {
      const { first, scripts } = await opened(browser, path, lab)
      figures.push({ name: `${name}: HTML, CSS, first script`, value: first / 1_000, unit: 'kB', bound: 60, better: 'lower' })
      if (lab) figures.push({ name: `${name}: scripts until the prompt`, value: scripts / 1_000, unit: 'kB', bound: 280, better: 'lower' })
    }
    const prompts: number[] = []
    for (let round = 0; round < 5; round++) prompts.push((await opened(browser, 'en/lessons/pod-ip/', true, 4)).promptAfter)
    figures.push({ name: 'terminal usable, processor 4x slower', value: median(prompts), unit: 'ms', bound: 1_000, better: 'lower' })
    for (const slower of [1, 4])
      figures.push({
        name: `first answer of kubectl get nodes${slower > 1 ? `, processor ${slower}x slower` : ''}`,
        value: await firstAnswer(browser, slower),
        unit: 'ms',
        better: 'lower',
      })
    figures.push({
      name: 'reload of a lab of 200 commands: replay',
      value: await replayTime(browser),
      unit: 'ms',
      bound: 300,
      better: 'lower',
    })
    for (const tab of ['map', 'list', 'timeline'])
      figures.push({
        name: `longest task while 500 Pods start, ${tab} shown`,
        value: await withPage(browser, (page) => longestTask(browser, page, SITE, tab)),
        unit: 'ms',
        bound: 16,
        better: 'lower',
      })
    figures.push({
      name: '95 % of frames, 200 Pods rolled out on the map',
      value: await withPage(browser, (page) => frameTime(page, SITE)),
      unit: 'ms',
      bound: 20,
      better: 'lower',
    })
    return figures
  } finally {
    await browser.close()
    await server.stop()
  }
}

async function withPage<T>(browser: Browser, use: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    return await use(await context.newPage())
  } finally {
    await context.close()
  }
}

function opened(browser: Browser, path: string, lab: boolean, slower = 1): Promise<Weight> {
  return withPage(browser, async (page) => {
    const session = await page.context().newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: slower })
    return weigh(page, `${SITE}/${path}`, lab)
  })
}

/** ms from the start of the navigation until a command typed at the first prompt has answered. */
function firstAnswer(browser: Browser, slower: number): Promise<number> {
  return withPage(browser, async (page) => {
    const session = await page.context().newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: slower })
    await page.goto(`${SITE}/en/lessons/pod-ip/`, { waitUntil: 'commit' })
    const shows = (text: string): Promise<unknown> =>
      page.waitForFunction((wanted) => document.querySelector('.xterm-rows')?.textContent?.includes(wanted), text)
    await shows('$')
    await page.locator('.xterm-helper-textarea').first().focus()
    await page.keyboard.insertText('kubectl get nodes')
    await page.keyboard.press('Enter')
    await shows('Ready')
    return page.evaluate(() => performance.now())
  })
}

/** What a learner of Services types, over and over. */
const SESSION = [
  'kubectl get pods -o wide',
  'kubectl get svc',
  'kubectl describe svc backend',
  'kubectl get endpointslices',
  'cat *.yaml | head -20',
  'kubectl apply -f backend-service.yaml',
  'kubectl exec deploy/client -- wget -qO- http://backend',
  "kubectl get pods -l app=backend -o jsonpath='{.items[*].status.podIP}'",
  'kubectl delete pod -l app=backend --wait=false',
  'ls -l',
]

/** ms that a page takes to replay a saved lab of 200 commands when it is loaded again. */
function replayTime(browser: Browser): Promise<number> {
  return withPage(browser, async (page) => {
    const lines = Array.from({ length: 200 }, (_, i) => ({
      at: 1_000 + i * 3_000,
      do: 'line' as const,
      terminal: 't1',
      text: SESSION[i % SESSION.length] as string,
    }))
    const inputs = [{ at: 1, do: 'open' as const, terminal: 't1', machine: 'laptop' }, ...lines]
    const log = { version: LOG_VERSION, scenario: readScenario('clusterip') as Scenario, seed: '1', inputs, end: 610_000 }
    await page.goto((await shareLink(log, `${SITE}/en/sandbox/`)) as string)
    await page.locator('.ws-guest').waitFor()
    // It is saved a moment later.
    await page.waitForTimeout(1_000)
    await page.reload()
    const measured = await page.waitForFunction((name) => performance.getEntriesByName(name)[0]?.duration, REPLAY)
    return (await measured.jsonValue()) as number
  })
}
