import type { Program } from '../../../cluster/machine/machine.ts'
import { traceCommand } from './trace.ts'

/** podtalk inside a lab: what only a simulation can show. */
export const podtalk: Program = function* (process) {
  const [command, ...args] = process.argv.slice(1)
  if (command === 'trace') return yield* traceCommand(process, args)
  const known = command === undefined || command === 'help' || command === '--help' || command === '-h'
  yield* (known ? process.stdout : process.stderr).write(
    known
      ? 'Usage: podtalk trace [-o json] URL | HOST:PORT\n'
      : `podtalk: unknown command "${command}"; inside the lab there is: podtalk trace\n`,
  )
  return known ? 0 : 2
}
