import { en } from './en.ts'
import { zhTw } from './zh-tw.ts'

/** The course's languages, as they stand in addresses. */
export const LANGUAGES = ['zh-tw', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

/** What a person reads, by key. `{name}` marks a place to fill in. */
export type Texts = Readonly<Record<keyof typeof en, string>>

export const TEXTS: Readonly<Record<Language, Texts>> = { 'zh-tw': zhTw, en }

/** The language's BCP 47 tag, for `lang` and `hreflang`. */
export const TAGS: Readonly<Record<Language, string>> = { 'zh-tw': 'zh-Hant-TW', en: 'en' }

export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { 'zh-tw': '繁體中文', en: 'English' }
export const SHORT_LANGUAGE_NAMES: Readonly<Record<Language, string>> = { 'zh-tw': '中文', en: 'English' }

export function otherLanguage(language: Language): Language {
  return language === 'en' ? 'zh-tw' : 'en'
}
