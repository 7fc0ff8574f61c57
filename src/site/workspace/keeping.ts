import { effect } from '@preact/signals'
import type { LabLog } from '../../lab/log.ts'
import type { Scenario } from '../../lab/scenario.ts'
import { fill } from '../i18n/fill.ts'
import { download } from '../page/download.ts'
import { onePane, showPane } from '../page/panes.ts'
import { resetProgress, undoReset } from '../progress/progress.ts'
import { loadLab } from './lab-storage.ts'
import { shareLink, unpack } from './share.ts'
import { host, notice, type PageFacts, texts } from './store.ts'

/** Starting, sharing, saving and opening labs. */

let marking = false

/** Marks the start that the sandbox's lab came from, from now on. */
export function markStart(): void {
  const mark = (): void => {
    const id = host.value?.lab.value && host.value.key.value === 'sandbox' ? host.value.log().scenario.id : undefined
    for (const sign of document.querySelectorAll<HTMLElement>('[data-running]')) sign.hidden = sign.dataset['running'] !== id
  }
  if (marking) mark()
  else effect(mark)
  marking = true
}

/** A new lab of one of the sandbox's starts; the old one can be had back. */
export async function startSandbox(id: string): Promise<void> {
  const starts: Scenario[] = JSON.parse(document.getElementById('sandbox-starts')?.textContent ?? '[]')
  const scenario = starts.find((each) => each.id === id)
  if (!scenario) return
  await startOwn(scenario)
  if (onePane()) showPane('terminal')
}

export async function copyLink(): Promise<void> {
  const lab = host.value
  if (!lab) return
  const link = await shareLink(lab.log(), location.href.replace(/#.*/, ''))
  if (!link) {
    notice.value = { kind: 'problem', text: texts.value.shareTooLong }
    return
  }
  history.replaceState(history.state, '', link.slice(link.indexOf('#')))
  try {
    await navigator.clipboard.writeText(link)
    notice.value = { kind: 'info', text: texts.value.shareCopied }
  } catch {
    // No clipboard: the link stands in the address bar.
    notice.value = { kind: 'info', text: link }
  }
}

export function saveLabFile(log: LabLog | undefined = host.value?.log()): void {
  if (!log) return
  download('podtalk-lab.json', JSON.stringify(log), 'application/json')
}

/** Opens a lab from a file's text, in place of the one that is open. */
export async function openLab(text: string): Promise<void> {
  const before = host.value?.log()
  if (await reading(text, async (log) => host.value?.adopt(log))) offerUndo(texts.value.labOpened, before)
}

/** Reads a lab's text and does something with it; says so when that cannot be done. */
async function reading(text: string, use: (log: LabLog) => Promise<void> | undefined): Promise<boolean> {
  const { parseLog } = await import('./engine.ts')
  try {
    await use(parseLog(text))
    return true
  } catch (error) {
    notice.value = { kind: 'problem', text: fill(texts.value.labUnreadable, { reason: (error as Error).message }) }
    return false
  }
}

/** Opens the lab that the address carries, if it carries one, beside the learner's own; `#film=` also plays it from its beginning. */
export async function openLabFromAddress(): Promise<void> {
  const [, how, packed] = /^#(lab|film)=([\w-]+)$/.exec(location.hash) ?? []
  if (packed === undefined) return
  history.replaceState(history.state, '', location.pathname + location.search)
  let text: string
  try {
    text = await unpack(packed)
  } catch {
    text = ''
  }
  const open = await reading(text, async (log) => host.value?.visit(log))
  if (open && how === 'film') playFilm()
}

export function playFilm(): void {
  host.value?.playFilm()
  if (onePane()) showPane('terminal')
}

/** Says when the lab of a page is not the page's own, and offers that. */
export function tellOpened(opened: 'carried' | 'outdated' | 'unreadable', key: string, scenario: Scenario): void {
  const words = texts.value
  const startOver = { label: words.startOwn, run: () => void startOwn(scenario) }
  if (opened === 'carried') notice.value = { kind: 'info', text: words.labCarried, action: startOver }
  else if (opened === 'outdated') notice.value = { kind: 'info', text: words.labOutdated, action: startOver }
  else {
    const save = async (): Promise<void> => saveLabFile((await loadLab(`${key} unreadable`))?.log)
    notice.value = { kind: 'problem', text: words.labTooOld, action: { label: words.shareFile, run: () => void save() } }
  }
}

/** Opens the copy that another tab has left. */
export async function openCopy(): Promise<void> {
  const before = host.value?.log()
  await host.value?.openCopy()
  offerUndo(texts.value.copyOpened, before)
}

/** The lab begins anew as the page has it; what was there can be had back. */
export async function startOwn(scenario: Scenario): Promise<void> {
  const before = host.value?.log()
  await host.value?.reset(scenario)
  offerUndo(texts.value.labWasReset, before)
}

/** Forgets what was done in a lesson, and begins its lab anew. Both can be had back at once. */
export async function resetLesson({ slug, scenario }: PageFacts): Promise<void> {
  resetProgress(slug)
  const before = host.value?.log()
  await host.value?.reset(scenario)
  offerUndo(texts.value.lessonWasReset, before, undoReset)
}

/** Offers the lab back that was there before, whatever is done meanwhile. `also`: what else is undone with it. */
function offerUndo(text: string, before: LabLog | undefined, also = (): void => {}): void {
  const run = (): void => {
    also()
    if (before) void host.value?.adopt(before)
  }
  notice.value = { kind: 'info', text, action: { label: texts.value.undoAction, run } }
}
