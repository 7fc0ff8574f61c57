import { expect, test } from '@playwright/test'
import { weigh } from './weight.ts'

/** Bytes of gzip that a page may cost before its text and its first script are there. */
const FIRST = 60_000
/**
 * Bytes of gzip of all scripts until the prompt works. The goal is 280,000; this is what holds today with a little room,
 * so that growth is noticed. It only goes down.
 */
const UNTIL_PROMPT = 450_000

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
    if (lab) expect(scripts).toBeGreaterThan(100_000)
    expect(scripts).toBeLessThan(UNTIL_PROMPT)
  })
}
