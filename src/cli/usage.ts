import { type ParseArgsConfig, parseArgs } from 'node:util'
import type { Language } from '../grader/exercise.ts'

/** The words of a call are wrong; the command's usage is shown and the exit code is 2. */
export class UsageError extends Error {}

/** The call is right and cannot be carried out: something is not there, or not as it must be. The exit code is 3, as for the system's own errors. */
export class CannotRun extends Error {}

/** Node's own parser, with its complaints as UsageError. */
export function parseOptions<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config)
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

/** An option that is one of the course's languages. Throws UsageError. */
export function languageOf(text: string): Language {
  if (text !== 'en' && text !== 'zh-tw') throw new UsageError(`there is no language "${text}"`)
  return text
}

/** An option that is a number. Throws UsageError. */
export function numberOf(option: string, text: string, least: number, most = Number.MAX_SAFE_INTEGER): number {
  const number = Number(text)
  const range = most === Number.MAX_SAFE_INTEGER ? `${least} at least` : `${least} to ${most}`
  if (text.trim() === '' || !(number >= least && number <= most))
    throw new UsageError(`${option} must be a number, ${range}, not "${text}"`)
  return number
}

/** An option that is a whole number. Throws UsageError. */
export function wholeOf(option: string, text: string, least: number, most?: number): number {
  const number = numberOf(option, text, least, most)
  if (!Number.isInteger(number)) throw new UsageError(`${option} must be a whole number, not "${text}"`)
  return number
}
