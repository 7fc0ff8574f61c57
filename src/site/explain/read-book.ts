import { parse } from 'yaml'
import type { Language } from '../i18n/index.ts'
import { inlineHtml } from '../lesson/inline.ts'
import type { Book, Explanation } from './book.ts'

const TEXTS = import.meta.glob<string>('/content/explanations/*.yaml', { query: '?raw', import: 'default', eager: true })

type Both = Readonly<Record<Language, string>>
interface Entry {
  title?: Both
  text?: Both
  lesson?: string
}

/** The explanations of content/explanations in a language. `lessons`: titles by slug; others are not linked. */
export function readBook(language: Language, lessons: ReadonlyMap<string, string>): Book {
  const shown = (id: string, { title, text, lesson }: Entry): Partial<Explanation> & { id: string } => ({
    id,
    ...(title ? { title: title[language] } : {}),
    ...(text ? { html: inlineHtml(text[language]) } : {}),
    ...(lesson !== undefined && lessons.has(lesson) ? { lesson: { slug: lesson, title: lessons.get(lesson) as string } } : {}),
  })
  const errors: (Entry & { id: string; pattern: string; network?: boolean; misconception?: string })[] = parse(
    TEXTS['/content/explanations/errors.yaml'] as string,
  )
  const misconceptions: Record<string, Entry> = parse(TEXTS['/content/explanations/misconceptions.yaml'] as string)
  return {
    errors: errors.map(({ pattern, network, misconception, id, ...entry }) => ({
      ...shown(id, entry),
      pattern,
      ...(network ? { network } : {}),
      ...(misconception ? { misconception } : {}),
    })),
    misconceptions: Object.fromEntries(Object.entries(misconceptions).map(([id, entry]) => [id, shown(id, entry) as Explanation])),
  }
}
