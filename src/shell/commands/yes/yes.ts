import { sleep } from '../../../sim/task.ts'
import type { Command } from '../../command.ts'

/** yes */
export const yes: Command = function* (io) {
  const line = `${io.args.join(' ') || 'y'}\n`
  const block = line.repeat(Math.max(1, Math.ceil(8192 / line.length)))
  for (;;) {
    yield* io.out(block)
    yield* sleep(0.1)
  }
}
