import '../styles/class.css'
import { effect } from '@preact/signals'
import { render } from 'preact'
import { host } from '../workspace/store.ts'
import { LearnerBar } from './LearnerBar.tsx'
import { connection, followTo, stays, view } from './learning.ts'
import { enterAs, leaveAs } from './membership.ts'
import { tellProgress } from './telling.ts'

/** How often a lab that the instructor looks at is sent, when it has changed, ms. */
const LAB_EVERY = 1_500
/** A lab in which time passes has changed after so much of it, ms. */
const FRESH = 3_000

let stopTelling: (() => void) | undefined

/** This browser is in a class, as `learner` (an id): shows it and tells it what is done here. */
export function beginLearning(learner: string): void {
  if (connection.state.value !== 'ended') connection.end()
  enterAs('learner', learner)
  view.value = undefined
  connection.begin(learner)
  stopTelling = tellProgress(learner, (deed, id) => connection.tell(deed, id))
  mount()
}

function mount(): void {
  const header = document.querySelector('.site-header')
  if (!header || document.querySelector('podtalk-class')) return
  const place = document.createElement('podtalk-class')
  header.after(place)
  render(<LearnerBar />, place)
}

document.addEventListener('astro:page-load', () => {
  if (connection.state.value !== 'ended') mount()
})
document.addEventListener('astro:before-swap', () => {
  const place = document.querySelector('podtalk-class')
  if (place) render(null, place)
})

effect(() => {
  const place = view.value?.follow
  if (place !== undefined && !stays.value) followTo(place)
})

// Left, removed or signed out, here or elsewhere: the bar says so once; the next page is that of someone who learns alone.
effect(() => {
  if (connection.state.value !== 'ended' || !stopTelling) return
  stopTelling()
  stopTelling = undefined
  leaveAs('learner')
})

let sent = ''
setInterval(() => {
  const lab = host.value
  // of several tabs the one that is looked at
  if (!view.value?.watched || !lab?.lab.value || document.visibilityState === 'hidden') return
  const log = lab.log()
  const mark = `${lab.key.value} ${log.inputs.length} ${log.inputs.at(-1)?.at} ${Math.floor(log.end / FRESH)}`
  if (mark === sent) return
  sent = mark
  connection.mention({ do: 'lab', log: JSON.stringify(log) })
}, LAB_EVERY)
