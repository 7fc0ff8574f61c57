import { grade, gradeLab } from '../../grader/grade.ts'
import { Lab } from '../../lab/lab.ts'
import { diffOf, refusalsOf } from '../editor/verdict.ts'
import { holding } from '../progress/ticks.ts'
import type { Answer, Answered, Asked, Question } from './worker-protocol.ts'

/** Seed of what is graded: the same work always gives the same report. */
const SEED = '1'

// Checks run in here, on replays of the learner's lab: the page stays free, and the lab untouched.
addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  postMessage({ id: data.id, answer: answer(data.question) } satisfies Answered)
})

function answer(question: Question): Answer {
  try {
    switch (question.do) {
      case 'ticks':
        return { ticks: holding(question.log, question.conditions) }
      case 'grade':
        return { report: grade(question.exercise, question.submission, SEED) }
      case 'gradeLab':
        return { report: gradeLab(question.exercise, Lab.replay(question.log), question.submission, { objects: 0, refusals: [] }, SEED) }
      case 'refusals':
        return { refusals: refusalsOf(Lab.replay(question.log), question.text) }
      case 'diff':
        return { diff: diffOf(Lab.replay(question.log), question.path) }
    }
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) }
  }
}
