import { parentPort } from 'node:worker_threads'
import { loadAllCode } from '../../sim/code.ts'
import { gradeSubmission } from './grade-submission.ts'
import type { GradingJob } from './job.ts'

parentPort?.on('message', async (job: GradingJob) => {
  try {
    await loadAllCode()
    parentPort?.postMessage({ grade: gradeSubmission(job) })
  } catch (error) {
    parentPort?.postMessage({ failed: error instanceof Error ? error.message : String(error) })
  }
})
