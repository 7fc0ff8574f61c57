import { type Command, joinLines, Lines, readOptions } from '../../command.ts'

/** rev */
export const rev: Command = function* (io) {
  const options = yield* readOptions(io, '')
  if (!options) return io.status
  const lines = new Lines(io, options.operands)
  for (let batch = yield* lines.batch(); batch; batch = yield* lines.batch())
    yield* io.out(joinLines(batch.map((line) => [...line].reverse().join(''))))
  return io.status
}
