import { applySettings } from '../settings/settings.ts'
import { applyDivisions } from '../workspace/layout-memory.ts'
import { goOnReading, withoutLanguage } from './reading-place.ts'

let first = true

document.addEventListener('astro:before-swap', (event) => {
  const root = (event as Event & { newDocument: Document }).newDocument.documentElement
  applySettings(root)
  applyDivisions(root)
})

let back = false
let sameInOtherLanguage = false
document.addEventListener('astro:before-preparation', (event) => {
  const { navigationType, from, to } = event as Event & { navigationType?: string; from: URL; to: URL }
  back = navigationType === 'traverse'
  sameInOtherLanguage = from.pathname !== to.pathname && withoutLanguage(from.pathname) === withoutLanguage(to.pathname)
})

// Once all scripts of the page have run: what they paint moves the text.
const [loaded] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
if (loaded?.type !== 'navigate' && location.hash === '') document.addEventListener('DOMContentLoaded', goOnReading)

document.addEventListener('astro:page-load', () => {
  if (first) {
    first = false
    return
  }
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (target) target.scrollIntoView()
  else if (back || sameInOtherLanguage) queueMicrotask(goOnReading)
  // Whoever reads by ear or by keys begins at the new page's heading.
  if (!back || !document.activeElement || document.activeElement === document.body)
    document.querySelector<HTMLElement>('h1[tabindex]')?.focus({ preventScroll: true })
})
