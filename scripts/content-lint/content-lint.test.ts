import { describe, expect, test } from 'vitest'
import { shortfalls } from './counts.ts'
import { readCourse } from './course.ts'
import { RULES } from './rules.ts'
import { runLesson } from './run-lesson.ts'

const course = readCourse()

describe('the course', () => {
  test.each(Object.entries(RULES))('%s', (_, rule) => {
    expect(rule(course)).toEqual([])
  })

  test('has lessons, exercises and terms enough', () => {
    expect(shortfalls(course)).toEqual([])
  })
})

describe.each(Object.values(course.lessons).flatMap((lesson) => Object.values(lesson)))('lesson $language/$slug', (lesson) => {
  test('prints what it shows, and its steps tick', () => {
    const scenario = course.scenarios[lesson.front.scenario]
    if (!scenario) throw new Error(`no scenario ${lesson.front.scenario}`)
    const { commands, missed } = runLesson(lesson, scenario)
    expect(commands.flatMap(({ part, command, fault }) => (fault ? [`line ${part.line}: ${command}: ${fault}`] : []))).toEqual([])
    expect(missed.map(({ part, id }) => `line ${part.line}: ${id} does not hold`)).toEqual([])
  })
})
