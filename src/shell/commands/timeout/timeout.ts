import type { Task } from '../../../sim/task.ts'
import { Interrupt } from '../../../sim/task.ts'
import { type Command, readOptions } from '../../command.ts'
import { launch } from '../../launch.ts'
import { signalName } from '../../signals.ts'
import { interval } from '../sleep/sleep.ts'

/** timeout */
export const timeout: Command = function* (io) {
  const options = yield* readOptions(
    io,
    's:k:vfp',
    { signal: 's', 'kill-after': 'k', verbose: 'v', foreground: 'f', 'preserve-status': 'p' },
    { first: true, status: 125 },
  )
  if (!options) return io.status
  const [duration, ...argv] = options.operands
  if (duration === undefined || argv.length === 0) return yield* io.usage('', 125)
  const ms = interval(duration)
  if (ms === undefined) return yield* io.usage(io.gnu ? `invalid time interval ‘${duration}’` : `invalid number '${duration}'`, 125)
  const signal = signalName(options.get('s') ?? 'TERM')
  if (signal === undefined) return yield* io.usage(`‘${options.get('s')}’: invalid signal`, 125)
  const killAfter = options.has('k') ? interval(options.get('k') as string) : undefined
  const child = launch(io.process, argv)
  if ('reason' in child) {
    const status = child.status
    yield* io.fail(
      io.gnu
        ? `failed to run command ‘${argv[0]}’: ${status === 127 ? 'No such file or directory' : 'Permission denied'}`
        : `can't execute '${argv[0]}': ${status === 127 ? 'No such file or directory' : 'Permission denied'}`,
    )
    return status
  }
  const waited = function* (limit: number): Task<boolean> {
    if (!child.running) return true
    return yield (wake, runner) => {
      const timer = runner.clock.after(limit, () => wake(false))
      child.onExit(() => {
        runner.clock.cancel(timer)
        wake(true)
      })
      return () => runner.clock.cancel(timer)
    }
  }
  try {
    if (yield* waited(ms === 0 ? 1e13 : ms)) return child.exitCode as number
    if (options.has('v')) yield* io.process.stderr.write(`timeout: sending signal ${signal.replace(/^SIG/, '')} to command ‘${argv[0]}’\n`)
    child.kill(signal)
    if (killAfter !== undefined && !(yield* waited(killAfter))) child.kill('SIGKILL')
    else yield* child.wait()
    yield* child.wait()
    // busybox's timeout is the program itself, and GNU's dies of the same KILL
    if (child.signal !== undefined && (!io.gnu || (child.signal === 'SIGKILL' && !options.has('p')))) throw new Interrupt(child.signal)
  } catch (error) {
    // what timeout is sent, it passes on
    if (error instanceof Interrupt && child.running) child.kill(error.signal)
    throw error
  }
  if (options.has('p') || !io.gnu) return child.exitCode as number
  return child.signal === 'SIGKILL' ? 137 : 124
}
