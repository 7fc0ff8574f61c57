import { fill } from '../i18n/fill.ts'
import {
  canUndoReset,
  exerciseOf,
  importProgress,
  lessonOf,
  lessonState,
  progress,
  progressKept,
  resetProgress,
  undoReset,
} from '../progress/progress.ts'
import { bringLabsBack, setLabsAside } from '../workspace/lab-storage.ts'
import { download } from './download.ts'

/** What pages show of the reader's progress, and the buttons that export, load, forget and bring it back. */

function paint(): void {
  for (const state of document.querySelectorAll<HTMLElement>('[data-lesson-state]')) {
    const slug = state.dataset['lessonState'] as string
    const now = lessonState(slug)
    state.dataset['state'] = now
    const { ticks, predictions, of = 0 } = lessonOf(slug)
    const done = Object.keys(ticks).length + Object.keys(predictions).length
    state.textContent = fill(state.dataset[now] ?? '', { done, count: of })
  }
  const course = document.querySelector<HTMLElement>('[data-course-progress]')
  if (course) paintCourse(course)
  const go = document.querySelector<HTMLAnchorElement>('[data-go-on]')
  if (go) {
    const lessons: [string, number][] = JSON.parse(go.dataset['lessons'] ?? '[]')
    const begun = lessons.findLast(([slug]) => lessonState(slug) !== 'none')
    const next = begun && (lessonState(begun[0]) === 'done' ? lessons[lessons.indexOf(begun) + 1] : begun)
    if (next) {
      go.href = go.href.replace(/lessons\/[^/]+\//, `lessons/${next[0]}/`)
      go.textContent = fill(go.dataset['goOn'] ?? '', { number: next[1] })
    }
  }
  const undo = document.querySelector<HTMLElement>('[data-progress=undo]')
  if (undo) undo.hidden = !canUndoReset()
  const status = document.querySelector<HTMLElement>('[data-progress-status]')
  if (status && !progressKept.value) status.textContent = status.dataset['notKept'] ?? ''
}

/** How far somebody is in all; nothing while they have not begun. */
function paintCourse(course: HTMLElement): void {
  const ids = (name: 'lessons' | 'exercises'): string[] => (course.dataset[name] ?? '').split(' ')
  const lessons = ids('lessons').filter((slug) => lessonState(slug) === 'done').length
  const exercises = ids('exercises').filter((id) => exerciseOf(id).passed !== undefined).length
  course.hidden = lessons + exercises === 0 && ids('lessons').every((slug) => lessonState(slug) === 'none')
  const words = { lessons, count: ids('lessons').length, exercises, all: ids('exercises').length }
  ;(course.querySelector('span') as HTMLElement).textContent = fill(course.dataset['courseProgress'] ?? '', words)
  ;(course.querySelector('meter') as HTMLMeterElement).value = lessons
}

document.addEventListener('astro:page-load', paint)
progress.subscribe(paint)

document.addEventListener('change', (event) => {
  const { dataset, files } = event.target as HTMLInputElement
  const file = dataset['progress'] === 'import' && files?.[0]
  if (file) inTurn(() => load(file))
})

document.addEventListener('click', (event) => {
  const what = (event.target as HTMLElement).closest<HTMLElement>('button[data-progress]')?.dataset['progress']
  if (what === 'export') download('podtalk-progress.json', JSON.stringify(progress.value, null, 2), 'application/json')
  else if (what === 'reset') inTurn(forgetAll)
  else if (what === 'undo') inTurn(bringBack)
})

let working: Promise<void> = Promise.resolve()

/** What is forgotten, brought back and loaded must not overtake one another. */
function inTurn(work: () => Promise<void>): void {
  working = working.then(work)
}

async function forgetAll(): Promise<void> {
  document.dispatchEvent(new CustomEvent('podtalk:forget'))
  await setLabsAside().catch(() => undefined)
  resetProgress()
  say('reset')
}

async function bringBack(): Promise<void> {
  document.dispatchEvent(new CustomEvent('podtalk:forget'))
  await bringLabsBack().catch(() => undefined)
  undoReset()
  say(undefined)
  paint()
}

function say(what: 'reset' | 'imported' | 'unreadable' | undefined): void {
  const status = document.querySelector<HTMLElement>('[data-progress-status]')
  if (status) status.textContent = what ? (status.dataset[what] ?? '') : ''
}

async function load(file: File): Promise<void> {
  try {
    importProgress(await file.text())
    say('imported')
  } catch {
    say('unreadable')
  }
}
