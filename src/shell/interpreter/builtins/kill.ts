import { type Process, SIGNAL_NUMBERS } from '../../../cluster/machine/machine.ts'
import { tick } from '../../../sim/task.ts'
import { signalList, signalName } from '../../signals.ts'
import type { Builtin } from './registry.ts'

export const kill: Builtin = function* (shell, argv) {
  const args = argv.slice(1)
  if (args[0] === '-l' || args[0] === '-L') {
    const names = signalList()
    if (args[1] !== undefined) {
      for (const text of args.slice(1)) {
        const number = Number(text)
        if (Number.isNaN(number) && shell.dialect.name === 'dash') {
          yield* shell.complain(`Illegal number: ${text}`, 'kill')
          return 2
        }
        yield* shell.out(`${Number.isNaN(number) ? SIGNAL_NUMBERS[signalName(text) ?? ''] : names[number > 128 ? number - 128 : number]}\n`)
      }
      return 0
    }
    if (shell.dialect.name !== 'bash') {
      const lines = names
        .slice(1)
        .map((name, index) => (shell.dialect.name === 'dash' ? name : `${String(index + 1).padStart(2)}) ${name}`))
      yield* shell.out(`${shell.dialect.name === 'dash' ? '0\n' : ''}${lines.join('\n')}\n`)
      return 0
    }
    const cells = names.slice(1).map((name, index) => `${String(index + 1).padStart(2)}) SIG${name}`)
    let out = ''
    for (let at = 0; at < cells.length; at += 5) out += `${cells.slice(at, at + 5).join('\t')}\n`
    yield* shell.out(out)
    return 0
  }
  let signal = 'SIGTERM'
  const first = args[0]
  if (first !== undefined && /^-./.test(first) && first !== '--') {
    args.shift()
    const name = first === '-s' || first === '-n' ? (args.shift() ?? '') : first.slice(1)
    const known = name === '0' ? 'EXIT' : signalName(name)
    if (known === undefined) {
      if (shell.dialect.name === 'ash') yield* shell.stderr.write(`${shell.name}: bad signal name '${name}'\n`)
      else if (shell.dialect.name === 'dash' && first !== '-s') {
        yield* shell.complain(`Illegal option -${name[0]}`, 'kill')
        return 2
      } else
        yield* shell.complain(
          shell.dialect.name === 'bash' ? `${name}: invalid signal specification` : `invalid signal number or name: ${name}`,
          'kill',
        )
      return 1
    }
    signal = known
  }
  if (args[0] === '--') args.shift()
  if (args.length === 0) {
    yield* shell.stderr.write(
      shell.dialect.name === 'bash'
        ? 'kill: usage: kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]\n'
        : `${shell.name}: ${shell.dialect.name === 'dash' ? `${shell.line}: kill: Usage: kill [-s sigspec | -signum | -sigspec] [pid | job]... or\nkill -l [exitstatus]` : 'you need to specify whom to kill'}\n`,
    )
    return shell.dialect.name === 'ash' ? 1 : 2
  }
  let status = 0
  const guests = shell.process.machine.guests()
  for (const text of args) {
    let targets: (Process | undefined)[]
    if (text.startsWith('%')) {
      const job = shell.jobs.find(text)
      if (!job) {
        yield* shell.complain(shell.dialect.name === 'dash' ? `No such job: ${text}` : `${text}: no such job`, 'kill')
        status = shell.dialect.name === 'bash' ? 1 : 2
        continue
      }
      targets = [...job.processes]
    } else if (!/^-?\d+$/.test(text)) {
      if (shell.dialect.name === 'ash') yield* shell.stderr.write(`${shell.name}: invalid number '${text}'\n`)
      else
        yield* shell.complain(
          shell.dialect.name === 'bash' ? `${text}: arguments must be process or job IDs` : `Illegal number: ${text}`,
          'kill',
        )
      status = shell.dialect.name === 'dash' ? 2 : 1
      continue
    } else {
      const pid = Math.abs(Number(text)) || shell.process.pid
      targets = [shell.process.machine.processes.get(pid)]
    }
    for (const target of targets) {
      const guest = target ? undefined : guests.find(({ pid }) => String(pid) === text)
      if (guest) {
        if (guest.kill) guest.kill(signal)
        else if (signal !== 'EXIT') {
          yield* shell.stderr.write(`podtalk does not simulate ending ${guest.argv[0]}\n`)
          status = 1
        }
      } else if (target?.running) {
        if (signal !== 'EXIT') target.kill(signal)
        // Whoever ends itself does so here, not after its next command.
        if (target === shell.process) yield* tick()
      } else if (!text.startsWith('%')) {
        if (shell.dialect.name === 'ash') yield* shell.stderr.write(`${shell.name}: can't kill pid ${text}: No such process\n`)
        else yield* shell.complain(shell.dialect.name === 'bash' ? `(${text}) - No such process` : 'No such process', 'kill')
        if (shell.dialect.name === 'dash') yield* shell.stderr.write('\n')
        status = 1
      }
    }
  }
  return status
}
