import type { Process } from '../../cluster/machine/machine.ts'
import { sleep, type Task } from '../../sim/task.ts'
import { findProgram } from '../launch.ts'
import type { Shell } from './shell.ts'

/** What all arguments of a program may hold, and one of them (Linux's MAX_ARG_STRLEN). */
const MAX_ARGUMENTS = 2 * 1024 * 1024
const MAX_ARGUMENT = 128 * 1024

/** Runs a program that is not part of the shell, in the shell's place where nothing comes after it. */
export function* runProgram(shell: Shell, argv: readonly string[], environment: Map<string, string>, last: boolean): Task<number> {
  const { process } = shell
  const name = argv[0] as string
  const found = findProgram(
    process,
    argv,
    environment.get('PATH') ?? shell.variables.get('PATH'),
    shell.dialect.name === 'bash' ? 'bash' : 'sh',
  )
  if (!('program' in found)) {
    if (found.reason === 'not found') yield* shell.complain(shell.dialect.notFound(name))
    else yield* shell.complain(shell.dialect.cannotRun(name, found.reason))
    return found.status
  }
  let size = 0
  for (const argument of argv) {
    size += argument.length
    if (argument.length >= MAX_ARGUMENT || size > MAX_ARGUMENTS) {
      yield* shell.complain(
        shell.dialect.cannotRun(name.includes('/') || shell.dialect.name !== 'bash' ? name : `/usr/bin/${name}`, 'Argument list too long'),
      )
      return 126
    }
  }
  if (last && shell.afterCommand.length === 0 && shell.traps.size === 0 && !shell.interactive) {
    // what exec does: the same process goes on as another program
    yield* sleep(0.5)
    process.argv = found.argv
    process.env = new Map(environment)
    process.stdin = shell.stdin
    process.stdout = shell.stdout
    process.stderr = shell.stderr
    return (yield* found.program(process)) & 255
  }
  if (!(yield* shell.mayFork())) return 254
  const child = process.machine.spawn({
    argv: found.argv,
    program: found.program,
    env: environment,
    cwd: process.cwd,
    stdin: shell.stdin,
    stdout: shell.stdout,
    stderr: shell.stderr,
    tty: process.tty,
    parent: process,
  }) as Process
  for (const [signal, action] of shell.traps) if (action === '') child.traps.set(signal, () => {})
  const status = yield* shell.waitFor([child])
  if (child.signal !== undefined) yield* shell.reportSignal(child)
  if (shell.afterCommand.length > 0) yield* afterCommand(shell)
  return status
}

/** Undoes what was set up for the command that has just ended. */
export function* afterCommand(shell: Shell): Task {
  const todo = shell.afterCommand
  shell.afterCommand = []
  for (const task of todo) yield* task()
}
