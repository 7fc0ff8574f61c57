import { describe, expect, test } from 'vitest'
import { type AnsweredExercise, testAnswers } from '../grader/answers.ts'
import { exerciseIds, readAnswers } from './course.ts'

const faultsOf = (answered: AnsweredExercise): string[] =>
  testAnswers(answered).flatMap(({ answer, fault }) => (fault ? [`${answer}: ${fault}`] : []))

test.each(exerciseIds())('answers of exercise %s do what they must', (id) => {
  expect(faultsOf(readAnswers(id) as AnsweredExercise)).toEqual([])
})

describe('planted faults are found', () => {
  const whole = readAnswers('backend-service') as AnsweredExercise
  const right = whole.solutions['plain'] as Record<string, string>
  const swapped = whole.wrongAnswers['swapped'] as Record<string, string>
  test.each<[string, Partial<AnsweredExercise>, string]>([
    ['a solution that does not pass', { solutions: { bad: swapped } }, 'solutions/bad: does not pass: spreads'],
    ['a starter that passes', { starter: right }, 'starter: passes, and must not'],
    ['a wrong answer that passes', { wrongAnswers: { ...whole.wrongAnswers, swapped: right } }, 'wrong/swapped: passes, and must not'],
    ['another check', { wrong: { ...whole.wrong, swapped: { check: 'endpoints', hint: 'selector' } } }, 'it fails on spreads'],
    ['another hint', { wrong: { ...whole.wrong, swapped: { check: 'spreads', hint: 'target' } } }, 'with hint door-number'],
    ['a wrong answer without a name', { wrong: {} }, 'does not say on which check'],
    ['a name without its wrong answer', { wrongAnswers: {} }, 'wrong/swapped: there is no such answer'],
  ])('%s', (_, change, words) => {
    expect(faultsOf({ ...whole, ...change }).join('\n')).toContain(words)
  })
})
