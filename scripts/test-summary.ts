// The last line of `npm test`: what the unit tests and the browser tests counted, in one line. Before it, what of the lab no browser test has shown.
import { existsSync, readFileSync } from 'node:fs'
import { type BrowserReport, matrixOf, missingIn } from './matrix.ts'

const vitest = JSON.parse(readFileSync('.cache/vitest.json', 'utf8')) as { numPassedTests: number; numFailedTests: number }
const browser = '.cache/playwright.json'
const report = existsSync(browser)
  ? (JSON.parse(readFileSync(browser, 'utf8')) as BrowserReport & { stats: { expected: number; unexpected: number } })
  : { suites: [], stats: { expected: 0, unexpected: 0 } }
const playwright = report.stats
const missing = missingIn(matrixOf(report))
if (missing.length > 0) console.log(`not shown by any browser test: ${missing.join(', ')}`)
const passed = vitest.numPassedTests + playwright.expected
const failed = vitest.numFailedTests + playwright.unexpected
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || missing.length > 0 || playwright.expected === 0 ? 1 : 0
