import { lessonState, progress } from '../progress/progress.ts'
import { changeSettings, effectiveTheme, repaint } from '../settings/settings.ts'

document.addEventListener('click', (event) => {
  const target = event.target as HTMLElement
  if (target.closest('[data-toggle-theme]')) changeSettings({ theme: effectiveTheme() === 'dark' ? 'light' : 'dark' })
  if (target.closest('[data-open-search]')) void openSearch()
  if (target.closest('[data-print]')) print()
  if (target.closest('a[href="#lab"]')) toPane('terminal')
  if (target.closest('a[href="#content"]')) toPane('text')
})

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
  if (event.key === '/') {
    event.preventDefault()
    void openSearch()
  } else if (event.key === '?') {
    event.preventDefault()
    document.querySelector<HTMLDialogElement>('[data-keys]')?.showModal()
  } else if (event.key === 't') {
    event.preventDefault()
    toPane('terminal')
    document.querySelector<HTMLElement>('podtalk-workspace .xterm-helper-textarea')?.focus()
  } else if (event.key === 'x') {
    toPane('text')
    document.querySelector<HTMLElement>('h1[tabindex]')?.focus()
  }
})

/** Brings one of the panes to the front where they are shown one at a time: on a phone, or much enlarged. */
function toPane(name: 'text' | 'terminal'): void {
  const button = document.querySelector<HTMLElement>(`[data-panes] [data-show=${name}]`)
  if (button?.checkVisibility()) button.click()
}

// A printed lesson is a handout: what commands should print is shown, and closed again after.
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll<HTMLDetailsElement>('details.expected:not([open])')) {
    details.open = true
    details.dataset['printed'] = ''
  }
})
addEventListener('afterprint', () => {
  for (const details of document.querySelectorAll<HTMLDetailsElement>('details[data-printed]')) {
    details.open = false
    delete details.dataset['printed']
  }
})

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint)

/** Keys belong to whoever writes: fields, the editor, the terminal. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], .xterm') !== null
  )
}

/** The dialog opens at once, so that what is typed goes into it; what searches comes after. */
async function openSearch(): Promise<void> {
  const dialog = document.querySelector<HTMLDialogElement>('[data-search]')
  if (!dialog || dialog.open) return
  dialog.showModal()
  dialog.querySelector('input')?.select()
  const { makeSearch } = await import('../search/search.ts')
  makeSearch(dialog)
}

function paintPath(): void {
  for (const link of document.querySelectorAll<HTMLElement>('[data-lesson]'))
    link.dataset['progress'] = lessonState(link.dataset['lesson'] as string)
}

progress.subscribe(paintPath)
document.addEventListener('astro:page-load', paintPath)
document.addEventListener('astro:after-swap', paintPath)
