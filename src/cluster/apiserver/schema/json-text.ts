import { parseGoJson } from '../../api/json-fault.ts'

/** A JSON text read, and the fields that stand twice in one object. */
export interface JsonText {
  value: unknown
  duplicates: string[]
}

/** Reads JSON and also tells of repeated keys (the last one counts, as in Go). Throws an Error in Go's words. */
export function parseJson(text: string): JsonText {
  const value = parseGoJson(text)
  const duplicates: string[] = []
  findDuplicates(text, duplicates)
  return { value, duplicates }
}

interface Level {
  /** keys seen, for an object */
  keys: Set<string> | undefined
  index: number
  key: string
}

/** One pass over a text that is known to be JSON. */
function findDuplicates(text: string, found: string[]): void {
  const levels: Level[] = []
  let expectKey = false
  for (let i = 0; i < text.length; i++) {
    const letter = text[i]
    const level = levels.at(-1)
    if (letter === '"') {
      const start = i
      for (i++; text[i] !== '"'; i++) if (text[i] === '\\') i++
      if (expectKey && level?.keys) {
        const key = JSON.parse(text.slice(start, i + 1)) as string
        level.key = key
        if (level.keys.has(key)) found.push(`duplicate field ${JSON.stringify(pathOf(levels))}`)
        level.keys.add(key)
        expectKey = false
      }
    } else if (letter === '{') {
      levels.push({ keys: new Set(), index: 0, key: '' })
      expectKey = true
    } else if (letter === '[') {
      levels.push({ keys: undefined, index: 0, key: '' })
      expectKey = false
    } else if (letter === '}' || letter === ']') {
      levels.pop()
      expectKey = false
    } else if (letter === ',' && level) {
      if (level.keys) expectKey = true
      else level.index++
    }
  }
}

function pathOf(levels: readonly Level[]): string {
  let path = ''
  for (const level of levels) path += level.keys ? `${path === '' ? '' : '.'}${level.key}` : `[${level.index}]`
  return path
}
