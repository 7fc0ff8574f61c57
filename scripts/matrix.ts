// Which of the promised items (e2e/items.ts) a run of the browser tests has shown, in which language and on which screen.
// `node scripts/matrix.ts` prints the last run's; `npm test` ends with what is missing.
import { existsSync, readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { ITEMS } from '../e2e/items.ts'

/** What is used of Playwright's JSON report. */
export interface BrowserReport {
  suites: readonly Suite[]
}

interface Suite {
  suites?: readonly Suite[]
  specs?: readonly { tests: readonly { annotations: readonly Annotation[]; results: readonly Result[] }[] }[]
}

interface Annotation {
  type: string
  description?: string
}

interface Result {
  status: string
  steps?: readonly Step[]
}

interface Step {
  title: string
  steps?: readonly Step[]
}

const VISITS = ['zh-tw desktop', 'zh-tw phone', 'en desktop', 'en phone'] as const

/** Per item the visits in which a test has shown it and passed. */
export function matrixOf(report: BrowserReport): Map<string, Set<string>> {
  const shown = new Map<string, Set<string>>(Object.keys(ITEMS).map((item) => [item, new Set()]))
  const count = (steps: readonly Step[] | undefined, visit: string): void => {
    for (const step of steps ?? []) {
      shown.get(step.title)?.add(visit)
      count(step.steps, visit)
    }
  }
  const walk = (suite: Suite): void => {
    for (const { annotations, results } of (suite.specs ?? []).flatMap((spec) => spec.tests)) {
      const visit = annotations.find((each) => each.type === 'visit')?.description
      if (visit !== undefined) for (const result of results) if (result.status === 'passed') count(result.steps, visit)
    }
    for (const each of suite.suites ?? []) walk(each)
  }
  for (const suite of report.suites) walk(suite)
  return shown
}

/** What was shown nowhere of the four: `terminal/copy (en phone)`. */
export function missingIn(matrix: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  return [...matrix].flatMap(([item, visits]) => VISITS.filter((visit) => !visits.has(visit)).map((visit) => `${item} (${visit})`))
}

function main(): void {
  const report = '.cache/playwright.json'
  if (!existsSync(report)) {
    console.error('the browser tests have not run yet: npx playwright test')
    process.exit(1)
  }
  const matrix = matrixOf(JSON.parse(readFileSync(report, 'utf8')))
  for (const [item, visits] of matrix)
    console.log(
      `${VISITS.map((visit) => (visits.has(visit) ? '✓' : '·')).join(' ')}  ${item.padEnd(24)} ${ITEMS[item as keyof typeof ITEMS]}`,
    )
  console.log(`(${VISITS.join(', ')})`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main()
