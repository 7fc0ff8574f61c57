import { batch } from '@preact/signals'
import { render } from 'preact'
import type { Language } from '../i18n/index.ts'
import { LabHost } from './lab-host.ts'
import { loadTexts } from './start.ts'
import { host, language, type PageFacts, page, texts } from './store.ts'
import { Workspace } from './Workspace.tsx'

/**
 * `<podtalk-workspace>`: the lab beside the text. The client router carries the element from page
 * to page, so what is set up here is set up once; each page tells what it needs by its `#lab-page`.
 */
export class WorkspaceElement extends HTMLElement {
  #mounted = false

  connectedCallback(): void {
    if (this.#mounted) return
    this.#mounted = true
    document.addEventListener('astro:page-load', () => this.#meetPage())
    void this.#meetPage()
  }

  async #meetPage(): Promise<void> {
    const data = document.getElementById('lab-page')?.textContent
    if (!data || !this.isConnected) return
    const facts: PageFacts = JSON.parse(data)
    const wanted = document.documentElement.dataset['language'] as Language
    const [words, engine] = await Promise.all([loadTexts(wanted), import('./engine.ts')])
    host.value ??= new LabHost(engine)
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
    await openFor(facts)
    if (facts.kind === 'lesson') void watchLesson()
    document.dispatchEvent(new CustomEvent('podtalk:lab'))
  }
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
  const key = facts.kind === 'lesson' ? `scenario:${facts.scenario.id}` : facts.kind
  if (lab.lab.value && lab.key.value === key) return
  await lab.open(key, facts.scenario, { keep: facts.kind !== 'home' })
}
