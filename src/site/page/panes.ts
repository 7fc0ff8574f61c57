import { makeSplitter } from '../workspace/splitter.ts'

/** What a phone shows at a time; wide pages show text and lab side by side. */
export type Pane = 'text' | 'terminal' | 'map' | 'files' | 'checks'

export function showPane(pane: Pane): void {
  document.body.dataset['pane'] = pane
  for (const button of document.querySelectorAll<HTMLElement>('[data-panes] [data-show]'))
    button.setAttribute('aria-pressed', String(button.dataset['show'] === pane))
  buttonOf(pane)?.classList.remove('news')
  document.dispatchEvent(new CustomEvent('podtalk:pane', { detail: pane }))
}

/** Something has happened in a pane that a phone does not show now: its button says so until it is pressed. */
export function markNews(pane: Pane): void {
  const button = buttonOf(pane)
  button?.classList.toggle('news', button.getAttribute('aria-pressed') === 'false')
}

const buttonOf = (pane: Pane): HTMLElement | null => document.querySelector(`[data-panes] [data-show=${pane}]`)

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
