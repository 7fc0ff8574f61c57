import type { Task } from '../../../sim/task.ts'
import type { Io } from '../../command.ts'
import type { Regex } from '../../regex/regex.ts'
import { AwkFunctions } from './functions.ts'
import type { AwkInput } from './input.ts'
import { Return } from './jumps.ts'
import { awkRegex } from './records.ts'
import type { AwkState, Cell } from './state.ts'
import type { AwkStreams } from './streams.ts'
import { substituted } from './substitute.ts'
import { AwkError, type AwkProgram, type Expression, type Statement } from './tree.ts'
import { Field, looksNumeric, type Scalar, toNumber, truth } from './values.ts'

const MAX_CALLS = 200
const MOST_ELEMENTS = 500_000
const LONGEST_TEXT = 16_000_000

/** What expressions are made of and act on. */
export interface Parts {
  io: Io
  program: AwkProgram
  state: AwkState
  streams: AwkStreams
  input: AwkInput
  /** runs the body of a function that the program defines */
  execute(body: Statement): Task
}

/** The values of expressions, and what they do on the way. */
export class AwkExpressions {
  readonly #parts: Parts
  readonly #state: AwkState
  readonly #functions: AwkFunctions
  #calls = 0

  constructor(parts: Parts) {
    this.#parts = parts
    this.#state = parts.state
    this.#functions = new AwkFunctions(parts.io, parts.state)
  }

  *value(expression: Expression): Task<Scalar> {
    switch (expression.type) {
      case 'number':
      case 'string':
        return expression.value
      case 'name':
        return this.#state.get(expression.name)
      case 'field':
        return this.#state.field(
          expression.of.type === 'number' ? expression.of.value : Math.trunc(toNumber(yield* this.value(expression.of))),
        )
      case 'regex':
        return awkRegex(expression.source).test(this.#state.record) ? 1 : 0
      case 'index': {
        const table = this.#state.table(expression.name)
        const key = yield* this.key(expression.keys)
        if (!table.has(key)) {
          if (table.size > MOST_ELEMENTS) throw new AwkError('run time error: out of memory')
          table.set(key, undefined)
        }
        return table.get(key)
      }
      case 'in':
        return this.#state.table(expression.name).has(yield* this.key(expression.keys)) ? 1 : 0
      case 'group':
        return yield* this.value(expression.items.at(-1) as Expression)
      case 'conditional':
        return yield* this.value((yield* this.isTrue(expression.test)) ? expression.yes : expression.no)
      case 'logical': {
        const left = yield* this.isTrue(expression.left)
        if (left !== (expression.operator === '&&')) return left ? 1 : 0
        return (yield* this.isTrue(expression.right)) ? 1 : 0
      }
      case 'match': {
        const text = yield* this.text(expression.left)
        return (yield* this.#regexOf(expression.right)).test(text) !== expression.negated ? 1 : 0
      }
      case 'unary': {
        const value = yield* this.value(expression.of)
        if (expression.operator === '!') return truth(value) ? 0 : 1
        return expression.operator === '-' ? -toNumber(value) : toNumber(value)
      }
      case 'binary':
        return this.#binary(expression.operator, yield* this.value(expression.left), yield* this.value(expression.right))
      case 'assign': {
        const { target, operator } = expression
        let value = yield* this.value(expression.value)
        if (operator !== '=') value = this.#calculate(operator.slice(0, -1), toNumber(yield* this.value(target)), toNumber(value))
        yield* this.#store(target, value)
        return value
      }
      case 'step': {
        const before = toNumber(yield* this.value(expression.target))
        yield* this.#store(expression.target, before + expression.by)
        return expression.prefix ? before + expression.by : before
      }
      case 'getline':
        return yield* this.#getline(expression)
      case 'call':
        return expression.own ? yield* this.#callOwn(expression.name, expression.args) : yield* this.#call(expression.name, expression.args)
    }
  }

  *isTrue(expression: Expression): Task<boolean> {
    return truth(yield* this.value(expression))
  }

  *text(expression: Expression): Task<string> {
    return this.#state.string(yield* this.value(expression))
  }

  *values(expressions: readonly Expression[]): Task<Scalar[]> {
    const values: Scalar[] = []
    for (const expression of expressions) values.push(yield* this.value(expression))
    return values
  }

  /** The key of an array's element; several parts are joined by SUBSEP. */
  *key(keys: readonly Expression[]): Task<string> {
    let key = ''
    for (const [index, expression] of keys.entries()) key += (index > 0 ? this.#state.text('SUBSEP') : '') + (yield* this.text(expression))
    return key
  }

  *#regexOf(expression: Expression): Task<Regex> {
    return awkRegex(expression.type === 'regex' ? expression.source : yield* this.text(expression))
  }

  #binary(operator: string, left: Scalar, right: Scalar): Scalar {
    if (operator === ' ') {
      const text = this.#state.string(left) + this.#state.string(right)
      if (text.length > LONGEST_TEXT) throw new AwkError('run time error: out of memory')
      return text
    }
    if (COMPARE.has(operator)) return this.#compare(operator, left, right) ? 1 : 0
    return this.#calculate(operator, toNumber(left), toNumber(right))
  }

  #compare(operator: string, left: Scalar, right: Scalar): boolean {
    const numeric = looksNumeric(left) && looksNumeric(right)
    const [a, b] = numeric ? [toNumber(left), toNumber(right)] : [this.#state.string(left), this.#state.string(right)]
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
        if (right === 0 && !this.#parts.io.gnu) throw new AwkError('Division by zero')
        return left / right
      case '%':
        return left % right
      default:
        return left ** right
    }
  }

