import { expect, test } from '@playwright/test'
import { weigh, weighUntilAnswer } from './weight.ts'

// The worker would answer in the network's place.
test.use({ serviceWorkers: 'block' })

/** Bytes of gzip that a page may cost before its text and its first script are there. */
const FIRST = 60_000
/**
 * Bytes of gzip of all scripts until the prompt can be typed at, and until a command typed there has answered. What holds
 * today with a little room, so that growth is noticed (the first one's bound is 280,000). They only go down.
 */
const UNTIL_PROMPT = 140_000
const UNTIL_ANSWER = 242_000

for (const [path, lab] of [
  ['en/', true],
  ['en/lessons/pod-ip/', true],
  ['zh-tw/lessons/clusterip/', true],
  ['en/sandbox/', true],
  ['en/lessons/', false],
  ['zh-tw/glossary/', false],
  ['en/settings/', false],
] as const) {
  test(`${path} stays light`, async ({ page }) => {
    const { first, scripts } = await weigh(page, `/${path}`, lab)
    test.info().annotations.push({ type: 'weight', description: `first ${first}, scripts until the prompt ${scripts}` })
    expect(first).toBeGreaterThan(1_000)
    expect(first).toBeLessThan(FIRST)
    if (lab) expect(scripts).toBeGreaterThan(80_000)
    expect(scripts).toBeLessThan(UNTIL_PROMPT)
  })
}

test('the first command answers after so many bytes', async ({ page }) => {
  // What comes while nobody waits is not what the command takes.
  await page.addInitScript(() => Object.assign(window, { requestIdleCallback: () => 0 }))
  // Nor is the checker, which has a thread of its own.
  await page.route(/\/worker\.[\w-]+\.js$/, () => undefined)
  await weigh(page, '/en/lessons/pod-ip/', true)
  const scripts = await weighUntilAnswer(page)
  test.info().annotations.push({ type: 'weight', description: `scripts until the first answer ${scripts}` })
  expect(scripts).toBeGreaterThan(200_000)
  expect(scripts).toBeLessThan(UNTIL_ANSWER)
})
