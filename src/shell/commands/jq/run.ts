import { BUILTIN_SOURCE, FORMATS, SIMPLE } from './builtins.ts'
import { matchAll } from './regex.ts'
import type { Filter, Json, Pattern } from './syntax.ts'
import { parseJq } from './syntax.ts'

/** A value that a program stopped with. */
export class JqError extends Error {
  readonly value: Json
  constructor(value: Json) {
    super(typeof value === 'string' ? value : `${show(value)} (not a string)`)
    this.value = value
  }
}

/** One output, with the path it came by where that is asked for. */
export interface Output {
  value: Json
  path: Json[] | undefined
}

interface Closure {
  parameters: readonly string[]
  body: Filter
  scope: Scope
  /** it was defined, and so may call itself (an argument may not: its name means something else where it stands) */
  recursive: boolean
}

/** Names that are visible somewhere. */
export interface Scope {
  functions: ReadonlyMap<string, Closure>
  variables: ReadonlyMap<string, Json>
}

export interface JqContext {
  /** steps left before a program is stopped */
  steps: number
  environment: ReadonlyMap<string, string>
  now: number
  /** the next input value for `input`; undefined at the end */
  input: () => Json | undefined
  /** hears what `debug` is asked to show */
  debug: (value: Json) => void
}

const MAX_DEPTH = 500

export function typeOf(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value
}

export function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function show(value: Json): string {
  const text = JSON.stringify(value)
  return text.length > 11 ? `${text.slice(0, 10)}...` : text
}

export const describe = (value: Json) => `${typeOf(value)} (${show(value)})`

/** A copy without a prototype: any key is an ordinary key. */
export function copyObject(value: { [key: string]: Json }): { [key: string]: Json } {
  return Object.assign(Object.create(null) as { [key: string]: Json }, value)
}

const RANKS = ['null', 'boolean', 'number', 'string', 'array', 'object']

/** jq's order of all values. */
export function compare(a: Json, b: Json): number {
  const rank = RANKS.indexOf(typeOf(a)) - RANKS.indexOf(typeOf(b))
  if (rank !== 0) return rank
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let i = 0; i < Math.min(a.length, b.length); i++) {
      const order = compare(a[i] as Json, b[i] as Json)
      if (order !== 0) return order
    }
    return a.length - b.length
  }
  if (isObject(a) && isObject(b)) {
    const [x, y] = [Object.keys(a).sort(), Object.keys(b).sort()]
    const order = compare(x, y)
    if (order !== 0) return order
    for (const key of x) {
      const difference = compare(a[key] as Json, b[key] as Json)
      if (difference !== 0) return difference
    }
    return 0
  }
  return a === b ? 0 : (a as number) < (b as number) ? -1 : 1
}

export const truth = (value: Json) => value !== null && value !== false

/** `.[key]` */
export function at(value: Json, key: Json): Json {
  if (isObject(value) && typeof key === 'string') return Object.hasOwn(value, key) ? (value[key] as Json) : null
  if (Array.isArray(value) && typeof key === 'number') return value[Math.floor(key < 0 ? value.length + key : key)] ?? null
  if (value === null && (typeof key === 'string' || typeof key === 'number' || key === null)) return null
  if (isObject(key) && (Array.isArray(value) || value === null))
    return slice(value, (key['start'] ?? null) as Json, (key['end'] ?? null) as Json)
  if (Array.isArray(value) && Array.isArray(key))
    return value.flatMap((_, index) =>
      key.every((item, offset) => index + offset < value.length && compare(value[index + offset] as Json, item) === 0) && key.length > 0
        ? [index]
        : [],
    )
  throw new JqError(
    typeof key === 'string'
      ? Array.isArray(value)
        ? `Cannot index array with string "${key}"`
        : `Cannot index ${typeOf(value)} with "${key}"`
      : `Cannot index ${typeOf(value)} with ${typeOf(key)}`,
  )
}

