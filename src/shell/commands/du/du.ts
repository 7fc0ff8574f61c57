import { type Task, tick } from '../../../sim/task.ts'
import { type Command, readOptions } from '../../command.ts'
import { blocksOf, humanSize, sizeOf } from '../../file-mode.ts'

/** du */
export const du: Command = function* (io) {
  const options = yield* readOptions(io, 'ashkmcbd:xL', {
    all: 'a',
    summarize: 's',
    'human-readable': 'h',
    'max-depth': 'd',
    total: 'c',
    bytes: 'b',
  })
  if (!options) return io.status
  const depth = options.has('s') ? 0 : Number(options.get('d') ?? Number.POSITIVE_INFINITY)
  const shown = (kib: number) => (options.has('h') ? humanSize(kib * 1024) : options.has('m') ? String(Math.ceil(kib / 1024)) : String(kib))
  let total = 0
  const walk = function* (name: string, path: string, level: number): Task<number> {
    yield* tick()
    const node = io.fs.lookup(path, false)
    if (!node) return 0
    let size = node.type === 'symlink' ? 0 : blocksOf(sizeOf(io.fs, path, node))
    if (node.type === 'directory')
      for (const child of io.fs.readdir(path)) size += yield* walk(`${name.replace(/\/$/, '')}/${child}`, `${path}/${child}`, level + 1)
    if (level <= depth && (node.type === 'directory' || level === 0 || options.has('a'))) yield* io.out(`${shown(size)}\t${name}\n`)
    return size
  }
  for (const name of options.operands.length > 0 ? options.operands : ['.']) {
    if (!io.fs.lookup(io.path(name), false))
      yield* io.fail(io.gnu ? `cannot access '${name}': No such file or directory` : `${name}: No such file or directory`)
    else total += yield* walk(name, io.path(name), 0)
  }
  if (options.has('c')) yield* io.out(`${shown(total)}\ttotal\n`)
  return io.status
}
