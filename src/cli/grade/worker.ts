import { parentPort, workerData } from 'node:worker_threads'
import type { Assignment } from '../../grader/exercise.ts'
import { loadAllCode } from '../../sim/code.ts'
import { gradeJob } from './grade-job.ts'
import type { Job, JobAnswer, Ready, WorkerStart } from './job.ts'

const { assignments, seed } = workerData as WorkerStart
const loaded = loadAllCode().then(() => parentPort?.postMessage({ ready: true } satisfies Ready))

parentPort?.on('message', async (job: Job) => {
  await loaded
  parentPort?.postMessage(answer(job))
})

function answer(job: Job): JobAnswer {
  try {
    return { report: gradeJob(assignments[job.exercise] as Assignment, job, seed) }
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) }
  }
}
