import type { Task } from '../../../sim/task.ts'
import { signalList, signalName } from '../../signals.ts'
import { ShellExit } from '../control.ts'
import { quoteForReuse } from '../quoting.ts'
import type { Shell } from '../shell.ts'

/** `trap`: what to do when a signal comes, or at the end. */
export function* trap(shell: Shell, argv: readonly string[]): Task<number> {
  let args = argv.slice(1)
  if (args[0] === '--') args = args.slice(1)
  if (args[0] === '-l') {
    yield* shell.out(
      `${signalList()
        .slice(1)
        .map((name, index) => `${index + 1}) SIG${name}`)
        .join('\n')}\n`,
    )
    return 0
  }
  if (args[0] === '-p' && shell.dialect.name === 'dash') {
    yield* shell.complain('Illegal option -p', 'trap')
    throw new ShellExit(2)
  }
  if (args.length === 0 || args[0] === '-p') {
    for (const [name, action] of shell.inheritedTraps ?? shell.traps)
      yield* shell.out(`trap -- ${quoteForReuse(action)} ${shell.dialect.name === 'bash' ? name : name.replace(/^SIG/, '')}\n`)
    return 0
  }
  const reset = args[0] === '-' || /^\d+$/.test(args[0] as string) || args.length === 1
  const names = args[0] === '-' || !reset ? args.slice(1) : args
  let status = 0
  for (const text of names) {
    const name =
      (['ERR', 'DEBUG', 'RETURN'].includes(text.toUpperCase()) && shell.dialect.name === 'bash') ||
      (text === 'ERR' && shell.dialect.name === 'ash')
        ? text.toUpperCase()
        : signalName(text)
    if (name === undefined) {
      if (shell.dialect.name === 'dash') yield* shell.stderr.write(`trap: ${text}: bad trap\n`)
      else yield* shell.complain(`${text}: invalid signal specification`, 'trap')
      status = 1
      continue
    }
    shell.inheritedTraps = undefined
    shell.trap(name, reset ? undefined : (args[0] as string))
  }
  return status
}
