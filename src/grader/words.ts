import en from '../../content/grader/en.json' with { type: 'json' }
import zhTW from '../../content/grader/zh-tw.json' with { type: 'json' }
import type { Language } from './exercise.ts'
import type { Message } from './report.ts'

const WORDS: Record<Language, Readonly<Record<string, string>>> = { en, 'zh-tw': zhTW }

/**
 * A message as a sentence in one of the course's languages. A parameter called `reason` is itself the
 * key of some words, which take the same parameters.
 */
export function sentence({ key, parameters }: Message, language: Language): string {
  const words = WORDS[language][key] ?? key
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => {
    if (!Object.hasOwn(parameters, name)) return whole
    const value = parameters[name]
    if (name !== 'reason') return String(value)
    const { reason: _, ...others } = parameters
    return sentence({ key: `reason.${value}`, parameters: others }, language)
  })
}
