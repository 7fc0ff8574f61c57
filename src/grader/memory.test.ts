import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { readAnswers } from '../cli/course.ts'
import { loadAllCode } from '../sim/code.ts'
import type { AnsweredExercise } from './answers.ts'
import { gradeWork } from './work.ts'

await loadAllCode()
setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

/** MiB that are alive. */
function alive(): number {
  collect()
  collect()
  return process.memoryUsage().heapUsed / 1_048_576
}

/** What a learner hands in, with something in it that nobody else has: whatever is kept by content would be kept. */
function handedIn(number: number): Parameters<typeof gradeWork>[] {
  return [pod, commands].map((exercise) => {
    const files = Object.values(exercise.solutions)[0] as Record<string, string>
    const own = Object.entries(files).map(([path, text]) => [
      path,
      `${text}\n# ${number}\n`.replace(/^ {2}name: backend$/m, `  name: b-${number}`),
    ])
    return [{ exercise: exercise.exercise, starter: exercise.starter }, { files: Object.fromEntries(own) }]
  })
}

const pod = readAnswers('backend-pod') as AnsweredExercise
const commands = readAnswers('new-address') as AnsweredExercise

test('nothing of a submission is kept once it is graded', () => {
  let number = 0
  const grade = (count: number): void => {
    for (let i = 0; i < count; i++) for (const work of handedIn(number++)) expect(gradeWork(...work)).toMatchObject({ passed: true })
  }
  // Caches that are bounded fill up first.
  grade(15)
  const before = alive()
  grade(35)
  // A lab is near a megabyte: had one in ten been kept, it would be more.
  expect(alive() - before).toBeLessThan(4)
})
