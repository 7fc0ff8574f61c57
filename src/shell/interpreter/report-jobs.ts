import type { Task } from '../../sim/task.ts'
import { jobRuns } from './jobs.ts'
import type { Shell } from './shell.ts'

/** Writes what became of jobs that ended, before an interactive prompt. */
export function* reportJobs(shell: Shell): Task {
  for (const job of [...shell.jobs.list]) {
    if (jobRuns(job)) continue
    yield* shell.stderr.write(shell.jobs.line(job))
    shell.jobs.remove(job)
  }
}
