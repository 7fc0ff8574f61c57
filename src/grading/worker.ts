import { parentPort, workerData } from 'node:worker_threads'
import type { Assignment } from '../grader/exercise.ts'
import { gradeWork } from '../grader/work.ts'
import { loadAllCode } from '../sim/code.ts'
import type { Job, JobAnswer, Ready, WorkerStart } from './job.ts'

const { seed } = workerData as WorkerStart
const assignments = new Map<number, Assignment>()
const loaded = loadAllCode().then(() => parentPort?.postMessage({ ready: true } satisfies Ready))

parentPort?.on('message', async (job: Job) => {
  if (job.learn) assignments.set(job.assignment, job.learn)
  await loaded
  parentPort?.postMessage(answer(job))
})

function answer({ assignment, work }: Job): JobAnswer {
  try {
    return { report: gradeWork(assignments.get(assignment) as Assignment, work, seed) }
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) }
  }
}
