import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Language } from '../i18n/index.ts'

/** The picture that other sites show of a page: its lesson's, or the course's. `scripts/og-pictures.ts` draws them. */
export function pictureOf(language: Language, lesson: string | undefined): string {
  const own = `${language}-${lesson}.png`
  return existsSync(join(process.cwd(), 'public/og', own)) ? own : `${language}.png`
}
