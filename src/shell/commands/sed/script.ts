import { unescape } from '../../escapes.ts'
import { posix, type Regex } from '../../regex/regex.ts'
import { RegexError } from '../../regex/syntax.ts'

/** A line that a sed command is for. */
export type Address =
  | { type: 'line'; line: number }
  | { type: 'last' }
  | { type: 'regex'; regex: Regex | undefined }
  | { type: 'step'; first: number; step: number }
  | { type: 'plus' | 'multiple'; count: number }

export interface SedCommand {
  name: string
  from?: Address
  to?: Address
  negated: boolean
  /** text of a, i, c; label of b, t, T; file of w, r; characters of y */
  text: string
  regex?: Regex | undefined
  replacement?: Part[]
  global?: boolean
  print?: boolean
  count?: number
  file?: string
  map?: Map<string, string>
  /** of `{`: where its `}` is; of b, t: where the label is */
  target: number
  /** a range has begun and not ended */
  active?: boolean
  until?: number
}

/** A piece of a replacement: text, a group's number, or a change of letters. */
export type Part = string | number
/** `\U`, `\L`, `\u`, `\l`, `\E` inside a replacement */
const CASE = new Map([
  ['U', '\u{f0001}U'],
  ['L', '\u{f0001}L'],
  ['u', '\u{f0001}u'],
  ['l', '\u{f0001}l'],
  ['E', '\u{f0001}E'],
])

export class SedError extends Error {}

