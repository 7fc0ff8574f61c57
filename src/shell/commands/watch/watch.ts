import { sink } from '../../../sim/pipe.ts'
import { Interrupt, sleep } from '../../../sim/task.ts'
import { type Command, readOptions } from '../../command.ts'
import { formatDate } from '../../date.ts'
import { launch } from '../../launch.ts'
import { printsToTerminal } from '../../terminal.ts'
import { interval } from '../sleep/sleep.ts'

/** watch: runs a command again and again */
export const watch: Command = function* (io) {
  const options = yield* readOptions(
    io,
    'n:tdegxcbpw',
    { interval: 'n', 'no-title': 't', differences: 'd', errexit: 'e', chgexit: 'g', exec: 'x' },
    { first: true },
  )
  if (!options) return io.status
  if (options.operands.length === 0) {
    yield* io.process.stderr.write(io.gnu ? '\nUsage:\n watch [options] command\n' : '')
    return io.gnu ? 1 : yield* io.usage('')
  }
  const seconds = options.get('n') ?? '2'
  const pause = interval(seconds.replace(',', '.'))
  if (pause === undefined) return yield* io.fail(`failed to parse argument: '${seconds}'`)
  const command = options.operands.join(' ')
  const terminal = printsToTerminal(io.process)
  let before: string | undefined
  for (;;) {
    let text = ''
    const collect = sink((piece) => {
      text += piece
    })
    const child = launch(io.process, options.has('x') ? options.operands : ['sh', '-c', command], { stdout: collect, stderr: collect })
    let status = 127
    try {
      if ('reason' in child) text = `sh: ${command}: not found\n`
      else status = yield* child.wait()
    } catch (error) {
      if (error instanceof Interrupt && !('reason' in child)) child.kill(error.signal)
      throw error
    }
    const left = `Every ${(pause / 1000).toFixed(1)}s: ${command}`
    const right = `${io.process.machine.hostname}: ${formatDate('%a %b %e %H:%M:%S %Y', io.now)}`
    const width = io.process.tty?.columns ?? 80
    const title = options.has('t') ? '' : `${left}${' '.repeat(Math.max(1, width - left.length - right.length))}${right}\n\n`
    const rows = (io.process.tty?.rows ?? 24) - (title === '' ? 0 : 2)
    const shown = terminal ? text.split('\n').slice(0, rows).join('\n') : text
    yield* io.out(`${terminal ? '\x1b[H\x1b[2J' : ''}${title}${shown}${shown.endsWith('\n') || shown === '' ? '' : '\n'}`)
    if (options.has('e') && status !== 0) return status
    if (options.has('g') && before !== undefined && before !== text) return 0
    before = text
    yield* sleep(Math.max(100, pause))
  }
}
