import { applyDivisions } from '../workspace/layout-memory.ts'

/** Attributes that the boot script has put onto the root element; a new page's root gets them too, before it is shown. */
const KEPT = ['data-theme', 'data-font', 'data-width', 'data-motion', 'data-presenter']

let first = true
/** where the reader was in the text of each page, for Back */
const places = new Map<string, number>()

document.addEventListener('astro:before-preparation', () => {
  const text = document.querySelector('.lab-page article')
  if (text) places.set(location.pathname, text.scrollTop)
})

document.addEventListener('astro:before-swap', (event) => {
  const root = (event as Event & { newDocument: Document }).newDocument.documentElement
  for (const name of KEPT) {
    const value = document.documentElement.getAttribute(name)
    if (value !== null) root.setAttribute(name, value)
  }
  root.classList.add('js')
  applyDivisions(root)
})

let back = false
document.addEventListener('astro:before-preparation', (event) => {
  back = (event as Event & { navigationType?: string }).navigationType === 'traverse'
})

document.addEventListener('astro:page-load', () => {
  if (first) {
    first = false
    return
  }
  const text = document.querySelector('.lab-page article')
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)))
  if (target) target.scrollIntoView()
  else if (back && text) text.scrollTop = places.get(location.pathname) ?? 0
  // Whoever reads by ear or by keys begins at the new page's heading.
  if (!back || !document.activeElement || document.activeElement === document.body)
    document.querySelector<HTMLElement>('h1[tabindex]')?.focus({ preventScroll: true })
})
