import { ownValue } from '../api/json.ts'
/** Flags as pflag reads them: `--name value`, `--name=value`. */
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

/** One flag of a program of Go's flag package. */
export interface GoFlag {
  usage: string
  /** shown and used where it is not given */
  default?: string
  bool?: boolean
}

/** What flag.Parse makes of the arguments; `error`: what it writes before it ends the program (`code`). */
export function goFlags(
  program: string,
  args: readonly string[],
  known: Readonly<Record<string, GoFlag>>,
): { values: Map<string, string>; rest: readonly string[] } | { error: string; code: number } {
  const values = new Map(Object.entries(known).map(([name, flag]) => [name, flag.default ?? (flag.bool ? 'false' : '')]))
  const stop = (problem: string) => ({ error: `${problem}${usageText(program, known)}`, code: problem === '' ? 0 : 2 })
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as string
    if (word === '--') return { values, rest: args.slice(at + 1) }
    if (!/^-./.test(word)) return { values, rest: args.slice(at) }
    const body = word.replace(/^--?/, '')
    if (body === '' || body.startsWith('-') || body.startsWith('=')) return stop(`bad flag syntax: ${word}\n`)
    const equals = body.indexOf('=')
    const name = equals < 0 ? body : body.slice(0, equals)
    const flag = ownValue(known, name)
    if (!flag) return stop(name === 'h' || name === 'help' ? '' : `flag provided but not defined: -${name}\n`)
    if (equals >= 0) values.set(name, body.slice(equals + 1))
    else if (flag.bool) values.set(name, 'true')
    else if (at + 1 < args.length) values.set(name, args[++at] as string)
    else return stop(`flag needs an argument: -${name}\n`)
  }
  return { values, rest: [] }
}

function usageText(program: string, known: Readonly<Record<string, GoFlag>>): string {
  const lines = Object.keys(known)
    .sort()
    .map((name) => {
      const { usage, default: value, bool } = known[name] as GoFlag
      const kind = bool ? '' : /^\d+$/.test(value ?? '') && name === 'status-code' ? ' int' : ' string'
      const shown =
        value === undefined || value === '' ? '' : kind === ' int' ? ` (default ${value})` : ` (default ${JSON.stringify(value)})`
      return `  -${name}${kind}\n    \t${usage}${shown}\n`
    })
  return `Usage of ${program}:\n${lines.join('')}`
}
