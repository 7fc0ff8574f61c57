import type { Assignment } from 'unbash'
import type { Task } from '../../../sim/task.ts'
import type { Shell } from '../shell.ts'

/** A command that is part of the shell. `last`: nothing comes after it. */
export type Builtin = (shell: Shell, argv: readonly string[], last: boolean) => Task<number>

/** A builtin whose assignments are not split: `export a=$b`. */
export type Declaration = (shell: Shell, argv: readonly string[], assignments: readonly Assignment[]) => Task<number>

/** All builtins by name; `index.ts` fills this (the builtins need the evaluator, and it needs them). */
export const BUILTINS = new Map<string, Builtin>()
export const DECLARATIONS = new Map<string, Declaration>()

/** POSIX's special builtins: assignments before them stay, their mistakes end a script. */
export const SPECIAL: ReadonlySet<string> = new Set([
  ':',
  '.',
  'source',
  'break',
  'continue',
  'eval',
  'exec',
  'exit',
  'export',
  'readonly',
  'return',
  'set',
  'shift',
  'trap',
  'unset',
  'times',
])
