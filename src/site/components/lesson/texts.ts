import { LANGUAGES, type Language, TEXTS, type Texts } from '../../i18n/index.ts'

/** The language of the page that a component is drawn on, from its address. */
export function languageOf(params: Record<string, string | undefined>): Language {
  return (LANGUAGES as readonly (string | undefined)[]).includes(params['lang']) ? (params['lang'] as Language) : 'en'
}

export function textsOf(params: Record<string, string | undefined>): Texts {
  return TEXTS[languageOf(params)]
}
