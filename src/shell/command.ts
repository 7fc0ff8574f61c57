import { ownValue } from '../cluster/api/json.ts'
import { FileError, type FileSystem, resolvePath } from '../cluster/machine/filesystem.ts'
import type { Process, Program } from '../cluster/machine/machine.ts'
import type { Reader } from '../sim/pipe.ts'
import type { Task } from '../sim/task.ts'
import { openReader } from './files.ts'
import { BUSYBOX_BANNER, BUSYBOX_LETTERS, BUSYBOX_USAGE } from './usage.ts'

/** Whose program it is: GNU's (Debian, the node, the laptop) or busybox's. They word things differently. */
export type Style = 'gnu' | 'busybox'

/** GNU programs that word it differently when a file cannot be opened, or is a directory. */
const CANNOT_OPEN: Record<string, readonly [string, string]> = {
  head: ["cannot open '%' for reading: ", "error reading '%': "],
  tac: ["failed to open '%' for reading: ", '%: read error: '],
  sort: ['cannot read: %: ', 'read failed: %: '],
  split: ["cannot open '%' for reading: ", "error reading '%': "],
  uniq: ['%: ', "error reading '%': "],
}

/** busybox's programs that name only the file and the reason when it cannot be opened. */
const PLAIN_OPEN = new Set('base64 cmp cut head hexdump nl od paste rev sort tac tee wc xxd'.split(' '))

/** What a command works with: its arguments, its streams, its machine. */
export class Io {
  readonly process: Process
  readonly style: Style
  /** the name it was called by */
  readonly name: string
  readonly args: readonly string[]
  /** the exit code so far: set by complaints about single files */
  status = 0

  constructor(process: Process, style: Style) {
    this.process = process
    this.style = style
    this.name = (process.argv[0] as string).split('/').at(-1) as string
    this.args = process.argv.slice(1)
  }

  get gnu(): boolean {
    return this.style === 'gnu'
  }

  /** Alpine's C library words wrong options in its own way. */
  get musl(): boolean {
    return !this.gnu && this.fs.exists('/etc/alpine-release')
  }

  get fs(): FileSystem {
    return this.process.machine.fs
  }

  get now(): number {
    return this.process.machine.clock.now
  }

  path(name: string): string {
    return resolvePath(this.process.cwd, name)
  }

  *out(text: string): Task {
    if (text !== '') yield* this.process.stdout.write(text)
  }

  /** ‘name’ in a UTF-8 locale, 'name' elsewhere: containers have no locale. */
  quotes(text: string): string {
    const { env } = this.process
    return /UTF-?8/i.test(env.get('LC_ALL') || env.get('LANG') || '') ? text : text.replace(/[‘’]/g, "'")
  }

  /** Writes `<name>: <text>` to standard error. Returns the exit code given, for `return yield* …`. */
  *fail(text: string, status = 1): Task<number> {
    yield* this.process.stderr.write(`${this.name}: ${this.quotes(text)}\n`)
    this.status = status
    return status
  }

  /** Opens a file to read it (`-` is standard input); tells why it cannot. */
  *open(name: string, status = 1): Task<Reader | undefined> {
    if (name === '-') return this.process.stdin
    try {
      if (name === '') throw new FileError('ENOENT', name)
      if (this.fs.lookup(this.path(name))?.type === 'directory') throw new FileError('EISDIR', name)
      return openReader(this.process, name)
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      yield* this.fail(this.cannotOpen(name, error), status)
      return undefined
    }
  }

  cannotOpen(name: string, error: FileError): string {
    const said = this.gnu ? ownValue(CANNOT_OPEN, this.name) : undefined
    if (said) return said[error.errno === 'EISDIR' ? 1 : 0].replace('%', name) + error.message
    if (error.errno === 'EISDIR') return this.gnu ? `${name}: Is a directory` : `read error: Is a directory`
    return this.gnu || PLAIN_OPEN.has(this.name) ? `${name}: ${error.message}` : `can't open '${name}': ${error.message}`
  }

