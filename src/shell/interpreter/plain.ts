import { type Task, tick } from '../../sim/task.ts'
import { runProgram } from './run-program.ts'
import type { Shell } from './shell.ts'

/** A word in which a shell finds nothing to expand: letters that mean themselves, and quoted pieces that hold no dollar. */
const WORD = /(?:[\w./:=,@%+-]|'[^'\n]*'|"[^"$`\\!\n]*")+/y
const BLANKS = /[ \t]*/y
const QUOTED = /'([^']*)'|"([^"]*)"/g

/** The words of a line that is nothing but words; undefined when it takes the whole language to read it. */
export function plainWords(text: string): string[] | undefined {
  const words: string[] = []
  for (let at = pass(BLANKS, text, 0); at < text.length; at = pass(BLANKS, text, at)) {
    const end = pass(WORD, text, at)
    if (end === at || (end < text.length && !' \t'.includes(text[end] as string))) return undefined
    words.push(text.slice(at, end).replace(QUOTED, '$1$2'))
    at = end
  }
  return words
}

function pass(what: RegExp, text: string, at: number): number {
  what.lastIndex = at
  return what.test(text) ? what.lastIndex : at
}

const LOUD = ['xtrace', 'verbose', 'errexit']

/**
 * The words of a line that only calls a program which waits itself for all it needs (`Programs.quiet`):
 * it can be run without the shell's language. What a line needs depends on the line and the shell's
 * state alone, never on what is loaded.
 */
export function plainCall(shell: Shell, text: string): string[] | undefined {
  const words = plainWords(text)
  const name = words?.[0]
  if (name === undefined || !shell.process.machine.programs.quiet?.(name)) return undefined
  if (shell.aliases.size > 0 || shell.functions.has(name) || shell.traps.size > 0) return undefined
  return LOUD.some((option) => shell.options.has(option)) ? undefined : words
}

/** Runs such a line, step by step as the evaluator does. */
export function* runPlain(shell: Shell, text: string, words: readonly string[]): Task {
  const outer = shell.source
  shell.source = { text, line: 0 }
  shell.syntaxFailed = false
  yield* tick()
  shell.position = text.length - text.trimStart().length
  shell.commandEnd = text.trimEnd().length
  shell.substitutionStatus = undefined
  shell.status = yield* runProgram(shell, words, shell.variables.environment(), false)
  shell.source = outer
}
