import { type Countdown, finished, minutesText, paused, solvedSince, spentBy, started } from '../progress/countdown.ts'
import { exerciseOf, lessonOf, progress, updateLesson } from '../progress/progress.ts'

/** A lesson's clock: started if wished, it counts down, and stands when the lesson's exercises are solved. */

/** How often it is drawn, ms. */
const TICK = 500
let timer: ReturnType<typeof setInterval> | undefined

const place = (): HTMLElement | null => document.querySelector('.countdown')
const slug = (): string => document.querySelector<HTMLElement>('[data-lesson-text]')?.dataset['lessonText'] ?? ''

function change(clock: Countdown | undefined): void {
  updateLesson(slug(), (lesson) => {
    delete lesson.clock
    if (clock) lesson.clock = clock
  })
}

document.addEventListener('click', ({ target }) => {
  const button = (target as HTMLElement).closest<HTMLElement>('[data-countdown]')
  if (!button) return
  const { clock } = lessonOf(slug())
  const now = Date.now()
  if (button.dataset['countdown'] === 'start') change(started(clock, now))
  else if (button.dataset['countdown'] === 'reset') change(undefined)
  else if (clock) change(paused(clock, now))
  // The button that was pressed may be gone.
  place()?.querySelector<HTMLElement>('button:not([hidden])')?.focus()
})

function draw(): void {
  const own = place()
  clearInterval(timer)
  if (!own) return
  const { clock } = lessonOf(slug())
  const now = Date.now()
  if (clock?.since !== undefined) {
    const passed = [...document.querySelectorAll<HTMLElement>('[data-exercise]')].map(
      (each) => exerciseOf(each.dataset['exercise'] as string).passed,
    )
    if (solvedSince(clock, passed)) {
      // Not at once: whoever changed the progress has not kept it yet, and would keep it without this.
      queueMicrotask(() => change(finished(clock, now)))
      return
    }
    timer = setInterval(draw, TICK)
  }
  const left = Number(own.dataset['minutes']) * 60_000 - spentBy(clock, now)
  const running = clock?.since !== undefined
  const done = clock?.took !== undefined
  const over = running && left <= 0
  own.classList.toggle('running', running)
  own.classList.toggle('over', over)
  const time = own.querySelector('.clock') as HTMLElement
  time.textContent = minutesText(done ? (clock.took as number) : left)
  const said = own.querySelector('.said') as HTMLElement
  const words = (done ? said.dataset['done']?.replace('{time}', minutesText(clock.took as number)) : over && said.dataset['over']) || ''
  if (said.textContent !== words) said.textContent = words
  for (const button of own.querySelectorAll<HTMLElement>('[data-countdown]')) {
    const what = button.dataset['countdown']
    button.hidden = what === 'start' ? running || done : what === 'pause' ? !running : clock === undefined
    if (what === 'start') button.textContent = (clock ? button.dataset['on'] : button.dataset['begin']) ?? ''
  }
}

progress.subscribe(draw)
document.addEventListener('astro:page-load', draw)
