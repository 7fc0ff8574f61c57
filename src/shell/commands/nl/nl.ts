import { type Command, Lines, readOptions } from '../../command.ts'

/** nl */
export const nl: Command = function* (io) {
  const options = yield* readOptions(io, 'b:s:w:n:v:i:', {
    'body-numbering': 'b',
    'number-separator': 's',
    'number-width': 'w',
    'number-format': 'n',
    'starting-line-number': 'v',
    'line-increment': 'i',
  })
  if (!options) return io.status
  const width = Math.min(1000, Number(options.get('w') ?? 6))
  const separator = options.get('s') ?? '\t'
  const format = options.get('n') ?? 'rn'
  let number = Number(options.get('v') ?? 1)
  const step = Number(options.get('i') ?? 1)
  const body = options.get('b') ?? 't'
  const lines = new Lines(io, options.operands)
  for (let batch = yield* lines.batch(); batch; batch = yield* lines.batch()) {
    let out = ''
    for (const line of batch) {
      if (body === 'n' || (body === 't' && line === '')) {
        out += `${' '.repeat(width + separator.length)}${line}\n`
        continue
      }
      const text = String(number)
      out += `${format === 'ln' ? text.padEnd(width) : text.padStart(width, format === 'rz' ? '0' : ' ')}${separator}${line}\n`
      number += step
    }
    yield* io.out(out)
  }
  return io.status
}
