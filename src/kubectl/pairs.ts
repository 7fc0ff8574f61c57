import { CommandError } from './errors.ts'

/** Splits arguments into what they are about and the changes (`KEY=VALUE`, `KEY-`) after it. */
export function resourcesAndPairs(args: readonly string[], what: string): { resources: string[]; pairs: string[] } {
  const resources: string[] = []
  const pairs: string[] = []
  for (const word of args) {
    const isPair = (word.includes('=') && word[0] !== '=') || (word.endsWith('-') && word !== '-')
    if (isPair) pairs.push(word)
    else if (pairs.length > 0) throw new CommandError(`all resources must be specified before ${what} changes: ${word}`)
    else resources.push(word)
  }
  return { resources, pairs }
}
