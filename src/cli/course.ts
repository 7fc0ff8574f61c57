import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import type { AnsweredExercise } from '../grader/answers.ts'
import type { Assignment, Language } from '../grader/exercise.ts'
import { type AuthoredExercise, ExerciseError, parseExercise } from '../grader/parse-exercise.ts'
import { type Scenario, scenario } from '../lab/scenario.ts'
import { readFiles } from './files.ts'
import { CannotRun, UsageError } from './usage.ts'

/** The course's `content` folder: beside the program, whether it runs from source or bundled. */
export function contentFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'content', 'exercises'))) {
    const above = dirname(folder)
    if (above === folder) throw new CannotRun('the course content is not here')
    folder = above
  }
  return join(folder, 'content')
}

/** A scenario of the course by its id, or one's own by the path of its YAML file, from `folder` on. */
export function readScenario(idOrPath: string, folder = '.'): Scenario | undefined {
  const path = /\.ya?ml$/.test(idOrPath) ? resolve(folder, idOrPath) : join(contentFolder(), 'scenarios', `${idOrPath}.yaml`)
  if (!existsSync(path)) return undefined
  const { title, summary, ...parts } = parse(readFileSync(path, 'utf8')) ?? {}
  return scenario({ ...parts, id: parts.id ?? idOrPath })
}

/** Where a lab of the command line starts: the scenario that `--scenario` names, or an empty cluster. Throws UsageError. */
export function startFrom(named: string | undefined): Scenario {
  const start = named === undefined ? scenario({ id: 'command-line' }) : readScenario(named)
  if (!start) throw new UsageError(`there is no scenario "${named}"`)
  return start
}

/** A lesson as it is written, in one language. */
export interface WrittenLesson {
  slug: string
  /** its frontmatter (src/content.config.ts has the schema) */
  front: {
    title: string
    summary: string
    order: number
    minutes: number
    exercises?: readonly string[]
    ticks?: Readonly<Record<string, unknown>>
  }
  /** the whole file */
  source: string
}

/** All lessons of a language, in the order of the course. */
export function readLessons(language: Language): WrittenLesson[] {
  const folder = join(contentFolder(), 'lessons', language)
  return readdirSync(folder)
    .filter((name) => name.endsWith('.mdx'))
    .map((name) => {
      const source = readFileSync(join(folder, name), 'utf8')
      return { slug: name.replace(/\.mdx$/, ''), front: parse(/^---\n([\s\S]*?)\n---/.exec(source)?.[1] ?? ''), source }
    })
    .sort((a, b) => a.front.order - b.front.order)
}

/** The ids of all exercises, sorted. */
export function exerciseIds(): string[] {
  return readdirSync(join(contentFolder(), 'exercises'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
}

/**
 * An exercise of the course by its id, or one's own by the path of its folder; undefined when there is
 * none. Throws CannotRun when it is not as an exercise must be.
 */
export function readExercise(idOrPath: string): AuthoredExercise | undefined {
  const folder = exerciseFolder(idOrPath)
  if (folder === undefined) return undefined
  try {
    return parseExercise(readFileSync(join(folder, 'exercise.yaml'), 'utf8'), (scenario) => readScenario(scenario, folder))
  } catch (error) {
    if (!(error instanceof ExerciseError)) throw error
    throw new CannotRun(`${idOrPath}/exercise.yaml: ${error.message}`)
  }
}

/** An exercise with its starter, solutions and wrong answers. */
export function readAnswers(idOrPath: string): AnsweredExercise | undefined {
  const folder = exerciseFolder(idOrPath)
  const authored = readExercise(idOrPath)
  if (folder === undefined || !authored) return undefined
  const answers = (kind: string): Record<string, Record<string, string>> => {
    const names = existsSync(join(folder, kind)) ? readdirSync(join(folder, kind)).sort() : []
    return Object.fromEntries(names.map((name) => [name, readFiles(join(folder, kind, name))]))
  }
  const starter = join(folder, 'starter')
  return {
    ...authored,
    starter: existsSync(starter) ? readFiles(starter) : {},
    solutions: answers('solutions'),
    wrongAnswers: answers('wrong'),
  }
}

/** An exercise with the files that a learner starts from. */
export function readAssignment(idOrPath: string): Assignment | undefined {
  const folder = exerciseFolder(idOrPath)
  const authored = readExercise(idOrPath)
  if (folder === undefined || !authored) return undefined
  const starter = join(folder, 'starter')
  return { exercise: authored.exercise, starter: existsSync(starter) ? readFiles(starter) : {} }
}

/** A bare name is one of the course first; with a slash it is a path. */
function exerciseFolder(idOrPath: string): string | undefined {
  const own = resolve(idOrPath)
  const folders = /[/\\]/.test(idOrPath) ? [own] : [join(contentFolder(), 'exercises', idOrPath), own]
  return folders.find((folder) => existsSync(join(folder, 'exercise.yaml')))
}
