import { ExpansionError } from './control.ts'

const MAX_WORDS = 100_000

/** bash's brace expansion on the source text of one word: `a{b,c}` gives `ab`, `ac`. Quotes and `${…}` are left alone. */
export function expandBraces(text: string): string[] {
  const budget = { words: 0 }
  return expand(text, budget, 0)
}

function expand(text: string, budget: { words: number }, depth: number): string[] {
  if (depth > 50) return [text]
  for (let at = 0; at < text.length; at = skip(text, at)) {
    if (text[at] !== '{' || text[at - 1] === '$') continue
    const group = findGroup(text, at)
    const choices =
      group && (group.commas ? group.parts.flatMap((part) => expand(part, budget, depth + 1)) : range(group.parts[0] as string))
    if (!group || !choices) continue
    const head = text.slice(0, at)
    const tails = expand(text.slice(group.end + 1), budget, depth + 1)
    budget.words += choices.length * tails.length
    if (budget.words > MAX_WORDS) throw new ExpansionError(`brace expansion: failed to allocate memory for ${budget.words} elements`)
    return choices.flatMap((choice) => tails.map((tail) => head + choice + tail))
  }
  return [text]
}

/** The next place behind the quoted or plain thing at `at`. */
function skip(text: string, at: number): number {
  const letter = text[at]
  if (letter === '\\') return at + 2
  if (letter === "'" || letter === '"' || letter === '`') {
    let end = at + 1
    while (end < text.length && text[end] !== letter) end += text[end] === '\\' && letter !== "'" ? 2 : 1
    return end + 1
  }
  if (letter === '$' && (text[at + 1] === '{' || text[at + 1] === '(')) {
    const close = text[at + 1] === '{' ? '}' : ')'
    const open = text[at + 1] as string
    let depth = 0
    let end = at + 1
    for (; end < text.length; end++) {
      if (text[end] === '\\') end++
      else if (text[end] === open) depth++
      else if (text[end] === close && --depth === 0) break
    }
    return end + 1
  }
  return at + 1
}

function findGroup(text: string, start: number): { parts: string[]; commas: boolean; end: number } | undefined {
  const parts: string[] = []
  let depth = 0
  let from = start + 1
  for (let at = start; at < text.length; at = skip(text, at)) {
    if (text[at] === '{' && text[at - 1] !== '$') depth++
    else if (text[at] === '}' && --depth === 0) {
      parts.push(text.slice(from, at))
      return { parts, commas: parts.length > 1, end: at }
    } else if (text[at] === ',' && depth === 1) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
  }
  return undefined
}

/** `1..5`, `a..e`, `01..10..2`. */
function range(text: string): string[] | undefined {
  const found = /^(?:(-?\d{1,15})\.\.(-?\d{1,15})|([A-Za-z])\.\.([A-Za-z]))(?:\.\.(-?\d{1,15}))?$/.exec(text)
  if (!found) return undefined
  const letters = found[3] !== undefined
  const from = letters ? (found[3] as string).charCodeAt(0) : Number(found[1])
  const to = letters ? (found[4] as string).charCodeAt(0) : Number(found[2])
  const step = Math.abs(Number(found[5] ?? 1)) || 1
  const count = Math.floor(Math.abs(to - from) / step) + 1
  if (count > MAX_WORDS) throw new ExpansionError(`brace expansion: failed to allocate memory for ${count} elements`)
  const padded = [found[1], found[2]].some((n) => n !== undefined && /^-?0\d/.test(n))
  const width = padded ? Math.max((found[1] as string).length, (found[2] as string).length) : 0
  return Array.from({ length: count }, (_, index) => {
    const value = from + (to >= from ? 1 : -1) * step * index
    if (letters) return String.fromCharCode(value)
    return padded ? (value < 0 ? '-' : '') + String(Math.abs(value)).padStart(value < 0 ? width - 1 : width, '0') : String(value)
  })
}
