import { fill } from '../i18n/fill.ts'

/** What is used of Pagefind's own module, which the build puts beside the pages. */
interface Pagefind {
  init(): Promise<void>
  debouncedSearch(term: string, options?: object, wait?: number): Promise<{ results: { data(): Promise<Found> }[] } | null>
}

interface Found {
  url: string
  excerpt: string
  meta: { title?: string }
  sub_results?: { title: string; url: string; excerpt: string }[]
}

/** Results shown. */
const LIMIT = 8

let engine: Promise<Pagefind> | undefined

async function load(): Promise<Pagefind> {
  const base = document.documentElement.dataset['base'] ?? '/'
  const module: Pagefind = await import(/* @vite-ignore */ `${base}pagefind/pagefind.js`)
  await module.init()
  return module
}

/** Makes a page's search dialog work; once. */
export function makeSearch(dialog: HTMLDialogElement): void {
  const input = dialog.querySelector('input') as HTMLInputElement
  if (dialog.dataset['ready']) return
  dialog.dataset['ready'] = 'true'
  if (input.value !== '') void search(dialog, input.value)
  input.addEventListener('input', () => void search(dialog, input.value))
  dialog.addEventListener('keydown', (event) => move(dialog, event))
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog || (event.target as HTMLElement).closest('a')) dialog.close()
  })
}

async function search(dialog: HTMLDialogElement, term: string): Promise<void> {
  const list = dialog.querySelector('#search-results') as HTMLElement
  const status = dialog.querySelector('.search-status') as HTMLElement
  if (term.trim() === '') {
    list.replaceChildren()
    status.textContent = ''
    return
  }
  try {
    engine ??= load()
    const found = await (await engine).debouncedSearch(term, {}, 120)
    if (!found) return
    const pages = await Promise.all(found.results.slice(0, LIMIT).map((result) => result.data()))
    list.replaceChildren(...pages.map(entry))
    const words = status.dataset[pages.length === 0 ? 'none' : found.results.length === 1 ? 'one' : 'some']
    status.textContent = fill(words ?? '', { count: found.results.length })
  } catch {
    engine = undefined
    status.textContent = status.dataset['offline'] ?? ''
  }
}

function entry(page: Found): HTMLLIElement {
  const item = document.createElement('li')
  const link = document.createElement('a')
  const title = document.createElement('strong')
  const text = document.createElement('span')
  const best = page.sub_results?.[0]
  link.href = best?.url ?? page.url
  title.textContent = page.meta.title ?? page.url
  // Pagefind's excerpts are text with <mark> around what was found.
  for (const [index, part] of (best?.excerpt ?? page.excerpt).split(/<\/?mark>/).entries()) {
    // In an element of its own: a page would lose the space that it begins with.
    const plain = new DOMParser().parseFromString(`<p>${part}</p>`, 'text/html').body.textContent ?? ''
    text.append(index % 2 === 1 ? Object.assign(document.createElement('mark'), { textContent: plain }) : plain)
  }
  link.append(title, text)
  item.append(link)
  return item
}

function move(dialog: HTMLDialogElement, event: KeyboardEvent): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const stops = [dialog.querySelector('input') as HTMLElement, ...dialog.querySelectorAll<HTMLElement>('#search-results a')]
  const at = stops.indexOf(document.activeElement as HTMLElement)
  event.preventDefault()
  stops[(at + (event.key === 'ArrowDown' ? 1 : -1) + stops.length) % stops.length]?.focus()
}
