import { type Command, readOptions } from '../../command.ts'
import { MEMORY } from '../../proc-files.ts'

/** free */
export const free: Command = function* (io) {
  const options = yield* readOptions(io, 'hmgkbtw', { human: 'h', mebi: 'm', gibi: 'g', kibi: 'k', bytes: 'b' })
  if (!options) return io.status
  const shown = (kib: number): string => {
    if (options.has('h')) {
      if (kib === 0) return '0B'
      const [value, unit] = kib >= 1024 ** 2 ? [kib / 1024 ** 2, 'G'] : kib >= 1024 ? [kib / 1024, 'M'] : [kib, 'K']
      return `${value < 10 ? value.toFixed(1) : Math.round(value)}${unit}${io.gnu ? 'i' : ''}`
    }
    return String(options.has('b') ? kib * 1024 : Math.floor(options.has('g') ? kib / 1024 ** 2 : options.has('m') ? kib / 1024 : kib))
  }
  const row = (name: string, cells: readonly number[]) =>
    `${name.padEnd(io.gnu ? 8 : 7)}${cells
      .map((cell) => shown(cell).padStart(12))
      .join('')
      .slice(io.gnu ? 0 : 0)}\n`
  const header = ['total', 'used', 'free', 'shared', 'buff/cache', 'available'].map((name) => name.padStart(12)).join('')
  const { total, used, free: unused, shared, cached } = MEMORY
  yield* io.out(
    `${' '.repeat(io.gnu ? 8 : 7)}${header}\n${row('Mem:', [total, used, unused, shared, cached, total - used])}${row('Swap:', [0, 0, 0])}`,
  )
  return io.status
}
