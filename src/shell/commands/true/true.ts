import type { Command } from '../../command.ts'
import { PROCESSORS } from '../../proc-files.ts'

/** true */
export const succeed: Command = function* () {
  return 0
}

/** false */
export const refuse: Command = function* () {
  return 1
}

/** sync, and what has nothing to do here */
export const nproc: Command = function* (io) {
  yield* io.out(`${PROCESSORS}\n`)
  return 0
}

/** arch */
export const arch: Command = function* (io) {
  yield* io.out('x86_64\n')
  return 0
}
