import { goQuote, goSyntax, goType, goValue } from '../../cluster/api/go-syntax.ts'
import { isObject } from '../../cluster/api/json.ts'
import { CommandError } from '../errors.ts'
import { goJson, goJsonIndent } from './go-json.ts'
import { JsonPathError, type Param, type PathNode, parseTemplate } from './jsonpath-parser.ts'

/** A compiled template of kubectl's JSONPath dialect. */
export class JsonPath {
  readonly template: string
  readonly #nodes: PathNode[]
  readonly #allowMissing: boolean

  /** Throws JsonPathError. */
  constructor(template: string, allowMissing = true) {
    this.template = template
    this.#nodes = parseTemplate(template)
    this.#allowMissing = allowMissing
  }

  /** The matches, a list for each part of the template. Throws JsonPathError. */
  find(data: unknown): unknown[][] {
    return new Evaluation(this.#allowMissing).run(this.#nodes, data)
  }

  /** What `-o jsonpath=` prints. */
  text(data: unknown): string {
    return this.find(data)
      .map((results) => results.map((value) => (typeof value === 'object' && value !== null ? goJson(value) : goValue(value))).join(' '))
      .join('')
  }
}

/** A compiled template for a printer; errors come as kubectl words them. */
export function jsonPathPrinter(template: string, allowMissing: boolean, asJson: boolean): (data: unknown) => string {
  let path: JsonPath
  try {
    path = new JsonPath(template, allowMissing)
  } catch (error) {
    throw new CommandError(`error parsing jsonpath ${template}, ${(error as Error).message}`)
  }
  return (data) => {
    try {
      return asJson
        ? path
            .find(data)
            .map((values) => `${goJsonIndent(values)}\n`)
            .join('')
        : path.text(data)
    } catch (error) {
      if (!(error instanceof JsonPathError)) throw error
      throw new CommandError(
        `error executing jsonpath ${goQuote(template)}: Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${template}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(data)}\n\n\n`,
      )
    }
  }
}

const RELAXED = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/

export const isRelaxed = (text: string): boolean => text === '' || RELAXED.test(text)

/** `name`, `.name`, `{name}` and `{.name}` all mean `{.name}`. */
export function relaxedPath(text: string): string {
  if (text === '') return text
  const match = RELAXED.exec(text)
  if (!match)
    throw new CommandError("unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'")
  return `{.${match[1] ?? match[2]}}`
}

type Values = unknown[]

/** Goes through a template once; `range` and `end` need its state. */
class Evaluation {
  readonly #allowMissing: boolean
  #beginRange = 0
  #inRange = 0
  #endRange = 0
  #lastEnd = 0

  constructor(allowMissing: boolean) {
    this.#allowMissing = allowMissing
  }

