import { grade, gradeLab } from '../../grader/grade.ts'
import { Lab } from '../../lab/lab.ts'
import { parseLog } from '../../lab/log.ts'
import { loadAllCode } from '../../sim/code.ts'
import { screensOf } from '../class/teach/screens.ts'
import { diffOf, refusalsOf } from '../editor/verdict.ts'
import { holding } from '../progress/ticks.ts'
import type { Answer, Answered, Asked, Question } from './worker-protocol.ts'

/** Seed of what is graded: the same work always gives the same report. */
const SEED = '1'

// Checks run in here, on replays of the learner's lab: the page stays free, and the lab untouched. They run in one go, with all code.
addEventListener('message', async ({ data }: MessageEvent<Asked>) => {
  postMessage({ id: data.id, answer: await answer(data.question) } satisfies Answered)
})

async function answer(question: Question): Promise<Answer> {
  try {
    await loadAllCode()
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
      case 'screens':
        return { screens: screensOf(parseLog(question.log)) }
    }
  } catch (error) {
    return { failed: error instanceof Error ? error.message : String(error) }
  }
}
