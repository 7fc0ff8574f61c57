/** One option of a command. `argument`: it takes a value. */
export interface OptionSpec {
  short?: string
  long?: string
  argument?: boolean
  /** the key under which it is found; default: the long name, else the short one */
  key?: string
}

export interface ParsedOptions {
  /** values of options with an argument, in order; for others '' each time it was given */
  values: Map<string, string[]>
  operands: string[]
}

export type OptionProblem = { unknown: string; short: boolean } | { missing: string; short: boolean } | { ambiguous: string }

export interface OptionStyle {
  /** operands end the options (busybox with `+`, POSIX) */
  stopAtOperand?: boolean
  /** `--max` for `--max-time` */
  abbreviations?: boolean
}

/** getopt_long over a table. Returns the first problem instead, for the command to put in its words. */
export function parseOptions(
  args: readonly string[],
  specs: readonly OptionSpec[],
  style: OptionStyle = {},
): ParsedOptions | OptionProblem {
  const values = new Map<string, string[]>()
  const operands: string[] = []
  const add = (spec: OptionSpec, value: string): void => {
    const key = spec.key ?? spec.long ?? (spec.short as string)
    const list = values.get(key)
    if (list) list.push(value)
    else values.set(key, [value])
  }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    if (arg === '--') {
      operands.push(...args.slice(i + 1))
      break
    }
    if (arg.startsWith('--')) {
      const equals = arg.indexOf('=')
      const name = equals < 0 ? arg.slice(2) : arg.slice(2, equals)
      let spec = specs.find((each) => each.long === name)
      if (!spec && style.abbreviations !== false) {
        const matching = specs.filter((each) => each.long?.startsWith(name))
        if (matching.length > 1) return { ambiguous: name }
        spec = matching[0]
      }
      if (!spec) return { unknown: name, short: false }
      if (!spec.argument) add(spec, '')
      else if (equals >= 0) add(spec, arg.slice(equals + 1))
      else if (i + 1 < args.length) add(spec, args[++i] as string)
      else return { missing: spec.long as string, short: false }
      continue
    }
    if (!arg.startsWith('-') || arg === '-') {
      operands.push(arg)
      if (style.stopAtOperand) {
        operands.push(...args.slice(i + 1))
        break
      }
      continue
    }
    for (let at = 1; at < arg.length; at++) {
      const letter = arg[at] as string
      const spec = specs.find((each) => each.short === letter)
      if (!spec) return { unknown: letter, short: true }
      if (!spec.argument) add(spec, '')
      else {
        if (at + 1 < arg.length) add(spec, arg.slice(at + 1))
        else if (i + 1 < args.length) add(spec, args[++i] as string)
        else return { missing: letter, short: true }
        break
      }
    }
  }
  return { values, operands }
}

/** The last value given for an option. */
export function lastOf(options: ParsedOptions, key: string): string | undefined {
  return options.values.get(key)?.at(-1)
}
