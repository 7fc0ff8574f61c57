import type { Task } from '../../sim/task.ts'
import type { Machine } from './machine.ts'

/** One thing that Tab may put in. */
export interface CompletionOption {
  /** replaces the line's text from `Completions.start` to the cursor */
  text: string
  description?: string
  /** put after it when it is the only one: a space by default, `/` and `=` need none */
  append?: string
}

export interface Completions {
  /** where in the line the completed word begins */
  start: number
  options: CompletionOption[]
}

/** Candidates for the last of `words` (words before it are whole, unquoted; the last may be empty). */
export type Completer = (context: {
  machine: Machine
  cwd: string
  env: ReadonlyMap<string, string>
  words: readonly string[]
}) => CompletionOption[]

/** What a program at a terminal asks the person for. */
export interface ReadRequest {
  prompt: string
  /** does this text need more lines (PS2)? Absent: one line is an answer. */
  isComplete?: (text: string) => boolean
  complete?: (line: string, cursor: number) => Completions
  /** former lines of the program that asks, oldest first */
  history?: readonly string[]
  /** a shell asks for a command (and not a program for a line of its input) */
  shell?: boolean
}

/**
 * The terminal a process is attached to (`-it`). Programs ask it for its size; at one with a person
 * before it they also read lines, open the editor and hear of Ctrl-C.
 */
export interface Tty {
  columns: number
  rows: number
  /** The next line(s), without the last line end; undefined at the end of input (Ctrl-D). */
  readLine?: (request: ReadRequest) => Task<string | undefined>
  /** Opens a file in the face's editor and waits until it is closed; the new text, or undefined when nothing was saved. */
  edit?: (file: { path: string; text: string; machine: Machine }) => Task<string | undefined>
  /** Whom Ctrl-C reaches: the last handler that was added. Returns how to take it away. */
  onInterrupt?: (handler: () => void) => () => void
}
