import { basename, FileError } from '../../../cluster/machine/filesystem.ts'
import { type Command, readOptions } from '../../command.ts'
import { checkOperands, destination } from '../cp/cp.ts'

/** mv */
export const mv: Command = function* (io) {
  const options = yield* readOptions(io, 'finvuTt', { force: 'f', interactive: 'i', 'no-clobber': 'n', verbose: 'v', update: 'u' })
  if (!options) return io.status
  const { operands } = options
  if (yield* checkOperands(io, operands)) return 1
  const target = operands.at(-1) as string
  for (const source of operands.slice(0, -1)) {
    const from = io.path(source)
    if (!io.fs.lookup(from, false)) {
      yield* io.fail(io.gnu ? `cannot stat '${source}': No such file or directory` : `can't rename '${source}': No such file or directory`)
      continue
    }
    const to = destination(io, source, target)
    const shown = to === io.path(target) ? target : `${target.replace(/\/$/, '')}/${basename(to)}`
    if (from === to) {
      yield* io.fail(`'${source}' and '${shown}' are the same file`)
      continue
    }
    if (options.has('n') && io.fs.exists(to)) continue
    try {
      io.fs.rename(from, to)
      if (options.has('v')) yield* io.out(`renamed '${source}' -> '${shown}'\n`)
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      if (error.errno === 'EINVAL' && io.gnu) yield* io.fail(`cannot move '${source}' to a subdirectory of itself, '${shown}'`)
      else yield* io.fail(io.gnu ? `cannot move '${source}' to '${shown}': ${error.message}` : `can't rename '${source}': ${error.message}`)
    }
  }
  return io.status
}
