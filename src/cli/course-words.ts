import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { CourseWords, Prediction } from '../classroom/course-words.ts'
import type { Language, Text } from '../grader/exercise.ts'
import { contentFolder, exerciseIds, readExercise, readLessons } from './course.ts'

/** What the course calls its lessons, exercises, checks, misconceptions and predictions, from `content/`. */
export function courseWords(): CourseWords {
  const [en, zhTw] = [lessonsIn('en'), lessonsIn('zh-tw')]
  const inBoth = <T, R>(a: Record<string, T>, b: Record<string, T>, join: (a: T, b: T) => R): Record<string, R> =>
    Object.fromEntries(Object.entries(a).map(([id, one]) => [id, join(one, b[id] ?? one)]))
  return {
    lessons: inBoth(en, zhTw, (a, b) => ({ en: a.title, 'zh-tw': b.title })),
    predictions: inBoth(en, zhTw, (a, b) => inBoth(a.predictions, b.predictions, together)),
    exercises: Object.fromEntries(
      exerciseIds().flatMap((id) => {
        const exercise = readExercise(id)?.exercise
        if (!exercise) return []
        return [[id, { title: exercise.title, checks: Object.fromEntries(exercise.checks.map((check) => [check.id, check.title])) }]]
      }),
    ),
    misconceptions: parse(readFileSync(join(contentFolder(), 'misconceptions.yaml'), 'utf8')) as Record<string, Text>,
  }
}

interface LessonWords {
  title: string
  predictions: Record<string, Guess>
}

/** A prediction in one language. */
interface Guess {
  question: string
  answer: string
  choices: { value: string; text: string }[]
}

function lessonsIn(language: Language): Record<string, LessonWords> {
  return Object.fromEntries(
    readLessons(language).map(({ slug, front, source }) => {
      const predictions = [...source.matchAll(/<Predict id="([^"]+)" answer="([^"]+)">([\s\S]*?)<\/Predict>/g)].map(
        ([, id = '', answer = '', inside = '']): [string, Guess] => [id, guessIn(answer, inside)],
      )
      return [slug, { title: front.title, predictions: Object.fromEntries(predictions) }]
    }),
  )
}

function guessIn(answer: string, inside: string): Guess {
  const question = /<Question>([\s\S]*?)<\/Question>/.exec(inside)?.[1]?.trim() ?? ''
  const choices = [...inside.matchAll(/<Choice value="([^"]+)">([\s\S]*?)<\/Choice>/g)]
  return { question, answer, choices: choices.map(([, value = '', text = '']) => ({ value, text: text.trim() })) }
}

function together(en: Guess, zhTw: Guess): Prediction {
  return {
    question: { en: en.question, 'zh-tw': zhTw.question },
    choices: en.choices.map(({ value, text }) => ({
      value,
      text: { en: text, 'zh-tw': zhTw.choices.find((choice) => choice.value === value)?.text ?? text },
      right: value === en.answer,
    })),
  }
}
