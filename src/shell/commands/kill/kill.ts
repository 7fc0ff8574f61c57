import type { Command } from '../../command.ts'
import { signalList, signalName } from '../../signals.ts'

/** kill, where no shell is between (`kubectl exec … -- kill 1`) */
export const kill: Command = function* (io) {
  const args = [...io.args]
  if (args[0] === '-l' || args[0] === '-L') {
    yield* io.out(`${signalList().slice(1).join('\n')}\n`)
    return 0
  }
  let signal = 'SIGTERM'
  if (args[0] !== undefined && /^-./.test(args[0]) && args[0] !== '--') {
    const first = args.shift() as string
    const name = first === '-s' || first === '-n' ? (args.shift() ?? '') : first.slice(1)
    const known = name === '0' ? 'EXIT' : signalName(name)
    if (known === undefined) return yield* io.fail(io.gnu ? `invalid signal: ${name}` : `bad signal name '${name}'`)
    signal = known
  }
  if (args.length === 0) {
    if (!io.gnu) return yield* io.fail('you need to specify whom to kill')
    yield* io.process.stderr.write('\nUsage:\n kill [options] <pid> [...]\n')
    return 1
  }
  for (const word of args) {
    const target = /^\d+$/.test(word) ? io.process.machine.processes.get(Number(word)) : undefined
    if (!/^-?\d+$/.test(word)) yield* io.fail(io.gnu ? `failed to parse argument: '${word}'` : `invalid number '${word}'`)
    else if (!target) yield* io.fail(io.gnu ? `(${word}): No such process` : `can't kill pid ${word}: No such process`)
    else if (signal !== 'EXIT') target.kill(signal)
  }
  return io.status
}