function slice(value: Json, from: Json, to: Json): Json {
  if (value === null) return null
  if (typeof value !== 'string' && !Array.isArray(value)) throw new JqError(`Cannot index ${typeOf(value)} with object`)
  const list = typeof value === 'string' ? [...value] : value
  const place = (bound: Json, otherwise: number, round: (n: number) => number) => {
    if (bound === null) return otherwise
    if (typeof bound !== 'number') throw new JqError('Start and end indices of an array slice must be numbers')
    return Math.max(0, Math.min(list.length, round(bound < 0 ? list.length + bound : bound)))
  }
  const piece = list.slice(place(from, 0, Math.floor), place(to, list.length, Math.ceil))
  return typeof value === 'string' ? piece.join('') : (piece as Json[])
}

export function setPath(value: Json, path: readonly Json[], change: (old: Json) => Json): Json {
  if (path.length === 0) return change(value)
  const [key, ...rest] = path as [Json, ...Json[]]
  if (typeof key === 'string') {
    if (value !== null && !isObject(value)) throw new JqError(`Cannot index ${typeOf(value)} with "${key}"`)
    const copy = copyObject(value ?? {})
    copy[key] = setPath(at(value, key), rest, change)
    return copy
  }
  if (typeof key === 'number') {
    if (value !== null && !Array.isArray(value)) throw new JqError(`Cannot index ${typeOf(value)} with number`)
    const copy = value === null ? [] : [...value]
    const index = Math.floor(key < 0 ? copy.length + key : key)
    if (index < 0) throw new JqError('Out of bounds negative array index')
    if (index > 1_000_000) throw new JqError('podtalk does not simulate arrays of more than 1000000 elements')
    while (copy.length < index) copy.push(null)
    copy[index] = setPath(at(value, key), rest, change)
    return copy
  }
  if (isObject(key)) {
    const list = (value ?? []) as Json[]
    const before = slice(list, null, (key['start'] ?? null) as Json) as Json[]
    const after = key['end'] === null || key['end'] === undefined ? [] : (slice(list, key['end'], null) as Json[])
    const middle = setPath(at(list, key), rest, change)
    if (!Array.isArray(middle)) throw new JqError('A slice of an array can only be assigned another array')
    return [...(key['start'] === null ? [] : before), ...middle, ...after]
  }
  throw new JqError(`Invalid path component`)
}

export function deletePaths(value: Json, paths: readonly Json[][]): Json {
  let result = value
  for (const path of [...paths].sort(compare).reverse()) result = deletePath(result, path)
  return result
}

function deletePath(value: Json, path: readonly Json[]): Json {
  if (value === null || path.length === 0) return null
  const [key, ...rest] = path as [Json, ...Json[]]
  if (rest.length > 0) return at(value, key) === null ? value : setPath(value, [key], (old) => deletePath(old, rest))
  if (isObject(value) && typeof key === 'string') {
    const copy = copyObject(value)
    delete copy[key]
    return copy
  }
  if (Array.isArray(value) && typeof key === 'number') return value.filter((_, index) => index !== (key < 0 ? value.length + key : key))
  if (Array.isArray(value) && isObject(key)) return setPath(value, [key], () => [])
  throw new JqError(`Cannot delete field at ${isObject(value) ? 'object' : typeOf(value)} index of ${typeOf(key)}`)
}

export function arithmetic(operator: string, a: Json, b: Json): Json {
  if (operator === '+') {
    if (a === null) return b
    if (b === null) return a
    if (typeof a === 'number' && typeof b === 'number') return a + b
    if (typeof a === 'string' && typeof b === 'string') return a + b
    if (Array.isArray(a) && Array.isArray(b)) return [...a, ...b]
    if (isObject(a) && isObject(b)) return Object.assign(copyObject(a), b)
    throw new JqError(`${describe(a)} and ${describe(b)} cannot be added`)
  }
  if (operator === '-') {
    if (typeof a === 'number' && typeof b === 'number') return a - b
    if (Array.isArray(a) && Array.isArray(b)) return a.filter((item) => !b.some((other) => compare(item, other) === 0))
    throw new JqError(`${describe(a)} and ${describe(b)} cannot be subtracted`)
  }
  if (operator === '*') {
    if (typeof a === 'number' && typeof b === 'number') return a * b
    const [text, times] = typeof a === 'string' ? [a, b] : [b, a]
    if (typeof text === 'string' && typeof times === 'number') {
      if (text.length * times > 10_000_000) throw new JqError('podtalk does not simulate so long a string')
      return times <= 0 ? null : text.repeat(Math.max(1, Math.ceil(times)))
    }
    if (isObject(a) && isObject(b)) return merge(a, b)
    throw new JqError(`${describe(a)} and ${describe(b)} cannot be multiplied`)
  }
  if (operator === '/') {
    if (typeof a === 'number' && typeof b === 'number') {
      if (b === 0) throw new JqError(`${describe(a)} and ${describe(b)} cannot be divided because the divisor is zero`)
      return a / b
    }
    if (typeof a === 'string' && typeof b === 'string') return a === '' ? [] : a.split(b)
    throw new JqError(`${describe(a)} and ${describe(b)} cannot be divided`)
  }
  if (typeof a === 'number' && typeof b === 'number') {
    if (Math.trunc(b) === 0)
      throw new JqError(`${describe(a)} and ${describe(b)} cannot be divided (remainder) because the divisor is zero`)
    return Math.trunc(a) % Math.abs(Math.trunc(b))
  }
  throw new JqError(`${describe(a)} and ${describe(b)} cannot be divided (remainder)`)
}

