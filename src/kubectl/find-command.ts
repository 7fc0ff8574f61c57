import { arrived } from '../sim/code.ts'
import type { Task } from '../sim/task.ts'
import { type Command, wholeOf } from './command.ts'
import { BareError, CommandError } from './errors.ts'
import { FlagSet, flagsOf } from './flags.ts'
import { GLOBAL_FLAGS } from './global-flags.ts'

export interface Found {
  command: Command
  /** `kubectl create deployment` */
  path: string
  /** from kubectl itself down to the command's parent */
  parents: readonly Command[]
  /** what is left of the command line: flags and arguments */
  words: string[]
  /** the first word names no command */
  problem?: CommandError
}

/** The command that a line names; flags may stand before and between the names. */
export function* findCommand(root: Command, words: readonly string[]): Task<Found> {
  const parents: Command[] = []
  const path = ['kubectl']
  let command = root
  let rest = [...words]
  for (;;) {
    const at = firstArgument(command, rest)
    const name = at < 0 ? undefined : rest[at]
    const next = name === undefined ? undefined : command.commands?.find((one) => one.name === name || one.aliases?.includes(name))
    if (!next || name === undefined) {
      const found = { command, path: path.join(' '), parents, words: rest }
      if (command !== root || name === undefined || asksForHelp(words)) return found
      return { ...found, problem: misplaced(words) ?? unknownCommand(root, name) }
    }
    rest = rest.filter((_, index) => index !== at)
    parents.push(command)
    path.push(next.name)
    if (next.whole) yield* arrived(next.whole.code)
    command = wholeOf(next)
  }
}

/** Where the first word stands that is neither a flag nor a flag's value; -1 for none. */
export function firstArgument(command: Command, words: readonly string[]): number {
  const flags = new FlagSet([...flagsOf(command.flags), ...flagsOf(GLOBAL_FLAGS)])
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string
    if (word === '--') return -1
    if (!word.startsWith('-') || word === '-') {
      if (word !== '') return i
    } else if (!word.includes('=')) {
      const flag = word.startsWith('--') ? flags.named(word.slice(2)) : word.length === 2 ? flags.shorthand(word[1] as string) : undefined
      const takesValue = word.startsWith('--')
        ? flag?.bare === undefined && word !== '--help'
        : word.length === 2 && flag?.bare === undefined && word !== '-h'
      if (takesValue) i++
    }
  }
  return -1
}

const asksForHelp = ([first]: readonly string[]): boolean => first === '-h' || first === '--help'

/** A flag before an unknown name: kubectl takes the name for a plugin's. */
function misplaced([first = '']: readonly string[]): CommandError | undefined {
  return first.startsWith('-') ? new BareError(`Error: flags cannot be placed before plugin name: ${first}`) : undefined
}

function unknownCommand(root: Command, name: string): CommandError {
  const near = (root.commands ?? []).filter((one) => !one.hidden && isNear(name, one.name)).map((one) => `\t${one.name}\n`)
  const tail = near.length > 0 ? `\n\nDid you mean this?\n${near.join('')}` : ''
  return new CommandError(`unknown command ${JSON.stringify(name)} for "kubectl"${tail}`)
}

function isNear(typed: string, name: string): boolean {
  return distance(typed.toLowerCase(), name.toLowerCase()) <= 2 || name.toLowerCase().startsWith(typed.toLowerCase())
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min((next[j - 1] as number) + 1, (row[j] as number) + 1, (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)))
    row = next
  }
  return row[b.length] as number
}
