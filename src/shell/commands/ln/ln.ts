import { type Command, readOptions } from '../../command.ts'
import { destination } from '../cp/cp.ts'

/** ln: only symbolic links are simulated */
export const ln: Command = function* (io) {
  const options = yield* readOptions(io, 'sfnvTr', { symbolic: 's', force: 'f', 'no-dereference': 'n', verbose: 'v' })
  if (!options) return io.status
  const [target, link] = options.operands
  if (target === undefined) return yield* io.usage(io.gnu ? 'missing file operand' : '')
  const name = link ?? (target.split('/').at(-1) as string)
  if (!options.has('s')) {
    // a copy stands for a hard link: content that changes later is not shared
    return yield* io.fail('podtalk does not simulate hard links; use ln -s')
  }
  const path = options.has('n') ? io.path(name) : destination(io, target, name)
  yield* io.attempt(
    () => {
      if (options.has('f') && io.fs.lookup(path, false)) io.fs.remove(path)
      io.fs.symlink(target, path)
    },
    (reason) => (io.gnu ? `failed to create symbolic link '${name}': ${reason}` : `${name}: ${reason}`),
  )
  return io.status
}
