import { type ParseArgsConfig, parseArgs } from 'node:util'

/** The words of a call are wrong; the command's usage is shown and the exit code is 2. */
export class UsageError extends Error {}

/** Node's own parser, with its complaints as UsageError. */
export function parseOptions<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config)
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

/** An option that is a number. Throws UsageError. */
export function numberOf(option: string, text: string, least: number): number {
  const number = Number(text)
  if (!(number >= least)) throw new UsageError(`${option} must be a number, ${least} at least, not "${text}"`)
  return number
}
