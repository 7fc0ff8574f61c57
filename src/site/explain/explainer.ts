import { signal } from '@preact/signals'
import type { Trace } from '../../cluster/network/trace.ts'
import type { Language } from '../i18n/index.ts'
import { link } from '../layouts/link.ts'
import { isShown } from '../map/journey.ts'
import { host, language } from '../workspace/store.ts'
import { type Book, type Explanation, explainLine } from './book.ts'

/** the explanation that is open */
export const explanation = signal<Explanation | undefined>(undefined)
/** the one that the last command's output would have */
export const offered = signal<Explanation | undefined>(undefined)

const books = new Map<Language, Promise<Book | undefined>>()

/** The explanations in the page's language; undefined where they cannot be had. */
function book(): Promise<Book | undefined> {
  const wanted = language.value
  const had = books.get(wanted)
  if (had) return had
  const coming = fetch(link(wanted, 'explanations.json'))
    .then((answer) => (answer.ok ? (answer.json() as Promise<Book>) : undefined))
    .catch(() => undefined)
  coming.then((got) => got ?? books.delete(wanted))
  books.set(wanted, coming)
  return coming
}

/** Explains lines of a command's output: one explanation a line at most, each given once. `since`: the id of the last network attempt before it began. */
export async function explainOutput(lines: readonly string[], since: number): Promise<(Explanation | undefined)[]> {
  const known = await book()
  if (!known) return []
  const failed = host.value?.lab.value?.traces.findLast(
    (trace: Trace) => trace.id > since && isShown(trace) && trace.outcome !== 'connected',
  )
  const given = new Set<string>()
  return lines.map((line) => {
    const found = explainLine(known, line, failed)
    if (!found || given.has(found.id)) return undefined
    given.add(found.id)
    return found
  })
}
