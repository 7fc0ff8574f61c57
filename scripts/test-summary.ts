// The last line of `npm test`: what the unit tests and the browser tests counted, in one line.
import { existsSync, readFileSync } from 'node:fs'

const vitest = JSON.parse(readFileSync('.cache/vitest.json', 'utf8')) as { numPassedTests: number; numFailedTests: number }
const browser = '.cache/playwright.json'
const playwright = existsSync(browser)
  ? (JSON.parse(readFileSync(browser, 'utf8')) as { stats: { expected: number; unexpected: number } }).stats
  : { expected: 0, unexpected: 0 }
const passed = vitest.numPassedTests + playwright.expected
const failed = vitest.numFailedTests + playwright.unexpected
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed > 0 || playwright.expected === 0 ? 1 : 0