  /** Runs a file operation; its failure is told by `text` and sets the status. True when it worked. */
  *attempt(operation: () => void, text: (reason: string) => string, status = 1): Task<boolean> {
    try {
      operation()
      return true
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      yield* this.fail(text(error.message), status)
      return false
    }
  }

  /** The usage mistake that getopt reports, in this style's words. */
  *usage(problem: string, status = 1): Task<number> {
    const { name } = this
    yield* this.process.stderr.write(
      this.gnu
        ? `${problem === '' ? '' : `${name}: ${this.quotes(problem)}\n`}${name === 'grep' ? 'Usage: grep [OPTION]... PATTERNS [FILE]...\n' : ''}${name === 'diff' || name === 'cmp' ? `${name}: ` : ''}Try '${name} --help' for more information.\n`
        : `${
            problem === '' ? '' : `${name}: ${problem}\n`
          }${BUSYBOX_BANNER}\n\nUsage: ${name}${Object.hasOwn(BUSYBOX_USAGE, name) ? ` ${BUSYBOX_USAGE[name]}` : ''}\n`,
    )
    return status
  }
}

/** What a command does; its return is the exit code (undefined: `io.status`). */
export type Command = (io: Io) => Task<number | void>

/** A command as a machine's program. */
export function asProgram(command: Command, style: Style): Program {
  return function* (process) {
    const io = new Io(process, style)
    return (yield* command(io)) ?? io.status
  }
}

/** Options that were read: the last value of each letter, and the operands. */
export interface Options {
  /** letter -> its argument ('' for plain flags); repeated ones in `all` */
  readonly flags: ReadonlyMap<string, string>
  readonly all: readonly (readonly [letter: string, value: string])[]
  readonly operands: readonly string[]
  has(letter: string): boolean
  get(letter: string): string | undefined
}

/**
 * Reads options as getopt_long does. `letters` is getopt's string (`n:qv`); `long` maps names to
 * letters. `first`: stop at the first operand. Undefined: a mistake was told; return `io.status`.
 */
export function* readOptions(
  io: Io,
  letters: string,
  long: Record<string, string> = {},
  settings: { first?: boolean; status?: number; numbers?: string } = {},
): Task<Options | undefined> {
  const flags = new Map<string, string>()
  const all: [string, string][] = []
  const operands: string[] = []
  const status = settings.status ?? 1
  const takes = (letter: string) => letters[letters.indexOf(letter) + 1] === ':' && letters[letters.indexOf(letter) + 2] !== ':'
  const mayTake = (letter: string) => letters.startsWith('::', letters.indexOf(letter) + 1)
  const set = (letter: string, value: string) => {
    flags.set(letter, value)
    all.push([letter, value])
  }
  const { args } = io
  const allowed = io.gnu ? undefined : ownValue(BUSYBOX_LETTERS, io.name)
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as string
    if (word === '--') {
      operands.push(...args.slice(at + 1))
      break
    }
    if (word[0] !== '-' || word === '-') {
      operands.push(word)
      if (settings.first) {
        operands.push(...args.slice(at + 1))
        break
      }
      continue
    }
    if (word.startsWith('--')) {
      const equals = word.indexOf('=')
      const given = word.slice(2, equals < 0 ? undefined : equals)
      const names = Object.hasOwn(long, given) ? [given] : Object.keys(long).filter((name) => name.startsWith(given))
      const letter = names.length === 1 ? (long[names[0] as string] as string) : undefined
      if (letter === undefined) {
        io.status = yield* io.usage(
          names.length > 1
            ? `option '${word}' is ambiguous; possibilities: ${names.map((name) => `'--${name}'`).join(' ')}`
            : io.musl
              ? `unrecognized option: ${given}`
              : `unrecognized option '${word}'`,
          status,
        )
        return undefined
      }
      if (letters.includes(letter) && takes(letter)) {
        const value = equals >= 0 ? word.slice(equals + 1) : args[++at]
        if (value === undefined) {
          io.status = yield* io.usage(`option '--${names[0]}' requires an argument`, status)
          return undefined
        }
        set(letter, value)
      } else set(letter, equals >= 0 ? word.slice(equals + 1) : '')
      continue
    }
    if (settings.numbers && /^-\d+$/.test(word)) {
      set(settings.numbers, word.slice(1))
      continue
    }
    for (let index = 1; index < word.length; index++) {
      const letter = word[index] as string
      if (letter === ':' || !letters.includes(letter) || allowed?.includes(letter) === false) {
        io.status = yield* io.usage(io.musl ? `unrecognized option: ${letter}` : `invalid option -- '${letter}'`, status)
        return undefined
      }
      if (mayTake(letter)) {
        set(letter, word.slice(index + 1))
        break
      }
      if (!takes(letter)) {
        set(letter, '')
        continue
      }
      const value = index + 1 < word.length ? word.slice(index + 1) : args[++at]
      if (value === undefined) {
        io.status = yield* io.usage(
          io.musl ? `option requires an argument: ${letter}` : `option requires an argument -- '${letter}'`,
          status,
        )
        return undefined
      }
      set(letter, value)
      break
    }
  }
  return { flags, all, operands, has: (letter) => flags.has(letter), get: (letter) => flags.get(letter) }
}

