/** Flags as Go's flag and pflag packages read them: `-name=value`, `--name value`, `-name`. */
export function flagsOf(args: readonly string[]): Map<string, string> {
  const flags = new Map<string, string>()
  for (let i = 0; i < args.length; i++) {
    const match = /^--?([\w-]+)(?:=([\s\S]*))?$/.exec(args[i] as string)
    if (!match) continue
    const next = args[i + 1]
    if (match[2] !== undefined) flags.set(match[1] as string, match[2])
    else if (next !== undefined && !next.startsWith('-')) {
      flags.set(match[1] as string, next)
      i++
    } else flags.set(match[1] as string, 'true')
  }
  return flags
}
