import type { Task } from './task.ts'

/**
 * Code that may not be there yet: a page loads what everybody needs first and the rest later. While
 * a task waits for it the clock is held, so that no virtual time passes and no step is counted: a run
 * that has everything from the start and one that loads on the way are the same, byte for byte.
 */
export class Code<T = any> {
  readonly name: string
  readonly #load: () => Promise<T>
  #value: T | undefined
  #loading: Promise<T> | undefined
  readonly #companions: Code[] = []

  /** `name`: what people are told when it cannot be loaded */
  constructor(name: string, load: () => Promise<T>) {
    this.name = name
    this.#load = load
    known.add(this)
  }

  get loaded(): boolean {
    return this.#value !== undefined
  }

  /** What was loaded. Throws when it is not there: who asks has to wait for it first (`arrived`). */
  get value(): T {
    if (this.#value === undefined) throw new CodeMissing(this)
    return this.#value
  }

  /** Has other code come along: who waits for this one finds that too. */
  bring(code: Code): void {
    this.#companions.push(code)
  }

  /** Loads it, once; after a failure the next call tries again. */
  load(): Promise<T> {
    this.#loading ??= Promise.all([this.#load(), ...this.#companions.map((code) => code.load())]).then(
      ([value]) => {
        this.#value = value
        return value
      },
      (error: unknown) => {
        this.#loading = undefined
        throw error
      },
    )
    return this.#loading
  }
}

/** All code that can be loaded later. */
const known = new Set<Code>()

/** Code was used before it was there. */
export class CodeMissing extends Error {
  readonly code: Code
  constructor(code: Code) {
    super(`the code of ${code.name} is not loaded`)
    this.code = code
  }
}

/** The code that has not been loaded. Loaded code may bring more of it. */
export function codeLeft(): Code[] {
  return [...known].filter((code) => !code.loaded)
}

/** Loads everything. Command line, grader and tests begin with this: nothing is ever held there. */
export async function loadAllCode(): Promise<void> {
  for (let left = codeLeft(); left.length > 0; left = codeLeft()) await Promise.all(left.map((code) => code.load()))
}

/** Waits for code. The same with code that is there already, so that it makes no difference when that was loaded. */
export function* arrived<T>(code: Code<T>): Task<T> {
  yield (wake, { clock }) => {
    const timer = clock.after(0, () => wake(undefined), code)
    return () => clock.cancel(timer)
  }
  return code.value
}
