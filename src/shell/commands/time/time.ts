import { Interrupt } from '../../../sim/task.ts'
import type { Command } from '../../command.ts'
import { launch } from '../../launch.ts'

/** time, as a program (bash has its own) */
export const time: Command = function* (io) {
  const args = io.args.filter((word, index) => !(index === 0 && word === '-p'))
  if (args.length === 0) return yield* io.usage('')
  const begun = io.now
  const child = launch(io.process, args)
  let status: number
  if ('reason' in child) status = yield* io.fail(`cannot run ${args[0]}: No such file or directory`, child.status)
  else {
    try {
      status = yield* child.wait()
    } catch (error) {
      if (error instanceof Interrupt) child.kill(error.signal)
      throw error
    }
  }
  const seconds = (io.now - begun) / 1000
  const real =
    io.args[0] === '-p'
      ? `real ${seconds.toFixed(2)}\nuser 0.00\nsys 0.00\n`
      : `real\t${Math.floor(seconds / 60)}m ${(seconds % 60).toFixed(2)}s\nuser\t0m 0.00s\nsys\t0m 0.00s\n`
  yield* io.process.stderr.write(real)
  return status
}
