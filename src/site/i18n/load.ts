import type { Language, Texts } from './index.ts'

const TEXTS: Readonly<Record<Language, () => Promise<Texts>>> = {
  'zh-tw': async () => (await import('./zh-tw.ts')).zhTw,
  en: async () => (await import('./en.ts')).en,
}

/** The page's texts in a language. */
export function loadTexts(language: Language): Promise<Texts> {
  return TEXTS[language]()
}
