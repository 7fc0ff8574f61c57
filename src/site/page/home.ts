import { prefersReducedMotion } from '../settings/settings.ts'

/** A look at the stage before the first request runs by itself, ms. */
const PAUSE = 900

let shown = false

/** The home page shows at once what it is about: the first request goes its way, unless the visitor was quicker or wants little motion. */
document.addEventListener('podtalk:lab', () => {
  const request = document.querySelector<HTMLElement>('.home [data-show-first]')
  if (shown || !request || prefersReducedMotion()) return
  shown = true
  const stop = new AbortController()
  const timer = setTimeout(async () => {
    stop.abort()
    const { runFromLesson } = await import('../workspace/from-lesson.ts')
    const command = request.querySelector<HTMLElement>('[data-run]')?.dataset['run']
    if (command && request.isConnected) await runFromLesson(command, 'laptop')
  }, PAUSE)
  for (const sign of ['pointerdown', 'keydown'])
    document.addEventListener(
      sign,
      () => {
        clearTimeout(timer)
        stop.abort()
      },
      { capture: true, signal: stop.signal },
    )
})
