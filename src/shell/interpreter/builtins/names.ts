import type { Assignment } from 'unbash'
import type { Task } from '../../../sim/task.ts'
import { assign } from '../assignment.ts'
import { ExpansionError, ShellExit } from '../control.ts'
import { expandText } from '../expansion.ts'
import { ansiQuoted, quoteForReuse } from '../quoting.ts'
import type { Shell } from '../shell.ts'
import { elementsInOrder, type Variable } from '../variables.ts'
import { read } from './read.ts'
import type { Builtin, Declaration } from './registry.ts'

export const NAME = /^[A-Za-z_]\w*$/

/** `declare -p`'s way to write a value. */
function shown(value: string): string {
  return /[\n\t]/.test(value) ? ansiQuoted(value) : `"${value.replace(/["\\$`]/g, '\\$&')}"`
}

function declaration(name: string, variable: Variable): string {
  const flags = `${variable.elements ? (variable.associative ? 'A' : 'a') : ''}${variable.integer ? 'i' : ''}${variable.readonly ? 'r' : ''}${variable.exported ? 'x' : ''}`
  const value = variable.elements
    ? `=(${elementsInOrder(variable)
        .map(([key, item]) => `[${key}]=${shown(item)}`)
        .join(' ')}${variable.associative ? ' ' : ''})`
    : variable.value === undefined
      ? ''
      : `=${shown(variable.value)}`
  return `declare -${flags || '-'} ${name}${value}\n`
}

/** export, readonly, local, declare, typeset: with assignments that keep their quoting. */
const declare: Declaration = function* (shell, argv, assignments) {
  const command = argv[0] as string
  const flags = new Set<string>()
  const removed = new Set<string>()
  const names: string[] = []
  for (const word of argv.slice(1)) {
    if (names.length === 0 && /^[-+][A-Za-z]+$/.test(word))
      for (const letter of word.slice(1)) (word[0] === '-' ? flags : removed).add(letter)
    else if (word !== '--') names.push(word)
  }
  if (command === 'export') (flags.has('n') ? removed : flags).add('x')
  if (command === 'readonly') flags.add('r')
  if (flags.has('f') || flags.has('F')) return yield* declareFunctions(shell, names, flags.has('F'))
  if (names.length === 0 && assignments.length === 0) return yield* listVariables(shell, command, flags)
  const inFunction = (command === 'local' || command === 'declare' || command === 'typeset') && !flags.has('g')
  if (command === 'local' && shell.calls.length === 0) {
    yield* shell.complain(shell.dialect.name === 'bash' ? 'can only be used in a function' : 'not in a function', 'local')
    if (shell.dialect.name !== 'bash' && !shell.interactive) throw new ShellExit(2)
    return shell.dialect.name === 'bash' ? 1 : 2
  }
  if (flags.has('i')) yield* shell.reckon()
  let status = 0
  const mark = (name: string) => {
    const old = shell.variables.lookup(name) ?? { value: undefined }
    const changed: Variable = {
      ...old,
      ...(flags.has('x') ? { exported: true } : {}),
      ...(removed.has('x') ? { exported: false } : {}),
      ...(flags.has('i') ? { integer: true } : {}),
      ...(flags.has('l') ? { letters: 'lower' as const } : {}),
      ...(flags.has('u') ? { letters: 'upper' as const } : {}),
      ...((flags.has('a') || flags.has('A')) && !old.elements ? { elements: new Map<string, string>(), associative: flags.has('A') } : {}),
    }
    shell.variables.put(name, changed)
  }
  const finish = (name: string) => {
    if (flags.has('r')) shell.variables.put(name, { ...(shell.variables.lookup(name) as Variable), readonly: true })
  }
  if (flags.has('p') && (command === 'declare' || command === 'typeset')) {
    for (const name of names) {
      const variable = shell.variables.lookup(name)
      if (variable) yield* shell.out(declaration(name, variable))
      else {
        yield* shell.complain(`${name}: not found`, command)
        status = 1
      }
    }
    return status
  }
  const outside = (name: string) => {
    const value = shell.variables.lookup(name)?.value
    if (inFunction && shell.variables.local(name) && shell.dialect.name !== 'bash' && value !== undefined) shell.variables.set(name, value)
  }
  for (const word of names) {
    // an expanded word like `$name=$value`
    const split = /^([A-Za-z_]\w*)(\+?)=([^]*)$/.exec(word)
    const name = split ? (split[1] as string) : word
    if (!NAME.test(name)) {
      yield* shell.complain(
        shell.dialect.name === 'bash' ? `\`${word}': not a valid identifier` : `${word.split('=')[0]}: bad variable name`,
        command,
      )
      if (shell.dialect.name !== 'bash') throw new ShellExit(2)
      status = 1
      continue
    }
    outside(name)
    mark(name)
    if (split) shell.assign(name, undefined, split[2] ? (shell.variables.get(name) ?? '') + split[3] : (split[3] as string))
    finish(name)
  }
  for (const assignment of assignments) {
    // the value sees what the local covers
    const value =
      assignment.value.type === 'Word' && !assignment.index && !assignment.append
        ? yield* expandText(shell, assignment.value, true)
        : undefined
    outside(assignment.name)
    mark(assignment.name)
    if (value === undefined) yield* assign(shell, assignment)
    else shell.assign(assignment.name, undefined, value)
    finish(assignment.name)
  }
  return status
}

