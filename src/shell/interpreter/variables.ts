import { ExpansionError } from './control.ts'

/** A shell variable. Never changed in place: subshells share them. */
export interface Variable {
  readonly value: string | undefined
  /** elements of an array by index (decimal) or key */
  readonly elements?: ReadonlyMap<string, string> | undefined
  readonly associative?: boolean
  readonly exported?: boolean
  readonly readonly?: boolean
  readonly integer?: boolean
  /** `declare -l`, `declare -u` */
  readonly letters?: 'lower' | 'upper'
}

/** All values of one shell together may hold so many UTF-16 units. */
const CAPACITY = 32 * 1024 * 1024

/** More than a variable can hold: where memory is limited, more than there is. */
export class TooLarge extends ExpansionError {}

/** The variables of a shell, with the scopes of its running functions. */
export class Variables {
  #all: Map<string, Variable>
  /** what `local` covered, innermost last */
  #scopes: Map<string, Variable | undefined>[] = []
  #environment: Map<string, string> | undefined
  readonlyText: (name: string) => string = (name) => `${name}: readonly variable`

  constructor(all: Map<string, Variable> = new Map()) {
    this.#all = all
  }

  static fromEnvironment(environment: ReadonlyMap<string, string>): Variables {
    const variables = new Variables()
    for (const [name, value] of environment) {
      if (/^[A-Za-z_]\w*$/.test(name)) variables.#all.set(name, { value, exported: true })
    }
    return variables
  }

  /** What a subshell gets. */
  copy(): Variables {
    const copy = new Variables(new Map(this.#all))
    copy.#scopes = this.#scopes.map((scope) => new Map(scope))
    copy.#environment = this.#environment
    copy.readonlyText = this.readonlyText
    return copy
  }

  lookup(name: string): Variable | undefined {
    return this.#all.get(name)
  }

  get(name: string): string | undefined {
    const variable = this.#all.get(name)
    if (variable === undefined) return undefined
    return variable.elements ? variable.elements.get('0') : variable.value
  }

  names(): string[] {
    return [...this.#all.keys()].sort()
  }

  set(name: string, value: string): void {
    const old = this.#all.get(name)
    if (value.length > CAPACITY) throw new TooLarge('podtalk does not simulate values of more than 32 MiB')
    if (old === undefined) {
      this.#all.set(name, { value })
      return
    }
    this.#guard(name, old)
    if (old.elements) this.put(name, { ...old, elements: new Map(old.elements).set('0', value) })
    else {
      const text = old.letters === 'lower' ? value.toLowerCase() : old.letters === 'upper' ? value.toUpperCase() : value
      this.put(name, { ...old, value: text })
    }
  }

  setElement(name: string, key: string, value: string): void {
    const old = this.#all.get(name)
    if (old) this.#guard(name, old)
    const elements = new Map(old?.elements ?? (old?.value === undefined ? [] : [['0', old.value]]))
    elements.set(key, value)
    if (elements.size > 100_000) throw new ExpansionError('podtalk does not simulate arrays of more than 100000 elements')
    this.put(name, { ...old, value: undefined, elements })
  }

  setArray(name: string, elements: ReadonlyMap<string, string>): void {
    const old = this.#all.get(name)
    if (old) this.#guard(name, old)
    this.put(name, { ...old, value: undefined, elements })
  }

  /** Replaces a variable with its attributes. */
  put(name: string, variable: Variable): void {
    if (variable.exported || this.#all.get(name)?.exported) this.#environment = undefined
    this.#all.set(name, variable)
  }

  unset(name: string): void {
    const old = this.#all.get(name)
    if (!old) return
    if (old.readonly) throw new ExpansionError(`unset: ${name}: cannot unset: readonly variable`, false)
    if (old.exported) this.#environment = undefined
    this.#all.delete(name)
  }

  unsetElement(name: string, key: string): void {
    const old = this.#all.get(name)
    if (!old?.elements) return
    const elements = new Map(old.elements)
    elements.delete(key)
    this.put(name, { ...old, elements })
  }

  /** The environment that programs get: shared, not to be changed. */
  environment(): Map<string, string> {
    if (!this.#environment) {
      this.#environment = new Map()
      for (const [name, variable] of this.#all) {
        if (variable.exported && variable.value !== undefined) this.#environment.set(name, variable.value)
      }
    }
    return this.#environment
  }

  enterScope(): void {
    this.#scopes.push(new Map())
  }

  leaveScope(): void {
    for (const [name, variable] of this.#scopes.pop() ?? []) this.#restore(name, variable)
  }

  /** Covers `name` until the running function ends. False outside of functions. */
  local(name: string): boolean {
    const scope = this.#scopes.at(-1)
    if (!scope) return false
    if (!scope.has(name)) {
      const old = this.#all.get(name)
      if (old) this.#guard(name, old)
      scope.set(name, old)
      this.#restore(name, undefined)
    }
    return true
  }

  /** Sets variables for one command and returns how to put the old ones back. */
  during(assignments: readonly (readonly [string, string])[]): () => void {
    const covered = assignments.map(([name]) => [name, this.#all.get(name)] as const)
    for (const [name, value] of assignments) {
      this.set(name, value)
      this.put(name, { ...(this.#all.get(name) as Variable), exported: true })
    }
    return () => {
      for (const [name, variable] of covered.reverse()) this.#restore(name, variable)
    }
  }

  #restore(name: string, variable: Variable | undefined): void {
    if (variable?.exported || this.#all.get(name)?.exported) this.#environment = undefined
    if (variable) this.#all.set(name, variable)
    else this.#all.delete(name)
  }

  #guard(name: string, variable: Variable): void {
    if (variable.readonly) throw new ExpansionError(this.readonlyText(name))
  }
}

/** Elements of an indexed array in order of their index (an associative one: as they came). */
export function elementsInOrder(variable: Variable): [string, string][] {
  const entries = [...(variable.elements ?? [])]
  return variable.associative ? entries : entries.sort((a, b) => Number(a[0]) - Number(b[0]))
}
