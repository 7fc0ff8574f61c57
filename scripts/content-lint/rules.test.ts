import { beforeAll, describe, expect, test } from 'vitest'
import { shortfalls } from './counts.ts'
import { type Course, readCourse } from './course.ts'
import { parseLesson } from './lesson.ts'
import { RULES } from './rules.ts'
import { runLesson, sameText } from './run-lesson.ts'

/** A lesson without a fault; every test below plants one. */
const EN = `---
title: A Pod
summary: A Pod and its address.
order: 1
minutes: 10
scenario: empty
exercises: [backend-pod]
ticks:
  ready: { verb: condition, is: ready, selector: app=backend, count: 1 }
---

Text with a <Term id="pod">Pod</Term>, [a lesson](../sample/#step-2) and [a term](../../glossary/#pod).

<Step title="One">

<Run output={\`
pod/backend created
\`}>kubectl apply -f backend.yaml</Run>

<Tick id="ready">The Pod is ready</Tick>

</Step>

<Step title="Two">

<Predict id="what" answer="a">
  <Question>What now?</Question>
  <Choice value="a">This</Choice>
  <Choice value="b">That</Choice>
  <Answer>Because.</Answer>
</Predict>

<Run>kubectl exec backend -- hostname</Run>

<Exercise id="backend-pod" />

</Step>

<Summary>

It has an IP.

</Summary>

<ReadOn>

- [Pods](https://kubernetes.io/docs/concepts/workloads/pods/)

</ReadOn>
`
const ZH = EN.replace('title: A Pod', 'title: 一個 Pod')
  .replace('summary: A Pod and its address.', 'summary: 一個 Pod 和它的位址。')
  .replace('Text with a', '這裡有')
  .replace('The Pod is ready', 'Pod 就緒了')
  .replace('It has an IP.', '它有一個 IP。')

let course: Course
beforeAll(() => {
  course = readCourse()
})

/** The small course of one lesson, one exercise, one term; with a fault in its texts or its data. */
function sample(en = EN, zh = ZH, change: Partial<Course> = {}): Course {
  const exercise = course.exercises['backend-pod'] as NonNullable<Course['exercises'][string]>
  return {
    ...course,
    lessons: { sample: { en: parseLesson('sample', 'en', en), 'zh-tw': parseLesson('sample', 'zh-tw', zh) } },
    exercises: { 'backend-pod': { ...exercise, exercise: { ...exercise.exercise, lesson: 'sample' } } },
    glossary: { pod: { term: { en: 'Pod', 'zh-tw': 'Pod' }, text: { en: 'A group.', 'zh-tw': '一組容器。' }, lesson: 'sample' } },
    teaching: { ...course.teaching, notes: { sample: TAUGHT }, plans: {} },
    ...change,
  }
}
const SAID = { en: 'x', 'zh-tw': 'x' }
const TAUGHT = {
  timing: [{ ...SAID, minutes: 10 }],
  notes: [SAID],
  questions: [SAID, SAID],
} as unknown as Course['teaching']['notes'][string]
/** The sample with other notes for its lesson. */
const taught = (change: object): Course =>
  sample(EN, ZH, { teaching: { notes: { sample: { ...TAUGHT, ...change } }, plans: {}, commands: [] } })

