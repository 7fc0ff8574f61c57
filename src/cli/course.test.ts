import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { grade } from '../grader/grade.ts'
import type { Report } from '../grader/report.ts'
import { submissionFrom } from '../grader/submission.ts'
import { sentence } from '../grader/words.ts'
import { readFiles } from './commands/grade.ts'
import { exerciseFolder, exerciseIds, readExercise } from './course.ts'

/** The names of an exercise's answers of one kind. */
function answers(id: string, kind: 'solutions' | 'wrong'): string[] {
  const folder = join(exerciseFolder(id) as string, kind)
  return existsSync(folder) ? readdirSync(folder).sort() : []
}

function graded(id: string, answer: string): Report {
  const authored = readExercise(id)
  if (!authored) throw new Error(`no exercise ${id}`)
  return grade(authored.exercise, submissionFrom(authored.exercise, readFiles(join(exerciseFolder(id) as string, answer))))
}

const failures = (report: Report): string[] =>
  report.checks.filter((check) => check.outcome === 'failed').map((check) => `${check.id}: ${sentence(check.seen, 'en')}`)

describe.each(exerciseIds())('exercise %s', (id) => {
  const authored = readExercise(id)

  test.each(answers(id, 'solutions'))('solution %s passes in full', (name) => {
    const report = graded(id, `solutions/${name}`)
    expect(failures(report)).toEqual([])
    expect(report.score).toBe(report.maxScore)
  })

  test('the starter does not pass', () => {
    expect(graded(id, 'starter').passed).toBe(false)
  })

  test('has at least three known wrong answers, each with its check and hint', () => {
    expect(Object.keys(authored?.wrong ?? {}).sort()).toEqual(answers(id, 'wrong'))
    expect(answers(id, 'wrong').length).toBeGreaterThanOrEqual(3)
  })

  test.each(answers(id, 'wrong'))('wrong answer %s fails on its check and shows its hint', (name) => {
    const report = graded(id, `wrong/${name}`)
    const failed = report.checks.filter((check) => check.outcome === 'failed')
    expect(failed.map((check) => [check.id, check.hints[0]])).toEqual([[authored?.wrong[name]?.check, authored?.wrong[name]?.hint]])
  })
})
