import { lessonOf, progress, updateLesson } from '../progress/progress.ts'
import { markNews, onePane, type Pane, showPane } from './panes.ts'

/** What the text of a lesson does: commands run, predictions are kept, ticks show. */

const slug = (): string | undefined => document.querySelector<HTMLElement>('article[data-lesson-text]')?.dataset['lessonText']

document.addEventListener('click', (event) => {
  const target = event.target as HTMLElement
  const chip = target.closest<HTMLElement>('[data-run]')
  if (chip) void run(chip)
  const file = target.closest<HTMLElement>('[data-open-file]')?.closest<HTMLElement>('[data-file]')
  if (file) void inPane('files', (lab) => lab.openLessonFile(file.dataset['file'] as string, file.querySelector('pre')?.textContent ?? ''))
  const exercise = target.closest<HTMLElement>('[data-open-exercise]')
  if (exercise) void inPane('checks', (lab) => lab.openExercise(exercise.dataset['openExercise'] as string))
})

async function run(chip: HTMLElement): Promise<void> {
  const ran = await inPane('terminal', (lab) => lab.runFromLesson(chip.dataset['run'] as string, chip.dataset['on'] as string))
  if (ran) chip.classList.add('ran')
}

/** Has the lab do something, in the pane where it shows. */
async function inPane<T>(pane: Pane, act: (lab: typeof import('../workspace/from-lesson.ts')) => Promise<T>): Promise<T> {
  const lab = await import('../workspace/from-lesson.ts')
  if (onePane()) showPane(pane)
  return act(lab)
}

document.addEventListener('change', (event) => {
  const input = event.target as HTMLInputElement
  const group = input.closest<HTMLElement>('[data-predict]')
  const lesson = slug()
  if (!group || !lesson) return
  updateLesson(lesson, (state) => {
    // The first guess is the one that counts; later ones are only shown.
    state.predictions[group.dataset['predict'] as string] ??= { first: input.value, last: input.value, at: Date.now() }
    ;(state.predictions[group.dataset['predict'] as string] as { last: string }).last = input.value
  })
})

function paint(): void {
  const lesson = slug()
  if (lesson === undefined) return
  const state = lessonOf(lesson)
  let fresh = false
  for (const tick of document.querySelectorAll<HTMLElement>('[data-tick]')) {
    const done = state.ticks[tick.dataset['tick'] as string] !== undefined
    if (done && !tick.classList.contains('done') && tick.dataset['seen']) {
      tick.classList.add('fresh')
      fresh = true
    }
    tick.dataset['seen'] = 'true'
    tick.classList.toggle('done', done)
    const label = tick.querySelector<HTMLElement>('.state')
    if (label) label.textContent = `${done ? label.dataset['yes'] : label.dataset['no']} `
  }
  if (fresh) markNews('text')
  for (const group of document.querySelectorAll<HTMLElement>('[data-predict]')) {
    const guess = state.predictions[group.dataset['predict'] as string]?.last
    if (guess === undefined) continue
    const { answer } = group.dataset
    group.classList.add('answered')
    for (const input of group.querySelectorAll('input')) {
      input.checked = input.value === guess
      input.closest('.choice')?.classList.toggle('right', input.value === answer)
    }
    group.querySelector<HTMLElement>('.answer')?.removeAttribute('hidden')
    const verdict = group.querySelector<HTMLElement>('.verdict')
    const text = guess === answer ? verdict?.dataset['right'] : verdict?.dataset['wrong']
    if (verdict && verdict.textContent !== text) verdict.textContent = text ?? ''
  }
  for (const exercise of document.querySelectorAll<HTMLElement>('[data-exercise]')) {
    const done = progress.value.exercises[exercise.dataset['exercise'] as string]?.passed !== undefined
    exercise.classList.toggle('done', done)
  }
}

progress.subscribe(paint)
document.addEventListener('astro:page-load', () => {
  paint()
  const lesson = slug()
  if (!lesson) return
  const of = document.querySelectorAll('[data-tick], [data-predict]').length
  const before = lessonOf(lesson)
  if (before.opened === undefined || before.of !== of)
    updateLesson(lesson, (state) => Object.assign(state, { opened: state.opened ?? Date.now(), of }))
})
