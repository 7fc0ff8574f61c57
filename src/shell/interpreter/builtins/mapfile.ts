import type { Builtin } from './registry.ts'

/** `mapfile`: the lines of standard input as an array. */
export const mapfile: Builtin = function* (shell, argv) {
  let strip = false
  let most = Number.POSITIVE_INFINITY
  let name = 'MAPFILE'
  for (let at = 1; at < argv.length; at++) {
    const word = argv[at] as string
    if (word === '-t') strip = true
    else if (word === '-n') most = Number(argv[++at]) || most
    else name = word
  }
  const elements = new Map<string, string>()
  while (elements.size < Math.min(most, 100_000)) {
    const line = yield* shell.stdin.until('\n')
    if (line === undefined) break
    elements.set(String(elements.size), strip ? line.replace(/\n$/, '') : line)
  }
  shell.variables.setArray(name, elements)
  return 0
}
