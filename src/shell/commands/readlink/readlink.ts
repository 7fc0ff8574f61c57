import { dirname, resolvePath } from '../../../cluster/machine/filesystem.ts'
import { type Command, type Io, readOptions } from '../../command.ts'

/** The path without links; undefined when something in it is missing. */
function canonical(io: Io, name: string): string | undefined {
  let path = io.path(name)
  for (let round = 0; round < 40; round++) {
    const parts = path.split('/').filter((part) => part !== '')
    let at = ''
    let changed = false
    for (const [index, part] of parts.entries()) {
      const node = io.fs.lookup(`${at}/${part}`, false)
      if (!node && index < parts.length - 1) return undefined
      if (node?.type === 'symlink') {
        path = resolvePath(at === '' ? '/' : at, node.target)
        if (index < parts.length - 1) path += `/${parts.slice(index + 1).join('/')}`
        changed = true
        break
      }
      at += `/${part}`
    }
    if (!changed) return path
  }
  return undefined
}

/** readlink, realpath */
export const readlink: Command = function* (io) {
  const options = yield* readOptions(io, 'femnqsz')
  if (!options) return io.status
  const real = io.name === 'realpath'
  if (options.operands.length === 0) return yield* io.usage(io.gnu ? 'missing operand' : '')
  for (const name of options.operands) {
    const node = io.fs.lookup(io.path(name), false)
    const path =
      real || options.has('f') || options.has('e') || options.has('m')
        ? canonical(io, name)
        : node?.type === 'symlink'
          ? node.target
          : undefined
    if (path === undefined || (real && !options.has('m') && !io.fs.exists(dirname(path))) || (options.has('e') && !io.fs.exists(path))) {
      if (real) yield* io.fail(`${name}: No such file or directory`)
      else io.status = 1
    } else yield* io.out(`${path}${options.has('n') ? '' : '\n'}`)
  }
  return io.status
}
