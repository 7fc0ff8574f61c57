import type { Scenario } from '../../lab/scenario.ts'
import { fill } from '../i18n/fill.ts'
import { onePane, showPane } from '../page/panes.ts'
import { shareLink, unpack } from './share.ts'
import { host, notice, texts } from './store.ts'

/** Starting, sharing, saving and opening labs. */

/** A new lab of one of the sandbox's starts; the old one can be had back. */
export async function startSandbox(id: string): Promise<void> {
  const starts: Scenario[] = JSON.parse(document.getElementById('sandbox-starts')?.textContent ?? '[]')
  const scenario = starts.find((each) => each.id === id)
  if (!scenario) return
  await host.value?.reset(scenario)
  offerUndo(texts.value.labWasReset)
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

export function saveLabFile(): void {
  const lab = host.value
  if (!lab) return
  const address = URL.createObjectURL(new Blob([JSON.stringify(lab.log())], { type: 'application/json' }))
  Object.assign(document.createElement('a'), { href: address, download: 'podtalk-lab.json' }).click()
  URL.revokeObjectURL(address)
}

/** Opens a lab from a file's text. */
export async function openLab(text: string): Promise<void> {
  const { parseLog } = await import('./engine.ts')
  try {
    await host.value?.adopt(parseLog(text))
    offerUndo(texts.value.labOpened)
  } catch (error) {
    notice.value = { kind: 'problem', text: fill(texts.value.labUnreadable, { reason: (error as Error).message }) }
  }
}

/** Opens the lab that the address carries, if it carries one; `#film=` also plays it from its beginning. */
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
  await openLab(text)
  if (how === 'film') playFilm()
}

export function playFilm(): void {
  host.value?.playFilm()
  if (onePane()) showPane('terminal')
}

function offerUndo(text: string): void {
  notice.value = { kind: 'info', text, action: { label: texts.value.undoAction, run: () => host.value?.redo() } }
}
