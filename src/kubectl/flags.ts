import { goQuote } from '../cluster/api/go-syntax.ts'
import type { Flag, FlagKind } from './command.ts'
import { CommandError } from './errors.ts'

/**
 * Flags are declared one a line: `-o, --output string=yaml?json  What it is for.` (or nothing: `help-words.ts` says it) with the default after
 * `=` (none: the kind's zero) and, after `?`, the value of the bare flag. Booleans need neither. A text that
 * begins with `DEPRECATED: ` says what to use instead.
 */
const LINE = /^\s*(?:-(\w), )?--([\w-]+) (\w+)(?:=((?:[^\s?\\]|\\.)*))?(?:\?(\S+))?\s*(.*)$/

const ZERO: Partial<Record<FlagKind, string>> = { bool: 'false', int: '0', int32: '0', int64: '0', duration: '0s' }
const parsed = new Map<string, readonly Flag[]>()

/** The flags of a declaration text, parsed once. */
export function flagsOf(declaration: string | undefined): readonly Flag[] {
  if (!declaration) return []
  let flags = parsed.get(declaration)
  if (!flags) {
    flags = declaration
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const [, short, name, kind, value, bare, usage] = LINE.exec(line) as unknown as [
          string,
          string?,
          string?,
          FlagKind?,
          string?,
          string?,
          string?,
        ]
        return {
          name: name as string,
          short,
          kind: kind as FlagKind,
          value: value ?? ZERO[kind as FlagKind] ?? '',
          bare: kind === 'bool' ? 'true' : bare,
          usage: usage ?? '',
          deprecated: /^DEPRECATED: (.*)/.exec(usage ?? '')?.[1],
        }
      })
    parsed.set(declaration, flags)
  }
  return flags
}

export type FlagValue = string | boolean | number | readonly string[]

/** A set of known flags and the values that were given. */
export class FlagSet {
  readonly flags: readonly Flag[]
  readonly #byName = new Map<string, Flag>()
  readonly #byShort = new Map<string, Flag>()
  readonly #values = new Map<string, FlagValue>()
  /** arguments that are no flags */
  args: string[] = []
  /** how many of them stood before `--`; -1 without one */
  dashAt = -1
  help = false
  /** flags that were used and should not be, in order */
  readonly deprecated = new Set<Flag>()

  constructor(flags: readonly Flag[]) {
    this.flags = flags
    for (const flag of flags) {
      if (!this.#byName.has(flag.name)) this.#byName.set(flag.name, flag)
      if (flag.short && !this.#byShort.has(flag.short)) this.#byShort.set(flag.short, flag)
    }
  }

  named(name: string): Flag | undefined {
    return this.#byName.get(name)
  }

  shorthand(letter: string): Flag | undefined {
    return this.#byShort.get(letter)
  }

  changed(name: string): boolean {
    return this.#values.has(name)
  }

  value(name: string): FlagValue {
    const given = this.#values.get(name)
    if (given !== undefined) return given
    const flag = this.#byName.get(name)
    return flag ? convert(flag, flag.value) : ''
  }

  /** Parses as pflag does, flags and arguments in any order. Throws CommandError with pflag's message. */
  parse(words: readonly string[]): void {
    for (let i = 0; i < words.length; i++) {
      const word = words[i] as string
      if (word === '--') {
        this.dashAt = this.args.length
        this.args.push(...words.slice(i + 1))
        return
      }
      if (word.length < 2 || word[0] !== '-') this.args.push(word)
      else if (word[1] === '-') i += this.#long(word, words[i + 1])
      else i += this.#short(word, words[i + 1])
    }
  }

  #long(word: string, next: string | undefined): number {
    const body = word.slice(2)
    const name = body.split('=', 1)[0] as string
    if (name === '' || name[0] === '-') throw new CommandError(`bad flag syntax: ${word}`)
    const flag = this.#byName.get(name)
    if (!flag) {
      if (name === 'help') return this.#askHelp()
      throw new CommandError(`unknown flag: --${name}`)
    }
    if (body.length > name.length) this.set(flag, body.slice(name.length + 1))
    else if (flag.bare !== undefined) this.set(flag, flag.bare)
    else if (next !== undefined) {
      this.set(flag, next)
      return 1
    } else throw new CommandError(`flag needs an argument: --${name}`)
    return 0
  }

  #short(word: string, next: string | undefined): number {
    let rest = word.slice(1)
    while (rest !== '') {
      const letter = rest[0] as string
      const flag = this.#byShort.get(letter)
      const letters = rest
      rest = rest.slice(1)
      if (!flag) {
        if (letter === 'h') return this.#askHelp()
        throw new CommandError(`unknown shorthand flag: ${goQuoteChar(letter)} in -${letters}`)
      }
      if (letters.length > 2 && letters[1] === '=') {
        this.set(flag, letters.slice(2))
        return 0
      }
      if (flag.bare !== undefined) this.set(flag, flag.bare)
      else if (letters.length > 1) {
        this.set(flag, letters.slice(1))
        return 0
      } else if (next !== undefined) {
        this.set(flag, next)
        return 1
      } else throw new CommandError(`flag needs an argument: ${goQuoteChar(letter)} in -${letters}`)
    }
    return 0
  }

