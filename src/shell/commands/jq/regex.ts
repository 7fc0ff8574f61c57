import { posix } from '../../regex/regex.ts'
import { RegexError } from '../../regex/syntax.ts'
import type { Json } from './tree.ts'
import { describe, JqError } from './values.ts'

/** What `match` gives for each match of a pattern. */
export function matchAll(input: Json, pattern: Json, flags: Json): Json[] {
  let [source, letters] = [pattern, flags]
  if (Array.isArray(pattern)) [source, letters] = [pattern[0] ?? null, pattern[1] ?? null]
  if (typeof input !== 'string') throw new JqError(`${describe(input)} cannot be matched, as it is not a string`)
  if (typeof source !== 'string') throw new JqError(`${describe(source)} cannot be matched, as it is not a string`)
  if (letters !== null && typeof letters !== 'string') throw new JqError(`${describe(letters)} is not a string`)
  const names: (string | null)[] = []
  const plain = source.replace(/\\.|\((?:\?<(\w+)>|(\?:)|)/g, (whole, name: string | undefined, silent: string | undefined) => {
    if (whole[0] === '\\' || silent) return whole
    names.push(name ?? null)
    return '('
  })
  try {
    const regex = posix(plain, { extended: true, escapes: true, perl: true, ignoreCase: letters?.includes('i') ?? false })
    const found: Json[] = []
    for (let at = 0; at <= input.length; ) {
      const match = regex.exec(input, at)
      if (!match) break
      const captures = match.groups.slice(1).map((text, index) => ({
        offset: text === undefined ? -1 : input.indexOf(text, match.index),
        length: text?.length ?? 0,
        string: text ?? null,
        name: names[index] ?? null,
      }))
      found.push({ offset: match.index, length: match.end - match.index, string: match.groups[0] as string, captures })
      if (!letters?.includes('g')) break
      at = match.end > match.index ? match.end : match.end + 1
    }
    return found
  } catch (error) {
    if (error instanceof RegexError) throw new JqError(`${source} (at offset 0) is not a valid regex: ${error.message}`)
    throw error
  }
}
