import type { Language, Texts } from '../i18n/index.ts'
import { WorkspaceElement } from './workspace-element.tsx'

const TEXTS: Readonly<Record<Language, () => Promise<Texts>>> = {
  'zh-tw': async () => (await import('../i18n/zh-tw.ts')).zhTw,
  en: async () => (await import('../i18n/en.ts')).en,
}

/** The workspace's texts in a language. */
export function loadTexts(language: Language): Promise<Texts> {
  return TEXTS[language]()
}

if (!customElements.get('podtalk-workspace')) customElements.define('podtalk-workspace', WorkspaceElement)
