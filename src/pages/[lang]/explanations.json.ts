import type { APIRoute } from 'astro'
import { readBook } from '../../site/explain/read-book.ts'
import { LANGUAGES, type Language } from '../../site/i18n/index.ts'
import { getLessons } from '../../site/lesson/lessons.ts'

export const getStaticPaths = () => LANGUAGES.map((lang) => ({ params: { lang } }))

/** What errors in the terminal mean; fetched after the first command. */
export const GET: APIRoute = async ({ params }) => {
  const language = params['lang'] as Language
  const titles = new Map((await getLessons(language)).map(({ slug, title }) => [slug, title]))
  return Response.json(readBook(language, titles))
}
