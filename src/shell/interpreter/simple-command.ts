import type { Assignment, Redirection, Word } from 'unbash'
import type { Task } from '../../sim/task.ts'
import { assign, assignedText } from './assignment.ts'
import { BUILTINS, DECLARATIONS, SPECIAL } from './builtins/registry.ts'
import { FunctionReturn, ShellExit } from './control.ts'
import { execute } from './execute.ts'
import { asWord, expandWords, moved } from './expansion.ts'
import { redirect } from './redirection.ts'
import { afterCommand, runProgram } from './run-program.ts'
import type { Shell, ShellFunction } from './shell.ts'
import { trace } from './trace.ts'

/** Calls of shell functions inside each other; real shells go on until their stack is full. */
const MAX_CALLS = 250

// ── simple commands ──

export function* simpleCommand(
  shell: Shell,
  name: Word | undefined,
  prefix: readonly (Assignment | Redirection)[],
  suffix: readonly (Word | Assignment | Redirection)[],
  place: { pos: number; end: number },
  last: boolean,
): Task<number> {
  shell.position = place.pos
  shell.commandEnd = place.end
  shell.substitutionStatus = undefined
  const assignments: Assignment[] = []
  const redirects: Redirection[] = []
  const words: Word[] = name ? [name] : []
  let declared: Assignment[] | undefined
  for (const item of prefix) {
    if (item.type === 'Assignment') assignments.push(item)
    else redirects.push(item)
  }
  const declares = name !== undefined && DECLARATIONS.has(name.value)
  for (const item of suffix) {
    if (item.type === 'Word') words.push(item)
    else if (item.type !== 'Assignment') redirects.push(item)
    else if (declares) (declared ??= []).push(item)
    else words.push(moved(asWord(item.text), item.pos))
  }
  const argv = yield* expandWords(shell, words)
  const ampersand = shell.dialect.lacks.has('&>')
    ? redirects.find((item) => item.type === 'Redirect' && item.operator.startsWith('&>'))
    : undefined
  if (ampersand) return yield* dashAmpersand(shell, argv, ampersand)
  if (shell.options.has('xtrace') && argv.length > 0)
    yield* trace(shell, declared ? [...argv, ...declared.map((item) => item.text)] : argv, assignments)
  if (redirects.length === 0) return yield* runWords(shell, argv, assignments, declared, last)
  const redirected = yield* redirect(shell, redirects)
  if (!redirected) return shell.dialect.name === 'bash' ? 1 : failedRedirect(shell, argv)
  if (argv[0] === 'exec' && argv.length === 1) return 0
  try {
    return yield* runWords(shell, argv, assignments, declared, last)
  } finally {
    redirected.restore()
  }
}

/** In POSIX shells a failed redirection of a special builtin ends the shell. */
function failedRedirect(shell: Shell, argv: readonly string[]): number {
  if (argv[0] !== undefined && SPECIAL.has(argv[0]) && !shell.interactive) throw new ShellExit(2)
  return shell.dialect.name === 'dash' ? 2 : 1
}

/** dash knows no `&>`: it reads `a &> f` as `a & > f`. */
function* dashAmpersand(shell: Shell, argv: string[], redirection: Redirection): Task<number> {
  const child = shell.startSubshell(shell.fds, (sub) => runWords(sub, argv, [], undefined, true))
  shell.lastBackground = child.pid
  shell.jobs.add([child], argv.join(' '))
  const opened = yield* redirect(shell, [{ ...redirection, operator: '>' } as Redirection])
  opened?.restore()
  return opened ? 0 : 2
}

function* runWords(
  shell: Shell,
  argv: string[],
  assignments: readonly Assignment[],
  declared: readonly Assignment[] | undefined,
  last: boolean,
): Task<number> {
  const foreign = shell.dialect.name === 'dash' ? assignments.find((assignment) => assignment.append) : undefined
  if (foreign) return yield* runProgram(shell, [foreign.text, ...argv], shell.variables.environment(), last)
  if (argv.length === 0) {
    for (const assignment of assignments) yield* assign(shell, assignment)
    if (shell.options.has('xtrace')) yield* trace(shell, [], assignments)
    return shell.substitutionStatus ?? 0
  }
  const name = argv[0] as string
  const fn = shell.functions.get(name)
  if (!fn && assignments.length === 0 && !BUILTINS.has(name)) return yield* runProgram(shell, argv, shell.variables.environment(), last)
  const values: [string, string][] = []
  for (const assignment of assignments) values.push([assignment.name, yield* assignedText(shell, assignment)])
  if (fn || BUILTINS.has(name)) {
    const builtin = fn ? undefined : BUILTINS.get(name)
    if (builtin && !fn && shell.dialect.lacks.has(name)) return yield* runProgram(shell, argv, shell.variables.environment(), last)
    // Before `exec program` they are for the program that takes the shell's place.
    const passing = shell.dialect.name === 'bash' || !SPECIAL.has(name) || (name === 'exec' && argv.length > 1)
    const restore = values.length > 0 && passing ? shell.variables.during(values) : undefined
    if (!restore) for (const [variable, value] of values) shell.assign(variable, undefined, value)
    try {
      if (fn) return yield* callFunction(shell, fn, argv)
      if (declared && DECLARATIONS.has(name))
        return yield* (DECLARATIONS.get(name) as NonNullable<ReturnType<typeof DECLARATIONS.get>>)(shell, argv, declared)
      return yield* (builtin as NonNullable<typeof builtin>)(shell, argv, last)
    } finally {
      restore?.()
      if (shell.afterCommand.length > 0) yield* afterCommand(shell)
    }
  }
  const environment = new Map(shell.variables.environment())
  for (const [variable, value] of values) environment.set(variable, value)
  return yield* runProgram(shell, argv, environment, last)
}

/** Calls a shell function. */
function* callFunction(shell: Shell, fn: ShellFunction, argv: readonly string[]): Task<number> {
  const name = argv[0] as string
  if (shell.calls.length >= MAX_CALLS) {
    yield* shell.complain(`${name}: maximum function nesting level exceeded (${MAX_CALLS})`)
    throw new ShellExit(1)
  }
  const { positional, source, loops } = shell
  shell.positional = argv.slice(1)
  shell.source = { text: fn.source, line: 0 }
  shell.loops = 0
  shell.calls.push(name)
  shell.variables.enterScope()
  try {
    return yield* execute(shell, fn.body)
  } catch (error) {
    if (error instanceof FunctionReturn) return error.status
    throw error
  } finally {
    shell.variables.leaveScope()
    shell.calls.pop()
    shell.positional = positional
    shell.source = source
    shell.loops = loops
  }
}
