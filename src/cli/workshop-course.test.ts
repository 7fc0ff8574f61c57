import { expect, test } from 'vitest'
import { courseWords } from './course-words.ts'
import { classTemplates, courseOutline, workshopCourse } from './workshop-course.ts'

const course = workshopCourse()

test('each class template is a plan of lessons of the course, in their order, with its own minutes', () => {
  expect(classTemplates()).toEqual(['whole-course', 'half-day', 'full-day'])
  expect(course.plan('whole-course')).toEqual(courseOutline())
  const full = course.plan('full-day') ?? []
  expect(full.map(({ lesson }) => lesson)).toEqual(courseOutline().map(({ lesson }) => lesson))
  const half = course.plan('half-day') ?? []
  expect(half.length).toBeGreaterThan(6)
  expect(half.map(({ order }) => order)).toEqual([...half.map(({ order }) => order)].sort((a, b) => a - b))
  expect(half.find(({ lesson }) => lesson === 'clusterip')?.minutes).toBe(35)
  expect(course.plan('no-such-plan')).toBeUndefined()
  expect(course.plan('__proto__')).toBeUndefined()
})

test('everything that an instructor is shown has a name in both languages', () => {
  const { lessons, exercises, misconceptions, predictions } = courseWords()
  for (const { lesson, exercises: ids } of courseOutline()) {
    expect(lessons[lesson]?.en).not.toBe(lessons[lesson]?.['zh-tw'])
    for (const id of ids) {
      expect(exercises[id]?.title['zh-tw']).toMatch(/\p{Script=Han}/u)
      expect(Object.keys(exercises[id]?.checks ?? {}).length).toBeGreaterThan(0)
      for (const belief of course.assignment(id)?.exercise.misconceptions ?? []) expect(misconceptions[belief]?.en).toBeTruthy()
    }
    for (const { question, choices } of Object.values(predictions[lesson] ?? {})) {
      expect(question['zh-tw']).toMatch(/\p{Script=Han}/u)
      expect(choices.filter(({ right }) => right).length).toBe(1)
      for (const { text } of choices) expect(text.en && text['zh-tw']).toBeTruthy()
    }
  }
  expect(Object.values(predictions).flatMap((each) => Object.keys(each)).length).toBeGreaterThan(10)
})
