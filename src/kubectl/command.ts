import { Code } from '../sim/code.ts'
import type { Task } from '../sim/task.ts'
import type { Invocation } from './invocation.ts'

export type FlagKind = 'bool' | 'string' | 'int' | 'int32' | 'int64' | 'duration' | 'stringSlice' | 'stringArray' | 'stringToString'

/** A flag as it is declared: what pflag needs to parse it, and what help and completion say of it. */
export interface Flag {
  name: string
  short?: string | undefined
  kind: FlagKind
  /** the default, as typed on a command line */
  value: string
  /** the value when the flag stands without one; absent: one is needed */
  bare?: string | undefined
  usage: string
  /** what to do instead: said when it is used, and hidden in help */
  deprecated?: string | undefined
}

/** What a command does. It returns its exit code (default 0); a waiting one is a task. */
export type Run = (k: Invocation) => Task<number | void> | number | void

/**
 * A subcommand as data: parsing, help, completion and errors come from this. Commands that are there
 * from the start have their words in `help-words.ts`.
 */
export interface Command {
  name: string
  aliases?: readonly string[]
  /** the usage line after `kubectl` and the parent's names: `get (TYPE [NAME]) [flags]` */
  use?: string
  /** one line in the parent's list */
  short?: string
  /** the text before the examples; `short` and a full stop when absent */
  long?: string
  /** `# what` and command lines */
  examples?: string
  /** one flag a line, see flags.ts */
  flags?: string
  /** flags that must be given */
  required?: readonly string[]
  commands?: readonly Command[]
  /** heading of this command in the top-level help */
  group?: string
  /** absent: shows help; `stdout`/`stderr`: where the list of subcommands goes when none is named (exit 1) */
  run?: Run | 'stdout' | 'stderr'
  /** what Tab offers for the first argument: these words, or names of a section of the kubeconfig */
  complete?: readonly string[] | 'contexts' | 'clusters' | 'users'
  hidden?: boolean
  /** exits with another code, and other words, for flags that it does not have */
  badFlagCode?: number
  /** the whole command, of which this is only what its parent says of it */
  whole?: { code: Code; pick(module: any): Command }
}

/** What kubectl says of a subcommand before its code is there. */
export type Announced = Pick<Command, 'name' | 'aliases' | 'short' | 'hidden'>

/** Subcommands whose code comes with the first of them that is used. `name`: what they are together. */
export function later<M>(name: string, load: () => Promise<M>): (announced: Announced, pick: (module: M) => Command) => Command {
  const code = new Code(name, load)
  return (announced, pick) => ({ ...announced, whole: { code, pick } })
}

/** The whole command, as far as it is there. */
export function wholeOf(command: Command): Command {
  const { whole } = command
  return whole?.code.loaded ? whole.pick(whole.code.value) : command
}
