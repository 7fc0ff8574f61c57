import { FileError } from '../../../cluster/machine/filesystem.ts'
import type { Process } from '../../../cluster/machine/machine.ts'
import { Pipe, type Reader, type Writer } from '../../../sim/pipe.ts'
import { Interrupt, type Task, tick } from '../../../sim/task.ts'
import type { Io } from '../../command.ts'
import { formatDate } from '../../date.ts'
import { openReader, openWriter } from '../../files.ts'
import { formatFloat, formatInteger, pad } from '../../format.ts'
import { EMPTY_READER } from '../../interpreter/open-file.ts'
import { launch } from '../../launch.ts'
import { posix, type Regex } from '../../regex/regex.ts'
import { AwkError, type AwkProgram, awkString, type Expression, type Statement } from './syntax.ts'

/** Text that came from outside and compares as a number where it looks like one. */
class Field {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Scalar = number | string | Field | undefined
type Table = Map<string, Scalar>
/** A variable; an array when it was used as one. */
interface Cell {
  value: Scalar | Table
  /** the caller's variable that this parameter stands for as long as neither has a type */
  origin?: Cell | undefined
}

class Next {
  readonly file: boolean
  constructor(file: boolean) {
    this.file = file
  }
}
class Exit {
  readonly status: number | undefined
  constructor(status: number | undefined) {
    this.status = status
  }
}
class Return {
  readonly value: Scalar
  constructor(value: Scalar) {
    this.value = value
  }
}
class Break {}
class Continue {}

const NUMERIC = /^[ \t\n]*[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)[ \t\n]*$/
const MAX_CALLS = 200
const FLUSH_AT = 16_384

/** Reads records from a stream. */
class Records {
  readonly #reader: Reader
  #text = ''
  #ended = false

  constructor(reader: Reader) {
    this.#reader = reader
  }

