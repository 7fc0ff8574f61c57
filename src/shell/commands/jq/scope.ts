import { BUILTIN_SOURCE } from './builtins.ts'
import { parseJq } from './syntax.ts'
import type { Filter, Json } from './tree.ts'

/** A filter that was defined or handed on, with the names that it knows. */
export interface Closure {
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

/** The scope with one more definition. */
export function define(scope: Scope, name: string, parameters: readonly string[], body: Filter): Scope {
  const functions = new Map(scope.functions)
  functions.set(`${name}/${parameters.length}`, { parameters, body, scope, recursive: true })
  return { ...scope, functions }
}

let library: Scope | undefined

/** The builtins that are written in jq itself. */
export function libraryScope(): Scope {
  if (library) return library
  let scope: Scope = { functions: new Map(), variables: new Map() }
  for (const definition of BUILTIN_SOURCE) {
    const filter = parseJq(`${definition} .`)
    if (filter.type === 'define') scope = define(scope, filter.name, filter.parameters, filter.definition)
  }
  library = scope
  return scope
}
