import { describe, expect, it } from 'vitest'
import { ITEMS } from '../e2e/items.ts'
import { type BrowserReport, matrixOf, missingIn } from './matrix.ts'

const EVERY = ['zh-tw desktop', 'zh-tw phone', 'en desktop', 'en phone']
const items = Object.keys(ITEMS)

function report(visits: readonly string[], shown: readonly string[], status = 'passed'): BrowserReport {
  const tests = visits.map((description) => ({
    annotations: [{ type: 'visit', description }],
    results: [{ status, steps: [{ title: 'around', steps: shown.map((title) => ({ title })) }] }],
  }))
  return { suites: [{ suites: [{ specs: [{ tests }] }] }] }
}

describe('the matrix of the browser tests', () => {
  it('misses nothing when every item was shown in each of the four', () => {
    expect(missingIn(matrixOf(report(EVERY, items)))).toEqual([])
  })

  it('names an item that one of them lacks', () => {
    const some = report(EVERY.slice(0, 3), items)
    expect(missingIn(matrixOf({ suites: [...some.suites, ...report(['en phone'], items.slice(1)).suites] }))).toEqual([
      `${items[0]} (en phone)`,
    ])
  })

  it('counts no test that failed', () => {
    expect(missingIn(matrixOf(report(EVERY, items, 'failed')))).toHaveLength(4 * items.length)
  })
})
