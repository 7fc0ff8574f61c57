import { type Process, SIGNAL_NUMBERS } from '../../../cluster/machine/machine.ts'
import type { Task } from '../../../sim/task.ts'
import { type Job, jobRuns, jobStatus, signalText } from '../jobs.ts'
import type { Shell } from '../shell.ts'
import { kill } from './kill.ts'
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