  *next(separator: string): Task<string | undefined> {
    for (;;) {
      const record = this.#cut(separator)
      if (record !== undefined) return record
      if (this.#ended) return undefined
      const piece = yield* this.#reader.read()
      if (piece === undefined) this.#ended = true
      else this.#text += piece
    }
  }

  /** Is a whole record there without waiting? */
  ready(separator: string): boolean {
    return separator === '\n' ? this.#text.includes('\n') : this.#ended
  }

  #cut(separator: string): string | undefined {
    let text = this.#text
    if (separator === '') {
      text = text.replace(/^\n+/, '')
      const end = /\n\n+/.exec(text)
      if (end && (this.#ended || end.index + end[0].length < text.length)) {
        this.#text = text.slice(end.index + end[0].length)
        return text.slice(0, end.index)
      }
      if (!this.#ended) return undefined
      this.#text = ''
      const last = text.replace(/\n+$/, '')
      return last === '' ? undefined : last
    }
    if (separator.length > 1) {
      const match = posix(separator, { extended: true, escapes: true }).exec(text)
      if (match && match.end > match.index && (this.#ended || match.end < text.length)) {
        this.#text = text.slice(match.end)
        return text.slice(0, match.index)
      }
    } else {
      const end = text.indexOf(separator)
      if (end >= 0) {
        this.#text = text.slice(end + 1)
        return text.slice(0, end)
      }
    }
    if (!this.#ended || text === '') return undefined
    this.#text = ''
    return text
  }
}

/** One run of an awk program. */
export class AwkRun {
  readonly #io: Io
  readonly #program: AwkProgram
  readonly #globals = new Map<string, Cell>()
  #frame: Map<string, Cell> | undefined
  #calls = 0
  #record = ''
  #fields: string[] = []
  #split = true
  #out = ''
  #operands: string[]
  #input: Records | undefined
  #inputs = 0
  readonly #writers = new Map<string, { writer: Writer; child: Process | undefined; pipe: Pipe | undefined }>()
  readonly #readers = new Map<string, { records: Records; child: Process | undefined; pipe: Pipe | undefined }>()
  readonly #ranges = new Set<number>()
  #steps = 0
  #seed = 0
  #random = 1

  constructor(io: Io, program: AwkProgram, operands: readonly string[]) {
    this.#io = io
    this.#program = program
    this.#operands = [...operands]
    const set = (name: string, value: Scalar | Table) => this.#globals.set(name, { value })
    for (const [name, value] of [
      ['FS', ' '],
      ['OFS', ' '],
      ['ORS', '\n'],
      ['RS', '\n'],
      ['SUBSEP', '\x1c'],
      ['CONVFMT', '%.6g'],
      ['OFMT', '%.6g'],
      ['FILENAME', ''],
    ] as const)
      set(name, value)
    for (const name of ['NR', 'FNR', 'RSTART']) set(name, 0)
    set('RLENGTH', -1)
    set('NF', 0)
    set('ENVIRON', new Map([...io.process.env].map(([name, value]) => [name, new Field(value)])))
    set('ARGV', new Map(['awk', ...operands].map((word, index) => [String(index), new Field(word)])))
    set('ARGC', operands.length + 1)
  }

  /** `-v name=value` and operands like it. */
  assign(name: string, text: string): void {
    this.#set(name, new Field(awkString(text)))
  }

  /** Runs the program and returns its exit code. */
  *run(): Task<number> {
    let status = 0
    try {
      try {
        for (const rule of this.#program.rules) if (rule.pattern === 'BEGIN') yield* this.#execute(rule.body as Statement)
        const { rules } = this.#program
        if (rules.some(({ pattern }) => pattern !== 'BEGIN')) yield* this.#main()
      } catch (error) {
        if (!(error instanceof Exit)) throw error
        status = error.status ?? 0
      }
      for (const rule of this.#program.rules) if (rule.pattern === 'END') yield* this.#execute(rule.body as Statement)
    } catch (error) {
      if (error instanceof AwkError) yield* this.#flush()
      if (!(error instanceof Exit)) throw error
      status = error.status ?? status
    }
    yield* this.#flush()
    for (const name of [...this.#writers.keys()]) yield* this.#close(name)
    for (const name of [...this.#readers.keys()]) yield* this.#close(name)
    return status & 255 || this.#io.status
  }

  *#main(): Task {
    const rules = this.#program.rules.filter(({ pattern }) => pattern !== 'BEGIN' && pattern !== 'END')
    for (;;) {
      const record = yield* this.#nextRecord()
      if (record === undefined) return
      this.#setRecord(record)
      try {
        for (const [index, rule] of rules.entries()) {
          if (!(yield* this.#selected(rule.pattern as Expression | [Expression, Expression] | undefined, index))) continue
          if (rule.body) yield* this.#execute(rule.body)
          else this.#print(`${this.#record}${this.#text('ORS')}`)
        }
      } catch (error) {
        if (!(error instanceof Next)) throw error
        if (error.file) this.#input = undefined
      }
      if (this.#out.length > FLUSH_AT) yield* this.#flush()
    }
  }

  *#selected(pattern: Expression | [Expression, Expression] | undefined, index: number): Task<boolean> {
    if (pattern === undefined) return true
    if (!Array.isArray(pattern)) return truth(yield* this.#value(pattern))
    if (!this.#ranges.has(index)) {
      if (!truth(yield* this.#value(pattern[0]))) return false
      this.#ranges.add(index)
    }
    if (truth(yield* this.#value(pattern[1]))) this.#ranges.delete(index)
    return true
  }

  // ── input ──

  *#nextRecord(): Task<string | undefined> {
    for (;;) {
      if (!this.#input) {
        let name: string | undefined
        const count = Number(this.#number(this.#get('ARGC')))
        const list = this.#table('ARGV')
        while (this.#inputs < count - 1) {
          const word = this.#string(list.get(String(++this.#inputs)))
          const assignment = /^([A-Za-z_]\w*)=([^]*)$/.exec(word)
          if (assignment) this.assign(assignment[1] as string, assignment[2] as string)
          else if (word !== '') {
            name = word
            break
          }
        }
        if (name === undefined) {
          if (this.#operands === EMPTY) return undefined
          const files = this.#operands.some((word) => word !== '' && !/^[A-Za-z_]\w*=/.test(word))
          this.#operands = EMPTY
          if (files) return undefined
          name = '-'
        } else this.#operands = EMPTY
        const reader = yield* this.#openInput(name)
        if (!reader) {
          this.#io.status = 2
          if (this.#io.gnu) throw new Exit(2)
          continue
        }
        this.#input = new Records(reader)
        this.#set('FILENAME', name === '-' ? '' : name)
        this.#set('FNR', 0)
      }
      const separator = this.#text('RS')
      if (this.#out !== '' && !this.#input.ready(separator)) yield* this.#flush()
      const record = yield* this.#input.next(separator)
      if (record === undefined) {
        this.#input = undefined
        continue
      }
      this.#set('NR', this.#number(this.#get('NR')) + 1)
      this.#set('FNR', this.#number(this.#get('FNR')) + 1)
      return record
    }
  }

  *#openInput(name: string): Task<Reader | undefined> {
    if (name === '-') return this.#io.process.stdin
    try {
      return openReader(this.#io.process, name)
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      yield* this.#flush()
      yield* this.#io.fail(this.#io.gnu ? `cannot open ${name} (${error.message})` : `${name}: ${error.message}`, 2)
      return undefined
    }
  }

  #setRecord(text: string): void {
    this.#record = text
    this.#split = false
  }

  #splitFields(): void {
    if (this.#split) return
    this.#split = true
    this.#fields = this.#pieces(this.#record, this.#text('FS'))
    this.#setRaw('NF', this.#fields.length)
  }

  #pieces(text: string, separator: string): string[] {
    if (text === '') return []
    if (separator === ' ') return text.trim() === '' ? [] : text.replace(/^[ \t\n]+|[ \t\n]+$/g, '').split(/[ \t\n]+/)
    const paragraph = this.#text('RS') === ''
    if (separator === '') return [...text]
    if (separator.length === 1 && separator !== '\\') {
      return paragraph && separator !== '\n' ? text.split('\n').flatMap((line) => line.split(separator)) : text.split(separator)
    }
    const regex = this.#regex(separator)
    const out: string[] = []
    let from = 0
    let search = 0
    while (search <= text.length) {
      const match = regex.exec(text, search)
      if (!match) break
      if (match.end === match.index) {
        search = match.end + 1
        continue
      }
      out.push(text.slice(from, match.index))
      from = match.end
      search = match.end
    }
    out.push(text.slice(from))
    return out
  }

  #joinRecord(): void {
    this.#record = this.#fields.join(this.#text('OFS'))
  }

  #field(index: number): Scalar {
    if (index === 0) return new Field(this.#record)
    this.#splitFields()
    const text = this.#fields[index - 1]
    return text === undefined ? undefined : new Field(text)
  }

  #setField(index: number, value: string): void {
    if (index < 0 || index > 100_000) throw new AwkError(`run time error: negative field index $${index}`)
    if (index === 0) {
      this.#setRecord(value)
      return
    }
    this.#splitFields()
    while (this.#fields.length < index) this.#fields.push('')
    this.#fields[index - 1] = value
    this.#setRaw('NF', this.#fields.length)
    this.#joinRecord()
  }

  // ── variables ──

  #cell(name: string): Cell {
    const cell = this.#frame?.get(name) ?? this.#globals.get(name)
    if (cell) return cell
    const made: Cell = { value: undefined }
    this.#globals.set(name, made)
    return made
  }

  #get(name: string): Scalar {
    if (name === 'NF') this.#splitFields()
    const { value } = this.#cell(name)
    if (value instanceof Map) throw new AwkError(`run time error: type error in arg(1) in call to ${name}: array in scalar context`)
    return value
  }

  #text(name: string): string {
    return this.#string(this.#get(name))
  }

  #setRaw(name: string, value: Scalar): void {
    const cell = this.#cell(name)
    if (cell.value instanceof Map) throw new AwkError(`run time error: cannot use array ${name} as a scalar`)
    cell.value = value
  }

  #set(name: string, value: Scalar): void {
    if (name === 'NF') {
      this.#splitFields()
      const count = Math.max(0, Math.min(100_000, Math.trunc(this.#number(value))))
      this.#fields.length = Math.min(count, this.#fields.length)
      while (this.#fields.length < count) this.#fields.push('')
      this.#joinRecord()
    }
    // a record that was not split yet is split as FS was when it was read
    if (name === 'FS') this.#splitFields()
    this.#setRaw(name, value)
  }

  #table(name: string): Table {
    const cell = this.#cell(name)
    if (cell.value instanceof Map) return cell.value
    if (cell.value !== undefined) throw new AwkError(`run time error: cannot use scalar ${name} as an array`)
    const table: Table = new Map()
    for (let at: Cell | undefined = cell; at; at = at.origin) at.value = table
    return table
  }

  *#key(keys: readonly Expression[]): Task<string> {
    let key = ''
    for (const [index, expression] of keys.entries())
      key += (index > 0 ? this.#text('SUBSEP') : '') + this.#string(yield* this.#value(expression))
    return key
  }

  #number(value: Scalar): number {
    if (typeof value === 'number') return value
    if (value === undefined) return 0
    const text = typeof value === 'string' ? value : value.text
    const found = /^[ \t\n]*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?/.exec(text)
    return found ? Number(found[0]) : 0
  }

  #string(value: Scalar): string {
    if (typeof value === 'string') return value
    if (value === undefined) return ''
    if (typeof value !== 'number') return value.text
    return numberText(value, this.#globals.get('CONVFMT')?.value as string, !this.#io.gnu)
  }

  #regex(source: string): Regex {
    return posix(source, { extended: true, escapes: true })
  }

  *#regexOf(expression: Expression): Task<Regex> {
    return this.#regex(expression.type === 'regex' ? expression.source : this.#string(yield* this.#value(expression)))
  }

  // ── expressions ──

  *#value(expression: Expression): Task<Scalar> {
    switch (expression.type) {
      case 'number':
      case 'string':
        return expression.value
      case 'name':
        return this.#get(expression.name)
      case 'field':
        return this.#field(
          expression.of.type === 'number' ? expression.of.value : Math.trunc(this.#number(yield* this.#value(expression.of))),
        )
      case 'regex':
        return this.#regex(expression.source).test(this.#record) ? 1 : 0
      case 'index': {
        const table = this.#table(expression.name)
        const key = yield* this.#key(expression.keys)
        if (!table.has(key)) {
          if (table.size > 500_000) throw new AwkError('run time error: out of memory')
          table.set(key, undefined)
        }
        return table.get(key)
      }
      case 'in':
        return this.#table(expression.name).has(yield* this.#key(expression.keys)) ? 1 : 0
      case 'group': {
        const last = expression.items.at(-1) as Expression
        return yield* this.#value(last)
      }
      case 'conditional':
        return yield* this.#value(truth(yield* this.#value(expression.test)) ? expression.yes : expression.no)
      case 'logical': {
        const left = truth(yield* this.#value(expression.left))
        if (left !== (expression.operator === '&&')) return left ? 1 : 0
        return truth(yield* this.#value(expression.right)) ? 1 : 0
      }
      case 'match': {
        const text = this.#string(yield* this.#value(expression.left))
        return (yield* this.#regexOf(expression.right)).test(text) !== expression.negated ? 1 : 0
      }
      case 'unary': {
        const value = yield* this.#value(expression.of)
        if (expression.operator === '!') return truth(value) ? 0 : 1
        return expression.operator === '-' ? -this.#number(value) : this.#number(value)
      }
      case 'binary': {
        const left = yield* this.#value(expression.left)
        const right = yield* this.#value(expression.right)
        const { operator } = expression
        if (operator === ' ') {
          const text = this.#string(left) + this.#string(right)
          if (text.length > 16_000_000) throw new AwkError('run time error: out of memory')
          return text
        }
        if (COMPARE.has(operator)) return this.#compare(operator, left, right) ? 1 : 0
        return this.#calculate(operator, this.#number(left), this.#number(right))
      }
      case 'assign': {
        const { target, operator } = expression
        let value = yield* this.#value(expression.value)
        if (operator !== '=') value = this.#calculate(operator.slice(0, -1), this.#number(yield* this.#value(target)), this.#number(value))
        yield* this.#store(target, value)
        return value
      }
      case 'step': {
        const before = this.#number(yield* this.#value(expression.target))
        yield* this.#store(expression.target, before + expression.by)
        return expression.prefix ? before + expression.by : before
      }
      case 'getline':
        return yield* this.#getline(expression)
      case 'call':
        return expression.own ? yield* this.#callOwn(expression.name, expression.args) : yield* this.#call(expression.name, expression.args)
    }
  }

  #compare(operator: string, left: Scalar, right: Scalar): boolean {
    const numeric = looksNumeric(left) && looksNumeric(right)
    const [a, b] = numeric ? [this.#number(left), this.#number(right)] : [this.#string(left), this.#string(right)]
    switch (operator) {
      case '<':
        return a < b
      case '<=':
        return a <= b
      case '==':
        return a === b
      case '!=':
        return a !== b
      case '>':
        return a > b
      default:
        return a >= b
    }
  }

  #calculate(operator: string, left: number, right: number): number {
    switch (operator) {
      case '+':
        return left + right
      case '-':
        return left - right
      case '*':
        return left * right
      case '/':
        if (right === 0 && !this.#io.gnu) throw new AwkError('Division by zero')
        return left / right
      case '%':
        return left % right
      default:
        return left ** right
    }
  }

  *#store(target: Expression, value: Scalar): Task {
    if (target.type === 'name') this.#set(target.name, value)
    else if (target.type === 'field') this.#setField(Math.trunc(this.#number(yield* this.#value(target.of))), this.#string(value))
    else if (target.type === 'index') {
      const table = this.#table(target.name)
      table.set(yield* this.#key(target.keys), value)
    } else throw new AwkError('assignment to something that is no variable')
  }

  *#getline(expression: Expression & { type: 'getline' }): Task<number> {
    let record: string | undefined
    if (expression.from === 'input') {
      record = yield* this.#nextRecord()
      if (record === undefined) return 0
    } else {
      yield* this.#flush()
      const name = this.#string(yield* this.#value(expression.source as Expression))
      let source = this.#readers.get(name)
      if (!source) {
        if (expression.from === 'file') {
          let reader: Reader
          try {
            reader = name === '-' ? this.#io.process.stdin : openReader(this.#io.process, name)
          } catch (error) {
            if (error instanceof FileError) return -1
            throw error
          }
          source = { records: new Records(reader), child: undefined, pipe: undefined }
        } else {
          const pipe = new Pipe()
          const child = launch(this.#io.process, ['sh', '-c', name], { stdout: pipe, stdin: EMPTY_READER })
          if ('reason' in child) return -1
          child.onExit(() => pipe.close())
          source = { records: new Records(pipe.reader), child, pipe }
        }
        this.#readers.set(name, source)
      }
      record = yield* source.records.next(this.#text('RS'))
      if (record === undefined) return 0
      if (expression.from === 'command') this.#set('NR', this.#number(this.#get('NR')) + 1)
    }
    if (expression.target) yield* this.#store(expression.target, new Field(record))
    else this.#setRecord(record)
    return 1
  }

  *#callOwn(name: string, args: readonly Expression[]): Task<Scalar> {
    const fn = this.#program.functions.get(name)
    if (!fn) throw new AwkError(`function ${name} never defined`)
    if (args.length > fn.parameters.length) throw new AwkError(`too many arguments in call to ${name}`)
    if (++this.#calls > MAX_CALLS) throw new AwkError(`run time error: function ${name} is nested too deeply`)
    const frame = new Map<string, Cell>()
    for (const [index, parameter] of fn.parameters.entries()) {
      const argument = args[index]
      if (argument?.type === 'name') {
        const cell = this.#cell(argument.name)
        frame.set(parameter, cell.value === undefined ? { value: undefined, origin: cell } : { value: cell.value })
      } else frame.set(parameter, { value: argument ? yield* this.#value(argument) : undefined })
    }
    const outer = this.#frame
    this.#frame = frame
    try {
      yield* this.#execute(fn.body)
      return undefined
    } catch (error) {
      if (error instanceof Return) return error.value
      throw error
    } finally {
      this.#frame = outer
      this.#calls--
    }
  }

  *#call(name: string, args: readonly Expression[]): Task<Scalar> {
    if (name === 'split') return yield* this.#splitInto(args)
    if (name === 'sub' || name === 'gsub' || name === 'gensub') return yield* this.#substitute(name, args)
    if (name === 'match') {
      const text = this.#string(yield* this.#value(args[0] as Expression))
      const match = (yield* this.#regexOf(args[1] as Expression)).exec(text)
      this.#set('RSTART', match ? match.index + 1 : 0)
      this.#set('RLENGTH', match ? match.end - match.index : -1)
      if (args[2]?.type === 'name') {
        const table = this.#table(args[2].name)
        table.clear()
        for (const [index, group] of match?.groups.entries() ?? []) if (group !== undefined) table.set(String(index), new Field(group))
      }
      return match ? match.index + 1 : 0
    }
    if (name === 'length' && args[0]?.type === 'name' && this.#cell(args[0].name).value instanceof Map)
      return this.#table(args[0].name).size
    const values: Scalar[] = []
    for (const argument of args) values.push(yield* this.#value(argument))
    const [first, second, third] = values
    const number = (value: Scalar) => this.#number(value)
    switch (name) {
      case 'length':
        return [...(args.length === 0 ? this.#record : this.#string(first))].length
      case 'substr': {
        const letters = [...this.#string(first)]
        const begin = Math.round(number(second))
        const end = args.length > 2 ? begin + Math.round(number(third)) : Number.POSITIVE_INFINITY
        return letters.slice(Math.max(0, begin - 1), Math.max(0, Math.min(letters.length, end - 1))).join('')
      }
      case 'index':
        return this.#string(first).indexOf(this.#string(second)) + 1
      case 'sprintf':
        return this.#format(this.#string(first), values.slice(1))
      case 'sin':
        return Math.sin(number(first))
      case 'cos':
        return Math.cos(number(first))
      case 'atan2':
        return Math.atan2(number(first), number(second))
      case 'exp':
        return Math.exp(number(first))
      case 'log':
        return Math.log(number(first))
      case 'sqrt':
        return Math.sqrt(number(first))
      case 'int':
        return Math.trunc(number(first))
      case 'rand':
        this.#random = (Math.imul(this.#random, 1_103_515_245) + 12_345) >>> 0
        return (this.#random >>> 8) / 0x1_00_00_00
      case 'srand': {
        const before = this.#seed
        this.#seed = args.length > 0 ? number(first) : Math.floor(this.#io.now / 1000)
        this.#random = this.#seed >>> 0
        return before
      }
      case 'tolower':
        return this.#string(first).toLowerCase()
      case 'toupper':
        return this.#string(first).toUpperCase()
      case 'systime':
        return Math.floor(this.#io.now / 1000)
      case 'strftime':
        return formatDate(args.length > 0 ? this.#string(first) : '%c', args.length > 1 ? number(second) * 1000 : this.#io.now)
      case 'and':
        return number(first) & number(second)
      case 'or':
        return number(first) | number(second)
      case 'xor':
        return number(first) ^ number(second)
      case 'lshift':
        return number(first) * 2 ** number(second)
      case 'rshift':
        return Math.floor(number(first) / 2 ** number(second))
      case 'close':
        return yield* this.#close(this.#string(first))
      case 'system': {
        yield* this.#flush()
        const child = launch(this.#io.process, ['sh', '-c', this.#string(first)])
        return 'reason' in child ? 127 : yield* waitFor(child)
      }
      default:
        yield* this.#flush()
        return 0
    }
  }

  *#splitInto(args: readonly Expression[]): Task<number> {
    const text = this.#string(yield* this.#value(args[0] as Expression))
    const target = args[1] as Expression
    const by = args[2]
    const separator = by === undefined ? this.#text('FS') : by.type === 'regex' ? by.source : this.#string(yield* this.#value(by))
    const pieces =
      by?.type === 'regex' && separator.length === 1 && /[.*+?^$|]/.test(separator)
        ? this.#pieces(text, `(${separator})`)
        : this.#pieces(text, separator)
    if (target.type !== 'name') throw new AwkError('type error in arg(2) in call to split')
    const table = this.#table(target.name)
    table.clear()
    for (const [index, piece] of pieces.entries()) table.set(String(index + 1), new Field(piece))
    return pieces.length
  }

  *#substitute(name: string, args: readonly Expression[]): Task<Scalar> {
    const regex = yield* this.#regexOf(args[0] as Expression)
    const replacement = this.#string(yield* this.#value(args[1] as Expression))
    const how = name === 'gensub' ? this.#string(yield* this.#value(args[2] as Expression)) : name === 'gsub' ? 'g' : '1'
    const target: Expression = args[name === 'gensub' ? 3 : 2] ?? { type: 'field', of: { type: 'number', value: 0 } }
    const text = this.#string(yield* this.#value(target))
    const wanted = /^[gG]/.test(how) ? 0 : Math.max(1, Number(how) || 1)
    let out = ''
    let from = 0
    let search = 0
    let seen = 0
    let count = 0
    while (search <= text.length) {
      const match = regex.exec(text, search)
      if (!match) break
      const empty = match.end === match.index
      if (!(empty && match.index === from && seen > 0 && search === from)) {
        seen++
        if (wanted === 0 || wanted === seen) {
          count++
          out += text.slice(from, match.index)
          out += replacement.replace(/\\(\\|&|\d)|&/g, (whole, escaped: string | undefined) => {
            if (whole === '&') return match.groups[0] as string
            if (escaped === '&' || escaped === '\\') return escaped
            return name === 'gensub' ? (match.groups[Number(escaped)] ?? '') : whole
          })
          from = match.end
          if (wanted > 0) break
        }
      }
      search = empty ? match.end + 1 : match.end
    }
    if (name === 'gensub') return out + text.slice(from)
    if (count > 0) yield* this.#store(target, out + text.slice(from))
    return count
  }

  #format(format: string, values: readonly Scalar[]): string {
    let next = 0
    return format.replace(
      /%([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d+)?)?(?:hh|h|ll|l)?([diouxXcsfFeEgG%])/g,
      (whole, flags: string, wide: string | undefined, exact: string | undefined, letter: string) => {
        if (letter === '%') return '%'
        const width = wide === '*' ? this.#number(values[next++]) : Number(wide ?? 0)
        const point = /\./.test(whole)
        const precision = exact === '*' ? this.#number(values[next++]) : exact === undefined ? (point ? 0 : undefined) : Number(exact)
        if (next >= values.length && this.#io.gnu)
          throw new AwkError(
            `run time error: not enough arguments passed to sprintf("${format}")\n\tFILENAME="${this.#text('FILENAME')}" FNR=${this.#text('FNR')} NR=${this.#text('NR')}`,
          )
        const value = values[next++]
        if (letter === 's') {
          const text = this.#string(value)
          return pad(precision === undefined ? text : [...text].slice(0, precision).join(''), flags.replace('0', ''), width)
        }
        if (letter === 'c') {
          const text =
            typeof value === 'number' ? String.fromCodePoint(Math.max(0, Math.min(0x10ffff, value))) : this.#string(value).slice(0, 1)
          return pad(text, flags.replace('0', ''), width)
        }
        const number = this.#number(value)
        if ('diouxX'.includes(letter)) {
          const whole64 = Number.isFinite(number) ? BigInt(Math.trunc(number)) : 0n
          return pad(formatInteger(whole64, letter, flags, precision), precision === undefined ? flags : flags.replace('0', ''), width)
        }
        return pad(formatFloat(number, letter, flags, precision), flags, width)
      },
    )
  }

  // ── output ──

  #print(text: string): void {
    this.#out += text
  }

  *#flush(): Task {
    const text = this.#out
    this.#out = ''
    if (text !== '') yield* this.#io.out(text)
  }

  *#write(to: '>' | '>>' | '|', name: string, text: string): Task {
    let target = this.#writers.get(name)
    if (!target) {
      yield* this.#flush()
      if (to === '|') {
        const pipe = new Pipe()
        const child = launch(this.#io.process, ['sh', '-c', name], { stdin: pipe.reader })
        if ('reason' in child) return
        child.onExit(() => pipe.reader.close())
        target = { writer: pipe, child, pipe }
      } else {
        try {
          target = {
            writer: name === '-' ? this.#io.process.stdout : openWriter(this.#io.process, name, to === '>>'),
            child: undefined,
            pipe: undefined,
          }
        } catch (error) {
          if (error instanceof FileError)
            throw new AwkError(
              this.#io.gnu ? `cannot open "${name}" for output (${error.message})` : `can't open '${name}': ${error.message}`,
            )
          throw error
        }
      }
      this.#writers.set(name, target)
    }
    if (name.startsWith('/dev/') || name === '-') yield* this.#flush()
    yield* target.writer.write(text)
  }

  *#close(name: string): Task<number> {
    yield* this.#flush()
    let status = -1
    const writer = this.#writers.get(name)
    if (writer) {
      this.#writers.delete(name)
      writer.pipe?.close()
      status = writer.child ? yield* waitFor(writer.child) : 0
    }
    const reader = this.#readers.get(name)
    if (reader) {
      this.#readers.delete(name)
      reader.pipe?.reader.close()
      if (reader.child?.running) reader.child.kill('SIGPIPE')
      status = reader.child?.exitCode ?? 0
    }
    return status
  }

  // ── statements ──

  *#execute(statement: Statement): Task {
    if (++this.#steps % 16 === 0) yield* tick()
    switch (statement.type) {
      case 'block':
        for (const inner of statement.body) yield* this.#execute(inner)
        return
      case 'expression':
        yield* this.#value(statement.value)
        return
      case 'print': {
        let text: string
        if (statement.format) {
          const values: Scalar[] = []
          for (const argument of statement.args) values.push(yield* this.#value(argument))
          try {
            text = this.#format(this.#string(values[0]), values.slice(1))
          } catch (error) {
            if (error instanceof AwkError) throw new AwkError(error.message.replace('to sprintf(', 'to printf('))
            throw error
          }
        } else if (statement.args.length === 0) text = this.#record + this.#text('ORS')
        else {
          text = ''
          for (const [index, argument] of statement.args.entries()) {
            const value = yield* this.#value(argument)
            text +=
              (index > 0 ? this.#text('OFS') : '') +
              (typeof value === 'number' ? numberText(value, this.#text('OFMT'), !this.#io.gnu) : this.#string(value))
          }
          text += this.#text('ORS')
        }
        if (statement.to) yield* this.#write(statement.to, this.#string(yield* this.#value(statement.target as Expression)), text)
        else {
          this.#print(text)
          if (this.#out.length > FLUSH_AT) yield* this.#flush()
        }
        return
      }
      case 'if':
        if (truth(yield* this.#value(statement.test))) yield* this.#execute(statement.yes)
        else if (statement.no) yield* this.#execute(statement.no)
        return
      case 'while':
        if (statement.first && !(yield* this.#body(statement.body))) return
        while (truth(yield* this.#value(statement.test))) if (!(yield* this.#body(statement.body))) return
        return
      case 'for':
        if (statement.start) yield* this.#execute(statement.start)
        while (!statement.test || truth(yield* this.#value(statement.test))) {
          if (!(yield* this.#body(statement.body))) return
          if (statement.step) yield* this.#execute(statement.step)
        }
        return
      case 'each':
        for (const key of [...this.#table(statement.of).keys()]) {
          this.#set(statement.name, new Field(key))
          if (!(yield* this.#body(statement.body))) return
        }
        return
      case 'delete': {
        const table = this.#table(statement.name)
        if (statement.keys) table.delete(yield* this.#key(statement.keys))
        else table.clear()
        return
      }
      case 'break':
        throw new Break()
      case 'continue':
        throw new Continue()
      case 'next':
      case 'nextfile':
        throw new Next(statement.type === 'nextfile')
      case 'exit':
        throw new Exit(statement.value ? Math.trunc(this.#number(yield* this.#value(statement.value))) : undefined)
      case 'return':
        throw new Return(statement.value ? yield* this.#value(statement.value) : undefined)
    }
  }

  /** A loop's body; false after `break`. */
  *#body(statement: Statement): Task<boolean> {
    yield* tick()
    try {
      yield* this.#execute(statement)
    } catch (error) {
      if (error instanceof Break) return false
      if (!(error instanceof Continue)) throw error
    }
    return true
  }
}

const EMPTY: string[] = []
const COMPARE = new Set(['<', '<=', '==', '!=', '>', '>='])

function truth(value: Scalar): boolean {
  if (typeof value === 'number') return value !== 0
  if (typeof value === 'string') return value !== ''
  if (value === undefined) return false
  return NUMERIC.test(value.text) ? Number(value.text) !== 0 : value.text !== ''
}

function looksNumeric(value: Scalar): boolean {
  return typeof value === 'number' || value === undefined || (typeof value !== 'string' && NUMERIC.test(value.text))
}

/** mawk writes integers as such within 32 bits, busybox within 53. */
function numberText(value: number, format: string, wide: boolean): string {
  if (Number.isInteger(value) && Math.abs(value) < (wide ? 1e16 : 2 ** 31)) return Object.is(value, -0) ? '0' : String(value)
  const found = /^%\.(\d+)([gfe])$/.exec(format)
  return formatFloat(value, found?.[2] ?? 'g', '', Number(found?.[1] ?? 6))
}

function* waitFor(child: Process): Task<number> {
  try {
    return yield* child.wait()
  } catch (error) {
    if (error instanceof Interrupt) child.kill(error.signal)
    throw error
  }
}
