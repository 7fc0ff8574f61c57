import { FORMATS, SIMPLE } from './builtins.ts'
import { callKnown, type Evaluator, environmentOf, type JqContext, type Output } from './calls.ts'
import { at, deletePaths, setPath, slice } from './paths.ts'
import { type Closure, define, libraryScope, type Scope } from './scope.ts'
import type { Filter, Json, Pattern } from './tree.ts'
import { arithmetic, compare, copyObject, describe, isObject, JqError, truth } from './values.ts'

const MAX_DEPTH = 500
/** Variables of this name are labels: no program can write it. */
const LABEL = '*label-'

/** `break $name`, on its way to its label. */
class Break {
  readonly label: Json
  constructor(label: Json) {
    this.label = label
  }
}

/** Runs filters. Every filter gives any number of outputs. */
export class JqRun {
  readonly #context: JqContext
  readonly #builtins: Scope
  readonly #evaluator: Evaluator
  #depth = 0
  #labels = 0

  constructor(context: JqContext) {
    this.#context = context
    this.#builtins = libraryScope()
    this.#evaluator = {
      context,
      step: () => this.#step(),
      values: (filter, input, scope) => this.#values(filter, input, scope),
      outputs: (filter, input, path, scope) => this.#eval(filter, input, path, scope),
      paths: (filter, input, scope) => this.#paths(filter, input, scope),
      recurse: (value, path) => this.#recurse(value, path),
    }
  }

  *run(filter: Filter, input: Json, variables: ReadonlyMap<string, Json>): Generator<Json> {
    for (const { value } of this.#eval(filter, input, undefined, { functions: this.#builtins.functions, variables })) yield value
  }

  #step(): void {
    if (--this.#context.steps < 0) throw new JqError('podtalk stopped this program: it used up its budget of steps')
  }

  *#values(filter: Filter, input: Json, scope: Scope): Generator<Json> {
    for (const { value } of this.#eval(filter, input, undefined, scope)) yield value
  }

  *#eval(filter: Filter, input: Json, path: Json[] | undefined, scope: Scope): Generator<Output> {
    this.#step()
    if (this.#depth > MAX_DEPTH) throw new JqError('podtalk stopped this program: it calls itself too deeply')
    this.#depth++
    try {
      yield* this.#evaluate(filter, input, path, scope)
    } finally {
      this.#depth--
    }
  }

  *#evaluate(filter: Filter, input: Json, path: Json[] | undefined, scope: Scope): Generator<Output> {
    const plain = (value: Json): Output => ({ value, path: undefined })
    switch (filter.type) {
      case 'identity':
        yield { value: input, path }
        return
      case 'recurse':
        yield* this.#recurse(input, path)
        return
      case 'literal':
        yield plain(filter.value)
        return
      case 'variable':
        if (filter.name === 'ENV') yield plain(environmentOf(this.#context))
        else if (filter.name === '__loc__') yield plain({ file: '<top-level>', line: 1 })
        else if (!scope.variables.has(filter.name)) throw new JqError(`$${filter.name} is not defined`)
        else yield plain(scope.variables.get(filter.name) as Json)
        return
      case 'format':
        yield plain(format(filter.name, input))
        return
      case 'text':
        yield* this.#text(filter.parts, filter.format, input, scope)
        return
      case 'index':
        for (const key of this.#values(filter.key, input, scope)) {
          for (const of of this.#eval(filter.of, input, path, scope)) yield { value: at(of.value, key), path: of.path && [...of.path, key] }
        }
        return
      case 'slice':
        for (const from of filter.from ? this.#values(filter.from, input, scope) : [null]) {
          for (const to of filter.to ? this.#values(filter.to, input, scope) : [null]) {
            for (const of of this.#eval(filter.of, input, path, scope))
              yield { value: slice(of.value, from, to), path: of.path && [...of.path, { start: from, end: to }] }
          }
        }
        return
      case 'iterate':
        for (const of of this.#eval(filter.of, input, path, scope)) {
          const { value } = of
          if (Array.isArray(value)) for (const [index, item] of value.entries()) yield { value: item, path: of.path && [...of.path, index] }
          else if (isObject(value))
            for (const key of Object.keys(value)) yield { value: value[key] as Json, path: of.path && [...of.path, key] }
          else throw new JqError(`Cannot iterate over ${describe(value)}`)
        }
        return
      case 'array':
        yield plain(filter.of ? [...this.#values(filter.of, input, scope)] : [])
        return
      case 'object':
        yield* this.#object(filter.entries, 0, Object.create(null), input, scope)
        return
      case 'pipe':
        for (const left of this.#eval(filter.left, input, path, scope)) yield* this.#eval(filter.right, left.value, left.path, scope)
        return
      case 'comma':
        yield* this.#eval(filter.left, input, path, scope)
        yield* this.#eval(filter.right, input, path, scope)
        return
      case 'alternative': {
        let any = false
        try {
          for (const left of this.#eval(filter.left, input, path, scope)) {
            if (!truth(left.value)) continue
            any = true
            yield left
          }
        } catch (error) {
          if (!(error instanceof JqError)) throw error
        }
        if (!any) yield* this.#eval(filter.right, input, path, scope)
        return
      }
      case 'negate':
        for (const value of this.#values(filter.of, input, scope)) {
          if (typeof value !== 'number') throw new JqError(`${describe(value)} cannot be negated`)
          yield plain(-value)
        }
        return
      case 'binary':
        yield* this.#binary(filter.operator, filter.left, filter.right, input, scope)
        return
      case 'assign':
        yield* this.#assign(filter.operator, filter.target, filter.value, input, scope)
        return
      case 'if':
        for (const test of this.#values(filter.test, input, scope))
          yield* this.#eval(truth(test) ? filter.yes : (filter.no ?? { type: 'identity' }), input, path, scope)
        return
      case 'try':
        try {
          yield* this.#eval(filter.body, input, path, scope)
        } catch (error) {
          if (!(error instanceof JqError)) throw error
          if (isObject(error.value) && error.value['__break'] === true) throw error
          if (filter.handler) yield* this.#eval(filter.handler, error.value, undefined, scope)
        }
        return
      case 'reduce': {
        let state = [...this.#values(filter.start, input, scope)].at(-1) ?? null
        for (const item of this.#values(filter.source, input, scope)) {
          for (const variables of this.#bind(filter.pattern, item, scope.variables, scope))
            state = [...this.#values(filter.update, state, { ...scope, variables })].at(-1) ?? null
        }
        yield plain(state)
        return
      }
      case 'foreach':
        for (const start of this.#values(filter.start, input, scope)) {
          let state = start
          for (const item of this.#values(filter.source, input, scope)) {
            for (const variables of this.#bind(filter.pattern, item, scope.variables, scope)) {
              const inner = { ...scope, variables }
              for (const next of this.#values(filter.update, state, inner)) {
                state = next
                yield* filter.extract ? this.#eval(filter.extract, next, undefined, inner) : [plain(next)]
              }
            }
          }
        }
        return
      case 'bind':
        for (const value of this.#values(filter.source, input, scope)) {
          for (const variables of this.#bind(filter.pattern, value, scope.variables, scope))
            yield* this.#eval(filter.body, input, path, { ...scope, variables })
        }
        return
      case 'label': {
        const label = ++this.#labels
        const inner = { ...scope, variables: new Map(scope.variables).set(LABEL + filter.name, label) }
        try {
          yield* this.#eval(filter.body, input, path, inner)
        } catch (error) {
          if (!(error instanceof Break) || error.label !== label) throw error
        }
        return
      }
      case 'break': {
        const label = scope.variables.get(LABEL + filter.name)
        if (label === undefined) throw new JqError(`$*label-${filter.name} is not defined`)
        throw new Break(label)
      }
      case 'define':
        yield* this.#eval(filter.body, input, path, define(scope, filter.name, filter.parameters, filter.definition))
        return
      case 'call':
        yield* this.#call(filter.name, filter.args, input, path, scope)
    }
  }

  *#recurse(value: Json, path: Json[] | undefined): Generator<Output> {
    this.#step()
    yield { value, path }
    if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* this.#recurse(item, path && [...path, index])
    else if (isObject(value)) for (const key of Object.keys(value)) yield* this.#recurse(value[key] as Json, path && [...path, key])
  }

  *#text(
    parts: readonly (string | Filter)[],
    name: string | undefined,
    input: Json,
    scope: Scope,
    from = 0,
    before = '',
  ): Generator<Output> {
    let text = before
    for (let index = from; index < parts.length; index++) {
      const part = parts[index] as string | Filter
      if (typeof part === 'string') {
        text += part
        continue
      }
      for (const value of this.#values(part, input, scope))
        yield* this.#text(parts, name, input, scope, index + 1, text + (format(name ?? '@text', value) as string))
      return
    }
    yield { value: text, path: undefined }
  }

  *#object(
    entries: readonly (readonly [Filter, Filter])[],
    from: number,
    made: { [key: string]: Json },
    input: Json,
    scope: Scope,
  ): Generator<Output> {
    const entry = entries[from]
    if (!entry) {
      yield { value: made, path: undefined }
      return
    }
    for (const key of this.#values(entry[0], input, scope)) {
      if (typeof key !== 'string') throw new JqError(`Object keys must be strings`)
      for (const value of this.#values(entry[1], input, scope)) {
        const next = copyObject(made)
        next[key] = value
        yield* this.#object(entries, from + 1, next, input, scope)
      }
    }
  }

  *#binary(operator: string, left: Filter, right: Filter, input: Json, scope: Scope): Generator<Output> {
    if (operator === 'and' || operator === 'or') {
      for (const a of this.#values(left, input, scope)) {
        if (truth(a) === (operator === 'or')) yield { value: operator === 'or', path: undefined }
        else for (const b of this.#values(right, input, scope)) yield { value: truth(b), path: undefined }
      }
      return
    }
    for (const b of this.#values(right, input, scope)) {
      for (const a of this.#values(left, input, scope)) {
        let value: Json
        if (operator === '==') value = compare(a, b) === 0
        else if (operator === '!=') value = compare(a, b) !== 0
        else if (operator === '<') value = compare(a, b) < 0
        else if (operator === '<=') value = compare(a, b) <= 0
        else if (operator === '>') value = compare(a, b) > 0
        else if (operator === '>=') value = compare(a, b) >= 0
        else value = arithmetic(operator, a, b)
        yield { value, path: undefined }
      }
    }
  }

  #paths(filter: Filter, input: Json, scope: Scope): Json[][] {
    return [...this.#eval(filter, input, [], scope)].map(({ path }) => {
      if (!path) throw new JqError('Invalid path expression')
      return path
    })
  }

  *#assign(operator: string, target: Filter, value: Filter, input: Json, scope: Scope): Generator<Output> {
    const paths = this.#paths(target, input, scope)
    if (operator === '|=') {
      let result = input
      const gone: Json[][] = []
      for (const path of paths) {
        const old = path.reduce<Json>((here, key) => at(here, key), result)
        const next = this.#values(value, old, scope).next()
        if (next.done) gone.push(path)
        else result = setPath(result, path, () => next.value)
      }
      yield { value: deletePaths(result, gone), path: undefined }
      return
    }
    for (const given of this.#values(value, input, scope)) {
      let result = input
      for (const path of paths)
        result = setPath(result, path, (old) =>
          operator === '=' ? given : operator === '//=' ? (truth(old) ? old : given) : arithmetic(operator[0] as string, old, given),
        )
      yield { value: result, path: undefined }
    }
  }

  *#bind(pattern: Pattern, value: Json, variables: ReadonlyMap<string, Json>, scope: Scope): Generator<ReadonlyMap<string, Json>> {
    if (pattern.type === 'name') {
      yield new Map(variables).set(pattern.name, value)
      return
    }
    let all: ReadonlyMap<string, Json>[] = [variables]
    if (pattern.type === 'array') {
      for (const [index, item] of pattern.items.entries())
        all = all.flatMap((known) => [...this.#bind(item, at(value, index), known, scope)])
    } else {
      for (const [key, item] of pattern.entries) {
        all = all.flatMap((known) =>
          [...this.#values(key, value, { ...scope, variables: known })].flatMap((name) => [
            ...this.#bind(item, at(value, name), known, scope),
          ]),
        )
      }
    }
    yield* all
  }

  *#call(name: string, args: readonly Filter[], input: Json, path: Json[] | undefined, scope: Scope): Generator<Output> {
    const closure = scope.functions.get(`${name}/${args.length}`)
    if (closure) {
      let inner: Scope = closure.scope
      // a function sees itself
      if (closure.recursive)
        inner = { functions: new Map(inner.functions).set(`${name}/${args.length}`, closure), variables: closure.scope.variables }
      yield* this.#enter(closure, args, 0, inner, input, path, scope)
      return
    }
    const known = callKnown(this.#evaluator, name, args, input, path, scope)
    if (known) {
      yield* known
      return
    }
    const simple = SIMPLE.get(`${name}/${args.length}`)
    if (!simple) throw new JqError(`${name}/${args.length} is not defined`)
    for (const values of this.#combined(args, args.length - 1, [], input, scope)) yield { value: simple(input, ...values), path: undefined }
  }

  /** The arguments' values in every combination, the last one slowest. */
  *#combined(args: readonly Filter[], index: number, values: Json[], input: Json, scope: Scope): Generator<Json[]> {
    if (index < 0) yield values
    else
      for (const value of this.#values(args[index] as Filter, input, scope))
        yield* this.#combined(args, index - 1, [value, ...values], input, scope)
  }

  *#enter(
    closure: Closure,
    args: readonly Filter[],
    index: number,
    inner: Scope,
    input: Json,
    path: Json[] | undefined,
    outer: Scope,
  ): Generator<Output> {
    const parameter = closure.parameters[index]
    if (parameter === undefined) {
      yield* this.#eval(closure.body, input, path, inner)
      return
    }
    const argument = args[index] as Filter
    if (!parameter.startsWith('$')) {
      const functions = new Map(inner.functions).set(`${parameter}/0`, { parameters: [], body: argument, scope: outer, recursive: false })
      yield* this.#enter(closure, args, index + 1, { ...inner, functions }, input, path, outer)
      return
    }
    for (const value of this.#values(argument, input, outer)) {
      const variables = new Map(inner.variables).set(parameter.slice(1), value)
      const functions = new Map(inner.functions).set(`${parameter.slice(1)}/0`, {
        parameters: [],
        body: { type: 'literal' as const, value },
        scope: outer,
        recursive: false,
      })
      yield* this.#enter(closure, args, index + 1, { functions, variables }, input, path, outer)
    }
  }
}

function format(name: string, value: Json): Json {
  const formatter = FORMATS.get(name)
  if (!formatter) throw new JqError(`${name.slice(1)} is not a valid format`)
  return formatter(value)
}
