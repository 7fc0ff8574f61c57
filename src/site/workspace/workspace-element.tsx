import { batch, effect } from '@preact/signals'
import { render } from 'preact'
import { Code, codeLeft } from '../../sim/code.ts'
import type { Language } from '../i18n/index.ts'
import { loadTexts } from '../i18n/load.ts'
import { onePane, showPane } from '../page/panes.ts'
import { lessonState } from '../progress/progress.ts'
import { fetchEngine } from './fetch-engine.ts'
import { type Engine, isDeed, LabHost } from './lab-host.ts'
import { carriesLab, labKey } from './lab-key.ts'
import { host, language, type Notice, notice, type PageFacts, page, texts, topTab, workTab } from './store.ts'
import { Workspace } from './Workspace.tsx'

/**
 * `<podtalk-workspace>`: the lab beside the text. The client router carries the element from page
 * to page, so what is set up here is set up once; each page tells what it needs by its `#lab-page`.
 */
export class WorkspaceElement extends HTMLElement {
  #mounted = false
  /** what the page that is open has told */
  #met: HTMLElement | undefined
  /** the key of the lab that was last looked at for copies left by other tabs */
  #told = ''

  connectedCallback(): void {
    if (this.#mounted) return
    this.#mounted = true
    document.addEventListener('astro:page-load', () => this.#meetPage())
    document.addEventListener('podtalk:update', (event) => {
      const run = (event as CustomEvent<() => void>).detail
      notice.value = { kind: 'info', text: texts.value.updateReady, action: { label: texts.value.updateNow, run } }
    })
    document.addEventListener('podtalk:forget', () => host.value?.forget())
    document.addEventListener('podtalk:pane', (event) => showInPane((event as CustomEvent<string>).detail))
    // One may have been chosen before this was here.
    showInPane(document.body.dataset['pane'])
    void this.#meetPage()
  }

  async #meetPage(): Promise<void> {
    const told = document.getElementById('lab-page')
    if (!told?.textContent || !this.isConnected || told === this.#met) return
    this.#met = told
    const facts: PageFacts = JSON.parse(told.textContent)
    const wanted = document.documentElement.dataset['language'] as Language
    const words = await loadTexts(wanted)
    if (!host.value) {
      host.value = new LabHost(ENGINE)
      watchSaving(host.value)
      watchMissing(host.value)
      watchCopies(host.value)
      followTab()
    }
    batch(() => {
      language.value = wanted
      texts.value = words
      page.value = facts
    })
    if (!this.querySelector('.ws:not(.ws-waiting)')) {
      this.replaceChildren()
      render(<Workspace />, this)
    }
    this.setAttribute('aria-label', words.lab)
    if (!host.value.lab.value) this.dataset['lab'] = 'coming'
    await openFor(facts)
    if (!host.value.lab.value) return
    this.dataset['lab'] = 'open'
    if (facts.kind === 'sandbox') await (await import('./keeping.ts')).openLabFromAddress()
    if (facts.kind === 'lesson') void watchLesson()
    if (facts.kind !== 'home' && this.#told !== host.value.key.value) {
      this.#told = host.value.key.value
      setTimeout(() => void host.value?.keeper.lookForCopies(host.value.key.peek()), QUIET)
    }
    document.dispatchEvent(new CustomEvent('podtalk:lab'))
    setTimeout(fetchTheRest, QUIET)
  }
}

const ENGINE = new Code<Engine>('the simulation', fetchEngine)

/** The first prompt has so long for itself before more code is fetched, ms. */
const QUIET = 1_500

/** What the prompt did not need comes while nobody waits, piece by piece. What fails here is tried again when it is needed. */
function fetchTheRest(): void {
  const next = ENGINE.value.ANY_COMMANDS.find((code) => !code.loaded) ?? codeLeft()[0]
  if (!next) return
  const load = (): Promise<void> => next.load().then(fetchTheRest, () => undefined)
  if ('requestIdleCallback' in window) requestIdleCallback(load)
  else setTimeout(load, 500)
}

/** On a phone the page shows one pane at a time; the tabs in it follow. */
function showInPane(pane: string | undefined): void {
  if (pane === 'terminal' || pane === 'files' || pane === 'checks') workTab.value = pane
  if (pane === 'map' && topTab.value === 'timeline') topTab.value = 'map'
}

/** What comes to the front of the work by itself (a terminal that a button types into, the editor of `kubectl edit`) does so on a phone too. */
function followTab(): void {
  effect(() => {
    const tab = workTab.value
    const pane = document.body.dataset['pane']
    if (onePane() && pane !== tab && (pane === 'terminal' || pane === 'files' || pane === 'checks')) showPane(tab)
  })
}

/** Says when the browser cannot keep the lab, once each time that changes. */
function watchSaving(lab: LabHost): void {
  effect(() => {
    const state = lab.keeper.save.value
    if (state === 'saved') return
    notice.value = {
      kind: 'problem',
      text: state === 'full' ? texts.value.labNotKept : texts.value.labNotKeptOff,
      action: { label: texts.value.shareFile, run: async () => (await import('./keeping.ts')).saveLabFile() },
    }
  })
}

/** Says when a command waits for code that cannot be loaded. */
function watchMissing({ loading }: LabHost): void {
  effect(() => {
    if (!loading.missing.value) return
    notice.value = {
      kind: 'problem',
      text: texts.value.partMissing,
      action: { label: texts.value.tryAgain, run: () => void loading.retry() },
    }
  })
}

/** Tells of a copy that another tab has left, as long as it is one. */
function watchCopies(lab: LabHost): void {
  let told: Notice | undefined
  effect(() => {
    const left = lab.keeper.left.value
    const { copyLeft, openCopy } = texts.peek()
    if (left !== undefined) {
      const open = async (): Promise<void> => (await import('./keeping.ts')).openCopy()
      told = { kind: 'info', text: copyLeft, action: { label: openCopy, run: () => void open() }, closed: () => void lab.keeper.takeCopy() }
      notice.value = told
    } else if (told && notice.peek() === told) notice.value = undefined
  })
}

let watching = false

/** The steps' checks come last: nobody waits for them. */
async function watchLesson(): Promise<void> {
  if (watching) return
  watching = true
  const { watchTicks } = await import('../progress/tick-watch.ts')
  watchTicks()
}

/** Opens the lab that a page wants; a lab that fits stays. */
async function openFor(facts: PageFacts): Promise<void> {
  const lab = host.value as LabHost
  const key = labKey(facts)
  if (lab.lab.value && lab.key.value === key) return
  // Whoever has finished the lesson before goes on with what they have built there.
  const before = facts.continues.find(({ slug, scenario }) => lab.key.value === `scenario:${scenario}` && lessonState(slug) === 'done')
  const instead = before && lab.lab.value?.inputs.some(isDeed) ? lab.log() : undefined
  const opened = await lab.open(key, facts.scenario, {
    keep: facts.kind !== 'home',
    instead,
    kin: facts.continues.map(({ scenario }) => scenario),
    prompt: !carriesLab(location.hash),
  })
  // A sandbox's lab may have begun from any of its starts.
  const outdated = opened === 'outdated' && facts.kind === 'lesson'
  if (opened === 'carried' || outdated || opened === 'unreadable') (await import('./keeping.ts')).tellOpened(opened, key, facts.scenario)
}
