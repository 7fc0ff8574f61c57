import { ordered } from './ordering.ts'
import { at, deletePaths, setPath } from './paths.ts'
import { matchAll } from './regex.ts'
import type { Scope } from './scope.ts'
import type { Filter, Json } from './tree.ts'
import { JqError } from './values.ts'

/** One output, with the path it came by where that is asked for. */
export interface Output {
  value: Json
  path: Json[] | undefined
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

/** What builtins need to run the filters that they are given. */
export interface Evaluator {
  readonly context: JqContext
  /** Takes one step off the budget. Throws at its end. */
  step(): void
  values(filter: Filter, input: Json, scope: Scope): Generator<Json>
  outputs(filter: Filter, input: Json, path: Json[] | undefined, scope: Scope): Generator<Output>
  paths(filter: Filter, input: Json, scope: Scope): Json[][]
  recurse(value: Json, path: Json[] | undefined): Generator<Output>
}

/** `$ENV` */
export function environmentOf(context: JqContext): Json {
  return Object.assign(Object.create(null), Object.fromEntries(context.environment))
}

const KNOWN = new Set([
  'empty/0',
  'error/0',
  'error/1',
  'path/1',
  'paths/0',
  'getpath/1',
  'setpath/2',
  'delpaths/1',
  'del/1',
  'range/2',
  'first/1',
  'limit/2',
  'input/0',
  'inputs/0',
  'debug/0',
  'now/0',
  'env/0',
  'sort_by/1',
  'group_by/1',
  'unique_by/1',
  'min_by/1',
  'max_by/1',
  'match/1',
  'match/2',
])

/** The builtins that take filters, have several outputs or outputs with a path; undefined for others. */
export function callKnown(
  run: Evaluator,
  name: string,
  args: readonly Filter[],
  input: Json,
  path: Json[] | undefined,
  scope: Scope,
): Generator<Output> | undefined {
  return KNOWN.has(`${name}/${args.length}`) ? call(run, name, args, input, path, scope) : undefined
}

function* call(
  run: Evaluator,
  name: string,
  args: readonly Filter[],
  input: Json,
  path: Json[] | undefined,
  scope: Scope,
): Generator<Output> {
  const plain = (value: Json): Output => ({ value, path: undefined })
  const first = args[0] as Filter
  switch (`${name}/${args.length}`) {
    case 'empty/0':
      return
    case 'error/0':
      throw new JqError(input)
    case 'error/1':
      for (const value of run.values(first, input, scope)) throw new JqError(value)
      return
    case 'path/1':
      for (const found of run.paths(first, input, scope)) yield plain(found)
      return
    case 'paths/0':
      for (const found of run.recurse(input, [])) if ((found.path as Json[]).length > 0) yield plain(found.path as Json[])
      return
    case 'getpath/1':
      for (const keys of run.values(first, input, scope)) {
        if (!Array.isArray(keys)) throw new JqError('Path must be specified as an array')
        let value = input
        for (const key of keys) value = value === null ? null : at(value, key)
        yield { value, path: path && [...path, ...(keys as Json[])] }
      }
      return
    case 'setpath/2':
      for (const keys of run.values(first, input, scope))
        for (const value of run.values(args[1] as Filter, input, scope)) yield plain(setPath(input, keys as Json[], () => value))
      return
    case 'delpaths/1':
      for (const keys of run.values(first, input, scope)) yield plain(deletePaths(input, keys as Json[][]))
      return
    case 'del/1':
      yield plain(deletePaths(input, run.paths(first, input, scope)))
      return
    case 'range/2':
      for (const from of run.values(first, input, scope)) {
        for (const to of run.values(args[1] as Filter, input, scope)) {
          for (let value = from as number; value < (to as number); value++) {
            run.step()
            yield plain(value)
          }
        }
      }
      return
    case 'first/1':
      for (const found of run.outputs(first, input, path, scope)) {
        yield found
        return
      }
      return
    case 'limit/2':
      for (const count of run.values(first, input, scope)) {
        let left = count as number
        if (left <= 0) continue
        for (const found of run.outputs(args[1] as Filter, input, path, scope)) {
          yield found
          if (--left <= 0) break
        }
      }
      return
    case 'input/0': {
      const next = run.context.input()
      if (next === undefined) throw new JqError('No more inputs')
      yield plain(next)
      return
    }
    case 'inputs/0':
      for (let next = run.context.input(); next !== undefined; next = run.context.input()) yield plain(next)
      return
    case 'debug/0':
      run.context.debug(input)
      yield { value: input, path }
      return
    case 'now/0':
      yield plain(run.context.now / 1000)
      return
    case 'env/0':
      yield plain(environmentOf(run.context))
      return
    case 'sort_by/1':
    case 'group_by/1':
    case 'unique_by/1':
    case 'min_by/1':
    case 'max_by/1':
      yield plain(ordered(name, input, (item) => [...run.values(first, item, scope)]))
      return
    case 'match/1':
    case 'match/2':
      for (const pattern of run.values(first, input, scope)) {
        for (const flags of args[1] ? run.values(args[1], input, scope) : [null])
          for (const found of matchAll(input, pattern, flags)) yield plain(found)
      }
      return
  }
}