  #askHelp(): 0 {
    this.help = true
    return 0
  }

  set(flag: Flag, text: string): void {
    let value: FlagValue
    try {
      value = convert(flag, text)
    } catch (error) {
      const names = flag.short ? `-${flag.short}, --${flag.name}` : `--${flag.name}`
      throw new CommandError(`invalid argument ${goQuote(text)} for ${goQuote(names)} flag: ${(error as Error).message}`)
    }
    if (flag.deprecated) this.deprecated.add(flag)
    // The first use of a list flag replaces its default, later ones add.
    const before = this.#values.get(flag.name)
    this.#values.set(flag.name, Array.isArray(value) && Array.isArray(before) ? [...before, ...value] : value)
  }
}

const goQuoteChar = (letter: string): string => `'${letter}'`

function convert(flag: Flag, text: string): FlagValue {
  switch (flag.kind) {
    case 'bool':
      return parseBool(text)
    case 'int':
    case 'int64':
      return parseInteger(text, 2 ** 63)
    case 'int32':
      return parseInteger(text, 2 ** 31)
    case 'duration':
      return parseDuration(text)
    case 'stringSlice':
      return text === '' ? [] : splitCsv(text)
    case 'stringToString':
      return (text === '' ? [] : splitCsv(text)).map(pairOf)
    case 'stringArray':
      return text === flag.value && text === '' ? [] : [text]
    default:
      return text
  }
}

function pairOf(text: string): string {
  if (!text.includes('=')) throw new Error(`${text} must be formatted as key=value`)
  return text
}

/** Go's strconv.ParseBool. Throws CommandError with its words. */
export function parseBool(text: string): boolean {
  if (/^(1|t|T|true|TRUE|True)$/.test(text)) return true
  if (/^(0|f|F|false|FALSE|False)$/.test(text)) return false
  throw new CommandError(`strconv.ParseBool: parsing ${goQuote(text)}: invalid syntax`)
}

function parseInteger(text: string, bound: number): number {
  const match = /^([+-]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|[1-9]\d*|0)$/.exec(text.replace(/(?<=\w)_(?=\w)/g, ''))
  if (!match) throw new Error(`strconv.ParseInt: parsing ${goQuote(text)}: invalid syntax`)
  const digits = match[2] as string
  const size = /^0[0-7]/.test(digits) ? Number.parseInt(digits, 8) : Number(digits)
  const value = match[1] === '-' ? -size : size
  if (value >= bound || value < -bound) throw new Error(`strconv.ParseInt: parsing ${goQuote(text)}: value out of range`)
  return value
}

const UNITS: Record<string, number> = { ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** Go's time.ParseDuration, in milliseconds. */
export function parseDuration(text: string): number {
  const match = /^([+-]?)(.*)$/s.exec(text) as RegExpExecArray
  let rest = match[2] as string
  if (rest === '0') return 0
  if (rest === '') throw new Error(`time: invalid duration ${goQuote(text)}`)
  let sum = 0
  while (rest !== '') {
    const part = /^(\d+\.?\d*|\.\d+)([^\d.]*)/.exec(rest)
    if (!part) throw new Error(`time: invalid duration ${goQuote(text)}`)
    if (part[2] === '') throw new Error(`time: missing unit in duration ${goQuote(text)}`)
    const unit = UNITS[part[2] as string]
    if (unit === undefined) throw new Error(`time: unknown unit ${goQuote(part[2] as string)} in duration ${goQuote(text)}`)
    sum += Number(part[1]) * unit
    rest = rest.slice(part[0].length)
  }
  return match[1] === '-' ? -sum : sum
}

/** One record of comma-separated values with quotes, as Go's csv reader splits it. */
function splitCsv(text: string): string[] {
  const fields: string[] = []
  let rest = text
  for (;;) {
    if (rest[0] === '"') {
      const quoted = /^"((?:[^"]|"")*)"(,|$)/.exec(rest)
      if (!quoted) throw new Error(`parse error on line 1, column ${rest.length + 1}: extraneous or missing " in quoted-field`)
      fields.push((quoted[1] as string).replaceAll('""', '"'))
      if (quoted[2] === '') return fields
      rest = rest.slice(quoted[0].length)
      continue
    }
    const comma = rest.indexOf(',')
    const field = comma < 0 ? rest : rest.slice(0, comma)
    if (field.includes('"'))
      throw new Error(`parse error on line 1, column ${text.indexOf(field) + field.indexOf('"') + 1}: bare " in non-quoted-field`)
    fields.push(field)
    if (comma < 0) return fields
    rest = rest.slice(comma + 1)
  }
}
