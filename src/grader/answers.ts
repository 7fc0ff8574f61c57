import { grade } from './grade.ts'
import type { AuthoredExercise } from './parse-exercise.ts'
import { submissionFrom } from './submission.ts'
import { sentence } from './words.ts'

/** Texts by path. */
type Files = Readonly<Record<string, string>>

/** An exercise with all that its author keeps beside it. */
export interface AnsweredExercise extends AuthoredExercise {
  starter: Files
  solutions: Readonly<Record<string, Files>>
  wrongAnswers: Readonly<Record<string, Files>>
}

/** What came of one of the author's answers. */
export interface AnswerResult {
  answer: string
  /** undefined: it did what it must */
  fault: string | undefined
}

/**
 * Grades every answer that an author has written down: solutions must pass in full, the starter
 * must fail, and each wrong answer must fail on its own check only and show its own hint first.
 */
export function testAnswers({ exercise, wrong, starter, solutions, wrongAnswers }: AnsweredExercise, seed = '1'): AnswerResult[] {
  const failed = (files: Files): { id: string; hint: string | undefined; why: string }[] => {
    const report = grade(exercise, submissionFrom(exercise, files), seed)
    if (report.stopped) return [{ id: '(stopped)', hint: undefined, why: sentence(report.stopped, 'en') }]
    return report.checks.flatMap(({ id, outcome, hints, seen }) =>
      outcome === 'failed' ? [{ id, hint: hints[0], why: sentence(seen, 'en') }] : [],
    )
  }
  const results: AnswerResult[] = []
  for (const [name, files] of Object.entries(solutions)) {
    const faults = failed(files)
    results.push({
      answer: `solutions/${name}`,
      fault: faults.length > 0 ? `does not pass: ${faults.map(({ id, why }) => `${id}: ${why}`).join('; ')}` : undefined,
    })
  }
  results.push({ answer: 'starter', fault: failed(starter).length === 0 ? 'passes, and must not' : undefined })
  for (const [name, files] of Object.entries(wrongAnswers)) {
    const must = wrong[name]
    const faults = failed(files)
    const answer = `wrong/${name}`
    if (!must) results.push({ answer, fault: 'exercise.yaml does not say on which check it fails' })
    else if (faults.length === 0) results.push({ answer, fault: 'passes, and must not' })
    else if (faults.length > 1 || faults[0]?.id !== must.check || faults[0]?.hint !== must.hint) {
      const did = faults.map(({ id, hint, why }) => `${id} with hint ${hint} (${why})`).join(', ')
      results.push({ answer, fault: `must fail on ${must.check} with hint ${must.hint}; it fails on ${did}` })
    } else results.push({ answer, fault: undefined })
  }
  for (const name of Object.keys(wrong))
    if (!wrongAnswers[name]) results.push({ answer: `wrong/${name}`, fault: 'there is no such answer' })
  return results
}
