import { FileError } from '../../../cluster/machine/filesystem.ts'
import type { Writer } from '../../../sim/pipe.ts'
import { type Task, tick } from '../../../sim/task.ts'
import { type Command, type Io, Lines, readOptions } from '../../command.ts'
import { openWriter } from '../../files.ts'
import type { Regex } from '../../regex/regex.ts'
import { type Address, parseSed, type SedCommand, SedError } from './script.ts'

/** sed */
export const sed: Command = function* (io) {
  const args: string[] = []
  let suffix: string | undefined
  for (const word of io.args) {
    // -i takes its suffix only when it is attached
    const inPlace = /^-([nrEsuz]*)i(.*)$/.exec(word) ?? /^--in-place()(?:=(.*))?$/.exec(word)
    if (inPlace && args.at(-1) !== '-e' && args.at(-1) !== '-f') {
      suffix = inPlace[2] ?? ''
      if (inPlace[1]) args.push(`-${inPlace[1]}`)
    } else args.push(word)
  }
  const options = yield* readOptions(Object.assign(Object.create(io) as Io, { args }), 'nrEe:f:suzl:', {
    quiet: 'n',
    silent: 'n',
    expression: 'e',
    file: 'f',
    'regexp-extended': 'E',
    separate: 's',
    'null-data': 'z',
    unbuffered: 'u',
  })
  if (!options) return 1
  let operands = [...options.operands]
  const scripts: string[] = []
  for (const [letter, value] of options.all) {
    if (letter === 'e') scripts.push(value)
    else if (letter === 'f') {
      if (value !== '-' && !io.fs.exists(io.path(value)))
        return yield* io.fail(`couldn't open file ${value}: No such file or directory`, io.gnu ? 4 : 1)
      const lines = new Lines(io, [value])
      const text = (yield* lines.all()).join('\n')
      if (io.status !== 0) return yield* io.fail(`couldn't open file ${value}: No such file or directory`)
      scripts.push(text.replace(/^#!.*\n/, ''))
    }
  }
  if (scripts.length === 0) {
    const first = operands.shift()
    if (first === undefined) {
      if (!io.gnu) return yield* io.usage('')
      yield* io.process.stderr.write('Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n')
      return 1
    }
    scripts.push(first)
  }
  let commands: SedCommand[]
  const script = scripts.join('\n')
  try {
    commands = parseSed(script, options.has('E') || options.has('r'))
  } catch (error) {
    if (!(error instanceof SedError)) throw error
    return yield* io.fail(io.gnu ? error.message : error.message.replace(/^-e expression #1, char \d+: /, ''))
  }
  const linesOf = (files: readonly string[]) => {
    const lines = new Lines(io, files)
    if (options.has('z')) lines.separator = '\0'
    return lines
  }
  const quiet = options.has('n') || /^#n(\n|$)/.test(script)
  if (suffix === undefined && !options.has('s')) {
    const files: string[] = []
    for (const name of operands) {
      if (yield* readable(io, name)) files.push(name)
    }
    if (operands.length > 0 && files.length === 0) return io.status
    const run = new SedRun(io, commands, quiet, linesOf(files), (text) => io.out(text))
    return (yield* run.run()) ?? io.status
  }
  if (operands.length === 0 && suffix !== undefined) return yield* io.fail('no input files')
  operands = operands.length > 0 ? operands : ['-']
  for (const name of operands) {
    if (!(yield* readable(io, name))) continue
    let text = ''
    const write =
      suffix === undefined
        ? (piece: string) => io.out(piece)
        : function* (piece: string): Task {
            text += piece
          }
    for (const command of commands) command.active = false
    const status = yield* new SedRun(io, commands, quiet, linesOf([name]), write).run()
    if (suffix !== undefined) {
      const path = io.path(name)
      if (suffix !== '') io.fs.writeFile(suffix.includes('*') ? io.path(suffix.replaceAll('*', name)) : path + suffix, io.fs.readFile(path))
      yield* io.attempt(
        () => io.fs.writeFile(path, text),
        (reason) => `couldn't open file ${name}: ${reason}`,
        4,
      )
    }
    if (status !== undefined) return status
  }
  return io.status
}

function* readable(io: Io, name: string): Task<boolean> {
  if (name === '-' || name.startsWith('/dev/')) return true
  try {
    if (io.fs.stat(io.path(name)).type !== 'directory') return true
    yield* io.fail(io.gnu ? `read error on ${name}: Is a directory` : `${name}: Is a directory`, 2)
  } catch (error) {
    if (!(error instanceof FileError)) throw error
    yield* io.fail(io.gnu ? `can't read ${name}: ${error.message}` : `${name}: ${error.message}`, io.gnu ? 2 : 1)
  }
  return false
}

/** Commands that one line may take: endless branches end. */
const MAX_STEPS = 1_000_000

class SedRun {
  readonly #io: Io
  readonly #commands: readonly SedCommand[]
  readonly #quiet: boolean
  readonly #lines: Lines
  readonly #write: (text: string) => Task
  readonly #files = new Map<string, Writer>()
  #queue: string[] = []
  #next: string | undefined
  #number = 0
  #space = ''
  #hold = ''
  #unterminated = false
  #out = ''
  #appended: (string | { file: string })[] = []
  #lastRegex: Regex | undefined

  constructor(io: Io, commands: readonly SedCommand[], quiet: boolean, lines: Lines, write: (text: string) => Task) {
    this.#io = io
    this.#commands = commands
    this.#quiet = quiet
    this.#lines = lines
    this.#write = write
  }

  /** Returns the exit code that `q` asked for. */
  *run(): Task<number | undefined> {
    this.#next = yield* this.#read()
    let again = false
    for (;;) {
      if (!again && !(yield* this.#advance())) break
      again = false
      const end = yield* this.#cycle()
      if (end === 'again') {
        again = true
        yield* this.#flushAppended()
        continue
      }
      if (!this.#quiet && end !== 'deleted' && end !== 'silent') this.#print(this.#space)
      yield* this.#flushAppended()
      if (typeof end === 'object' || end === 'silent') {
        yield* this.#flush()
        return typeof end === 'object' ? end.status : 0
      }
    }
    yield* this.#flush()
    return undefined
  }

  *#flush(): Task {
    yield* this.#write(this.#out)
    this.#out = ''
  }

  /** The next line of input, looked at ahead to know which one is the last. */
  *#read(): Task<string | undefined> {
    while (this.#queue.length === 0) {
      // before waiting for more, show what there is: `sed` in a pipe streams
      if (this.#out !== '') yield* this.#flush()
      const batch = yield* this.#lines.batch()
      if (!batch) return undefined
      this.#queue = batch.reverse()
    }
    return this.#queue.pop()
  }

  /** Takes the next line into the pattern space. */
  *#advance(): Task<boolean> {
    if (this.#next === undefined) return false
    this.#space = this.#next
    this.#number++
    this.#next = yield* this.#read()
    this.#unterminated = this.#next === undefined && this.#lines.unterminated
    return true
  }

  #print(text: string): void {
    this.#out += this.#unterminated && this.#next === undefined ? text : text + this.#lines.separator
  }

  *#flushAppended(): Task {
    for (const item of this.#appended) {
      const text = typeof item === 'string' ? `${item}\n` : this.#fileText(item.file)
      if (this.#unterminated && this.#next === undefined && this.#out !== '' && !this.#out.endsWith('\n')) this.#out += '\n'
      this.#out += text
    }
    this.#appended = []
    if (this.#out.length > 32_768) yield* this.#flush()
  }

  #fileText(name: string): string {
    const node = this.#io.fs.lookup(this.#io.path(name))
    return node?.type === 'file' ? this.#io.fs.readFile(this.#io.path(name)) : ''
  }

  #at(address: Address): boolean {
    switch (address.type) {
      case 'line':
        return this.#number === address.line
      case 'last':
        return this.#next === undefined
      case 'step':
        return address.step === 0
          ? this.#number === address.first
          : this.#number >= address.first && (this.#number - address.first) % address.step === 0
      case 'regex': {
        const regex = address.regex ?? this.#lastRegex
        this.#lastRegex = regex
        return regex?.test(this.#space) ?? false
      }
      default:
        return false
    }
  }

  #selected(command: SedCommand): boolean {
    const { from, to } = command
    if (!from) return true
    if (!to) return this.#at(from)
    if (command.active) {
      if (
        to.type === 'line'
          ? this.#number >= to.line
          : to.type === 'plus' || to.type === 'multiple'
            ? this.#number >= (command.until as number)
            : this.#at(to)
      ) {
        command.active = false
        // a range whose end lies behind was only its first line
        if (to.type === 'line' && this.#number > to.line) return this.#at(from)
      }
      return true
    }
    const starts = from.type === 'line' && from.line === 0 ? this.#number === 1 : this.#at(from)
    if (!starts) return false
    if (to.type === 'line') command.active = to.line > this.#number
    else if (to.type === 'plus' || to.type === 'multiple') {
      command.until =
        to.type === 'plus' ? this.#number + to.count : to.count === 0 ? this.#number : Math.ceil(this.#number / to.count) * to.count
      command.active = command.until > this.#number
    } else if (from.type === 'line' && from.line === 0) command.active = !this.#at(to)
    else command.active = true
    return true
  }

  *#cycle(): Task<'end' | 'deleted' | 'again' | 'silent' | { status: number }> {
    let substituted = false
    let steps = 0
    const commands = this.#commands
    for (let at = 0; at < commands.length; at++) {
      const command = commands[at] as SedCommand
      if (++steps % 100 === 0) yield* tick()
      if (steps > MAX_STEPS) {
        yield* this.#io.fail('podtalk stopped an endless branch')
        return { status: 1 }
      }
      if (command.name === '}' || command.name === ':') continue
      if (this.#selected(command) === command.negated) {
        if (command.name === '{') at = command.target
        continue
      }
      switch (command.name) {
        case 's':
          if (this.#substitute(command)) {
            substituted = true
            if (command.print) this.#print(this.#space)
            if (command.file !== undefined) yield* this.#writeFile(command.file)
          }
          break
        case 'y':
          this.#space = [...this.#space].map((letter) => command.map?.get(letter) ?? letter).join('')
          break
        case 'd':
          return 'deleted'
        case 'D': {
          const end = this.#space.indexOf(this.#lines.separator)
          if (end < 0) return 'deleted'
          this.#space = this.#space.slice(end + 1)
          return 'again'
        }
        case 'p':
          this.#print(this.#space)
          break
        case 'P':
          this.#out += this.#space.split(this.#lines.separator, 1)[0] + this.#lines.separator
          break
        case 'q':
          return { status: command.count ?? 0 }
        case 'Q':
          this.#space = ''
          return command.count ? { status: command.count } : 'silent'
        case 'n':
          if (!this.#quiet) this.#print(this.#space)
          if (this.#next === undefined) return this.#quiet ? { status: 0 } : 'silent'
          yield* this.#flushAppended()
          yield* this.#advance()
          break
        case 'N': {
          if (this.#next === undefined) return 'end'
          const before = this.#space
          yield* this.#flushAppended()
          yield* this.#advance()
          this.#space = before + this.#lines.separator + this.#space
          break
        }
        case 'g':
          this.#space = this.#hold
          break
        case 'G':
          this.#space += this.#lines.separator + this.#hold
          break
        case 'h':
          this.#hold = this.#space
          break
        case 'H':
          this.#hold += this.#lines.separator + this.#space
          break
        case 'x':
          ;[this.#space, this.#hold] = [this.#hold, this.#space]
          break
        case 'z':
          this.#space = ''
          break
        case 'a':
          this.#appended.push(command.text)
          break
        case 'i':
          this.#out += `${command.text}\n`
          break
        case 'c':
          if (!command.to || command.negated || !command.active) this.#out += `${command.text}\n`
          return 'deleted'
        case 'r':
          this.#appended.push({ file: command.text })
          break
        case 'w':
          yield* this.#writeFile(command.text)
          break
        case '=':
          this.#out += `${this.#number}\n`
          break
        case 'l':
          this.#out += `${this.#space.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n')}$\n`
          break
        case 'b':
          at = command.target
          break
        case 't':
          if (substituted) at = command.target
          substituted = false
          break
        case 'T':
          if (!substituted) at = command.target
          substituted = false
          break
      }
      if (this.#space.length > 4_000_000) {
        yield* this.#io.fail("couldn't allocate memory")
        return { status: 4 }
      }
    }
    return 'end'
  }

  *#writeFile(name: string): Task {
    let writer = this.#files.get(name)
    if (!writer) {
      writer = openWriter(this.#io.process, name, false)
      this.#files.set(name, writer)
    }
    if (name === '/dev/stdout') yield* this.#flush()
    yield* writer.write(this.#space + this.#lines.separator)
  }

  #substitute(command: SedCommand): boolean {
    const regex = command.regex ?? this.#lastRegex
    if (!regex) return false
    this.#lastRegex = regex
    const text = this.#space
    let out = ''
    let from = 0
    let search = 0
    let count = 0
    let changed = false
    while (search <= text.length) {
      const match = regex.exec(text, search)
      if (!match) break
      const empty = match.end === match.index
      // an empty match right behind a match does not count
      if (!(empty && match.index === from && count > 0 && search === from)) {
        count++
        if (count >= (command.count ?? 1)) {
          out += text.slice(from, match.index) + replaced(command.replacement as (string | number)[], match.groups)
          from = match.end
          changed = true
          if (!command.global) break
        }
      }
      search = empty ? match.end + 1 : match.end
    }
    if (changed) this.#space = out + text.slice(from)
    return changed
  }
}

function replaced(parts: readonly (string | number)[], groups: readonly (string | undefined)[]): string {
  let out = ''
  let mode = ''
  let once = ''
  for (const part of parts) {
    if (typeof part === 'string' && part.startsWith('\u{f0001}')) {
      const letter = part.slice(-1)
      if (letter === 'u' || letter === 'l') once = letter
      else mode = letter === 'E' ? '' : letter
      continue
    }
    let text = typeof part === 'number' ? (groups[part] ?? '') : part
    if (mode === 'U') text = text.toUpperCase()
    else if (mode === 'L') text = text.toLowerCase()
    if (once !== '' && text !== '') {
      text = (once === 'u' ? text.slice(0, 1).toUpperCase() : text.slice(0, 1).toLowerCase()) + text.slice(1)
      once = ''
    }
    out += text
  }
  return out
}
