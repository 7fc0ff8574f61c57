import { type Command, readOptions } from '../../command.ts'
import { programPath } from '../../interpreter/builtins/lookup.ts'
import { findProgram } from '../../launch.ts'

/** which */
export const which: Command = function* (io) {
  const options = yield* readOptions(io, 'as')
  if (!options) return io.status
  if (options.operands.length === 0) return io.gnu ? 1 : yield* io.usage('')
  for (const name of options.operands) {
    const found = findProgram(io.process, [name], io.process.env.get('PATH'))
    if ('program' in found) yield* io.out(`${name.includes('/') ? name : programPath(io.gnu, name)}\n`)
    else io.status = 1
  }
  return io.status
}
