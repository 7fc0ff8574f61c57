import { Interrupt } from '../../../sim/task.ts'
import type { Command } from '../../command.ts'
import { launch } from '../../launch.ts'

/** sudo, nohup, nice, stdbuf, setsid, command wrappers: run what follows, as it is */
export const sudo: Command = function* (io) {
  let args = [...io.args]
  while (args.length > 0) {
    const word = args[0] as string
    if (word === '--') {
      args = args.slice(1)
      break
    }
    if (/^-[ugnp]$/.test(word)) args = args.slice(2)
    else if (word.startsWith('-') || (io.name === 'sudo' && /^\w+=/.test(word))) args = args.slice(1)
    else break
  }
  if (args.length === 0) {
    if (io.name === 'sudo') {
      yield* io.process.stderr.write('usage: sudo -h | -K | -k | -V\nusage: sudo [-u user] [VAR=value] [command [arg ...]]\n')
      return 1
    }
    if (io.name === 'nice') {
      yield* io.out('0\n')
      return 0
    }
    return yield* io.usage('missing operand', 125)
  }
  const child = launch(io.process, args)
  if ('reason' in child) {
    const text =
      io.name === 'sudo'
        ? `${args[0]}: command not found`
        : io.gnu
          ? `failed to run command '${args[0]}': No such file or directory`
          : `can't execute '${args[0]}': No such file or directory`
    return yield* io.fail(text, io.name === 'sudo' ? 1 : 127)
  }
  if (io.name === 'nohup') child.traps.set('SIGHUP', () => {})
  try {
    return yield* child.wait()
  } catch (error) {
    if (error instanceof Interrupt) child.kill(error.signal)
    throw error
  }
}
