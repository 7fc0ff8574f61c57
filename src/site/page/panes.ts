import { makeSplitter } from '../workspace/splitter.ts'

/** What a phone shows at a time; wide pages show text and lab side by side. */
export type Pane = 'text' | 'terminal' | 'map' | 'files' | 'checks'

export function showPane(pane: Pane): void {
  document.body.dataset['pane'] = pane
  for (const button of document.querySelectorAll<HTMLElement>('[data-panes] [data-show]'))
    button.setAttribute('aria-pressed', String(button.dataset['show'] === pane))
  document.dispatchEvent(new CustomEvent('podtalk:pane', { detail: pane }))
}

/** Is this a page that shows one pane at a time? */
export function onePane(): boolean {
  return matchMedia('(max-width: 760px)').matches
}

document.addEventListener('click', (event) => {
  const button = (event.target as HTMLElement).closest<HTMLElement>('[data-panes] [data-show]')
  if (button) showPane(button.dataset['show'] as Pane)
})

document.addEventListener('astro:page-load', () => {
  for (const splitter of document.querySelectorAll<HTMLElement>('.splitter')) makeSplitter(splitter)
})
