import type { Command } from '../../command.ts'
import { TestError, testWords } from '../../interpreter/test-command.ts'

/** test, [ where no shell is between */
export const test: Command = function* (io) {
  let words = io.args
  if (io.name === '[') {
    if (words.at(-1) !== ']') return yield* io.fail(io.gnu ? 'missing ‘]’' : 'missing ]', 2)
    words = words.slice(0, -1)
  }
  try {
    return testWords(io.process, words, io.gnu ? 'bash' : 'ash') ? 0 : 1
  } catch (error) {
    if (!(error instanceof TestError)) throw error
    return yield* io.fail(error.message.replace(/^(.*): integer expression expected$/, 'invalid integer ‘$1’'), 2)
  }
}
