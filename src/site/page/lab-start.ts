import type { Language } from '../i18n/index.ts'
import { loadTexts } from '../i18n/load.ts'
import { fetchEngine } from '../workspace/fetch-engine.ts'
import { carriesLab, labKey } from '../workspace/lab-key.ts'
import { loadLab } from '../workspace/lab-storage.ts'
import { placeOf } from '../workspace/places.ts'
import { onePane } from './panes.ts'

/** What shows that someone is there and reads on. */
const SIGNS = ['pointerdown', 'keydown', 'focusin', 'scroll', 'click', 'podtalk:pane'] as const

/**
 * Calls when the page's lab is wanted. Where text and lab stand side by side that is at once; a
 * phone shows the text first and spares itself the cluster until its reader stirs or the lab
 * comes into view. On the home page's stage it is in view from the start: there only the reader counts.
 */
function whenWanted(lab: HTMLElement, start: () => void): void {
  if (!onePane() || carriesLab(location.hash)) return start()
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
  if (!lab.closest('.stage')) seen.observe(lab)
}

function meet(): void {
  const lab = document.querySelector<HTMLElement>('podtalk-workspace')
  if (lab)
    whenWanted(lab, () => {
      import('../workspace/start.ts').catch(() => lab.querySelector('.ws-waiting')?.classList.add('failed'))
      // It needs them at once; what fails here is tried again there.
      loadTexts(document.documentElement.dataset['language'] as Language).catch(() => undefined)
      void fetchKept()
    })
}

// The first page can be met before it is told that all of it has come: the lab does not wait for pictures.
meet()
let first = true
document.addEventListener('astro:page-load', () => {
  if (!first) meet()
  first = false
})

/**
 * The prompt of a new lab is known and stands before the engine is fetched. What a saved lab or one
 * from an address looks like only the engine can say: it comes at the same time as the workspace.
 */
async function fetchKept(): Promise<void> {
  const facts = document.getElementById('lab-page')?.textContent
  const kept = carriesLab(location.hash) || (facts && (await loadLab(placeOf(labKey(JSON.parse(facts))))))
  // What fails here is tried again, and told of, when the lab opens.
  if (kept) fetchEngine().catch(() => undefined)
}