const planted = (from: string, to: string): Course => sample(swap(EN, from, to), swap(ZH, from, to))
function swap(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the sample has no ${from}`)
  return text.replace(from, to)
}
/** The sample's exercise, changed. */
function withExercise(change: (exercise: Course['exercises'][string]) => Course['exercises'][string]): Course {
  const whole = sample()
  return { ...whole, exercises: { 'backend-pod': change(whole.exercises['backend-pod'] as Course['exercises'][string]) } }
}

test('a course without a fault has none', () => {
  for (const rule of Object.values(RULES)) expect(rule(sample())).toEqual([])
})

describe('planted faults are found', () => {
  test.each<[keyof typeof RULES, string, () => Course, string]>([
    [
      'parallel',
      'a language is missing',
      () => ({ ...sample(), lessons: { sample: { en: parseLesson('sample', 'en', EN) } } }),
      'no zh-tw',
    ],
    ['parallel', 'another command', () => sample(EN, swap(ZH, '-- hostname', '-- date')), '-- date'],
    ['parallel', 'another output', () => sample(EN, swap(ZH, 'pod/backend created', 'pod/backend unchanged')), '<Run>'],
    ['parallel', 'another id', () => sample(EN, swap(ZH, 'id="what"', 'id="which"')), '<Predict>'],
    ['parallel', 'a step left out', () => sample(EN, swap(ZH, '<Exercise id="backend-pod" />', '')), '<Exercise>'],
    ['parallel', 'another tick', () => sample(EN, swap(ZH, 'count: 1', 'count: 2')), 'ticks'],
    ['parallel', 'a list left out', () => sample(`${EN}\n- one\n- two\n`, ZH), 'list'],
    ['references', 'scenario', () => planted('scenario: empty', 'scenario: nothing'), 'no scenario nothing'],
    ['references', 'exercise', () => planted('<Exercise id="backend-pod" />', '<Exercise id="other" />'), 'no exercise other'],
    ['references', 'exercise not shown', () => planted('<Exercise id="backend-pod" />', ''), 'in the text: '],
    ['references', 'term', () => planted('<Term id="pod">', '<Term id="pot">'), 'no glossary term pot'],
    ['references', 'tick', () => planted('<Tick id="ready">', '<Tick id="steady">'), 'no tick steady'],
    ['references', 'tick not shown', () => sample(EN.replace(/<Tick.*<\/Tick>/, '')), 'tick ready is not shown'],
    ['references', 'continues', () => planted('exercises: [', 'continues: [none]\nexercises: ['), 'no lesson none'],
    ['references', "glossary's lesson", () => sample(EN, ZH, { glossary: { pod: { lesson: 'none' } } }), 'no lesson none'],
    ['links', 'lesson', () => planted('../sample/#step-2', '../simple/'), 'dead link ../simple/'],
    ['links', 'step', () => planted('#step-2', '#step-3'), 'dead link'],
    ['links', 'term', () => planted('glossary/#pod', 'glossary/#pot'), 'dead link'],
    ['links', 'other page', () => planted('../../glossary/', '../../dictionary/'), 'dead link'],
    ['links', 'not official', () => planted('kubernetes.io/docs', 'example.com/docs'), 'not official'],
    ['links', 'not encrypted', () => planted('https://kubernetes.io', 'http://kubernetes.io'), 'not https'],
    ['links', "glossary's docs", () => sample(EN, ZH, { glossary: { pod: { docs: 'https://example.com/' } } }), 'not official'],
    ['predictions', 'no right choice', () => planted('answer="a"', 'answer="c"'), 'no choice is the answer c'],
    ['predictions', 'no question', () => planted('<Question>What now?</Question>', ''), 'one Question'],
    ['predictions', 'no answer', () => planted('<Answer>Because.</Answer>', ''), 'one Answer'],
    ['predictions', 'one choice', () => planted('<Choice value="b">That</Choice>', ''), 'two different choices'],
    ['parts', 'no summary', () => sample(EN.replace(/<Summary>[^]*<\/Summary>/, '')), 'Summary'],
    ['parts', 'no prediction', () => sample(EN.replace(/<Predict[^]*<\/Predict>/, '')), 'prediction'],
    ['parts', 'nothing to read on', () => sample(EN.replace(/- \[Pods\].*/, '')), 'ReadOn'],
    ['parts', 'too long', () => planted('minutes: 10', 'minutes: 40'), '10 to 25 minutes'],
    ['parts', 'a command nobody runs', () => sample(`${EN}\n\`\`\`sh\nkubectl get pods\n\`\`\`\n`), 'code block'],
    ['exercises', 'no solution', () => withExercise((each) => ({ ...each, solutions: {} })), 'no solution'],
    [
      'exercises',
      'two wrong answers',
      () => withExercise((each) => ({ ...each, wrongAnswers: each.wrongAnswers.slice(1) })),
      '3 are needed',
    ],
    [
      'exercises',
      'a hint that is not there',
      () => withExercise((each) => ({ ...each, wrong: { ...each.wrong, 'other-port': { check: 'answers', hint: 'none' } } })),
      'no hint none',
    ],
    [
      'exercises',
      'a misconception that is not there',
      () => withExercise((each) => ({ ...each, exercise: { ...each.exercise, misconceptions: ['earth-is-flat'] } })),
      'earth-is-flat',
    ],
    [
      'exercises',
      'a check without hint',
      () =>
        withExercise((each) => ({
          ...each,
          exercise: { ...each.exercise, checks: each.exercise.checks.map((check) => ({ ...check, hints: [] })) },
        })),
      'has no hint',
    ],
    [
      'bilingual',
      'a term in one language',
      () => sample(EN, ZH, { glossary: { pod: { term: { en: 'Pod', 'zh-tw': 'Pod' }, text: { en: 'A group.' } } } }),
      'text has no zh-tw',
    ],
    ['bilingual', 'a misconception in one language', () => sample(EN, ZH, { misconceptions: { x: { en: 'That x.' } } }), 'no zh-tw'],
    ['teaching', 'minutes that do not add up', () => taught({ timing: [] }), 'the timing has 0 minutes, the lesson 10'],
    ['teaching', 'no question', () => taught({ questions: [SAID] }), 'two questions'],
    ['teaching', 'one language', () => taught({ notes: [{ en: 'x' }] }), 'no zh-tw'],
    [
      'teaching',
      'a plan with a lesson that is not there',
      () =>
        sample(EN, ZH, {
          teaching: {
            notes: { sample: TAUGHT },
            plans: { day: { title: SAID, for: SAID, rows: [{ minutes: 5, lesson: 'none' } as any] } },
            commands: [],
          },
        }),
      'no lesson none',
    ],
    ['wording', 'words of elsewhere', () => sample(EN, swap(ZH, '這裡有', '默認的集群有')), '預設'],
    ['wording', 'simplified characters', () => sample(EN, swap(ZH, '這裡有', '这里有')), '这'],
    ['wording', 'no space beside Latin', () => sample(EN, swap(ZH, 'Pod 就緒', 'Pod就緒')), 'd就'],
    ['wording', 'half-width punctuation', () => sample(EN, swap(ZH, '這裡有', '這裡有:')), '有:'],
    ['wording', 'in the glossary', () => sample(EN, ZH, { glossary: { pod: { term: { 'zh-tw': '服務器' }, text: {} } } }), '伺服器'],
  ])('%s: %s', (rule, _, faulty, words) => {
    expect(RULES[rule](faulty()).join('\n')).toContain(words)
  })

  test('too little of the course', () => {
    expect(shortfalls(sample())).toContain('lessons: 1, 15 are needed')
    expect(shortfalls(sample()).map((line) => line.split(':')[0])).toEqual([
      'lessons',
      'exercises',
      'exercisesPerLesson',
      'misconceptionsCoveredTwice',
      'terms',
    ])
  })
})