/** Whom nothing is asked, where the reader is open already. */
const NOBODY = undefined as unknown as Io

/** The text of several files (standard input when there are none), one line after the other. */
export class Lines {
  readonly #io: Io
  #files: string[]
  #reader: Reader | undefined
  #rest = ''
  #status: number
  /** the file that is being read */
  file = ''
  /** the last line of the file had no line end */
  unterminated = false
  /** what ends a line: a NUL for `-z` */
  separator = '\n'
  /** called when another file begins */
  onFile: (() => void) | undefined

  constructor(io: Io, files: readonly string[], status = 1) {
    this.#io = io
    this.#files = files.length > 0 ? [...files] : ['-']
    this.#status = status
  }

  /** The lines of one open reader. */
  static of(reader: Reader): Lines {
    const lines = new Lines(NOBODY, [], 0)
    lines.#files = []
    lines.#reader = reader
    return lines
  }

  /** The next piece of text. */
  *read(): Task<string | undefined> {
    for (;;) {
      if (!this.#reader) {
        const file = this.#files.shift()
        if (file === undefined) return undefined
        this.#reader = yield* this.#io.open(file, this.#status)
        if (!this.#reader) continue
        this.file = file
        this.onFile?.()
      }
      const piece = yield* this.#reader.read()
      if (piece !== undefined) return piece
      this.#reader = undefined
    }
  }

  /** As many whole lines as are there (at least one); undefined at the end. Never mixes two files. */
  *batch(): Task<string[] | undefined> {
    for (;;) {
      if (!this.#reader) {
        const file = this.#files.shift()
        if (file === undefined) return undefined
        this.#reader = yield* this.#io.open(file, this.#status)
        if (!this.#reader) continue
        this.file = file
        this.unterminated = false
        this.onFile?.()
      }
      const piece = yield* this.#reader.read()
      if (piece === undefined) {
        this.#reader = undefined
        const last = this.#rest
        this.#rest = ''
        if (last === '') continue
        this.unterminated = true
        return [last]
      }
      const last = piece.lastIndexOf(this.separator)
      if (last < 0) {
        this.#rest += piece
        this.#io?.process.hold(piece.length)
        continue
      }
      const whole = this.#rest + piece.slice(0, last)
      this.#rest = piece.slice(last + 1)
      return whole.split(this.separator)
    }
  }

  /** All lines at once. */
  *all(): Task<string[]> {
    const lines: string[] = []
    for (;;) {
      const batch = yield* this.batch()
      if (!batch) return lines
      for (const line of batch) {
        this.#io?.process.hold(line.length + 1)
        lines.push(line)
      }
    }
  }
}

/** Ends every line. */
export function joinLines(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}
