import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { exerciseIds, readAnswers } from '../src/cli/course.ts'
import type { AnsweredExercise } from '../src/grader/answers.ts'
import { submissionFrom } from '../src/grader/submission.ts'
import { gradeWork } from '../src/grader/work.ts'
import { loadAllCode } from '../src/sim/code.ts'

/** The page's grading worker, as it was built. */
const WORKER = readdirSync(join(import.meta.dirname, '../dist/_astro')).find((name) => /^worker.*\.js$/.test(name))

test('the page and the command line give the same bytes for every answer of every exercise', async ({ page }) => {
  await loadAllCode()
  await page.goto('/en/credits/')
  const answers = exerciseIds().flatMap((id) => {
    const { exercise, starter, solutions, wrongAnswers } = readAnswers(id) as AnsweredExercise
    return [starter, ...Object.values(solutions), ...Object.values(wrongAnswers)].map((files) => ({ exercise, files }))
  })
  expect(answers.length).toBeGreaterThan(180)
  const questions = answers.map(({ exercise, files }) => ({ do: 'grade', exercise, submission: submissionFrom(exercise, files) }))
  const inPage = await page.evaluate(
    async ({ worker, asked }) => {
      const made = new Worker(worker, { type: 'module' })
      const reports: string[] = []
      for (const [id, question] of asked.entries()) {
        const answer = await new Promise<any>((resolve) => {
          made.onmessage = ({ data }) => resolve(data.answer)
          made.postMessage({ id, question })
        })
        reports.push(JSON.stringify(answer.report ?? answer))
      }
      made.terminate()
      return reports
    },
    { worker: `/_astro/${WORKER}`, asked: questions },
  )
  for (const [index, { exercise, files }] of answers.entries())
    expect(inPage[index]).toBe(JSON.stringify(gradeWork({ exercise, starter: {} }, { files })))
})
