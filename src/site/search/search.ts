import { fill } from '../i18n/fill.ts'
import { file } from '../layouts/link.ts'

/** What is used of Pagefind's own module, which the build puts beside the pages. */
interface Pagefind {
  init(): Promise<void>
  search(term: string): Promise<{ results: Result[] }>
  debouncedSearch(term: string, options?: object, wait?: number): Promise<{ results: Result[] } | null>
}

interface Result {
  id: string
  data(): Promise<Found>
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
  const module: Pagefind = await import(/* @vite-ignore */ file('pagefind/pagefind.js'))
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
    const pagefind = await engine
    const found = await pagefind.debouncedSearch(term, {}, 120)
    if (!found) return
    const results = [...found.results, ...(await foundByLetters(pagefind, term, found.results))]
    const pages = await Promise.all(results.slice(0, LIMIT).map((result) => result.data()))
    list.replaceChildren(...pages.map(entry))
    const words = status.dataset[pages.length === 0 ? 'none' : results.length === 1 ? 'one' : 'some']
    status.textContent = fill(words ?? '', { count: results.length })
  } catch {
    engine = undefined
    status.textContent = status.dataset['offline'] ?? ''
  }
}

/** What has a Chinese term letter by letter, beside what was found: texts are cut into words in more ways than one. */
async function foundByLetters(pagefind: Pagefind, term: string, before: readonly Result[]): Promise<Result[]> {
  const letters = term.replace(/[\u3400-\u9fff]/g, ' $& ').trim()
  if (before.length >= LIMIT || !/[\u3400-\u9fff]\s+[\u3400-\u9fff]/.test(letters)) return []
  const { results } = await pagefind.search(letters)
  return results.filter(({ id }) => before.every((each) => each.id !== id))
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
