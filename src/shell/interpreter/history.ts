/** Keeps so many lines, as bash does without HISTSIZE. */
const KEPT = 500

/** Remembers a line (blank ones and repetitions are left out). */
export function remember(history: string[], line: string): void {
  if (line.trim() === '' || history.at(-1) === line) return
  history.push(line)
  if (history.length > KEPT) history.shift()
}

/** Carries out `!!`, `!$`, `!n`, `!-n`, `!text`. Undefined: there is no such event, `event` names it. */
export function expandHistory(line: string, history: readonly string[]): { text: string; changed: boolean } | { event: string } {
  if (!line.includes('!')) return { text: line, changed: false }
  let out = ''
  let changed = false
  for (let at = 0; at < line.length; at++) {
    const letter = line[at] as string
    if (letter === '\\' && at + 1 < line.length) {
      out += letter + line[++at]
      continue
    }
    if (letter === "'") {
      const end = line.indexOf("'", at + 1)
      const stop = end < 0 ? line.length : end + 1
      out += line.slice(at, stop)
      at = stop - 1
      continue
    }
    const found = letter === '!' ? /^!(!|\$|-?\d+|[A-Za-z_][\w./-]*)/.exec(line.slice(at)) : null
    if (!found || out.endsWith('$') || out.endsWith('${') || out.endsWith('[')) {
      out += letter
      continue
    }
    const event = found[1] as string
    const last = history.at(-1)
    const text =
      event === '!'
        ? last
        : event === '$'
          ? last?.trim().split(/\s+/).at(-1)
          : /^\d+$/.test(event)
            ? history[Number(event) - 1]
            : /^-\d+$/.test(event)
              ? history.at(Number(event))
              : history.findLast((entry) => entry.startsWith(event))
    if (text === undefined) return { event: found[0] }
    out += text
    changed = true
    at += found[0].length - 1
  }
  return { text: out, changed }
}
