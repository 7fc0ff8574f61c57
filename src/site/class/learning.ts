import { navigate } from 'astro:transitions/client'
import { signal } from '@preact/signals'
import type { LearnerDeed } from '../../classroom/deeds.ts'
import type { LearnerView } from '../../classroom/learner-view.ts'
import type { ToLearner } from '../../classroom/messages.ts'
import { link } from '../layouts/link.ts'
import { askClass, ClassConnection } from './connection.ts'
import { pageLanguage } from './texts.ts'

/** What the class shows to this learner; undefined until it has said so. */
export const view = signal<LearnerView | undefined>(undefined)
/** the learner stays where they are although the class follows */
export const stays = signal(false)

export const connection = new ClassConnection<LearnerDeed, ToLearner>('learner', (message) => {
  if (message.do === 'view') view.value = message.view
})

export async function leaveClass(): Promise<void> {
  await askClass('learner/leave', {})
  view.value = undefined
  connection.end()
}

/** Goes where the instructor is. */
export function followTo(place: string): void {
  const address = link(pageLanguage(), place)
  const [path, anchor] = address.split('#')
  if (location.pathname !== path) void navigate(address)
  else if (anchor) document.getElementById(anchor)?.scrollIntoView({ behavior: 'smooth' })
}
