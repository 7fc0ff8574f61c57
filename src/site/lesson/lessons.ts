import { type CollectionEntry, getCollection } from 'astro:content'
import type { Language } from '../i18n/index.ts'

/** A lesson in one language. */
export type Lesson = CollectionEntry<'lessons'>['data'] & { slug: string; entry: CollectionEntry<'lessons'> }

/** The course's lessons in a language, in order. */
export async function getLessons(language: Language): Promise<Lesson[]> {
  const entries = await getCollection('lessons', ({ id }) => id.startsWith(`${language}/`))
  return entries.map((entry) => ({ ...entry.data, slug: entry.id.slice(language.length + 1), entry })).sort((a, b) => a.order - b.order)
}
