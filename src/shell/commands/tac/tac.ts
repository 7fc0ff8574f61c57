import { type Command, joinLines, Lines, readOptions } from '../../command.ts'

/** tac */
export const tac: Command = function* (io) {
  const options = yield* readOptions(io, '')
  if (!options) return io.status
  yield* io.out(joinLines((yield* new Lines(io, options.operands).all()).reverse()))
  return io.status
}
