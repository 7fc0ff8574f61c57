import { basename, FileError } from '../../../cluster/machine/filesystem.ts'
import { type Command, readOptions } from '../../command.ts'

/** rm */
export const rm: Command = function* (io) {
  const options = yield* readOptions(io, 'rRfivdI', {
    recursive: 'r',
    force: 'f',
    interactive: 'i',
    verbose: 'v',
    dir: 'd',
    'no-preserve-root': 'N',
    'preserve-root': 'P',
  })
  if (!options) return io.status
  const force = options.has('f')
  const recursive = options.has('r') || options.has('R')
  if (options.operands.length === 0 && !force) return yield* io.usage(io.gnu ? 'missing operand' : '')
  for (const name of options.operands) {
    const path = io.path(name)
    const node = io.fs.lookup(path, false)
    const said = (text: string) => (io.gnu ? `cannot remove '${name}': ${text}` : `can't remove '${name}': ${text}`)
    if (!node) {
      if (!force)
        yield* io.fail(said(io.fs.lookup(io.path(`${path}/..`))?.type === 'file' ? 'Not a directory' : 'No such file or directory'))
      continue
    }
    if (path === '/') {
      yield* io.fail(
        io.gnu ? "it is dangerous to operate recursively on '/'\nrm: use --no-preserve-root to override this failsafe" : "can't remove '/'",
      )
      continue
    }
    if (/^\.\.?$/.test(basename(name)) && recursive) {
      yield* io.fail(io.gnu ? `refusing to remove '.' or '..' directory: skipping '${name}'` : `refusing to remove '.' or '..'`)
      continue
    }
    if (node.type === 'directory' && !recursive && !(options.has('d') && node.entries.size === 0)) {
      yield* io.fail(io.gnu ? said('Is a directory') : `'${name}' is a directory`)
      continue
    }
    try {
      io.fs.remove(path, { recursive: true })
      if (options.has('v')) yield* io.out(`removed ${node.type === 'directory' ? 'directory ' : ''}'${name}'\n`)
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      yield* io.fail(said(error.message))
    }
  }
  return io.status
}

/** rmdir */
export const rmdir: Command = function* (io) {
  const options = yield* readOptions(io, 'pv', { parents: 'p', verbose: 'v', 'ignore-fail-on-non-empty': 'I' })
  if (!options) return io.status
  if (options.operands.length === 0) return yield* io.usage(io.gnu ? 'missing operand' : '')
  for (const name of options.operands) {
    const parts = options.has('p')
      ? name
          .split('/')
          .map((_, index, all) => all.slice(0, all.length - index).join('/'))
          .filter((part) => part !== '')
      : [name]
    for (const part of parts) {
      const path = io.path(part)
      if (options.has('v')) yield* io.out(`${io.name}: removing directory, '${part}'\n`)
      const fine = yield* io.attempt(
        () => {
          const node = io.fs.stat(path, false)
          if (node.type !== 'directory') throw new FileError('ENOTDIR', path)
          io.fs.remove(path)
        },
        (reason) => (io.gnu ? `failed to remove '${part}': ${reason}` : `'${part}': ${reason}`),
      )
      if (!fine) break
    }
  }
  return io.status
}
