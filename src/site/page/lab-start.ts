import { onePane } from './panes.ts'

/** What shows that someone is there and reads on. */
const SIGNS = ['pointerdown', 'keydown', 'focusin', 'scroll', 'click', 'podtalk:pane'] as const

/**
 * Calls when the page's lab is wanted. Where text and lab stand side by side that is at once; a
 * phone shows the text first and spares itself the cluster until its reader stirs or the lab
 * comes into view.
 */
function whenWanted(lab: HTMLElement, start: () => void): void {
  if (!onePane() || location.hash.startsWith('#lab=')) return start()
  let waiting = true
  const seen = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && begin())
  const begin = (): void => {
    if (!waiting) return
    waiting = false
    seen.disconnect()
    for (const sign of SIGNS) document.removeEventListener(sign, begin, true)
    start()
  }
  for (const sign of SIGNS) document.addEventListener(sign, begin, { capture: true, passive: true })
  seen.observe(lab)
}

document.addEventListener('astro:page-load', () => {
  const lab = document.querySelector<HTMLElement>('podtalk-workspace')
  if (lab)
    whenWanted(lab, () => {
      void import('../workspace/start.ts')
      // The workspace needs it next: it comes at the same time.
      void import('../workspace/engine.ts')
    })
})
