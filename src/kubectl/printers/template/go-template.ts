import { goQuote, goValue } from '../../../cluster/api/go-syntax.ts'
import { ownValue } from '../../../cluster/api/json.ts'
import { CommandError } from '../../errors.ts'
import { goJson } from '../go-json.ts'
import { TemplateFailure } from './failure.ts'
import { ARITY, FUNCTIONS, FunctionError, Int, isTrue, textOf, typeName } from './functions.ts'
import { type Command, type Node, type Operand, type Pipe, parseTemplate, type Template, TemplateError } from './parser.ts'

const NAMES = new Set([...Object.keys(FUNCTIONS), 'and', 'or', 'call'])

/** What a template may cost, and how deep templates may call each other. */
const MAX_STEPS = 2_000_000
const MAX_CALLS = 200

/** Compiles a Go template as `-o go-template=` takes it; errors come as kubectl words them. */
export function templatePrinter(text: string, allowMissing: boolean): (data: unknown) => string {
  let template: Template
  try {
    template = parseTemplate(text, NAMES)
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw new CommandError(`error parsing template ${text}, ${error.message}`)
  }
  return (data) => {
    const evaluation = new Evaluation(text, template, allowMissing)
    try {
      return evaluation.run(data)
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      const shown = `Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${text}\n\traw data was:\n\t\t${goJson(data)}\n\tobject given to template engine was:\n\t\t${goValue(data)}\n\n`
      throw new TemplateFailure(evaluation.out + shown, `error executing template ${goQuote(text)}: ${error.message}`)
    }
  }
}

class LoopControl {
  readonly type: 'break' | 'continue'
  constructor(type: 'break' | 'continue') {
    this.type = type
  }
}

interface Variable {
  name: string
  value: unknown
}

class Evaluation {
  readonly #text: string
  readonly #template: Template
  readonly #allowMissing: boolean
  #variables: Variable[] = []
  #steps = 0
  #calls = 0
  out = ''

  constructor(text: string, template: Template, allowMissing: boolean) {
    this.#text = text
    this.#template = template
    this.#allowMissing = allowMissing
  }

  run(data: unknown): string {
    this.#variables = [{ name: '$', value: data }]
    this.#walk(this.#template.root, data)
    return this.out
  }

