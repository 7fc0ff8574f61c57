import { prefersReducedMotion } from '../settings/settings.ts'

/** A look at the stage before the first request runs by itself, ms. */
const PAUSE = 900

let shown = false
/** Has the visitor begun something here? What they type must not be written over, also if they began before the lab was there. */
let begun = false

document.addEventListener('astro:page-load', () => (begun = false))
for (const sign of ['pointerdown', 'keydown'] as const)
  document.addEventListener(
    sign,
    ({ target }) => {
      if (sign === 'keydown' || (target as Element).closest?.('[data-run], podtalk-workspace')) begun = true
    },
    { capture: true },
  )

/** The home page shows at once what it is about: the first request goes its way, unless the visitor was quicker or wants little motion. */
document.addEventListener('podtalk:lab', () => {
  const request = document.querySelector<HTMLElement>('.home [data-show-first]')
  if (shown || begun || !request || prefersReducedMotion()) return
  shown = true
  setTimeout(async () => {
    if (begun) return
    const { runFromLesson } = await import('../workspace/from-lesson.ts')
    const command = request.querySelector<HTMLElement>('[data-run]')?.dataset['run']
    if (command && request.isConnected && !begun) await runFromLesson(command, 'laptop')
  }, PAUSE)
})
