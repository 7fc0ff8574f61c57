import '../styles/class.css'
import { navigate } from 'astro:transitions/client'
import { effect, signal } from '@preact/signals'
import { render } from 'preact'
import type { LearnerDeed, ToLearner } from '../../classroom/deeds.ts'
import type { LearnerView } from '../../classroom/learner-view.ts'
import { host } from '../workspace/store.ts'
import { askClass, ClassConnection } from './connection.ts'
import { LearnerBar } from './LearnerBar.tsx'
import { leaveAs } from './membership.ts'
import { forgetTold, tellProgress } from './telling.ts'
import { pageLanguage } from './texts.ts'

/** How often a lab that the instructor looks at is sent, when it has changed, ms. */
const LAB_EVERY = 1_500

/** What the class shows to this learner; undefined until it has said so. */
export const view = signal<LearnerView | undefined>(undefined)
/** the learner stays where they are although the class follows */
export const stays = signal(false)

export const connection = new ClassConnection<LearnerDeed, ToLearner>('learner', (message) => {
  if (message.do === 'view') view.value = message.view
})

export async function leaveClass(): Promise<void> {
  await askClass('learner/leave', {})
  connection.end()
  forgetTold()
  leaveAs('learner')
  view.value = undefined
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

tellProgress((deed) => connection.tell(deed))
document.addEventListener('astro:page-load', mount)
document.addEventListener('astro:before-swap', () => {
  const place = document.querySelector('podtalk-class')
  if (place) render(null, place)
})
mount()

effect(() => {
  const place = view.value?.follow
  if (place !== undefined && !stays.value) followTo(place)
})

// Ended from the other side: the bar says so once; the next page is that of someone who learns alone.
effect(() => {
  if (connection.state.value === 'ended') leaveAs('learner')
})

let sent = ''
setInterval(() => {
  const lab = host.value
  if (!view.value?.watched || !lab?.lab.value) return
  const log = lab.log()
  const mark = `${lab.key.value} ${log.inputs.length} ${log.inputs.at(-1)?.at}`
  if (mark === sent) return
  sent = mark
  connection.mention({ do: 'lab', log: JSON.stringify(log) })
}, LAB_EVERY)
