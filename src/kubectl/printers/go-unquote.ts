const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' }
const ESCAPE = /\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|x[0-9a-fA-F]{2}|[0-7]{3}|.)/g

/** Carries out the escapes of a Go string, whose quotes are off already. */
export function goUnescaped(text: string): string {
  return text.replace(ESCAPE, (_, escape: string) => {
    if (/^[uUx]./.test(escape)) return String.fromCodePoint(Number.parseInt(escape.slice(1), 16))
    if (/^[0-7]{3}$/.test(escape)) return String.fromCharCode(Number.parseInt(escape, 8))
    return ESCAPES[escape] ?? escape
  })
}
