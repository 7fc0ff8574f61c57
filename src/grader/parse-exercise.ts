import { parse } from 'yaml'
import { type Scenario, scenario } from '../lab/scenario.ts'
import type { Check, Exercise, Hint, Text, Verb } from './exercise.ts'

/** What an author wrote cannot be an exercise; the message names the place. */
export class ExerciseError extends Error {}

/** A known wrong answer: the check that must fail and the hint that must come first. */
export interface WrongAnswer {
  check: string
  hint: string
}

/** An exercise as its author keeps it: with the answers that its tests use. */
export interface AuthoredExercise {
  exercise: Exercise
  wrong: Readonly<Record<string, WrongAnswer>>
}

/** The fields of each verb's checks: `!` must be there. JSON Schema for editors: content/exercises/exercise.schema.json. */
export const VERB_FIELDS: Record<
  Verb,
  Readonly<Record<string, 'string!' | 'string' | 'number' | 'boolean' | 'any' | 'strings!' | 'strings'>>
> = {
  apply: {},
  request: { from: 'string!', url: 'string!', status: 'number', body: 'string', count: 'number', distinct: 'number' },
  isolated: { from: 'string!', url: 'string!', outcome: 'strings' },
  resolves: { from: 'string!', name: 'string!', to: 'string', addresses: 'number' },
  notResolves: { from: 'string!', name: 'string!' },
  environment: { pod: 'string!', container: 'string', variable: 'string!', value: 'string', matches: 'string', absent: 'boolean' },
  object: {
    resource: 'string!',
    namespace: 'string',
    name: 'string!',
    path: 'string',
    equals: 'any',
    matches: 'string',
    absent: 'boolean',
  },
  condition: { is: 'string!', resource: 'string', namespace: 'string', name: 'string', selector: 'string', count: 'number' },
  survives: { disaster: 'any', still: 'any' },
  answer: { question: 'string!', accept: 'strings!' },
}

const CHECK_FIELDS = new Set(['id', 'verb', 'title', 'points', 'hints', 'after'])
const KINDS = ['write', 'repair', 'commands', 'predict', 'find']
const DISASTERS = ['deletePods', 'recreateService', 'scale', 'drain']
const REGULAR_EXPRESSIONS = ['body', 'matches']

/** Reads `exercise.yaml`. `scenarioOf` finds a scenario of the course by its id. Throws ExerciseError. */
export function parseExercise(text: string, scenarioOf: (id: string) => Scenario | undefined): AuthoredExercise {
  let value: any
  try {
    value = parse(text)
  } catch (error) {
    throw new ExerciseError((error as Error).message)
  }
  const id = string(value, 'id', 'exercise')
  const fail = (message: string): never => {
    throw new ExerciseError(`${id}: ${message}`)
  }
  const kind = string(value, 'kind', id)
  if (!KINDS.includes(kind)) fail(`kind must be one of ${KINDS.join(', ')}`)
  const checks = list(value, 'checks', id).map((check, index) => parseCheck(check, `${id}.checks[${index}]`, false))
  const ids = checks.map((check) => check.id)
  if (new Set(ids).size < ids.length) fail('two checks have the same id')
  for (const check of checks)
    for (const after of check.after ?? []) if (!ids.includes(after)) fail(`check ${check.id} comes after ${after}, which is not there`)
  const exercise: Exercise = {
    id,
    lesson: string(value, 'lesson', id),
    kind: kind as Exercise['kind'],
    title: bilingual(value, 'title', id),
    task: bilingual(value, 'task', id),
    scenario: scenarioFrom(value.scenario, scenarioOf, id),
    files: strings(value.files ?? [], `${id}.files`),
    checks,
    misconceptions: [...new Set(checks.flatMap((check) => check.hints.flatMap((hint) => hint.misconception ?? [])))],
  }
  return { exercise, wrong: value.wrong ?? {} }
}

