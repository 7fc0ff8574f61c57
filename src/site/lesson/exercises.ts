import { parse } from 'yaml'
import type { Exercise } from '../../grader/exercise.ts'
import { pointsOf } from '../../grader/exercise.ts'
import { parseExercise } from '../../grader/parse-exercise.ts'
import { type Scenario, scenario } from '../../lab/scenario.ts'

const SCENARIOS = import.meta.glob<string>('/content/scenarios/*.yaml', { query: '?raw', import: 'default', eager: true })
const EXERCISES = import.meta.glob<string>('/content/exercises/*/exercise.yaml', { query: '?raw', import: 'default', eager: true })
const STARTERS = import.meta.glob<string>('/content/exercises/*/starter/**', { query: '?raw', import: 'default', eager: true })
const SOLUTIONS = import.meta.glob<string>('/content/exercises/*/solutions/**', { query: '?raw', import: 'default', eager: true })

/** An exercise as a page shows it: with what the learner starts from, and the solution for the very end. */
export type CourseExercise = Exercise & {
  points: number
  /** texts by file name */
  starter: Record<string, string>
  /** the first solution's texts by file name */
  solution: Record<string, string>
}

/** A scenario of the course, as the sandbox offers it. */
export interface CourseScenario {
  scenario: Scenario
  title: Record<string, string> | undefined
  summary: Record<string, string> | undefined
}

/** All scenarios of the course, by id. */
export function courseScenarios(): Map<string, CourseScenario> {
  const out = new Map<string, CourseScenario>()
  for (const [path, text] of Object.entries(SCENARIOS)) {
    const { title, summary, ...parts } = parse(text) ?? {}
    const id: string = parts.id ?? (path.split('/').at(-1) as string).replace(/\.yaml$/, '')
    out.set(id, { scenario: scenario({ ...parts, id }), title, summary })
  }
  return out
}

/** A scenario by its id. Throws when there is none: a page that names it must not be built. */
export function getScenario(id: string): Scenario {
  const found = courseScenarios().get(id)
  if (!found) throw new Error(`there is no scenario ${id} in content/scenarios`)
  return found.scenario
}

/** The ids of all exercises. */
export function exerciseIds(): string[] {
  return Object.keys(EXERCISES).map((path) => path.split('/')[3] as string)
}

/** An exercise by its id. Throws when there is none. */
export function getExercise(id: string): CourseExercise {
  const text = EXERCISES[`/content/exercises/${id}/exercise.yaml`]
  if (text === undefined) throw new Error(`there is no exercise ${id} in content/exercises`)
  const { exercise } = parseExercise(text, (name) => courseScenarios().get(name)?.scenario)
  const solutions = filesBelow(SOLUTIONS, `/content/exercises/${id}/solutions/`)
  const first = Object.keys(solutions).sort()[0]?.split('/')[0]
  return {
    ...exercise,
    points: pointsOf(exercise),
    starter: filesBelow(STARTERS, `/content/exercises/${id}/starter/`),
    solution: first === undefined ? {} : filesBelow(SOLUTIONS, `/content/exercises/${id}/solutions/${first}/`),
  }
}

function filesBelow(files: Readonly<Record<string, string>>, folder: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).flatMap(([path, text]) => (path.startsWith(folder) ? [[path.slice(folder.length), text]] : [])),
  )
}