describe('commands of a lesson', () => {
  const faultsOf = (text: string): string[] => {
    const { commands, missed } = runLesson(parseLesson('sample', 'en', text), course.scenarios['empty'] as Course['scenarios'][string])
    return [...commands.flatMap(({ fault }) => fault ?? []), ...missed.map(({ id }) => `tick ${id}`)]
  }

  test('are run in order, and print what is shown', () => {
    expect(faultsOf(EN)).toEqual([])
  })

  test.each([
    ['another output', swap(EN, 'pod/backend created', 'pod/backend configured'), 'it prints something else'],
    ['a typing mistake', swap(EN, '-- hostname', '-- hostnam'), 'exit code'],
    ['a placeholder for nothing', swap(EN, '-- hostname', '-- echo [[pod app=none]]'), 'placeholder'],
    ['a machine that is not there', swap(EN, '<Run>kubectl exec backend -- hostname', '<Run on="pod?app=none">hostname'), 'no machine'],
    ['a step that never ticks', swap(EN, 'count: 1', 'count: 2'), 'tick ready'],
  ])('%s is a fault', (_, text, words) => {
    expect(faultsOf(text).join('\n')).toContain(words)
  })

  test('left-out lines are shown as …', () => {
    expect(sameText('a\n…\nd', 'a\nb\nc\nd\n')).toBe(true)
    expect(sameText('a\n…\ne', 'a\nb\nc\nd\n')).toBe(false)
    expect(sameText('a.c', 'abc\n')).toBe(false)
    expect(sameText('HTTP/1.1 200 OK\n…\nhello', 'HTTP/1.1 200 OK\r\nDate: today\r\n\r\nhello\n')).toBe(true)
  })
})
