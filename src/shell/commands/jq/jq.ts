import type { Task } from '../../../sim/task.ts'
import { type Command, type Io, Lines } from '../../command.ts'
import { rootInput } from '../less/less.ts'
import { JsonProblem, JsonReader } from './json-reader.ts'
import { JqRun } from './run.ts'
import { parseJq } from './syntax.ts'
import { type Filter, JqSyntaxError, type Json } from './tree.ts'
import { JqError, truth } from './values.ts'

/** Steps that one run may take. */
const STEPS = 3_000_000

export interface JsonStyle {
  indent: string
  sorted?: boolean
  /** letters beyond ASCII as escapes */
  ascii?: boolean
}

/** JSON as jq writes it. */
export function jsonText(value: Json, style: JsonStyle, depth = 0): string {
  if (typeof value === 'number')
    return Number.isNaN(value)
      ? 'null'
      : Number.isFinite(value)
        ? numberText(value)
        : value > 0
          ? '1.7976931348623157e+308'
          : '-1.7976931348623157e+308'
  if (typeof value === 'string') {
    const text = JSON.stringify(value).replaceAll('\x7f', '\\u007f')
    if (!style.ascii) return text
    return text.replace(/[^\x00-\x7f]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
  }
  if (value === null || typeof value !== 'object') return String(value)
  const { indent } = style
  const line = indent === '' ? '' : `\n${indent.repeat(depth + 1)}`
  const end = indent === '' ? '' : `\n${indent.repeat(depth)}`
  if (Array.isArray(value))
    return value.length === 0 ? '[]' : `[${value.map((item) => line + jsonText(item, style, depth + 1)).join(',')}${end}]`
  const keys = style.sorted ? Object.keys(value).sort() : Object.keys(value)
  return keys.length === 0
    ? '{}'
    : `{${keys.map((key) => `${line}${JSON.stringify(key)}:${indent === '' ? '' : ' '}${jsonText(value[key] as Json, style, depth + 1)}`).join(',')}${end}}`
}

function numberText(value: number): string {
  const text = Number.isInteger(value) && Math.abs(value) >= 1e17 ? value.toExponential() : Object.is(value, -0) ? '-0' : String(value)
  // jq writes 1e1000's small brother as 1e+30
  return text.includes('e') ? text.replace(/e([+-])(\d)$/, 'e$10$2') : text
}

interface Settings {
  program: string | undefined
  files: string[]
  flags: Set<string>
  indent: string
  variables: Map<string, Json>
}

function* settingsOf(io: Io): Task<Settings | undefined> {
  const settings: Settings = { program: undefined, files: [], flags: new Set(), indent: '  ', variables: new Map() }
  const named: { [key: string]: Json } = Object.create(null)
  const positional: Json[] = []
  let rest: 'files' | 'args' | 'jsonargs' = 'files'
  const { args } = io
  const operand = (word: string) => {
    if (settings.program === undefined) settings.program = word
    else if (rest === 'files') settings.files.push(word)
    else positional.push(rest === 'args' ? word : JSON.parse(word))
  }
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as string
    const next = () => args[++at] ?? ''
    if (word === '--arg' || word === '--argjson' || word === '--rawfile' || word === '--slurpfile') {
      const [name, value] = [next(), next()]
      let json: Json = value
      if (word === '--argjson') {
        try {
          json = JSON.parse(value)
        } catch {
          yield* io.fail(
            `Invalid JSON text passed to --argjson\nUse ${io.name} --help for help with command-line options,\nor see the jq manpage, or online docs  at https://jqlang.github.io/jq`,
            2,
          )
          return undefined
        }
      } else if (word !== '--arg') {
        const text = (yield* new Lines(io, [value], 2).all()).join('\n')
        if (io.status !== 0) return undefined
        json = word === '--rawfile' ? `${text}\n` : [...documents(text)].map((document) => JSON.parse(document) as Json)
      }
      named[name] = json
      settings.variables.set(name, json)
    } else if (word === '--indent') settings.indent = ' '.repeat(Math.min(7, Math.max(0, Number(next()) || 0)))
    else if (word === '--tab') settings.indent = '\t'
    else if (word === '--args' || word === '--jsonargs') rest = word.slice(2) as 'args'
    else if (word === '-f' || word === '--from-file') {
      const text = (yield* new Lines(io, [next()], 2).all()).join('\n')
      if (io.status !== 0) return undefined
      if (settings.program !== undefined) settings.files.unshift(settings.program)
      settings.program = text
    } else if (word.startsWith('--')) {
      const letter = {
        '--raw-output': 'r',
        '--compact-output': 'c',
        '--slurp': 's',
        '--null-input': 'n',
        '--exit-status': 'e',
        '--sort-keys': 'S',
        '--raw-input': 'R',
        '--join-output': 'j',
        '--color-output': 'C',
        '--monochrome-output': 'M',
        '--ascii-output': 'a',
        '--unbuffered': 'u',
        '--seq': 'q',
        '--version': 'V',
        '--help': 'h',
      }[word]
      if (letter === undefined) {
        yield* unknownOption(io, word)
        return undefined
      }
      settings.flags.add(letter)
    } else if (/^-[a-zA-Z]+$/.test(word) && /^-[rcsneSRjCMauhVL]+$/.test(word))
      for (const letter of word.slice(1)) settings.flags.add(letter)
    else if (/^-[a-zA-Z]/.test(word)) {
      yield* unknownOption(io, word)
      return undefined
    } else operand(word)
  }
  settings.variables.set('__prog_args', positional)
  settings.variables.set('ARGS', { positional, named } as Json)
  if (settings.flags.has('c')) settings.indent = ''
  return settings
}