  *#store(target: Expression, value: Scalar): Task {
    const state = this.#state
    if (target.type === 'name') state.set(target.name, value)
    else if (target.type === 'field') state.setField(Math.trunc(toNumber(yield* this.value(target.of))), state.string(value))
    else if (target.type === 'index') {
      const table = state.table(target.name)
      table.set(yield* this.key(target.keys), value)
    } else throw new AwkError('assignment to something that is no variable')
  }

  *#getline({ from, source, target }: Expression & { type: 'getline' }): Task<number> {
    const { streams, input } = this.#parts
    let record: string | undefined
    if (from === 'input') record = yield* input.next()
    else {
      yield* streams.flush()
      const records = yield* streams.records(from, yield* this.text(source as Expression))
      if (!records) return -1
      record = yield* records.next(this.#state.text('RS'))
    }
    if (record === undefined) return 0
    if (from === 'command') this.#state.count('NR')
    if (target) yield* this.#store(target, new Field(record))
    else this.#state.setRecord(record)
    return 1
  }

  *#callOwn(name: string, args: readonly Expression[]): Task<Scalar> {
    const fn = this.#parts.program.functions.get(name)
    if (!fn) throw new AwkError('Call to undefined function')
    if (args.length > fn.parameters.length) throw new AwkError(`too many arguments in call to ${name}`)
    if (++this.#calls > MAX_CALLS) throw new AwkError(`run time error: function ${name} is nested too deeply`)
    const frame = new Map<string, Cell>()
    for (const [index, parameter] of fn.parameters.entries()) {
      const argument = args[index]
      if (argument?.type === 'name') {
        const cell = this.#state.cell(argument.name)
        frame.set(parameter, cell.value === undefined ? { value: undefined, origin: cell } : { value: cell.value })
      } else frame.set(parameter, { value: argument ? yield* this.value(argument) : undefined })
    }
    const outer = this.#state.frame
    this.#state.frame = frame
    try {
      yield* this.#parts.execute(fn.body)
      return undefined
    } catch (error) {
      if (error instanceof Return) return error.value
      throw error
    } finally {
      this.#state.frame = outer
      this.#calls--
    }
  }

  /** Functions of awk's own: here those that need an expression itself, or do something. */
  *#call(name: string, args: readonly Expression[]): Task<Scalar> {
    const [first, second] = args as [Expression, Expression]
    switch (name) {
      case 'split':
        return yield* this.#split(args)
      case 'sub':
      case 'gsub':
      case 'gensub':
        return yield* this.#substitute(name, args)
      case 'match':
        return yield* this.#match(first, second, args[2])
      case 'length':
        if (args[0]?.type === 'name' && this.#state.isTable(args[0].name)) return this.#state.table(args[0].name).size
    }
    const values = yield* this.values(args)
    if (this.#functions.has(name)) return this.#functions.call(name, values)
    const { streams } = this.#parts
    if (name === 'close') return yield* streams.close(this.#state.string(values[0]))
    if (name === 'system') return yield* streams.system(this.#state.string(values[0]))
    yield* streams.flush()
    return 0
  }

  *#match(of: Expression, pattern: Expression, groups: Expression | undefined): Task<number> {
    const text = yield* this.text(of)
    const match = (yield* this.#regexOf(pattern)).exec(text)
    this.#state.set('RSTART', match ? match.index + 1 : 0)
    this.#state.set('RLENGTH', match ? match.end - match.index : -1)
    if (groups?.type === 'name') {
      const table = this.#state.table(groups.name)
      table.clear()
      for (const [index, group] of match?.groups.entries() ?? []) if (group !== undefined) table.set(String(index), new Field(group))
    }
    return match ? match.index + 1 : 0
  }

  *#split(args: readonly Expression[]): Task<number> {
    const text = yield* this.text(args[0] as Expression)
    const target = args[1] as Expression
    const by = args[2]
    const separator = by === undefined ? this.#state.text('FS') : by.type === 'regex' ? by.source : yield* this.text(by)
    // a regular expression of one letter is still one
    const isRegex = by?.type === 'regex' && separator.length === 1 && /[.*+?^$|]/.test(separator)
    const pieces = this.#state.pieces(text, isRegex ? `(${separator})` : separator)
    if (target.type !== 'name') throw new AwkError('type error in arg(2) in call to split')
    this.#state.fill(target.name, pieces)
    return pieces.length
  }

  *#substitute(name: 'sub' | 'gsub' | 'gensub', args: readonly Expression[]): Task<Scalar> {
    const regex = yield* this.#regexOf(args[0] as Expression)
    const replacement = yield* this.text(args[1] as Expression)
    const how = name === 'gensub' ? yield* this.text(args[2] as Expression) : name === 'gsub' ? 'g' : '1'
    const target: Expression = args[name === 'gensub' ? 3 : 2] ?? { type: 'field', of: { type: 'number', value: 0 } }
    const text = yield* this.text(target)
    const which = /^[gG]/.test(how) ? 0 : Math.max(1, Number(how) || 1)
    const made = substituted(text, regex, replacement, which, name === 'gensub')
    if (name === 'gensub') return made.text
    if (made.count > 0) yield* this.#store(target, made.text)
    return made.count
  }
}

const COMPARE = new Set(['<', '<=', '==', '!=', '>', '>='])
