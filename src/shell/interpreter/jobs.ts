import type { Process } from '../../cluster/machine/machine.ts'
import { Condition } from '../../sim/task.ts'

/** A pipeline that runs in the background. */
export interface Job {
  readonly number: number
  readonly processes: readonly Process[]
  /** the command as it was typed */
  readonly text: string
  /** its end was told or waited for */
  reported: boolean
}

export function jobRuns(job: Job): boolean {
  return job.processes.some((process) => process.running)
}

export function jobStatus(job: Job): number {
  return job.processes.at(-1)?.exitCode ?? 0
}

const SIGNAL_TEXTS: Record<string, string> = {
  SIGHUP: 'Hangup',
  SIGINT: 'Interrupt',
  SIGQUIT: 'Quit',
  SIGKILL: 'Killed',
  SIGTERM: 'Terminated',
  SIGUSR1: 'User defined signal 1',
  SIGUSR2: 'User defined signal 2',
  SIGALRM: 'Alarm clock',
  SIGABRT: 'Aborted',
}

export function signalText(signal: string): string {
  return SIGNAL_TEXTS[signal] ?? signal
}

/** The background jobs of one shell. */
export class Jobs {
  readonly list: Job[] = []
  /** somebody ended, or a trapped signal came: what `wait` waits for */
  readonly changed = new Condition()

  add(processes: readonly Process[], text: string): Job {
    const number = (this.list.at(-1)?.number ?? 0) + 1
    const job: Job = { number, processes, text, reported: false }
    this.list.push(job)
    for (const process of processes) process.onExit(() => this.changed.notify())
    return job
  }

  /** `%1`, `%%`, `%+`, `%-`, `%name`, `%?text`. */
  find(specification: string): Job | undefined {
    const name = specification.slice(1)
    if (name === '' || name === '%' || name === '+') return this.list.at(-1)
    if (name === '-') return this.list.at(-2) ?? this.list.at(-1)
    if (/^\d+$/.test(name)) return this.list.find((job) => job.number === Number(name))
    if (name.startsWith('?')) return this.list.findLast((job) => job.text.includes(name.slice(1)))
    return this.list.findLast((job) => job.text.startsWith(name))
  }

  ofProcess(pid: number): Job | undefined {
    return this.list.find((job) => job.processes.some((process) => process.pid === pid))
  }

  remove(job: Job): void {
    const index = this.list.indexOf(job)
    if (index >= 0) this.list.splice(index, 1)
  }

  /** `+` for the current job, `-` for the one before. */
  mark(job: Job): string {
    return job === this.list.at(-1) ? '+' : job === this.list.at(-2) ? '-' : ' '
  }

  /** One line as `jobs` and the notices before a prompt write it. */
  line(job: Job, long = false, listed = job): string {
    const runs = jobRuns(job)
    const last = job.processes.at(-1) as Process
    const state = runs ? 'Running' : last.signal !== undefined ? signalText(last.signal) : last.exitCode ? `Exit ${last.exitCode}` : 'Done'
    const pid = long ? ` ${last.pid}` : ''
    return `[${job.number}]${this.mark(listed)} ${pid} ${state.padEnd(24)}${job.text}${runs ? ' &' : ''}\n`
  }
}
