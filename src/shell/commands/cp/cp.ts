import { basename, FileError, type FileSystem, type Node } from '../../../cluster/machine/filesystem.ts'
import type { Task } from '../../../sim/task.ts'
import { tick } from '../../../sim/task.ts'
import { type Command, type Io, readOptions } from '../../command.ts'
import { openWriter } from '../../files.ts'

/** Copies one entry (and what is in it). Throws FileError. */
export function* copyTree(fs: FileSystem, from: string, to: string, now: number, keep: boolean): Task {
  yield* tick()
  const node = fs.stat(from, true)
  if (node.type === 'directory') {
    if (!fs.exists(to)) fs.mkdir(to)
    for (const name of fs.readdir(from)) yield* copyTree(fs, `${from}/${name}`, `${to}/${name}`, now, keep)
    return
  }
  if (node.type === 'file') {
    const existing = fs.lookup(to)
    fs.writeFile(to, fs.readFile(from), { mode: node.mode & 0o777 })
    if (existing === undefined && keep) fs.touch(to, node.modified)
  }
}

/** Where copying or moving `source` to `target` puts it. */
export function destination(io: Io, source: string, target: string): string {
  const path = io.path(target)
  return io.fs.lookup(path)?.type === 'directory' ? `${path === '/' ? '' : path}/${basename(io.path(source))}` : path
}

/** The mistakes that cp and mv have in common; true when there is one. */
export function* checkOperands(io: Io, operands: readonly string[]): Task<boolean> {
  if (operands.length === 0) yield* io.usage(io.gnu ? 'missing file operand' : '')
  else if (operands.length === 1) yield* io.usage(io.gnu ? `missing destination file operand after '${operands[0]}'` : '')
  else if (operands.length > 2 && io.fs.lookup(io.path(operands.at(-1) as string))?.type !== 'directory') {
    const target = operands.at(-1)
    const exists = io.fs.exists(io.path(target as string))
    yield* io.fail(
      io.gnu
        ? `target '${target}'${exists ? ' is not a directory' : ': No such file or directory'}`
        : `can't stat '${target}': No such file or directory`,
    )
  } else return false
  return true
}

/** cp */
export const cp: Command = function* (io) {
  const options = yield* readOptions(io, 'aRrpfinvuPLHdT', {
    recursive: 'r',
    archive: 'a',
    force: 'f',
    interactive: 'i',
    'no-clobber': 'n',
    verbose: 'v',
    update: 'u',
    preserve: 'p',
    parents: 'H',
  })
  if (!options) return io.status
  const { operands } = options
  if (yield* checkOperands(io, operands)) return 1
  const recursive = ['r', 'R', 'a'].some((letter) => options.has(letter))
  const target = operands.at(-1) as string
  for (const source of operands.slice(0, -1)) {
    const from = io.path(source)
    let node: Node
    try {
      node = io.fs.stat(from)
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      if (source === '/dev/stdin' || source.startsWith('/dev/fd/')) {
        const writer = openWriter(io.process, target, false)
        for (let piece = yield* io.process.stdin.read(); piece !== undefined; piece = yield* io.process.stdin.read())
          yield* writer.write(piece)
        continue
      }
      yield* io.fail(io.gnu ? `cannot stat '${source}': ${error.message}` : `can't stat '${source}': ${error.message}`)
      continue
    }
    if (node.type === 'directory' && !recursive) {
      yield* io.fail(io.gnu ? `-r not specified; omitting directory '${source}'` : `omitting directory '${source}'`)
      continue
    }
    const to = destination(io, source, target)
    if (from === to) {
      yield* io.fail(io.gnu ? `'${source}' and '${target}' are the same file` : `'${source}' and '${target}' are the same file`)
      continue
    }
    if (`${to}/`.startsWith(`${from}/`)) {
      yield* io.fail(io.gnu ? `cannot copy a directory, '${source}', into itself, '${target}'` : 'recursion detected, omitting directory')
      continue
    }
    if (options.has('n') && io.fs.exists(to)) continue
    if (target.endsWith('/') && node.type === 'file' && io.fs.lookup(io.path(target))?.type !== 'directory') {
      yield* io.fail(io.gnu ? `cannot create regular file '${target}': Not a directory` : `can't create '${target}': Is a directory`)
      continue
    }
    try {
      if (node.type === 'file' && to.startsWith('/dev/')) yield* openWriter(io.process, to, true).write(io.fs.readFile(from))
      else yield* copyTree(io.fs, from, to, io.now, options.has('p') || options.has('a'))
      if (options.has('v'))
        yield* io.out(`'${source}' -> '${to === io.path(target) ? target : `${target.replace(/\/$/, '')}/${basename(to)}`}'\n`)
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      const shown = to === io.path(target) ? target : `${target.replace(/\/$/, '')}/${basename(to)}`
      yield* io.fail(
        io.gnu
          ? `cannot create ${node.type === 'directory' ? 'directory' : 'regular file'} '${shown}': ${error.message}`
          : `can't create '${shown}': ${error.message}`,
      )
    }
  }
  return io.status
}