function* unknownOption(io: Io, word: string): Task {
  yield* io.process.stderr.write(
    `${io.name}: Unknown option: ${word}\nUse ${io.name} --help for help with command-line options,\nor see the jq manpage, or online docs  at https://jqlang.github.io/jq\n`,
  )
  io.status = 2
}

/** The whole JSON texts at the front of a stream of them. */
export function* documents(text: string): Generator<string, string> {
  let start = 0
  let depth = 0
  let inString = false
  let begun = false
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] as string
    if (inString) {
      if (letter === '\\') at++
      else if (letter === '"') {
        inString = false
        if (depth === 0) {
          yield text.slice(start, at + 1)
          start = at + 1
          begun = false
        }
      }
      continue
    }
    if (letter === '"') {
      if (begun && depth === 0) {
        yield text.slice(start, at)
        start = at
      }
      inString = true
      begun = true
    } else if (letter === '{' || letter === '[') {
      depth++
      begun = true
    } else if (letter === '}' || letter === ']') {
      depth--
      if (depth <= 0) {
        yield text.slice(start, at + 1)
        start = at + 1
        depth = 0
        begun = false
      }
    } else if (/\s/.test(letter)) {
      if (begun && depth === 0) {
        yield text.slice(start, at)
        start = at
        begun = false
      }
    } else begun = true
  }
  return text.slice(start)
}

/** The value of a text that JSON.parse does not take, as jq's own reader has it; `after` is what follows. Throws JsonProblem. */
function carefully(text: string, after: string, line: number, column: number): Json {
  const reader = new JsonReader(line + 1, column)
  for (const value of reader.read(text + after.slice(0, 1))) return value
  for (const value of reader.end()) return value
  return null
}

