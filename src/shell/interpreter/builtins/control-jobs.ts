import type { Process } from '../../../cluster/machine/machine.ts'
import { SIGNAL_NUMBERS } from '../../../cluster/machine/machine.ts'
import { type Task, tick } from '../../../sim/task.ts'
import { signalList, signalName } from '../../signals.ts'
import { type Job, jobRuns, jobStatus, signalText } from '../jobs.ts'
import type { Shell } from '../shell.ts'
import type { Builtin } from './registry.ts'

/** A job as `jobs` shows it; dash and ash keep its text only where jobs are controlled. */
function jobLine(shell: Shell, job: Job, long: boolean): string {
  if (shell.dialect.name === 'bash' || shell.interactive) return shell.jobs.line(job, long)
  const line = shell.jobs.line({ ...job, text: '' }, long, job).replace(/ &\n$/, '\n')
  return shell.dialect.name === 'dash' ? line.replace(/^(\[\d+\])(.) /, '$1 $2') : line
}

const jobs: Builtin = function* (shell, argv) {
  const pidsOnly = argv.includes('-p')
  for (const job of [...shell.jobs.list]) {
    if (argv.includes('-r') && !jobRuns(job)) continue
    yield* shell.out(pidsOnly ? `${job.processes[0]?.pid}\n` : jobLine(shell, job, argv.includes('-l')))
    if (!jobRuns(job)) shell.jobs.remove(job)
  }
  return 0
}

/** Waits until something ended or a trapped signal came; true when it was the signal. */
function* untilChange(shell: Shell, ended: () => boolean): Task<boolean> {
  while (!ended()) {
    if (shell.pendingTraps.length > 0) return true
    yield* shell.jobs.changed.wait()
  }
  return false
}

const wait: Builtin = function* (shell, argv) {
  const args = argv.slice(1)
  const interrupted = () => 128 + (SIGNAL_NUMBERS[shell.pendingTraps[0] as string] ?? 0)
  if (args[0] === '-n') {
    const running = shell.jobs.list.filter((job) => !job.reported)
    if (running.length === 0) return 127
    if (yield* untilChange(shell, () => running.some((job) => !jobRuns(job)))) return interrupted()
    const done = running.find((job) => !jobRuns(job)) as Job
    shell.jobs.remove(done)
    return jobStatus(done)
  }
  if (args.length === 0) {
    const all = [...shell.jobs.list]
    if (yield* untilChange(shell, () => all.every((job) => !jobRuns(job)))) return interrupted()
    if (!shell.interactive) for (const job of all) shell.jobs.remove(job)
    return 0
  }
  let status = 0
  for (const text of args) {
    const job = text.startsWith('%') ? shell.jobs.find(text) : shell.jobs.ofProcess(Number(text))
    if (!job) {
      if (!/^(%|\d+$)/.test(text)) yield* shell.complain(`\`${text}': not a pid or valid job spec`, 'wait')
      else if (text.startsWith('%'))
        yield* shell.complain(shell.dialect.name === 'dash' ? `No such job: ${text}` : `${text}: no such job`, 'wait')
      else if (shell.dialect.name === 'bash') yield* shell.complain(`pid ${text} is not a child of this shell`, 'wait')
      if (text.startsWith('%') && shell.dialect.name !== 'bash') return 2
      status = 127
      continue
    }
    if (yield* untilChange(shell, () => !jobRuns(job))) return interrupted()
    const ended = job.processes.at(-1) as Process
    if (
      !shell.interactive &&
      !job.reported &&
      ended.signal !== undefined &&
      (ended.signal !== 'SIGTERM' || shell.dialect.name !== 'bash')
    ) {
      job.reported = true
      if (shell.dialect.name === 'bash')
        yield* shell.complain(`${String(ended.pid).padStart(5)} ${signalText(ended.signal).padEnd(23)} ${job.text}`)
      else yield* shell.stderr.write(`${signalText(ended.signal)}\n`)
    }
    status = text.startsWith('%') ? jobStatus(job) : (job.processes.find((process) => process.pid === Number(text))?.exitCode ?? 0)
  }
  return status
}

const kill: Builtin = function* (shell, argv) {
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

const foreground: Builtin = function* (shell, argv) {
  const job = shell.jobs.find(argv[1]?.startsWith('%') ? argv[1] : `%${argv[1] ?? ''}`)
  if (!shell.interactive || !job) {
    if (shell.dialect.name !== 'bash') {
      yield* shell.complain(argv[1] === undefined ? 'No current job' : `No such job: ${argv[1]}`, argv[0])
      return 2
    }
    yield* shell.complain(shell.interactive ? `${argv[1] ?? 'current'}: no such job` : 'no job control', argv[0])
    return 1
  }
  if (argv[0] === 'bg') {
    yield* shell.complain(`job ${job.number} already in background`, 'bg')
    return 0
  }
  yield* shell.out(`${job.text}\n`)
  shell.jobs.remove(job)
  return yield* shell.waitFor(job.processes)
}

const disown: Builtin = function* (shell, argv) {
  const job = shell.jobs.find(argv[1] ?? '%')
  if (job) shell.jobs.remove(job)
  else yield* shell.complain(`${argv[1] ?? 'current'}: no such job`, 'disown')
  return job ? 0 : 1
}

export const JOBS: [string, Builtin][] = [
  ['jobs', jobs],
  ['wait', wait],
  ['kill', kill],
  ['fg', foreground],
  ['bg', foreground],
  ['disown', disown],
]