  #error(at: number, source: string, message: string): TemplateError {
    const before = this.#text.slice(0, at)
    const line = before.split('\n').length
    const column = at - (before.lastIndexOf('\n') + 1)
    return new TemplateError(`template: output:${line}:${column}: executing "output" at <${source}>: ${message}`)
  }

  #walk(nodes: readonly Node[], dot: unknown): void {
    for (const node of nodes) {
      if (++this.#steps > MAX_STEPS) throw new TemplateError('podtalk stops a template that takes this long')
      switch (node.type) {
        case 'text':
          this.out += node.text
          break
        case 'action': {
          const value = this.#pipe(node.pipe, dot)
          if (node.pipe.variables.length === 0) this.out += value === null ? '<no value>' : textOf(value)
          break
        }
        case 'if':
        case 'with':
          this.#scoped(() => {
            const value = this.#pipe(node.pipe, dot)
            if (isTrue(value)) this.#walk(node.body, node.type === 'with' ? value : dot)
            else this.#walk(node.otherwise, dot)
          })
          break
        case 'range':
          this.#scoped(() => this.#range(node, dot))
          break
        case 'template':
          this.#call(node.name, node.pipe ? this.#pipe(node.pipe, dot) : undefined, node.at)
          break
        default:
          throw new LoopControl(node.type)
      }
    }
  }

  #scoped(act: () => void): void {
    const known = this.#variables.length
    act()
    this.#variables.length = known
  }

  #range(node: Node & { type: 'range' }, dot: unknown): void {
    const { pipe } = node
    const value = this.#pipe({ ...pipe, variables: [] }, dot)
    let entries: [unknown, unknown][]
    if (Array.isArray(value)) entries = value.map((item, at) => [new Int(at), item])
    else if (value instanceof Int)
      entries = Array.from({ length: Math.min(Math.max(0, value.value), MAX_STEPS) }, (_, at) => [new Int(at), new Int(at)])
    else if (typeof value === 'object' && value !== null)
      entries = Object.keys(value)
        .sort()
        .map((key) => [key, (value as Record<string, unknown>)[key]])
    else if (value === undefined || value === null) entries = []
    else throw this.#error(lastOf(pipe), pipe.source, `range can't iterate over ${textOf(value)}`)
    if (entries.length === 0) return this.#walk(node.otherwise, dot)
    for (const [key, item] of entries) {
      const known = this.#variables.length
      const [first, second] = pipe.variables
      if (second !== undefined) {
        this.#set(first as string, key, pipe.assign)
        this.#set(second, item, pipe.assign)
      } else if (first !== undefined) this.#set(first, item, pipe.assign)
      try {
        this.#walk(node.body, item)
      } catch (error) {
        if (!(error instanceof LoopControl)) throw error
        if (error.type === 'break') {
          this.#variables.length = known
          return
        }
      }
      this.#variables.length = known
    }
  }

  #call(name: string, data: unknown, at: number): void {
    const body = this.#template.defined.get(name)
    if (!body) throw this.#error(at, `{{template ${JSON.stringify(name)}}}`, `template ${JSON.stringify(name)} not defined`)
    if (++this.#calls > MAX_CALLS) throw this.#error(at, name, `exceeded maximum template depth (${MAX_CALLS})`)
    const variables = this.#variables
    this.#variables = [{ name: '$', value: data }]
    this.#walk(body, data)
    this.#variables = variables
    this.#calls--
  }

  #set(name: string, value: unknown, assign: boolean): void {
    const known = assign ? this.#variables.findLast((one) => one.name === name) : undefined
    if (known) known.value = value
    else this.#variables.push({ name, value })
  }

  #pipe({ commands, variables, assign }: Pipe, dot: unknown): unknown {
    let value: unknown
    commands.forEach((command, at) => {
      value = this.#command(command, dot, at > 0 ? [value] : [])
    })
    for (const name of variables) this.#set(name, value, assign)
    return value
  }

  #command({ operands, at, source }: Command, dot: unknown, last: readonly unknown[]): unknown {
    const [first, ...rest] = operands as [Operand, ...Operand[]]
    if (first.type === 'function') return this.#function(first.name, rest, dot, last, at, source)
    if (rest.length + last.length > 0) {
      const shown = operandText(first)
      if (first.type === 'field' || first.type === 'variable' || first.type === 'pipe')
        throw this.#error(at, source, `${shown} is not a method but has arguments`)
      throw this.#error(at, source, `can't give argument to non-function ${shown}`)
    }
    if (first.type === 'nil') throw this.#error(at, source, 'nil is not a command')
    return this.#operand(first, dot)
  }

  #function(name: string, operands: readonly Operand[], dot: unknown, last: readonly unknown[], at: number, source: string): unknown {
    const count = operands.length + last.length
    const [least, most] = ARITY[name] ?? [0, Number.POSITIVE_INFINITY]
    if (count < least || count > most) {
      const want = most === Number.POSITIVE_INFINITY ? `at least ${least}` : String(least)
      throw this.#error(at, name, `wrong number of args for ${name}: want ${want} got ${count}`)
    }
    if (name === 'call') throw this.#error(at, source, `error calling call: non-function ${source} of type`)
    if (name === 'and' || name === 'or') {
      let value: unknown
      for (const operand of operands) {
        value = this.#operand(operand, dot)
        if (isTrue(value) === (name === 'or')) return value
      }
      return last.length > 0 ? last[0] : value
    }
    const args = [...operands.map((operand) => this.#operand(operand, dot)), ...last]
    try {
      return (FUNCTIONS[name] as (typeof FUNCTIONS)[string])(args)
    } catch (error) {
      if (!(error instanceof FunctionError)) throw error
      throw this.#error(at, source, `error calling ${name}: ${error.message}`)
    }
  }

  #operand(operand: Operand, dot: unknown): unknown {
    switch (operand.type) {
      case 'dot':
        return dot
      case 'nil':
        return null
      case 'constant':
        return operand.integer ? new Int(operand.value as number) : operand.value
      case 'field':
        return this.#fields(dot, operand.names, operand)
      case 'variable':
        return this.#fields(this.#variables.findLast((one) => one.name === operand.name)?.value, operand.names, operand)
      case 'pipe':
        return this.#fields(this.#pipe(operand.pipe, dot), operand.names, operand)
      case 'function':
        return this.#function(operand.name, [], dot, [], operand.at, operand.name)
    }
  }

  #fields(start: unknown, names: readonly string[], operand: Operand & { at: number }): unknown {
    let value = start
    for (const name of names) {
      if (value === undefined) return undefined
      if (value === null) throw this.#error(operand.at, operandText(operand), `nil data; no entry for key ${JSON.stringify(name)}`)
      if (typeof value !== 'object' || Array.isArray(value) || value instanceof Int)
        throw this.#error(operand.at, operandText(operand), `can't evaluate field ${name} in type ${this.#typeOf(value)}`)
      const map = value as Record<string, unknown>
      value = ownValue(map, name)
      if (value === undefined && !this.#allowMissing)
        throw this.#error(operand.at, operandText(operand), `map has no entry for key ${JSON.stringify(name)}`)
    }
    return value
  }

  /** Values inside the data are interfaces to text/template. */
  #typeOf(value: unknown): string {
    return value instanceof Int ? typeName(value) : 'interface {}'
  }
}

/** Where the value of a pipeline stands, as messages say it. */
function lastOf({ commands, at }: Pipe): number {
  const operand = commands[0]?.operands[0]
  return commands.length === 1 && operand && 'at' in operand ? operand.at : at
}

function operandText(operand: Operand): string {
  switch (operand.type) {
    case 'dot':
      return '.'
    case 'nil':
      return 'nil'
    case 'constant':
      return typeof operand.value === 'string' ? goQuote(operand.value) : String(operand.value)
    case 'field':
      return operand.names.map((name) => `.${name}`).join('')
    case 'variable':
      return operand.name + operand.names.map((name) => `.${name}`).join('')
    case 'pipe':
      return `(${operand.pipe.source})${operand.names.map((name) => `.${name}`).join('')}`
    case 'function':
      return operand.name
  }
}
