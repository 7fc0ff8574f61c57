import { parentPort } from 'node:worker_threads'
import { gradeSubmission } from './grade-submission.ts'
import type { GradingJob } from './job.ts'

parentPort?.on('message', (job: GradingJob) => {
  try {
    parentPort?.postMessage({ grade: gradeSubmission(job) })
  } catch (error) {
    parentPort?.postMessage({ failed: error instanceof Error ? error.message : String(error) })
  }
})