/** Parses a sed script. Throws SedError with GNU sed's words. */
export function parseSed(script: string, extended: boolean): SedCommand[] {
  const commands: SedCommand[] = []
  const open: number[] = []
  let at = 0

  function fail(message: string, position = at): never {
    throw new SedError(`-e expression #1, char ${position}: ${message}`)
  }
  const blanks = () => {
    while (script[at] === ' ' || script[at] === '\t') at++
  }

  /** Text up to an unescaped delimiter; `\delimiter` stands for itself. Undefined: there is none. */
  function delimited(delimiter: string, regex: boolean): string | undefined {
    let text = ''
    let bracket = false
    for (; at < script.length; at++) {
      const letter = script[at] as string
      if (letter === '\\' && at + 1 < script.length) {
        const next = script[++at] as string
        if (bracket) text += `\\${next}`
        else if (next === delimiter)
          text += regex && /[.*[\]^$+?(){}|/]/.test(delimiter) && delimiter !== '/' ? `[${delimiter === '^' ? '\\^' : delimiter}]` : next
        else if (next === '\n' && regex) text += '\n'
        else text += `\\${next}`
        continue
      }
      if (bracket) {
        if (letter === '[' && /[:.=]/.test(script[at + 1] ?? '')) {
          const end = script.indexOf(`${script[at + 1]}]`, at + 2)
          if (end > 0) {
            text += script.slice(at, end + 2)
            at = end + 1
            continue
          }
        }
        if (letter === ']') bracket = false
      } else if (letter === delimiter) {
        at++
        return text
      } else if (regex && letter === '[') {
        bracket = true
        text += letter
        // a ] that comes first is an ordinary character
        if (script[at + 1] === '^') text += script[++at]
        if (script[at + 1] === ']') text += script[++at]
        continue
      } else if (letter === '\n' && !regex) {
        text += letter
        continue
      }
      text += letter
    }
    return undefined
  }

  function compile(pattern: string, flags: { ignoreCase: boolean; multiline: boolean }): Regex | undefined {
    if (pattern === '') return undefined
    try {
      return posix(pattern, { extended, escapes: true, ...flags })
    } catch (error) {
      if (error instanceof RegexError) return fail(error.message)
      throw error
    }
  }

  function address(): Address | undefined {
    const letter = script[at] ?? ''
    if (/\d/.test(letter)) {
      const first = number()
      if (script[at] !== '~') return { type: 'line', line: first }
      at++
      return { type: 'step', first, step: number() }
    }
    if (letter === '$') {
      at++
      return { type: 'last' }
    }
    if (letter === '+' || letter === '~') {
      at++
      return { type: letter === '+' ? 'plus' : 'multiple', count: number() }
    }
    if (letter !== '/' && letter !== '\\') return undefined
    at++
    const delimiter = letter === '/' ? '/' : (script[at++] ?? '')
    const pattern = delimited(delimiter, true)
    if (pattern === undefined) fail('unterminated address regex')
    const flags = { ignoreCase: false, multiline: false }
    for (; script[at] === 'I' || script[at] === 'M'; at++) {
      if (script[at] === 'I') flags.ignoreCase = true
      else flags.multiline = true
    }
    return { type: 'regex', regex: compile(pattern, flags) }
  }

  function number(): number {
    const digits = /^\d+/.exec(script.slice(at, at + 12))?.[0] ?? ''
    at += digits.length
    return Number(digits)
  }

  function replacementParts(text: string, groups: number): Part[] {
    const parts: Part[] = []
    let plain = ''
    const flush = () => {
      if (plain !== '') parts.push(plain)
      plain = ''
    }
    for (let index = 0; index < text.length; index++) {
      const letter = text[index] as string
      if (letter === '&') {
        flush()
        parts.push(0)
      } else if (letter === '\\' && index + 1 < text.length) {
        const next = text[++index] as string
        if (/\d/.test(next)) {
          if (Number(next) > groups) fail(`invalid reference \\${next} on \`s' command's RHS`)
          flush()
          parts.push(Number(next))
        } else if (CASE.has(next)) {
          flush()
          parts.push(CASE.get(next) as string)
        } else if (next === 'n') plain += '\n'
        else if (/[tfvarx]/.test(next)) {
          const hex = next === 'x' ? /^x[0-9a-fA-F]{1,2}/.exec(text.slice(index, index + 3))?.[0] : next
          plain += unescape(`\\${hex ?? next}`, { zeroOctal: false }).text
          index += (hex ?? next).length - 1
        } else plain += next
      } else plain += letter
    }
    flush()
    return parts
  }

  function end(): void {
    blanks()
    const letter = script[at]
    if (letter === undefined || letter === '\n' || letter === ';') at++
    else if (letter === '#') {
      while (at < script.length && script[at] !== '\n') at++
    } else if (letter !== '}') fail('extra characters after command', at + 1)
  }

  function line(): string {
    const stop = script.indexOf('\n', at)
    const text = script.slice(at, stop < 0 ? undefined : stop)
    at = stop < 0 ? script.length : stop + 1
    return text
  }

  function label(): string {
    blanks()
    const text = /^[^;\n}]*/.exec(script.slice(at))?.[0] ?? ''
    at += text.length
    return text.trim()
  }

  while (at < script.length) {
    while (/[\s;]/.test(script[at] ?? '')) at++
    if (at >= script.length) break
    if (script[at] === '#') {
      line()
      continue
    }
    const command: SedCommand = { name: '', negated: false, text: '', target: 0 }
    const from = address()
    if (from) {
      command.from = from
      blanks()
      if (script[at] === ',') {
        at++
        blanks()
        const to = address()
        if (!to) fail("unexpected `,'", at)
        command.to = to as Address
      }
    } else if (script[at] === ',') fail("unexpected `,'", at + 1)
    blanks()
    while (script[at] === '!') {
      at++
      command.negated = true
      blanks()
    }
    const name = script[at++]
    if (name === undefined) fail('missing command', script.length)
    command.name = name as string
    switch (name) {
      case '{':
        open.push(commands.length)
        break
      case '}': {
        const start = open.pop()
        if (start === undefined) fail("unexpected `}'")
        if (from) fail("} doesn't want any addresses")
        ;(commands[start as number] as SedCommand).target = commands.length
        end()
        break
      }
      case 's': {
        const delimiter = script[at++] ?? ''
        const pattern = delimiter === '\n' || delimiter === '\\' ? undefined : delimited(delimiter, true)
        const replacement = pattern === undefined ? undefined : delimited(delimiter, false)
        if (pattern === undefined || replacement === undefined) fail("unterminated `s' command", script.length)
        const flags = { ignoreCase: false, multiline: false }
        for (;;) {
          const flag = script[at] ?? ''
          if (flag === 'g') command.global = true
          else if (flag === 'p') command.print = true
          else if (flag === 'i' || flag === 'I') flags.ignoreCase = true
          else if (flag === 'm' || flag === 'M') flags.multiline = true
          else if (/[1-9]/.test(flag)) {
            command.count = number()
            continue
          } else if (flag === 'w') {
            at++
            blanks()
            command.file = line()
            break
          } else break
          at++
        }
        if (command.file === undefined && !/^[\s;}#]?$/.test(script[at] ?? '')) fail("unknown option to `s'", at + 1)
        command.regex = compile(pattern as string, flags)
        command.replacement = replacementParts(replacement as string, command.regex?.groups ?? 9)
        if (command.file === undefined) end()
        break
      }
      case 'y': {
        const delimiter = script[at++] ?? ''
        const source = delimited(delimiter, false)
        const target = source === undefined ? undefined : delimited(delimiter, false)
        if (source === undefined || target === undefined) fail("unterminated `y' command", script.length)
        const letters = (text: string) => [...text.replace(/\\([\\n])/g, (_, letter: string) => (letter === 'n' ? '\n' : '\\'))]
        const [first, second] = [letters(source as string), letters(target as string)]
        if (first.length !== second.length) fail("strings for `y' command are different lengths", at)
        command.map = new Map(first.map((letter, index) => [letter, second[index] as string]))
        end()
        break
      }
      case 'a':
      case 'i':
      case 'c': {
        blanks()
        if (at >= script.length) fail("expected \\ after `a', `c' or `i'", script.length)
        if (script[at] === '\\') {
          at++
          const rest = script.slice(at)
          if (/^[ \t]*\n/.test(rest)) at += (/^[ \t]*\n/.exec(rest) as RegExpExecArray)[0].length
        }
        let text = line()
        while (/(?:^|[^\\])(?:\\\\)*\\$/.test(text) && at < script.length) text = `${text.slice(0, -1)}\n${line()}`
        command.text = text.replace(/\\([^])/g, (_, letter: string) => (letter === 't' ? '\t' : letter))
        break
      }
      case ':':
        command.text = /^[^\n;]*/.exec(script.slice(at))?.[0]?.trim() ?? ''
        at += (/^[^\n;]*/.exec(script.slice(at)) as RegExpExecArray)[0].length
        if (command.text === '') fail('":" lacks a label', at)
        break
      case 'b':
      case 't':
      case 'T':
        command.text = label()
        end()
        break
      case 'r':
      case 'w':
        blanks()
        command.text = line()
        if (command.text === '') fail('missing filename in r/R/w/W commands')
        break
      case 'q':
      case 'Q':
      case 'l':
        blanks()
        command.count = number()
        end()
        break
      case '=':
      case 'd':
      case 'D':
      case 'p':
      case 'P':
      case 'n':
      case 'N':
      case 'g':
      case 'G':
      case 'h':
      case 'H':
      case 'x':
      case 'z':
        end()
        break
      default:
        fail(`unknown command: \`${name}'`)
    }
    commands.push(command)
  }
  if (open.length > 0) fail("unmatched `{'", 0)
  const labels = new Map(commands.flatMap((command, index) => (command.name === ':' ? [[command.text, index] as const] : [])))
  for (const command of commands) {
    if (!'btT'.includes(command.name)) continue
    const target = command.text === '' ? commands.length : labels.get(command.text)
    if (target === undefined) throw new SedError(`can't find label for jump to \`${command.text}'`)
    command.target = target
  }
  return commands
}