  run(nodes: PathNode[], data: unknown, from = 0): unknown[][] {
    const all: unknown[][] = []
    for (let i = from; i < nodes.length; i++) {
      const results = this.#walk([data], nodes[i] as PathNode)
      if (this.#endRange > 0 && this.#endRange <= this.#inRange) {
        this.#endRange--
        this.#lastEnd = i
        return all
      }
      if (this.#beginRange > 0) {
        this.#beginRange--
        this.#inRange++
        for (const value of results) all.push(...this.run(nodes, value, i + 1))
        if (results.length === 0) this.run(nodes, undefined, i + 1)
        this.#inRange--
        if (this.#lastEnd > i) i = this.#lastEnd
        continue
      }
      all.push(results)
    }
    return all
  }

  #walk(input: Values, node: PathNode): Values {
    switch (node.type) {
      case 'text':
        return [node.text]
      case 'list':
        return this.#list(input, node.nodes)
      case 'number':
      case 'bool':
        return [node.value]
      case 'identifier':
        return this.#identifier(input, node.name)
      case 'field':
        return this.#field(input, node.name)
      case 'array':
        return input.flatMap((value) => (isAbsent(value) ? [] : sliceOf(value, node.params)))
      case 'union':
        return node.lists.flatMap((list) => this.#list(input, list))
      case 'wildcard':
        return input.flatMap((value) => childrenOf(value))
      case 'recursive':
        return input.flatMap((value) => descendants(value))
      case 'filter':
        return input.flatMap((value) => (isAbsent(value) ? [] : this.#filter(value, node)))
    }
  }

  #list(input: Values, nodes: readonly PathNode[]): Values {
    let values = input
    for (const node of nodes) values = this.#walk(values, node)
    return values
  }

  #identifier(input: Values, name: string): Values {
    if (name === 'range') {
      this.#beginRange++
      return input
    }
    if (name !== 'end') throw new JsonPathError(`unrecognized identifier ${name}`)
    if (this.#inRange === 0) throw new JsonPathError('not in range, nothing to end')
    this.#endRange++
    return []
  }

  #field(input: Values, name: string): Values {
    if (input.length === 0) return input
    const found: Values = []
    for (const value of input) {
      if (isObject(value) && Object.hasOwn(value, name) && value[name] !== undefined) found.push(value[name])
    }
    if (found.length === 0 && !this.#allowMissing) throw new JsonPathError(`${name} is not found`)
    return found
  }

  #filter(value: unknown, node: PathNode & { type: 'filter' }): Values {
    if (!Array.isArray(value)) throw new JsonPathError(`${goType(value)} is not array or slice and cannot be filtered`)
    return value.filter((item) => {
      const left = this.#list([item], node.left)
      if (node.operator === 'exists') return left.length > 0
      if (left.length === 0) return false
      const right = this.#list([item], node.right)
      if (right.length === 0) return false
      if (left.length > 1 || right.length > 1) throw new JsonPathError('can only compare one element at a time')
      return compare(left[0], node.operator, right[0])
    })
  }
}

const isAbsent = (value: unknown): boolean => value === undefined || value === null

function childrenOf(value: unknown): Values {
  if (Array.isArray(value)) return value
  return isObject(value)
    ? Object.keys(value)
        .sort()
        .map((key) => value[key])
        .filter((child) => child !== undefined)
    : []
}

/** Every value that has values in it, itself first. */
function descendants(value: unknown): Values {
  const children = childrenOf(value)
  return children.length === 0 ? [] : [value, ...children.flatMap(descendants)]
}

function sliceOf(value: unknown, [start, end, step]: [Param, Param, Param]): Values {
  if (!Array.isArray(value)) throw new JsonPathError(`${goType(value)} is not array or slice`)
  const { length } = value
  const from = start.known ? (start.value < 0 ? start.value + length : start.value) : 0
  let to = end.known ? end.value : length
  if (to < 0 || (to === 0 && end.derived)) to += length
  if (from === to) return []
  if (from >= length || from < 0) throw new JsonPathError(`array index out of bounds: index ${from}, length ${length}`)
  if (to > length || to < 0) throw new JsonPathError(`array index out of bounds: index ${to - 1}, length ${length}`)
  if (from > to) throw new JsonPathError(`starting index ${from} is greater than ending index ${to}`)
  if (step.known && step.value <= 0) throw new JsonPathError('step must be > 0')
  return value.slice(from, to).filter((_, index) => index % (step.known ? step.value : 1) === 0)
}

function compare(left: unknown, operator: string, right: unknown): boolean {
  if (typeof left !== typeof right || typeof left === 'object') throw new JsonPathError('incompatible types for comparison')
  const a = left as string | number
  const b = right as string | number
  switch (operator) {
    case '==':
      return a === b
    case '!=':
      return a !== b
    case '<':
      return a < b
    case '<=':
      return a <= b
    case '>':
      return a > b
    case '>=':
      return a >= b
    default:
      throw new JsonPathError(`unrecognized filter operator ${operator}`)
  }
}
