import { FileError } from '../../../cluster/machine/filesystem.ts'
import type { Writer } from '../../../sim/pipe.ts'
import { type Command, readOptions } from '../../command.ts'
import { openWriter } from '../../files.ts'

/** tee */
export const tee: Command = function* (io) {
  const options = yield* readOptions(io, 'aip', { append: 'a', 'ignore-interrupts': 'i' })
  if (!options) return io.status
  const writers: Writer[] = []
  for (const file of options.operands) {
    try {
      writers.push(openWriter(io.process, file, options.has('a')))
    } catch (error) {
      if (!(error instanceof FileError)) throw error
      yield* io.fail(`${io.gnu ? '' : "can't open '"}${file}${io.gnu ? '' : "'"}: ${error.message}`)
    }
  }
  for (;;) {
    const piece = yield* io.process.stdin.read()
    if (piece === undefined) return
    yield* io.out(piece)
    for (const writer of writers) yield* writer.write(piece)
  }
}
