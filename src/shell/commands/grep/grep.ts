import { FileError } from '../../../cluster/machine/filesystem.ts'
import { type Task, tick } from '../../../sim/task.ts'
import { type Command, type Io, Lines, type Options, readOptions } from '../../command.ts'
import { openReader } from '../../files.ts'
import { matchesGlob } from '../../regex/glob.ts'
import { type Match, posix, type Regex } from '../../regex/regex.ts'
import { RegexError } from '../../regex/syntax.ts'

const LONG: Record<string, string> = {
  'extended-regexp': 'E',
  'fixed-strings': 'F',
  'basic-regexp': 'G',
  'perl-regexp': 'P',
  regexp: 'e',
  file: 'f',
  'ignore-case': 'i',
  'invert-match': 'v',
  'word-regexp': 'w',
  'line-regexp': 'x',
  count: 'c',
  'files-with-matches': 'l',
  'files-without-match': 'L',
  'max-count': 'm',
  'only-matching': 'o',
  quiet: 'q',
  silent: 'q',
  'no-messages': 's',
  'with-filename': 'H',
  'no-filename': 'h',
  'line-number': 'n',
  'after-context': 'A',
  'before-context': 'B',
  context: 'C',
  recursive: 'r',
  include: '1',
  exclude: '2',
  'exclude-dir': '3',
  color: '4',
  colour: '4',
  text: 'a',
  'byte-offset': 'b',
  'null-data': 'z',
  'line-buffered': 'U',
}

/** Finds the next match of any of the patterns, from a place in a line. */
type Finder = (line: string, from: number) => Match | undefined

function finder(patterns: readonly Regex[], options: Options): Finder {
  const whole = options.has('x')
  const words = options.has('w')
  const wordAt = (line: string, at: number) => /\w/.test(line[at] ?? '')
  return (line, from) => {
    let best: Match | undefined
    for (const pattern of patterns) {
      let start = from
      for (;;) {
        const match = pattern.exec(line, start)
        if (!match) break
        const fits = whole
          ? match.index === 0 && match.end === line.length
          : !words || (!wordAt(line, match.index - 1) && !wordAt(line, match.end))
        if (fits) {
          // leftmost, then longest, of all patterns
          if (!best || match.index < best.index || (match.index === best.index && match.end > best.end)) best = match
          break
        }
        start = match.index + 1
        if (whole || start > line.length) break
      }
    }
    return best
  }
}

/** grep, egrep, fgrep */
export const grep: Command = function* (io) {
  const options = yield* readOptions(io, 'EFGPe:f:ivywxcLlm:oqsHhnA:B:C:rRaIbzU1:2:3:4', LONG, { status: 2, numbers: 'C' })
  if (!options) return 2
  let operands = [...options.operands]
  const texts = options.all.filter(([letter]) => letter === 'e').flatMap(([, text]) => text.split('\n'))
  for (const [letter, name] of options.all) {
    if (letter !== 'f') continue
    const reader = yield* io.open(name, 2)
    if (!reader) return 2
    texts.push(...(yield* new Lines(io, [name]).all()))
  }
  if (!options.has('e') && !options.has('f')) {
    const first = operands.shift()
    if (first === undefined) {
      if (!io.gnu) return yield* io.usage('', 2)
      yield* io.process.stderr.write(`Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n`)
      return 2
    }
    texts.push(...first.split('\n'))
  }
  for (const letter of ['A', 'B', 'C', 'm']) {
    const text = options.get(letter)
    if (text !== undefined && !/^\d+$/.test(text))
      return yield* io.fail(letter === 'm' ? 'invalid max count' : `${text}: invalid context length argument`, 2)
  }
  const last =
    options.all.findLast(([letter]) => 'EFGP'.includes(letter))?.[0] ?? (io.name === 'egrep' ? 'E' : io.name === 'fgrep' ? 'F' : 'G')
  const ignoreCase = options.has('i') || options.has('y')
  let regexes: Regex[]
  try {
    regexes = texts.map((text) =>
      last === 'F'
        ? posix(text.replace(/[\\^$.*[\]]/g, '\\$&'), { extended: false, ignoreCase })
        : posix(text, { extended: last !== 'G', escapes: last === 'P', perl: last === 'P', ignoreCase }),
    )
  } catch (error) {
    if (!(error instanceof RegexError)) throw error
    return yield* io.fail(error.message, 2)
  }
  const recursive = options.has('r') || options.has('R')
  const search = new Search(io, options, finder(regexes, options), recursive || operands.length > 1)
  if (operands.length === 0) operands = recursive ? ['.'] : ['-']
  const bare = recursive && options.operands.length <= (options.has('e') || options.has('f') ? 0 : 1)
  for (const name of operands) {
    yield* search.operand(name, bare)
    if (search.matched && options.has('q')) return 0
  }
  return search.failed && !(options.has('q') && search.matched) ? 2 : search.matched ? 0 : 1
}

class Search {
  matched = false
  failed = false
  readonly #io: Io
  readonly #options: Options
  readonly #find: Finder
  readonly #named: boolean

