import { type Command, type Io, readOptions } from '../../command.ts'
import { formatDate } from '../../date.ts'
import { blocksOf, modeText, sizeOf } from '../../file-mode.ts'

const KINDS = { file: 'regular file', directory: 'directory', symlink: 'symbolic link', device: 'character special file' }

/** stat */
export const stat: Command = function* (io: Io) {
  const options = yield* readOptions(io, 'c:fLt', { format: 'c', dereference: 'L' })
  if (!options) return io.status
  if (options.operands.length === 0) return yield* io.usage(io.gnu ? 'missing operand' : '')
  const { user } = io.process.machine
  for (const name of options.operands) {
    const path = io.path(name)
    const node = io.fs.lookup(path, options.has('L'))
    if (!node) {
      yield* io.fail(io.gnu ? `cannot statx '${name}': No such file or directory` : `can't stat '${name}': No such file or directory`)
      continue
    }
    const size = sizeOf(io.fs, path, node)
    const kind = node.type === 'file' && size === 0 ? 'regular empty file' : KINDS[node.type]
    const date = `${formatDate('%Y-%m-%d %H:%M:%S', node.modified)}.000000000 +0000`
    const octal = (node.mode & 0o7777).toString(8)
    const id = user === 'root' ? '0' : '1000'
    const values: Record<string, string> = {
      n: name,
      N: node.type === 'symlink' ? `'${name}' -> '${node.target}'` : `'${name}'`,
      s: String(size),
      F: kind,
      a: octal,
      A: modeText(node),
      U: user,
      G: user,
      u: id,
      g: id,
      y: date,
      Y: String(Math.floor(node.modified / 1000)),
      x: date,
      X: String(Math.floor(node.modified / 1000)),
      z: date,
      Z: String(Math.floor(node.modified / 1000)),
      w: date,
      b: String(blocksOf(size) * 2),
      B: '512',
      h: node.type === 'directory' ? '2' : '1',
      i: '1000',
      o: '4096',
      d: '100',
    }
    const format = options.get('c')
    if (format !== undefined) {
      yield* io.out(
        `${format.replace(/%([a-zA-Z%])/g, (whole, letter: string) => (letter === '%' ? '%' : Object.hasOwn(values, letter) ? (values[letter] as string) : whole))}\n`,
      )
      continue
    }
    const links = `${values['h']}`
    const person = `(${id.padStart(5)}/${user.padStart(8)})`
    yield* io.out(
      `  File: ${node.type === 'symlink' ? `${name} -> ${node.target}` : name}\n  Size: ${String(size).padEnd(10)}\tBlocks: ${(values['b'] as string).padEnd(10)} IO Block: 4096   ${kind}\n` +
        `Device: 0,64\tInode: 1000        Links: ${links}\nAccess: (${octal.padStart(4, '0')}/${modeText(node)})  Uid: ${person}   Gid: ${person}\n` +
        `Access: ${date}\nModify: ${date}\nChange: ${date}\n Birth: ${io.gnu ? date : '-'}\n`,
    )
  }
  return io.status
}
