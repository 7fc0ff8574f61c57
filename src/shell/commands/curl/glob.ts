/** More URLs than this one pattern never makes. */
const LIMIT = 10_000

/** curl's URL globbing: `{a,b}`, `[1-5]`, `[001-010]`, `[a-e]`, `[0-10:2]`. */
export function expandGlob(url: string): string[] {
  let out = ['']
  let rest = url
  for (;;) {
    const found = /\{([^{}]*)\}|\[(\d+)-(\d+)(?::(\d+))?\]|\[([a-zA-Z])-([a-zA-Z])\]/.exec(rest)
    if (!found) return out.map((text) => text + rest)
    const choices =
      found[1] !== undefined
        ? found[1].split(',')
        : found[2] !== undefined
          ? numbers(found[2], found[3] as string, Number(found[4] ?? 1))
          : letters(found[5] as string, found[6] as string)
    const before = rest.slice(0, found.index)
    out = out.flatMap((text) => choices.map((choice) => text + before + choice)).slice(0, LIMIT)
    rest = rest.slice(found.index + found[0].length)
  }
}

function numbers(first: string, last: string, step: number): string[] {
  const out: string[] = []
  for (let i = Number(first); i <= Number(last) && out.length < LIMIT; i += Math.max(1, step))
    out.push(String(i).padStart(first.startsWith('0') ? first.length : 0, '0'))
  return out
}

function letters(first: string, last: string): string[] {
  const out: string[] = []
  for (let code = first.charCodeAt(0); code <= last.charCodeAt(0); code++) out.push(String.fromCharCode(code))
  return out
}
