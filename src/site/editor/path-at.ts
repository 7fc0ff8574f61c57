/** Where in a manifest an offset lies. */
export interface PlaceInManifest {
  kind: string | undefined
  /** keys and list places from the document's top to the map that the offset is in */
  path: (string | number)[]
  /** the key under the offset, when it is one */
  key: string | undefined
  /** keys that the map has already */
  siblings: string[]
}

/** The map path at an offset, by the text's indentation: it works in the middle of writing, where a parser sees nothing yet. */
export function placeAt(text: string, offset: number): PlaceInManifest {
  const lines = text.split('\n')
  let at = 0
  let number = 0
  while (number < lines.length - 1 && at + (lines[number] as string).length < offset) at += (lines[number++] as string).length + 1
  const first = lines.slice(0, number + 1).findLastIndex((line, index) => /^---/.test(line) && index <= number) + 1
  let end = lines.findIndex((line, index) => index > number && /^---/.test(line))
  if (end < 0) end = lines.length
  const own = lines.slice(first, end)
  const here = number - first
  const kind = own.map((line) => /^kind:\s*["']?([A-Za-z]+)/.exec(line)?.[1]).find(Boolean)
  const current = own[here] ?? ''
  const indent = keyColumn(current, offset - at)
  const path: (string | number)[] = []
  const siblings: string[] = []
  let limit = indent
  for (let index = here - 1; index >= 0; index--) {
    const entry = entryOf(own[index] as string)
    if (!entry) continue
    if (entry.column === limit && path.length === 0) siblings.push(entry.key)
    if (entry.column < limit) {
      if (listBetween(own, index + 1, here, entry.column, limit)) path.unshift(0)
      path.unshift(entry.key)
      limit = entry.column
    } else if (entry.dash !== undefined && entry.dash < limit && entry.column === limit) {
      // the first key of a list's item: what stands above belongs to other items
      limit = entry.dash + 1
      path.unshift(0)
      for (let above = index - 1; above >= 0; above--) {
        const parent = entryOf(own[above] as string)
        if (parent && parent.column <= (entry.dash ?? 0) && (parent.dash === undefined || parent.column < limit)) {
          path.unshift(parent.key)
          limit = parent.column
          index = above
          break
        }
      }
    }
  }
  for (let index = here + 1; index < own.length; index++) {
    const entry = entryOf(own[index] as string)
    if (!entry) continue
    if (entry.column < indent || entry.dash !== undefined) break
    if (entry.column === indent) siblings.push(entry.key)
  }
  const key = entryOf(current)?.key
  return { kind, path: tidy(path), key, siblings }
}

/** `- name: x` has its key behind the dash. */
function entryOf(line: string): { key: string; column: number; dash: number | undefined } | undefined {
  const found = /^(\s*)((?:- +)*)(["']?)([\w./-]+)\3\s*:(?:\s|$)/.exec(line)
  if (!found) return undefined
  const [, indent = '', dashes = '', , key = ''] = found
  return { key, column: indent.length + dashes.length, dash: dashes === '' ? undefined : indent.length }
}

/** The column where a key on this line stands or would stand. */
function keyColumn(line: string, cursor: number): number {
  const lead = /^(\s*(?:- +)*)/.exec(line)?.[1]?.length ?? 0
  return line.trim() === '' ? cursor : lead
}

function listBetween(lines: readonly string[], from: number, to: number, column: number, limit: number): boolean {
  for (let index = from; index <= to; index++) {
    const found = /^(\s*)- /.exec(lines[index] ?? '')
    if (found && (found[1] as string).length >= column && (found[1] as string).length < limit) return true
  }
  return false
}

/** Two list places in a row are one. */
function tidy(path: readonly (string | number)[]): (string | number)[] {
  return path.filter((step, index) => !(typeof step === 'number' && typeof path[index - 1] === 'number'))
}