  constructor(io: Io, options: Options, find: Finder, several: boolean) {
    this.#io = io
    this.#options = options
    this.#find = find
    this.#named = options.has('H') || (several && !options.has('h'))
  }

  *operand(name: string, bare: boolean): Task {
    const io = this.#io
    const path = io.path(name)
    const node = name === '-' ? undefined : io.fs.lookup(path)
    if (node?.type === 'directory') {
      if (this.#options.has('r') || this.#options.has('R')) yield* this.#directory(bare ? '' : name, path)
      else if (io.gnu) {
        yield* this.#problem(name, 'Is a directory')
      }
      return
    }
    if (name === '-') yield* this.#file('(standard input)', undefined)
    else yield* this.#file(name, name)
  }

  *#directory(name: string, path: string): Task {
    yield* tick()
    const { fs } = this.#io
    const options = this.#options
    for (const child of fs.readdir(path)) {
      const full = `${path === '/' ? '' : path}/${child}`
      const node = fs.lookup(full, options.has('R'))
      const shown = name === '' ? child : `${name.replace(/\/$/, '')}/${child}`
      if (node?.type === 'directory') {
        if (!options.all.some(([letter, pattern]) => letter === '3' && matchesGlob(pattern, child, false)))
          yield* this.#directory(shown, full)
      } else if (node?.type === 'file') {
        const included = options.all.filter(([letter]) => letter === '1')
        if (included.length > 0 && !included.some(([, pattern]) => matchesGlob(pattern, child, false))) continue
        if (options.all.some(([letter, pattern]) => letter === '2' && matchesGlob(pattern, child, false))) continue
        yield* this.#file(shown, full)
      }
      if (this.matched && options.has('q')) return
    }
  }

  *#problem(name: string, reason: string): Task {
    this.failed = true
    if (!this.#options.has('s')) yield* this.#io.fail(`${name}: ${reason}`, 2)
  }

  *#file(shown: string, path: string | undefined): Task {
    const io = this.#io
    const options = this.#options
    let reader = io.process.stdin
    if (path !== undefined) {
      try {
        reader = openReader(io.process, path)
      } catch (error) {
        if (!(error instanceof FileError)) throw error
        return yield* this.#problem(shown, error.message)
      }
    }
    const lines = Lines.of(reader)
    if (options.has('z')) lines.separator = '\0'
    const invert = options.has('v')
    const limit = Number(options.get('m') ?? Number.POSITIVE_INFINITY)
    const after = Number(options.get('A') ?? options.get('C') ?? 0)
    const before = Number(options.get('B') ?? options.get('C') ?? 0)
    const context = options.has('A') || options.has('B') || options.has('C')
    const quiet = ['q', 'l', 'L', 'c'].some((letter) => options.has(letter))
    const label = (separator: string, number: number) =>
      `${this.#named ? shown + separator : ''}${options.has('n') ? number + separator : ''}`
    let count = 0
    let number = 0
    let printed = 0
    let pending = 0
    let held: [number, string][] = []
    reading: for (;;) {
      if (count >= limit && pending === 0) break
      const batch = yield* lines.batch()
      if (!batch) break
      let out = ''
      for (const line of batch) {
        number++
        const match = count < limit ? this.#find(line, 0) : undefined
        if ((match !== undefined) !== invert && count < limit) {
          count++
          if (quiet) {
            if (!options.has('c')) break reading
            continue
          }
          if (context) {
            const first = held[0]?.[0] ?? number
            if (printed > 0 && first > printed + 1) out += '--\n'
            for (const [at, text] of held) out += `${label('-', at)}${text}${lines.separator}`
            held = []
          }
          if (!options.has('o')) out += `${label(':', number)}${line}${lines.separator}`
          else if (match && !invert) out += this.#only(line, match, label(':', number), lines.separator)
          printed = number
          pending = after
        } else if (pending > 0) {
          pending--
          if (!quiet && !options.has('o')) out += `${label('-', number)}${line}${lines.separator}`
          printed = number
        } else if (count >= limit) break
        else if (before > 0 && !quiet) {
          held.push([number, line])
          if (held.length > before) held.shift()
        }
      }
      yield* io.out(out)
    }
    if (count > 0) this.matched = options.has('L') ? this.matched : true
    else if (options.has('L')) this.matched = true
    if (options.has('q')) return
    if (options.has('l')) yield* io.out(count > 0 ? `${shown}\n` : '')
    else if (options.has('L')) yield* io.out(count === 0 ? `${shown}\n` : '')
    else if (options.has('c')) yield* io.out(`${this.#named ? `${shown}:` : ''}${count}\n`)
  }

  /** -o: each match of a line on a line of its own. */
  #only(line: string, first: Match, label: string, end: string): string {
    let out = ''
    for (
      let match: Match | undefined = first;
      match;
      match = match.end > line.length ? undefined : this.#find(line, match.end > match.index ? match.end : match.end + 1)
    ) {
      if (match.end > match.index) out += `${label}${line.slice(match.index, match.end)}${end}`
      if (match.end >= line.length) break
    }
    return out
  }
}
