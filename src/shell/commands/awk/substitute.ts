import type { Regex } from '../../regex/regex.ts'

/** What sub, gsub and gensub make of a text: `which` match is replaced, 0 for all; `groups`: `\1` in the replacement is a group. */
export function substituted(
  text: string,
  regex: Regex,
  replacement: string,
  which: number,
  groups: boolean,
): { text: string; count: number } {
  let out = ''
  let from = 0
  let search = 0
  let seen = 0
  let count = 0
  while (search <= text.length) {
    const match = regex.exec(text, search)
    if (!match) break
    const empty = match.end === match.index
    // no empty match right behind another one
    if (!(empty && match.index === from && seen > 0 && search === from)) {
      seen++
      if (which === 0 || which === seen) {
        count++
        out += text.slice(from, match.index)
        out += replacement.replace(/\\(\\|&|\d)|&/g, (whole, escaped: string | undefined) => {
          if (whole === '&') return match.groups[0] as string
          if (escaped === '&' || escaped === '\\') return escaped
          return groups ? (match.groups[Number(escaped)] ?? '') : whole
        })
        from = match.end
        if (which > 0) break
      }
    }
    search = empty ? match.end + 1 : match.end
  }
  return { text: out + text.slice(from), count }
}
