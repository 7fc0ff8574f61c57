import type { Browser, Page } from '@playwright/test'
import { LOG_VERSION } from '../src/lab/log.ts'
import { scenario } from '../src/lab/scenario.ts'
import { shareLink } from '../src/site/workspace/share.ts'

/** Enough nodes for 500 Pods. */
const NODES = Array.from({ length: 6 }, (_, i) => ({ name: `node-${i + 1}`, address: `192.168.50.${11 + i}`, podCIDR: `10.244.${i}.0/24` }))
/** Time for the code to come that is fetched while nobody waits, ms. */
const REST = 6_000

async function screenShows(page: Page, text: string): Promise<void> {
  await page.waitForFunction((wanted) => document.querySelector('.xterm-rows')?.textContent?.includes(wanted), text, { timeout: 120_000 })
}

async function enter(page: Page, line: string): Promise<void> {
  await page.keyboard.insertText(line)
  await page.keyboard.press('Enter')
}

/** A lab with room for hundreds of Pods, its cursor in the terminal. `tab`: what stands above it. */
async function openWide(page: Page, site: string, tab: string): Promise<void> {
  const log = {
    version: LOG_VERSION,
    scenario: scenario({ id: 'scale', nodes: NODES }),
    seed: '1',
    inputs: [{ at: 1, do: 'open' as const, terminal: 't1', machine: 'laptop' }],
    end: 1_000,
  }
  await page.goto((await shareLink(log, `${site}/en/sandbox/`)) as string)
  await screenShows(page, '$')
  await page.locator(`[data-tab=${tab}]`).click()
  await page.waitForTimeout(REST)
  await page.locator('.xterm-helper-textarea').first().focus()
}

interface TraceEvent {
  name: string
  pid: number
  tid: number
  /** processor time that it took, µs */
  tdur?: number
  args?: { name?: string }
}

/** Processor time of the page's longest task while 500 Pods start, ms: what other programs of the machine took meanwhile does not count. */
export async function longestTask(browser: Browser, page: Page, site: string, tab: string): Promise<number> {
  await openWide(page, site, tab)
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline'] })
  await enter(
    page,
    'kubectl create deployment web --image=hello-backend:1.0 --replicas=500; kubectl rollout status deployment/web | tail -1',
  )
  await screenShows(page, 'successfully')
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
  return Math.max(0, ...traceEvents.flatMap(({ name, tdur }) => (name === 'RunTask' && tdur ? [tdur / 1_000] : [])))
}

/** ms between two frames that 95 of 100 do not go beyond, while 200 Pods on the map are replaced by others and a pointer runs over them. */
export async function frameTime(page: Page, site: string): Promise<number> {
  await openWide(page, site, 'map')
  await enter(
    page,
    'kubectl create deployment web --image=hello-backend:1.0 --replicas=200; kubectl rollout status deployment/web | tail -1',
  )
  await screenShows(page, 'successfully')
  const map = await page.locator('.map-scroll').boundingBox()
  if (!map) throw new Error('there is no map')
  await page.evaluate(() => {
    const times: number[] = []
    const next = (now: number): void => {
      times.push(now)
      requestAnimationFrame(next)
    }
    requestAnimationFrame(next)
    Object.assign(window, { frameTimes: times })
  })
  await enter(page, 'kubectl set env deployment/web ROUND=2; kubectl rollout status deployment/web | tail -1; echo all $((100 + 100)) new')
  let over = false
  const done = screenShows(page, 'all 200 new').then(() => (over = true))
  for (let step = 0; !over || step < 100; step++) {
    await page.mouse.move(map.x + map.width * (0.2 + 0.6 * ((step % 40) / 40)), map.y + map.height * (0.4 + 0.4 * ((step % 7) / 7)))
    if (step % 10 === 0) await page.mouse.wheel(0, step % 20 === 0 ? 120 : -120)
  }
  await done
  const times = await page.evaluate(() => (window as unknown as { frameTimes: number[] }).frameTimes)
  const waits = times.slice(1).map((time, index) => time - (times[index] as number))
  return waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.95)] as number
}
