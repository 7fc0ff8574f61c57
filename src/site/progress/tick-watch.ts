import { effect } from '@preact/signals'
import { ask } from '../grading/grader-client.ts'
import { isDeed } from '../workspace/lab-host.ts'
import { host, page } from '../workspace/store.ts'
import { lessonOf, updateLesson } from './progress.ts'
import type { Condition } from './ticks.ts'

/** How long the cluster must have been quiet, and the least time between two looks, ms of wall time. */
const QUIET = 350
const BETWEEN = 900

let timer: ReturnType<typeof setTimeout> | undefined
let asking = false
let last = 0
let again = false

/** Looks, after things have changed in the lab, which steps of the lesson are done now. */
export function watchTicks(): void {
  effect(() => {
    const lab = host.value
    if (!lab || page.value?.kind !== 'lesson') return
    void lab.changes.value
    void lab.lab.value
    soon()
  })
  document.addEventListener('podtalk:command-ended', soon)
}

function soon(): void {
  clearTimeout(timer)
  timer = setTimeout(look, Math.max(QUIET, last + BETWEEN - performance.now()))
}

/** The lesson's conditions that have not been met yet, in order. */
function open(): (readonly [string, Condition])[] {
  const facts = page.value
  if (!facts) return []
  const done = lessonOf(facts.slug).ticks
  return Object.entries(facts.ticks).filter(([id]) => done[id] === undefined) as (readonly [string, Condition])[]
}

async function look(): Promise<void> {
  const lab = host.value
  const facts = page.value
  if (!lab?.lab.value || facts?.kind !== 'lesson' || !lab.key.value.startsWith('scenario:') || lab.film.value) return
  if (asking) {
    again = true
    return
  }
  const conditions = open()
  const log = lab.log()
  // A cluster that nobody has touched proves nothing about its learner.
  if (conditions.length === 0 || !log.inputs.some(isDeed)) return
  asking = true
  last = performance.now()
  const answer = await ask({ do: 'ticks', log, conditions })
  asking = false
  if ('ticks' in answer && answer.ticks.length > 0) {
    const now = Date.now()
    updateLesson(facts.slug, (lesson) => {
      for (const id of answer.ticks) lesson.ticks[id] ??= now
    })
  }
  if (again) {
    again = false
    soon()
  }
}