function scenarioFrom(value: unknown, scenarioOf: (id: string) => Scenario | undefined, id: string): Scenario {
  if (typeof value === 'object' && value !== null) return scenario({ ...(value as object), id: `exercise/${id}` })
  const found = typeof value === 'string' ? scenarioOf(value) : undefined
  if (!found) throw new ExerciseError(`${id}: there is no scenario ${JSON.stringify(value)}`)
  return found
}

function parseCheck(value: any, at: string, inner: boolean): Check {
  const verb = string(value, 'verb', at) as Verb
  if (!Object.hasOwn(VERB_FIELDS, verb)) throw new ExerciseError(`${at}: there is no verb ${verb}`)
  const fields = VERB_FIELDS[verb]
  for (const key of Object.keys(value))
    if (!CHECK_FIELDS.has(key) && !Object.hasOwn(fields, key)) throw new ExerciseError(`${at}: ${verb} has no field ${key}`)
  for (const [key, type] of Object.entries(fields)) checkField(value[key], type, `${at}.${key}`)
  for (const key of REGULAR_EXPRESSIONS) if (value[key] !== undefined && fields[key]) compile(value[key], `${at}.${key}`)
  const own: any = {
    id: inner ? (value.id ?? verb) : string(value, 'id', at),
    verb,
    title: inner ? (value.title ?? { en: '', 'zh-tw': '' }) : bilingual(value, 'title', at),
    points: value.points ?? 1,
    hints: (value.hints ?? []).map((hint: any, index: number) => parseHint(hint, `${at}.hints[${index}]`)),
    ...(value.after ? { after: strings(value.after, `${at}.after`) } : {}),
  }
  for (const key of Object.keys(fields)) if (value[key] !== undefined) own[key] = value[key]
  if (verb === 'survives') {
    const disasters = [value.disaster].flat()
    if (disasters.length === 0 || !disasters.every((each) => DISASTERS.includes(each?.do)))
      throw new ExerciseError(`${at}.disaster: do must be one of ${DISASTERS.join(', ')}`)
    own.still = list(value, 'still', at).map((check, index) => parseCheck(check, `${at}.still[${index}]`, true))
  }
  return own
}

function parseHint(value: any, at: string): Hint {
  const { misconception, when } = value ?? {}
  return {
    id: string(value, 'id', at),
    text: bilingual(value, 'text', at),
    ...(misconception ? { misconception } : {}),
    ...(when ? { when } : {}),
  }
}

function checkField(value: unknown, type: string, at: string): void {
  if (value === undefined) {
    if (type.endsWith('!')) throw new ExerciseError(`${at} is missing`)
    return
  }
  const plain = type.replace('!', '')
  if (plain === 'any') return
  if (plain === 'strings') strings(value, at)
  else if (typeof value !== plain) throw new ExerciseError(`${at} must be a ${plain}`)
}

function compile(pattern: string, at: string): void {
  try {
    new RegExp(pattern)
  } catch (error) {
    throw new ExerciseError(`${at}: ${(error as Error).message}`)
  }
}

function string(value: any, key: string, at: string): string {
  if (typeof value?.[key] !== 'string' || value[key] === '') throw new ExerciseError(`${at}: ${key} must be a text`)
  return value[key]
}

function list(value: any, key: string, at: string): any[] {
  if (!Array.isArray(value?.[key]) || value[key].length === 0) throw new ExerciseError(`${at}: ${key} must be a list`)
  return value[key]
}

function strings(value: unknown, at: string): string[] {
  if (!Array.isArray(value) || value.some((item) => typeof item !== 'string')) throw new ExerciseError(`${at} must be a list of texts`)
  return value
}

function bilingual(value: any, key: string, at: string): Text {
  const text = value?.[key]
  for (const language of ['zh-tw', 'en']) {
    if (typeof text?.[language] !== 'string' || text[language].trim() === '')
      throw new ExerciseError(`${at}: ${key} has no ${language} text`)
  }
  return { 'zh-tw': text['zh-tw'], en: text.en }
}
