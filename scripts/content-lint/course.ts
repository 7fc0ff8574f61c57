import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { contentFolder, exerciseIds, readAnswers, readScenario } from '../../src/cli/course.ts'
import type { AnsweredExercise } from '../../src/grader/answers.ts'
import type { LintedExercise } from '../../src/grader/lint-exercise.ts'
import type { Scenario } from '../../src/lab/scenario.ts'
import { type LessonText, parseLesson } from './lesson.ts'

export const LANGUAGES = ['en', 'zh-tw'] as const

export interface GlossaryEntry {
  term?: Record<string, string>
  text?: Record<string, string>
  also?: string[]
  lesson?: string
  docs?: string
}

/** content/workshop, as src/site/lesson/teaching.ts describes it. */
export interface Teaching {
  notes: Readonly<
    Record<
      string,
      { timing?: (Record<string, string> & { minutes: number })[]; notes?: Record<string, string>[]; questions?: Record<string, string>[] }
    >
  >
  plans: Readonly<
    Record<string, { title: Record<string, string>; for: Record<string, string>; rows: (Record<string, string> & { minutes: number })[] }>
  >
  commands: readonly { title: Record<string, string>; commands: (Record<string, string> & { run: string })[] }[]
}

/** The course's content as plain data: what the rules look at. */
export interface Course {
  /** by slug, then by language */
  lessons: Readonly<Record<string, Readonly<Record<string, LessonText>>>>
  exercises: Readonly<Record<string, LintedExercise>>
  glossary: Readonly<Record<string, GlossaryEntry>>
  scenarios: Readonly<Record<string, Scenario>>
  /** sentences in both languages by misconception */
  misconceptions: Readonly<Record<string, Record<string, string>>>
  teaching: Teaching
}

/** Reads the whole `content` folder. */
export function readCourse(): Course {
  const content = contentFolder()
  const lessons: Record<string, Record<string, LessonText>> = {}
  for (const language of LANGUAGES) {
    for (const slug of namesIn(join(content, 'lessons', language), '.mdx')) {
      const text = readFileSync(join(content, 'lessons', language, `${slug}.mdx`), 'utf8')
      lessons[slug] ??= {}
      ;(lessons[slug] as Record<string, LessonText>)[language] = parseLesson(slug, language, text)
    }
  }
  const yaml = (...path: string[]): any => parse(readFileSync(join(content, ...path), 'utf8')) ?? {}
  return {
    lessons,
    exercises: Object.fromEntries(
      exerciseIds().map((id) => {
        const answered = readAnswers(id) as AnsweredExercise
        return [id, { ...answered, wrongAnswers: Object.keys(answered.wrongAnswers) }]
      }),
    ),
    glossary: Object.fromEntries(
      namesIn(join(content, 'glossary'), '.yaml').map((id) => [
        id,
        parse(readFileSync(join(content, 'glossary', `${id}.yaml`), 'utf8')) ?? {},
      ]),
    ),
    scenarios: Object.fromEntries(namesIn(join(content, 'scenarios'), '.yaml').map((id) => [id, readScenario(id) as Scenario])),
    misconceptions: parse(readFileSync(join(content, 'misconceptions.yaml'), 'utf8')),
    teaching: {
      notes: Object.fromEntries(
        namesIn(join(content, 'workshop/notes'), '.yaml').map((slug) => [slug, yaml('workshop/notes', `${slug}.yaml`)]),
      ),
      plans: yaml('workshop', 'plans.yaml'),
      commands: yaml('workshop', 'commands.yaml'),
    },
  }
}

function namesIn(folder: string, extension: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(extension))
    .map((name) => name.slice(0, -extension.length))
    .sort()
}
