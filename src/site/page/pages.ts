import { fill } from '../i18n/fill.ts'
import { changeSettings, type Settings, settings } from '../settings/settings.ts'

/** What the pages beside the lessons do: settings, filters; and that a language is remembered. */

document.addEventListener('astro:page-load', () => {
  for (const input of document.querySelectorAll<HTMLInputElement>('[data-settings] input'))
    input.checked = settings.value[input.name as keyof Settings] === input.value
  try {
    if (document.documentElement.dataset['language'] && document.querySelector('[data-language-choice], .not-found') === null)
      localStorage.setItem('podtalk.language', document.documentElement.dataset['language'])
  } catch {
    // Not remembered: the root page asks the browser.
  }
})

document.addEventListener('input', (event) => {
  const input = event.target as HTMLInputElement
  const filter = input.dataset['filter']
  if (!filter) return
  const word = input.value.trim().toLowerCase()
  let count = 0
  for (const entry of document.querySelectorAll<HTMLElement>(filter)) {
    entry.hidden = word !== '' && !`${entry.dataset['words']} ${entry.textContent?.toLowerCase()}`.includes(word)
    if (!entry.hidden) count++
  }
  const status = document.querySelector<HTMLElement>('[data-filter-status]')
  const { many = '', one = '', none = '' } = status?.dataset ?? {}
  if (status) status.textContent = word === '' ? '' : count === 0 ? none : count === 1 ? one : fill(many, { count })
})

document.addEventListener('change', (event) => {
  const input = event.target as HTMLInputElement
  if (input.closest('[data-settings]')) changeSettings({ [input.name]: input.value } as Partial<Settings>)
})
