import { tick } from '../../../sim/task.ts'
import { type Command, Lines, readOptions } from '../../command.ts'

/** Numbers above this take too long. */
const LARGEST = 1e14
const STEPS = 100_000

/** factor */
export const factor: Command = function* (io) {
  const options = yield* readOptions(io, '')
  if (!options) return io.status
  const words =
    options.operands.length > 0
      ? options.operands
      : (yield* new Lines(io, ['-']).all())
          .join(' ')
          .split(/\s+/)
          .filter((word) => word !== '')
  for (const word of words) {
    if (!/^\+?\d+$/.test(word)) {
      yield* io.fail(io.gnu ? `‘${word}’ is not a valid positive integer` : `invalid number '${word}'`)
      if (!io.gnu) return 1
      continue
    }
    let rest = Number(word)
    if (rest > LARGEST) return yield* io.fail(`podtalk does not simulate numbers above ${LARGEST}`)
    let line = `${rest}:`
    for (let by = 2, steps = 1; by * by <= rest; steps++) {
      if (steps % STEPS === 0) yield* tick()
      if (rest % by === 0) {
        line += ` ${by}`
        rest /= by
      } else by += by === 2 ? 1 : 2
    }
    yield* io.out(`${line}${rest > 1 ? ` ${rest}` : ''}\n`)
  }
  return io.status
}
