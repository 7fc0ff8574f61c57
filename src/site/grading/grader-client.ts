import checker from 'podtalk:checker'
import type { Answer, Answered, Asked, Question } from './worker-protocol.ts'

/** A worker that does not answer in this time is given up, ms. */
const PATIENCE = 30_000

let worker: Worker | undefined
let count = 0
const waiting = new Map<number, (answer: Answer) => void>()

/** Asks the grading worker; starts it the first time. */
export function ask(question: Question): Promise<Answer> {
  worker ??= start()
  const id = ++count
  return new Promise((resolve) => {
    const timer = setTimeout(() => giveUp(id), PATIENCE)
    waiting.set(id, (answer) => {
      clearTimeout(timer)
      resolve(answer)
    })
    worker?.postMessage({ id, question } satisfies Asked)
  })
}

function start(): Worker {
  const made = new Worker(checker, { type: 'module' })
  made.addEventListener('message', ({ data }: MessageEvent<Answered>) => {
    waiting.get(data.id)?.(data.answer)
    waiting.delete(data.id)
  })
  made.addEventListener('error', () => stop('the worker could not run'))
  return made
}

function giveUp(id: number): void {
  if (waiting.has(id)) stop(`no answer within ${PATIENCE / 1_000} s`)
}

/** Whoever waits is told; the next question starts a new worker. */
function stop(why: string): void {
  worker?.terminate()
  worker = undefined
  for (const resolve of waiting.values()) resolve({ failed: why })
  waiting.clear()
}
