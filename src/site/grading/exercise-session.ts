import { signal } from '@preact/signals'
import { asksQuestions, type Submission, startOf } from '../../grader/exercise.ts'
import type { Report } from '../../grader/report.ts'
import { LAPTOP_DIRECTORY, type Scenario } from '../../lab/scenario.ts'
import { file } from '../layouts/link.ts'
import type { CourseExercise } from '../lesson/exercises.ts'
import { exerciseOf, updateExercise } from '../progress/progress.ts'
import { labKey } from '../workspace/lab-key.ts'
import { host, notice, openFile, page, texts, workTab } from '../workspace/store.ts'
import { ask } from './grader-client.ts'

/** The exercise that is being worked on, its last report and the answers to its questions. */
export const exercise = signal<CourseExercise | undefined>(undefined)
export const report = signal<Report | undefined>(undefined)
export const answers = signal<Readonly<Record<string, string>>>({})
export const checking = signal(false)
/** an exercise was just opened: whoever opened it goes on at its heading */
export const entered = signal(false)

/** The scenario of the exercise that is open, with its starter files. */
let own: Scenario | undefined

/** Begins the open exercise anew; the work can be had back. */
export async function restartExercise(): Promise<void> {
  report.value = undefined
  answers.value = {}
  if (own) await (await import('../workspace/keeping.ts')).startOwn(own)
}

/** Opens an exercise: its own lab, with its starter files. */
export async function startExercise(id: string): Promise<void> {
  const lab = host.value
  if (!lab) return
  let found: CourseExercise
  try {
    const response = await fetch(file(`exercises/${id}.json`))
    if (!response.ok) throw new Error(response.statusText)
    found = await response.json()
  } catch {
    notice.value = { kind: 'problem', text: texts.value.exerciseUnavailable }
    return
  }
  const asks = asksQuestions(found)
  const key = `exercise:${id}`
  own = startOf({ exercise: found, starter: found.starter })
  const opened = await lab.open(key, own)
  if (opened === 'outdated' || opened === 'unreadable') (await import('../workspace/keeping.ts')).tellOpened(opened, key, own)
  exercise.value = found
  report.value = undefined
  answers.value = {}
  openFile.value = asks
    ? undefined
    : found.files.map((name) => `${LAPTOP_DIRECTORY}/${name}`).find((path) => lab.lab.value?.files.exists(path))
  workTab.value = 'checks'
  entered.value = true
}

/** Back to the lesson's own lab. */
export async function leaveExercise(): Promise<void> {
  const facts = page.value
  exercise.value = undefined
  report.value = undefined
  if (facts) await host.value?.open(labKey(facts), facts.scenario)
  workTab.value = 'terminal'
}

/** Hands in what is there and shows what came of it. */
export async function check(): Promise<void> {
  const now = exercise.value
  const lab = host.value?.lab.value
  if (!now || !lab || checking.value) return
  checking.value = true
  const { points: _, starter: __, solution: ___, ...plain } = now
  const submission = submissionOf(now)
  const log = now.kind === 'commands' ? host.value?.log() : undefined
  // a live class, where there is one, grades it again on its server
  const handedIn = { exercise: now.id, submission: log ? { ...submission, log: JSON.stringify(log) } : submission }
  document.dispatchEvent(new CustomEvent('podtalk:handed-in', { detail: handedIn }))
  const answer = await ask(log ? { do: 'gradeLab', exercise: plain, submission, log } : { do: 'grade', exercise: plain, submission })
  checking.value = false
  if (!('report' in answer)) {
    notice.value = { kind: 'problem', text: `${texts.value.checkFailed} ${'failed' in answer ? answer.failed : ''}` }
    return
  }
  report.value = answer.report
  updateExercise(now.id, (progress) => {
    progress.tries++
    progress.best = Math.max(progress.best, answer.report.score)
    progress.max = answer.report.maxScore
    if (answer.report.passed) progress.passed ??= Date.now()
  })
}

function submissionOf(now: CourseExercise): Submission {
  if (asksQuestions(now)) return { files: {}, answers: answers.value }
  const files: Record<string, string> = {}
  const fs = host.value?.lab.value?.files
  for (const name of now.files) if (fs?.exists(`${LAPTOP_DIRECTORY}/${name}`)) files[name] = fs.readFile(`${LAPTOP_DIRECTORY}/${name}`)
  return { files }
}

/** Shows one more hint of a check. */
export function nextHint(checkId: string): void {
  const now = exercise.value
  if (now) updateExercise(now.id, (progress) => (progress.hints[checkId] = (progress.hints[checkId] ?? 0) + 1))
}

/** May the solution be seen? After hints or a few tries; having seen it is kept. */
export function solutionOffered(): boolean {
  const now = exercise.value
  if (!now) return false
  const { tries, hints, passed, solutionSeen } = exerciseOf(now.id)
  return (
    solutionSeen !== undefined || passed !== undefined || tries >= 3 || (tries >= 1 && Object.values(hints).some((count) => count >= 2))
  )
}

export function seeSolution(): void {
  const now = exercise.value
  if (now) updateExercise(now.id, (progress) => (progress.solutionSeen ??= Date.now()))
}
