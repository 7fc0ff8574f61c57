import en from '../../content/grader/en.json' with { type: 'json' }
import zhTW from '../../content/grader/zh-tw.json' with { type: 'json' }
import type { Language } from './exercise.ts'
import type { Message } from './report.ts'

const WORDS: Record<Language, Readonly<Record<string, string>>> = { en, 'zh-tw': zhTW }

/** A message as a sentence in one of the course's languages. */
export function sentence({ key, parameters }: Message, language: Language): string {
  const words = WORDS[language][key] ?? key
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(parameters, name) ? String(parameters[name]) : whole))
}
