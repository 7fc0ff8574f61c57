import { type Task, tick } from '../../../sim/task.ts'
import type { Io } from '../../command.ts'
import { AwkExpressions } from './expressions.ts'
import { awkFormat } from './format.ts'
import { AwkInput } from './input.ts'
import { Break, Continue, Exit, Next, Return } from './jumps.ts'
import { AwkState } from './state.ts'
import { AwkStreams } from './streams.ts'
import { AwkError, type AwkProgram, type Expression, type Rule, type Statement } from './tree.ts'
import { Field, numberText, toNumber } from './values.ts'

type Pattern = Expression | [Expression, Expression] | undefined

/** One run of an awk program: its rules and their statements. */
export class AwkRun {
  readonly #io: Io
  readonly #program: AwkProgram
  readonly #state: AwkState
  readonly #streams: AwkStreams
  readonly #input: AwkInput
  readonly #expressions: AwkExpressions
  /** rules of two patterns that have begun */
  readonly #ranges = new Set<number>()
  #steps = 0

  constructor(io: Io, program: AwkProgram, operands: readonly string[]) {
    this.#io = io
    this.#program = program
    this.#state = new AwkState(io, operands)
    this.#streams = new AwkStreams(io)
    this.#input = new AwkInput(io, this.#state, this.#streams, operands)
    this.#expressions = new AwkExpressions({
      io,
      program,
      state: this.#state,
      streams: this.#streams,
      input: this.#input,
      execute: (body) => this.#execute(body),
    })
  }

  /** `-v name=value` */
  assign(name: string, text: string): void {
    this.#state.assign(name, text)
  }

  /** BEGIN or END: there `next` only ends the action (busybox; mawk refuses it at once). */
  *#edge({ body }: Rule): Task {
    try {
      yield* this.#execute(body as Statement)
    } catch (error) {
      if (!(error instanceof Next)) throw error
    }
  }

  /** Runs the program and returns its exit code. */
  *run(): Task<number> {
    let status = 0
    try {
      try {
        for (const rule of this.#program.rules) if (rule.pattern === 'BEGIN') yield* this.#edge(rule)
        const { rules } = this.#program
        if (rules.some(({ pattern }) => pattern !== 'BEGIN')) yield* this.#main()
      } catch (error) {
        if (!(error instanceof Exit)) throw error
        status = error.status ?? 0
      }
      for (const rule of this.#program.rules) if (rule.pattern === 'END') yield* this.#edge(rule)
    } catch (error) {
      if (error instanceof AwkError) yield* this.#streams.flush()
      if (!(error instanceof Exit)) throw error
      status = error.status ?? status
    }
    yield* this.#streams.closeAll()
    return status & 255 || this.#io.status
  }

  *#main(): Task {
    const rules = this.#program.rules.filter(({ pattern }) => pattern !== 'BEGIN' && pattern !== 'END')
    for (;;) {
      const record = yield* this.#input.next()
      if (record === undefined) return
      this.#state.setRecord(record)
      try {
        for (const [index, rule] of rules.entries()) {
          if (!(yield* this.#selected(rule.pattern as Pattern, index))) continue
          if (rule.body) yield* this.#execute(rule.body)
          else yield* this.#streams.print(`${this.#state.record}${this.#state.text('ORS')}`)
        }
      } catch (error) {
        if (!(error instanceof Next)) throw error
        if (error.file) this.#input.skipFile()
      }
    }
  }

  *#selected(pattern: Pattern, index: number): Task<boolean> {
    if (pattern === undefined) return true
    if (!Array.isArray(pattern)) return yield* this.#expressions.isTrue(pattern)
    if (!this.#ranges.has(index)) {
      if (!(yield* this.#expressions.isTrue(pattern[0]))) return false
      this.#ranges.add(index)
    }
    if (yield* this.#expressions.isTrue(pattern[1])) this.#ranges.delete(index)
    return true
  }

  *#execute(statement: Statement): Task {
    if (++this.#steps % 16 === 0) yield* tick()
    const expressions = this.#expressions
    switch (statement.type) {
      case 'block':
        for (const inner of statement.body) yield* this.#execute(inner)
        return
      case 'expression':
        yield* expressions.value(statement.value)
        return
      case 'print':
        return yield* this.#print(statement)
      case 'if':
        if (yield* expressions.isTrue(statement.test)) yield* this.#execute(statement.yes)
        else if (statement.no) yield* this.#execute(statement.no)
        return
      case 'while':
        if (statement.first && !(yield* this.#body(statement.body))) return
        while (yield* expressions.isTrue(statement.test)) if (!(yield* this.#body(statement.body))) return
        return
      case 'for':
        if (statement.start) yield* this.#execute(statement.start)
        while (!statement.test || (yield* expressions.isTrue(statement.test))) {
          if (!(yield* this.#body(statement.body))) return
          if (statement.step) yield* this.#execute(statement.step)
        }
        return
      case 'each':
        for (const key of [...this.#state.table(statement.of).keys()]) {
          this.#state.set(statement.name, new Field(key))
          if (!(yield* this.#body(statement.body))) return
        }
        return
      case 'delete': {
        const table = this.#state.table(statement.name)
        if (statement.keys) table.delete(yield* this.#expressions.key(statement.keys))
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
        throw new Exit(statement.value ? Math.trunc(toNumber(yield* expressions.value(statement.value))) : undefined)
      case 'return':
        throw new Return(statement.value ? yield* expressions.value(statement.value) : undefined)
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

  /** print and printf */
  *#print(statement: Statement & { type: 'print' }): Task {
    const text = statement.format ? yield* this.#formatted(statement.args) : yield* this.#joined(statement.args)
    if (statement.to) yield* this.#streams.write(statement.to, yield* this.#expressions.text(statement.target as Expression), text)
    else yield* this.#streams.print(text)
  }

  *#formatted(args: readonly Expression[]): Task<string> {
    const [format, ...values] = yield* this.#expressions.values(args)
    try {
      return awkFormat(this.#state, this.#io.gnu, this.#state.string(format), values)
    } catch (error) {
      if (error instanceof AwkError) throw new AwkError(error.message.replace('to sprintf(', 'to printf('))
      throw error
    }
  }

  *#joined(args: readonly Expression[]): Task<string> {
    const state = this.#state
    if (args.length === 0) return state.record + state.text('ORS')
    let text = ''
    for (const [index, argument] of args.entries()) {
      const value = yield* this.#expressions.value(argument)
      if (index > 0) text += state.text('OFS')
      text += typeof value === 'number' ? numberText(value, state.text('OFMT'), !this.#io.gnu) : state.string(value)
    }
    return text + state.text('ORS')
  }
}
