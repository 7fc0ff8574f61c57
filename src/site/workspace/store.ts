import { signal } from '@preact/signals'
import type { Scenario } from '../../lab/scenario.ts'
import type { Language, Texts } from '../i18n/index.ts'
import type { LabHost } from './lab-host.ts'

/** An exercise as a page names it; its whole is fetched when it is opened. */
export interface ExerciseEntry {
  id: string
  title: string
  points: number
  kind: string
}

/** What a page says of itself to the lab (the JSON in `#lab-page`). */
export interface PageFacts {
  kind: 'lesson' | 'sandbox' | 'home'
  /** the lesson's slug */
  slug: string
  scenario: Scenario
  /** lessons whose lab may be gone on with */
  continues: readonly { slug: string; scenario: string }[]
  /** conditions by id */
  ticks: Readonly<Record<string, Readonly<Record<string, unknown> & { verb: string }>>>
  exercises: readonly ExerciseEntry[]
}

export type TopTab = 'map' | 'list' | 'timeline'
export type WorkTab = 'terminal' | 'files' | 'checks'

/** Something to tell, until it is closed. */
export interface Notice {
  kind: 'info' | 'problem'
  text: string
  /** a button beside it */
  action?: { label: string; run: () => void }
  /** it was closed without that */
  closed?: () => void
}

/** What the workspace's parts share. */
export const language = signal<Language>('en')
export const texts = signal<Texts>({} as Texts)
export const host = signal<LabHost | undefined>(undefined)
export const page = signal<PageFacts | undefined>(undefined)
export const topTab = signal<TopTab>('map')
export const workTab = signal<WorkTab>('terminal')
export const activeTerminal = signal('')
export const notice = signal<Notice | undefined>(undefined)
/** where the person is asked to look: a Pod or Service on the map, by `kind/namespace/name` */
export const selected = signal<string | undefined>(undefined)
/** the file in the editor, by its path on the laptop */
export const openFile = signal<string | undefined>(undefined)

/** Brings a file of the laptop to the front, in the editor. */
export function showFile(path: string): void {
  openFile.value = path
  workTab.value = 'files'
}

/** Waits until the page's lab is open. */
export async function labReady(): Promise<void> {
  if (host.value?.lab.value) return
  await new Promise<void>((resolve) => document.addEventListener('podtalk:lab', () => resolve(), { once: true }))
}