/** jq */
export const jq: Command = function* (io) {
  const settings = yield* settingsOf(io)
  if (!settings) return io.status || 2
  const { flags } = settings
  if (flags.has('V')) {
    yield* io.out('jq-1.7.1\n')
    return 0
  }
  // beside a pipe or a file the filter may be left out
  if (!(io.process.tty && io.process.stdin === rootInput(io.process))) settings.program ??= '.'
  if (settings.program === undefined || flags.has('h')) {
    yield* (flags.has('h') ? io.process.stdout : io.process.stderr).write(
      'jq - commandline JSON processor [version 1.7.1]\n\nUsage:\tjq [OPTIONS] FILTER [FILES...]\n\tjq [OPTIONS] --args FILTER [ARGUMENTS...]\n\tjq [OPTIONS] --jsonargs FILTER [JSON_VALUES...]\n',
    )
    return flags.has('h') ? 0 : 2
  }
  let filter: Filter
  try {
    filter = parseJq(settings.program)
  } catch (error) {
    if (!(error instanceof JqSyntaxError)) throw error
    yield* io.process.stderr.write(`jq: error: ${error.message}\njq: 1 compile error\n`)
    return 3
  }
  const style: JsonStyle = { indent: settings.indent, sorted: flags.has('S'), ascii: flags.has('a') }
  const waiting: Json[] = []
  const debugged: Json[] = []
  const run = new JqRun({
    steps: STEPS,
    environment: io.process.env,
    now: io.now,
    input: () => waiting.shift(),
    debug: (value) => debugged.push(value),
  })
  let last: Json | undefined
  let where = '<stdin>:0'
  const feed = function* (input: Json): Task {
    let out = ''
    try {
      for (const value of run.run(filter, input, settings.variables)) {
        last = value
        const raw =
          (flags.has('r') || flags.has('j') || flags.has('a')) && typeof value === 'string' && !(flags.has('a') && !flags.has('r'))
        out += (raw ? (value as string) : jsonText(value, style)) + (flags.has('j') ? '' : '\n')
        if (out.length > 32_768) {
          yield* io.out(out)
          out = ''
        }
      }
    } catch (error) {
      if (!(error instanceof JqError)) throw error
      yield* io.out(out)
      out = ''
      const undefinedName = /^(\$?\w+(?:\/\d+)?) is not defined$/.exec(error.message)
      if (undefinedName) {
        yield* io.process.stderr.write(
          `jq: error: ${undefinedName[1]} is not defined at <top-level>, line 1:\n${settings.program}\njq: 1 compile error\n`,
        )
        io.status = 3
      } else {
        const position = flags.has('n') ? '(at <unknown>)' : `(at ${where})`
        yield* io.process.stderr.write(
          `jq: error ${position}${typeof error.value === 'string' ? '' : ' (not a string)'}: ${typeof error.value === 'string' ? error.message : jsonText(error.value, { indent: '' })}\n`,
        )
        io.status = 5
      }
    }
    yield* io.out(out)
    for (const value of debugged.splice(0)) yield* io.process.stderr.write(`["DEBUG:",${jsonText(value, { indent: '' })}]\n`)
  }
  if (flags.has('n') && !settings.program.includes('input')) {
    yield* feed(null)
    return finish(io, flags, last)
  }
  const slurped: Json[] = []
  let raw = ''
  const all = flags.has('s') || flags.has('n')
  for (const file of settings.files) {
    if (file === '-' || io.fs.exists(io.path(file)) || file.startsWith('/dev/')) continue
    yield* io.process.stderr.write(`jq: error: Could not open file ${file}: No such file or directory\n`)
    io.status = 2
  }
  if (io.status !== 0 && settings.files.length === 1) return io.status
  const lines = new Lines(
    io,
    settings.files.filter((file) => file === '-' || io.fs.exists(io.path(file))),
    2,
  )
  let rest = ''
  /** lines before what is left in `rest` */
  let line = 0
  const count = (text: string) => text.split('\n').length - 1
  const take = function* (document: string, before: number, column: number, after: string): Task<boolean> {
    if (document.trim() === '') return true
    let value: Json
    try {
      value = JSON.parse(document)
    } catch {
      try {
        value = carefully(document, after, before, column)
      } catch (error) {
        if (!(error instanceof JsonProblem)) throw error
        yield* io.process.stderr.write(`jq: parse error: ${error.message}\n`)
        io.status = 5
        return false
      }
    }
    // jq counts whole lines as it reads them
    const ended = before + count(document) + (after.includes('\n') ? 1 : 0)
    where = `${lines.file === '-' || lines.file === '' ? '<stdin>' : lines.file}:${ended}`
    if (all) slurped.push(value)
    else yield* feed(value)
    return io.status !== 3
  }
  for (;;) {
    const piece = yield* lines.read()
    if (piece === undefined) break
    if (flags.has('R')) {
      raw += piece
      continue
    }
    rest += piece
    const found = documents(rest)
    let consumed = 0
    let next = found.next()
    for (; !next.done; next = found.next()) {
      const before = line
      const column = consumed - (rest.lastIndexOf('\n', consumed - 1) + 1)
      consumed += next.value.length
      line += count(next.value)
      if (!(yield* take(next.value, before, column, rest.slice(consumed)))) return io.status
    }
    rest = next.value
  }
  if (flags.has('R')) {
    if (flags.has('s')) slurped.push(raw)
    else for (const text of raw.replace(/\n$/, '').split('\n')) yield* feed(text)
  } else if (rest.trim() !== '' && !(yield* take(rest, line, 0, ''))) return io.status
  if (flags.has('s')) yield* feed(flags.has('R') ? raw : slurped)
  else if (flags.has('n')) {
    waiting.push(...slurped)
    yield* feed(null)
  }
  return finish(io, flags, last)
}

function finish(io: Io, flags: ReadonlySet<string>, last: Json | undefined): number {
  if (io.status !== 0) return io.status
  if (!flags.has('e')) return 0
  return last === undefined ? 4 : truth(last) ? 0 : 1
}
