import type { Language } from '../i18n/index.ts'

const BASE = import.meta.env.BASE_URL.replace(/\/$/, '')

/** The address of one of the site's pages: `link('en', 'lessons/pod-ip/')`. */
export function link(language: Language, path = ''): string {
  return `${BASE}/${language}/${path}`
}

/** The address of a file of the site that has no language. */
export function file(path: string): string {
  return `${BASE}/${path}`
}
