import { type Command, readOptions } from '../../command.ts'
import { humanSize } from '../../file-mode.ts'

/** name, 1K-blocks, used, where */
const MOUNTS: readonly (readonly [string, number, number, string])[] = [
  ['overlay', 61_255_492, 9_731_160, '/'],
  ['tmpfs', 65_536, 0, '/dev'],
  ['shm', 65_536, 0, '/dev/shm'],
]

/** df */
export const df: Command = function* (io) {
  const options = yield* readOptions(io, 'hkmTPai', { 'human-readable': 'h' })
  if (!options) return io.status
  const human = options.has('h')
  for (const name of options.operands)
    if (!io.fs.exists(io.path(name))) yield* io.fail(io.gnu ? `${name}: No such file or directory` : `${name}: can't find mount point`)
  if (io.gnu && io.status !== 0 && options.operands.every((name) => !io.fs.exists(io.path(name)))) return io.status
  const rows = MOUNTS.filter(([, , , where]) => options.operands.length === 0 || where === '/').map(([name, size, used, where]) => {
    const shown = (kib: number) => (human ? (kib === 0 ? '0' : humanSize(kib * 1024)) : String(kib))
    return [
      io.process.machine.kind === 'container' || name !== 'overlay' ? name : '/dev/sda1',
      shown(size),
      shown(used),
      shown(size - used),
      `${Math.ceil((used / size) * 100)}%`,
      where,
    ]
  })
  const header = io.gnu
    ? ['Filesystem', human ? 'Size' : '1K-blocks', 'Used', human ? 'Avail' : 'Available', 'Use%', 'Mounted on']
    : ['Filesystem', human ? 'Size' : '1K-blocks', 'Used', 'Available', 'Use%', 'Mounted on']
  if (!io.gnu) {
    const line = (cells: readonly string[]) =>
      `${(cells[0] as string).padEnd(20)} ${(cells[1] as string).padStart(9)} ${(cells[2] as string).padStart(9)} ${(cells[3] as string).padStart(9)} ${(cells[4] as string).padStart(3)} ${cells[5]}\n`
    yield* io.out([header, ...rows].map(line).join(''))
    return io.status
  }
  const width = (column: number, least: number) => Math.max(least, ...[header, ...rows].map((cells) => (cells[column] as string).length))
  const widths = [width(0, 14), width(1, 5), width(2, 5), width(3, 5), width(4, 4)]
  const line = (cells: readonly string[]) =>
    `${(cells[0] as string).padEnd(widths[0] as number)} ${[1, 2, 3, 4].map((column) => (cells[column] as string).padStart(widths[column] as number)).join(' ')} ${cells[5]}\n`
  yield* io.out([header, ...rows].map(line).join(''))
  return io.status
}