function* listVariables(shell: Shell, command: string, flags: Set<string>): Task<number> {
  for (const name of shell.variables.names()) {
    const variable = shell.variables.lookup(name) as Variable
    if ((flags.has('x') && !variable.exported) || (flags.has('r') && !variable.readonly) || (flags.has('a') && !variable.elements)) continue
    if (shell.dialect.name === 'bash' && (command !== 'declare' || flags.size > 0)) yield* shell.out(declaration(name, variable))
    else if (command === 'declare') yield* shell.out(`${name}=${variable.value ?? ''}\n`)
    else yield* shell.out(`${command} ${name}${variable.value === undefined ? '' : `=${quoteForReuse(variable.value)}`}\n`)
  }
  return 0
}

function* declareFunctions(shell: Shell, names: readonly string[], nameOnly: boolean): Task<number> {
  let status = 0
  for (const name of names.length > 0 ? names : [...shell.functions.keys()].sort()) {
    const fn = shell.functions.get(name)
    if (!fn) status = 1
    else yield* shell.out(nameOnly ? `${names.length > 0 ? '' : 'declare -f '}${name}\n` : `${name} () \n${fn.text}\n`)
  }
  return status
}

const unset: Builtin = function* (shell, argv) {
  let functions = false
  let variables = false
  let status = 0
  for (const word of argv.slice(1)) {
    if (word === '-f') functions = true
    else if (word === '-v') variables = true
    else {
      const element = /^([A-Za-z_]\w*)\[(.*)\]$/.exec(word)
      if (!element && !NAME.test(word) && !functions) {
        // bash takes it for the name of a function
        if (shell.dialect.name === 'bash' && !variables && !word.includes('=')) {
          shell.functions.delete(word)
          continue
        }
        yield* shell.complain(shell.dialect.name === 'bash' ? `\`${word}': not a valid identifier` : `${word}: bad variable name`, 'unset')
        status = 1
        continue
      }
      try {
        if (functions) shell.functions.delete(word)
        else if (element) shell.variables.unsetElement(element[1] as string, (element[2] as string).replace(/^(['"])(.*)\1$/, '$2'))
        else if (variables || shell.variables.lookup(word)) shell.variables.unset(word)
        else shell.functions.delete(word)
      } catch (error) {
        if (!(error instanceof ExpansionError)) throw error
        if (shell.dialect.name === 'bash') yield* shell.complain(error.message)
        else yield* shell.complain(shell.dialect.readonly(word), 'unset')
        if (shell.dialect.name !== 'bash') throw new ShellExit(2)
        status = 1
      }
    }
  }
  return status
}

const NO_ASSIGNMENTS: readonly Assignment[] = []
const plain: Builtin = (shell, argv) => declare(shell, argv, NO_ASSIGNMENTS)

export const NAMES: [string, Builtin][] = [
  ['export', plain],
  ['readonly', plain],
  ['local', plain],
  ['declare', plain],
  ['typeset', plain],
  ['unset', unset],
  ['read', read],
]

export const DECLARED: [string, Declaration][] = ['export', 'readonly', 'local', 'declare', 'typeset'].map(
  (name): [string, Declaration] => [name, declare],
)
