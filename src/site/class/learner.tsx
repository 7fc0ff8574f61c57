import '../styles/class.css'
import { navigate } from 'astro:transitions/client'
import { effect, signal } from '@preact/signals'
import { render } from 'preact'
import type { LearnerDeed, ToLearner } from '../../classroom/deeds.ts'
import type { LearnerView } from '../../classroom/learner-view.ts'
import { host } from '../workspace/store.ts'
import { askClass, ClassConnection } from './connection.ts'
import { LearnerBar } from './LearnerBar.tsx'
import { enterAs, leaveAs } from './membership.ts'
import { tellProgress } from './telling.ts'
import { pageLanguage } from './texts.ts'

/** How often a lab that the instructor looks at is sent, when it has changed, ms. */
const LAB_EVERY = 1_500
/** A lab in which time passes has changed after so much of it, ms. */
const FRESH = 3_000

/** What the class shows to this learner; undefined until it has said so. */
export const view = signal<LearnerView | undefined>(undefined)
/** the learner stays where they are although the class follows */
export const stays = signal(false)

export const connection = new ClassConnection<LearnerDeed, ToLearner>('learner', (message) => {
  if (message.do === 'view') view.value = message.view
})

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

export async function leaveClass(): Promise<void> {
  await askClass('learner/leave', {})
  view.value = undefined
  connection.end()
}

/** Goes where the instructor is. */
export function followTo(place: string): void {
  const address = `${document.documentElement.dataset['base']}${pageLanguage()}/${place}`
  const [path, anchor] = address.split('#')
  if (location.pathname !== path) void navigate(address)
  else if (anchor) document.getElementById(anchor)?.scrollIntoView({ behavior: 'smooth' })
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