function merge(a: { [key: string]: Json }, b: { [key: string]: Json }): Json {
  const out = copyObject(a)
  for (const [key, value] of Object.entries(b)) {
    const old = Object.hasOwn(out, key) ? (out[key] as Json) : null
    out[key] = isObject(old) && isObject(value) ? merge(old, value) : value
  }
  return out
}

/** Runs filters. Every filter gives any number of outputs. */
export class JqRun {
  readonly #context: JqContext
  readonly #builtins: Scope
  #depth = 0

  constructor(context: JqContext) {
    this.#context = context
    this.#builtins = libraryScope()
  }

  *run(filter: Filter, input: Json, variables: ReadonlyMap<string, Json>): Generator<Json> {
    for (const { value } of this.#eval(filter, input, undefined, { functions: this.#builtins.functions, variables })) yield value
  }

  *#values(filter: Filter, input: Json, scope: Scope): Generator<Json> {
    for (const { value } of this.#eval(filter, input, undefined, scope)) yield value
  }

  *#eval(filter: Filter, input: Json, path: Json[] | undefined, scope: Scope): Generator<Output> {
    if (--this.#context.steps < 0) throw new JqError('podtalk stopped this program: it used up its budget of steps')
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
        if (filter.name === 'ENV') yield plain(Object.assign(Object.create(null), Object.fromEntries(this.#context.environment)))
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
      case 'define':
        yield* this.#eval(filter.body, input, path, define(scope, filter.name, filter.parameters, filter.definition))
        return
      case 'call':
        yield* this.#call(filter.name, filter.args, input, path, scope)
    }
  }

  *#recurse(value: Json, path: Json[] | undefined): Generator<Output> {
    if (--this.#context.steps < 0) throw new JqError('podtalk stopped this program: it used up its budget of steps')
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
    const plain = (value: Json): Output => ({ value, path: undefined })
    const first = args[0] as Filter
    switch (`${name}/${args.length}`) {
      case 'empty/0':
        return
      case 'error/0':
        throw new JqError(input)
      case 'error/1':
        for (const value of this.#values(first, input, scope)) throw new JqError(value)
        return
      case 'path/1':
        for (const found of this.#paths(first, input, scope)) yield plain(found)
        return
      case 'paths/0':
        for (const found of this.#recurse(input, [])) if ((found.path as Json[]).length > 0) yield plain(found.path as Json[])
        return
      case 'getpath/1':
        for (const keys of this.#values(first, input, scope)) {
          let value = input
          for (const key of keys as Json[]) value = value === null ? null : at(value, key)
          yield { value, path: path && [...path, ...(keys as Json[])] }
        }
        return
      case 'setpath/2':
        for (const keys of this.#values(first, input, scope))
          for (const value of this.#values(args[1] as Filter, input, scope)) yield plain(setPath(input, keys as Json[], () => value))
        return
      case 'delpaths/1':
        for (const keys of this.#values(first, input, scope)) yield plain(deletePaths(input, keys as Json[][]))
        return
      case 'del/1':
        yield plain(deletePaths(input, this.#paths(first, input, scope)))
        return
      case 'range/2':
        for (const from of this.#values(first, input, scope)) {
          for (const to of this.#values(args[1] as Filter, input, scope)) {
            for (let value = from as number; value < (to as number); value++) {
              if (--this.#context.steps < 0) throw new JqError('podtalk stopped this program: it used up its budget of steps')
              yield plain(value)
            }
          }
        }
        return
      case 'first/1':
        for (const found of this.#eval(first, input, path, scope)) {
          yield found
          return
        }
        return
      case 'limit/2':
        for (const count of this.#values(first, input, scope)) {
          let left = count as number
          if (left <= 0) continue
          for (const found of this.#eval(args[1] as Filter, input, path, scope)) {
            yield found
            if (--left <= 0) break
          }
        }
        return
      case 'input/0': {
        const next = this.#context.input()
        if (next === undefined) throw new JqError('No more inputs')
        yield plain(next)
        return
      }
      case 'inputs/0':
        for (let next = this.#context.input(); next !== undefined; next = this.#context.input()) yield plain(next)
        return
      case 'debug/0':
        this.#context.debug(input)
        yield { value: input, path }
        return
      case 'now/0':
        yield plain(this.#context.now / 1000)
        return
      case 'env/0':
        yield* this.#evaluate({ type: 'variable', name: 'ENV' }, input, path, scope)
        return
      case 'sort_by/1':
      case 'group_by/1':
      case 'unique_by/1':
      case 'min_by/1':
      case 'max_by/1':
        yield plain(this.#by(name, input, first, scope))
        return
      case 'match/1':
      case 'match/2':
        for (const pattern of this.#values(first, input, scope)) {
          for (const flags of args[1] ? this.#values(args[1], input, scope) : [null])
            for (const found of matchAll(input, pattern, flags)) yield plain(found)
        }
        return
    }
    const simple = SIMPLE.get(`${name}/${args.length}`)
    if (!simple) throw new JqError(`${name}/${args.length} is not defined`)
    // the arguments' values in every combination, the last one slowest
    const combine = function* (self: JqRun, index: number, values: Json[]): Generator<Json[]> {
      if (index < 0) yield values
      else for (const value of self.#values(args[index] as Filter, input, scope)) yield* combine(self, index - 1, [value, ...values])
    }
    for (const values of combine(this, args.length - 1, [])) yield plain(simple(input, ...values))
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

  #by(name: string, input: Json, filter: Filter, scope: Scope): Json {
    if (!Array.isArray(input)) throw new JqError(`Cannot index ${typeOf(input)} with number`)
    const keyed = input.map((item) => ({ item, key: [...this.#values(filter, item, scope)] as Json }))
    if (name === 'min_by' || name === 'max_by') {
      const best = keyed.reduce<(typeof keyed)[number] | undefined>(
        (kept, next) => (!kept || (name === 'min_by' ? compare(next.key, kept.key) < 0 : compare(next.key, kept.key) >= 0) ? next : kept),
        undefined,
      )
      return best?.item ?? null
    }
    keyed.sort((a, b) => compare(a.key, b.key))
    if (name === 'sort_by') return keyed.map(({ item }) => item)
    const groups: Json[][] = []
    let last: Json | undefined
    for (const { item, key } of keyed) {
      if (last !== undefined && compare(last, key) === 0) (groups.at(-1) as Json[]).push(item)
      else groups.push([item])
      last = key
    }
    return name === 'group_by' ? groups : groups.map((group) => group[0] as Json)
  }
}

function define(scope: Scope, name: string, parameters: readonly string[], body: Filter): Scope {
  const functions = new Map(scope.functions)
  functions.set(`${name}/${parameters.length}`, { parameters, body, scope, recursive: true })
  return { ...scope, functions }
}

function format(name: string, value: Json): Json {
  const formatter = FORMATS.get(name)
  if (!formatter) throw new JqError(`${name.slice(1)} is not a valid format`)
  return formatter(value)
}

let library: Scope | undefined

/** The builtins that are written in jq itself. */
function libraryScope(): Scope {
  if (library) return library
  let scope: Scope = { functions: new Map(), variables: new Map() }
  for (const definition of BUILTIN_SOURCE) {
    const filter = parseJq(`${definition} .`)
    if (filter.type === 'define') scope = define(scope, filter.name, filter.parameters, filter.definition)
  }
  library = scope
  return scope
}
