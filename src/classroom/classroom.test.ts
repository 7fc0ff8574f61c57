import { describe, expect, test } from 'vitest'
import { type ClassState, emptyClass, take } from './class-state.ts'
import type { ClassEvent, Grade, KeptDeed } from './deeds.ts'
import { learnerView } from './learner-view.ts'
import { classReport } from './report.ts'
import { csvReport, htmlReport } from './report-formats.ts'
import { stuck } from './stuck.ts'

/** A class after these deeds, each [who, what]; one a second, from second 1. */
function classOf(...deeds: [string, KeptDeed][]): ClassState {
  const state = emptyClass()
  for (const event of journal(deeds)) take(state, event)
  return state
}

function journal(deeds: [string, KeptDeed][]): ClassEvent[] {
  return deeds.map(([by, deed], index) => ({ seq: index + 1, at: (index + 1) * 1_000, by, deed }))
}

const joined = (learner: string, name = learner): [string, KeptDeed] => ['server', { do: 'joined', learner, name }]
const submitted = (learner: string, submission: string): [string, KeptDeed] => [
  learner,
  { do: 'submitted', learner, submission, exercise: 'one' },
]
const graded = (learner: string, submission: string, grade: Partial<Grade>): [string, KeptDeed] => [
  'server',
  {
    do: 'graded',
    learner,
    submission,
    exercise: 'one',
    again: false,
    score: 0,
    max: 4,
    passed: false,
    failed: [],
    misconceptions: [],
    ...grade,
  },
]

describe('a class is the fold of its journal', () => {
  test('the same from all events at once or one after another, and an event taken twice counts once', () => {
    const events = journal([joined('ann'), ['ann', { do: 'hint', exercise: 'one', check: 'a' }], submitted('ann', 's1')])
    const once = emptyClass()
    const twice = emptyClass()
    for (const event of events) take(once, event)
    for (const event of [...events, ...events, ...events.slice(1)]) take(twice, event)
    expect(twice).toEqual(once)
    expect(once.learners['ann']?.exercises['one']).toMatchObject({ hints: 1, attempts: [{ submission: 's1', at: 3_000 }] })
  })

  test('a timer ends by the clock of the server, and the first guess counts', () => {
    const guess = (choice: string, right: boolean): [string, KeptDeed] => [
      'ann',
      { do: 'guessed', lesson: 'dns', prediction: 'search', choice, right },
    ]
    const state = classOf(joined('ann'), ['instructor', { do: 'timer', ms: 60_000 }], guess('wrong', false), guess('right', true))
    expect(state.timer).toBe(62_000)
    expect(state.learners['ann']?.guesses['dns']?.['search']).toEqual({ choice: 'wrong', right: false })
  })

  test('what is said to a group, and following it, reaches that group only; names of others reach nobody', () => {
    const state = classOf(
      joined('ann', 'Ann'),
      joined('ben', 'Ben'),
      ['instructor', { do: 'group', learner: 'ann', group: 'blue' }],
      ['instructor', { do: 'say', to: { all: false, group: 'blue' }, text: 'hello' }],
      ['instructor', { do: 'follow', on: true, place: 'lessons/dns/', to: { all: false, group: 'blue' } }],
    )
    const [ann, ben] = [learnerView('Class', state, 'ann'), learnerView('Class', state, 'ben')]
    expect([ann?.follow, ann?.notices.length, ben?.follow, ben?.notices.length]).toEqual(['lessons/dns/', 1, undefined, 0])
    expect(JSON.stringify(ben)).not.toContain('Ann')
    expect(learnerView('Class', state, '__proto__')).toBeUndefined()
  })
})

describe('who is stuck', () => {
  const ann = (...deeds: [string, KeptDeed][]) => classOf(joined('ann'), ...deeds).learners['ann'] as never

  test('on the same check twice, with the misconception that its hint names', () => {
    const failed = { failed: ['endpoints'], misconceptions: ['selector-vs-labels'] }
    const learner = ann(submitted('ann', 's1'), graded('ann', 's1', failed), submitted('ann', 's2'), graded('ann', 's2', failed))
    expect(stuck(learner, 10_000)).toEqual({
      why: 'check',
      exercise: 'one',
      check: 'endpoints',
      misconception: 'selector-vs-labels',
      since: 4_000,
    })
  })

  test('after four tries that failed differently, but not once it is passed', () => {
    const tries = ['a', 'b', 'a', 'b'].flatMap((check, number) => [
      submitted('ann', `s${number}`),
      graded('ann', `s${number}`, { failed: [check] }),
    ])
    expect(stuck(ann(...tries), 10_000)).toMatchObject({ why: 'tries', exercise: 'one' })
    const passed = [...tries, submitted('ann', 's9'), graded('ann', 's9', { passed: true, score: 4 })]
    expect(stuck(ann(...passed), 12_000)).toBeUndefined()
  })

  test('without any progress for eight minutes', () => {
    const learner = ann(['ann', { do: 'tick', lesson: 'dns', tick: 'looked-up' }])
    expect(stuck(learner, 2_000 + 8 * 60_000 - 1)).toBeUndefined()
    expect(stuck(learner, 2_000 + 8 * 60_000)).toEqual({ why: 'still', since: 2_000 })
  })
})

describe('the report', () => {
  const plan = [{ lesson: 'dns', order: 7, minutes: 30, exercises: ['one'], of: 2 }]
  const report = classReport(
    'Monday',
    plan,
    classOf(
      joined('ann', '=1+1'),
      joined('ben', '<b>Ben</b>'),
      ['ann', { do: 'tick', lesson: 'dns', tick: 'looked-up' }],
      submitted('ann', 's1'),
      graded('ann', 's1', { score: 1, failed: ['a'], misconceptions: ['headless-has-vip'] }),
      submitted('ben', 's2'),
      graded('ben', 's2', { score: 4, passed: true }),
    ),
  )
  const words = {
    lessons: {},
    predictions: {},
    exercises: { one: { title: { en: 'The first', 'zh-tw': '第一題' }, checks: {} } },
    misconceptions: { 'headless-has-vip': { en: 'That a headless Service has a virtual IP.', 'zh-tw': '以為 headless 有虛擬 IP。' } },
  }

  test('counts tries, passes and misconceptions', () => {
    expect(report.difficulty).toEqual([{ exercise: 'one', tried: 2, passed: 1, meanTries: 1 }])
    expect(report.misconceptions).toEqual([{ id: 'headless-has-vip', learners: 1 }])
    expect(report.learners.find(({ name }) => name === '=1+1')).toMatchObject({ points: 1, lessons: { dns: { done: 1, of: 2 } } })
  })

  test('opens in a spreadsheet and a browser without running anything, and calls things by their names', () => {
    expect(csvReport(report)).toContain("'=1+1")
    const page = htmlReport(report, 'zh-tw', words)
    expect(page).toContain('&lt;b&gt;Ben&lt;/b&gt;')
    expect(page).toContain('第一題')
    expect(page).toContain('以為 headless 有虛擬 IP。')
  })
})
