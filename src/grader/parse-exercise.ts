import { parse } from 'yaml'
import { type Scenario, scenario } from '../lab/scenario.ts'
import type { Check, Exercise, Hint, Text, Verb } from './exercise.ts'
import type { Change, SurvivorReason } from './mutants.ts'
import { DISASTERS, type Field, STATION, VERBS, type VerbSpec } from './verbs.ts'

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
  /** why mutants of the solutions may pass */
  survivors: readonly SurvivorReason[]
}

const CHECK_FIELDS = new Set(['id', 'verb', 'title', 'points', 'hints', 'after'])
const KINDS = ['write', 'repair', 'commands', 'predict', 'find']

/** Reads `exercise.yaml`. `scenarioOf` finds a scenario of the course by its id. Throws ExerciseError. */
export function parseExercise(text: string, scenarioOf: (id: string) => Scenario | undefined): AuthoredExercise {
  let value: any
  try {
    value = parse(text)
  } catch (error) {
    throw new ExerciseError((error as Error).message)
  }
  const id = string(value, 'id', 'exercise')
  if (!/^[a-z0-9-]+$/.test(id))
    throw new ExerciseError(`exercise: id is of lower-case letters, digits and dashes, not ${JSON.stringify(id)}`)
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
    files: optional(value.files, `${id}.files`, strings) ?? [],
    ...(value.meanwhile === undefined ? {} : { meanwhile: strings(value.meanwhile, `${id}.meanwhile`) }),
    checks,
    misconceptions: [...new Set(checks.flatMap((check) => check.hints.flatMap((hint) => hint.misconception ?? [])))],
  }
  return { exercise, wrong: wrongFrom(value.wrong, `${id}.wrong`), survivors: survivorsFrom(value.survivors, `${id}.survivors`) }
}

function scenarioFrom(value: unknown, scenarioOf: (id: string) => Scenario | undefined, id: string): Scenario {
  if (isMap(value)) return scenario({ ...ownScenario(value, `${id}.scenario`), id: `exercise/${id}` })
  const found = typeof value === 'string' ? scenarioOf(value) : undefined
  if (!found) throw new ExerciseError(`${id}: there is no scenario ${JSON.stringify(value)}`)
  return found
}

/** What a scenario of an exercise's own may say. */
const SCENARIO_FIELDS: { readonly [F in keyof Omit<Scenario, 'id'>]: (value: unknown, at: string) => Scenario[F] } = {
  nodes(value, at) {
    if (!Array.isArray(value) || !value.every(isMap)) throw new ExerciseError(`${at} must be a list of nodes`)
    return value as unknown as Scenario['nodes']
  },
  prompt: text,
  files(value, at) {
    if (!isMap(value)) throw new ExerciseError(`${at} must be texts by name`)
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, text(each, `${at}.${name}`)]))
  },
  manifests: strings,
  setup: strings,
  enforceNetworkPolicy(value, at) {
    if (typeof value !== 'boolean') throw new ExerciseError(`${at} must be true or false`)
    return value
  },
}

function ownScenario(value: Record<string, unknown>, at: string): Partial<Scenario> {
  return Object.fromEntries(
    Object.entries(value).map(([field, each]) => {
      if (!Object.hasOwn(SCENARIO_FIELDS, field)) throw new ExerciseError(`${at} has no field ${field}`)
      return [field, SCENARIO_FIELDS[field as keyof typeof SCENARIO_FIELDS](each, `${at}.${field}`)]
    }),
  )
}

function wrongFrom(value: unknown, at: string): Record<string, WrongAnswer> {
  if (value === undefined) return {}
  if (!isMap(value)) throw new ExerciseError(`${at} must be a check and a hint for each folder in wrong/`)
  const answers = Object.entries(value).map(([name, answer]): [string, WrongAnswer] => {
    for (const field of Object.keys(isMap(answer) ? answer : {}))
      if (field !== 'check' && field !== 'hint') throw new ExerciseError(`${at}.${name} has no field ${field}`)
    return [name, { check: string(answer, 'check', `${at}.${name}`), hint: string(answer, 'hint', `${at}.${name}`) }]
  })
  return Object.fromEntries(answers)
}

/** The ways to break something that `podtalk exercise mutate` knows. */
export const CHANGES: readonly Change[] = ['removed', 'changed', 'swapped']

function survivorsFrom(value: unknown, at: string): SurvivorReason[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw new ExerciseError(`${at} must be a list`)
  return value.map((each, index): SurvivorReason => {
    const place = `${at}[${index}]`
    for (const field of Object.keys(isMap(each) ? each : {}))
      if (!['at', 'change', 'why'].includes(field)) throw new ExerciseError(`${place} has no field ${field}`)
    const change = optional(each?.change, `${place}.change`, text) as Change | undefined
    if (change !== undefined && !CHANGES.includes(change)) throw new ExerciseError(`${place}.change must be one of ${CHANGES.join(', ')}`)
    return { at: string(each, 'at', place), ...(change ? { change } : {}), why: string(each, 'why', place) }
  })
}

function parseCheck(value: any, at: string, inner: boolean): Check {
  const verb = string(value, 'verb', at) as Verb
  if (!Object.hasOwn(VERBS, verb)) throw new ExerciseError(`${at}: there is no verb ${verb}`)
  const { points = 1, hints = [] } = value
  if (!Number.isInteger(points) || points < 0) throw new ExerciseError(`${at}.points must be a whole number`)
  if (!Array.isArray(hints)) throw new ExerciseError(`${at}.hints must be a list`)
  return {
    ...fieldsOf(value, VERBS[verb], verb, CHECK_FIELDS, at),
    id: inner ? (value.id ?? verb) : string(value, 'id', at),
    verb,
    title: inner ? (value.title ?? { en: '', 'zh-tw': '' }) : bilingual(value, 'title', at),
    points,
    hints: hints.map((hint, index) => parseHint(hint, `${at}.hints[${index}]`)),
    ...(value.after === undefined ? {} : { after: strings(value.after, `${at}.after`) }),
  } as Check
}

/** The fields that a verb (or a disaster) takes, checked; others are refused. */
function fieldsOf(value: any, { fields }: VerbSpec, what: string, besides: ReadonlySet<string>, at: string): Record<string, unknown> {
  for (const key of Object.keys(value))
    if (!besides.has(key) && !Object.hasOwn(fields, key)) throw new ExerciseError(`${at}: ${what} has no field ${key}`)
  const own: Record<string, unknown> = {}
  for (const [key, field] of Object.entries(fields)) {
    if (value[key] !== undefined) own[key] = readField(value[key], field, `${at}.${key}`)
    else if (field.required) throw new ExerciseError(`${at}.${key} is missing`)
  }
  return own
}

function readField(value: unknown, { type, values, least = 0 }: Field, at: string): unknown {
  const one = (text: string): string => {
    if (values && !values.includes(text)) throw new ExerciseError(`${at} must be one of ${values.join(', ')}`)
    return text
  }
  switch (type) {
    case 'any':
      return value
    case 'strings':
      if (strings(value, at).length === 0) throw new ExerciseError(`${at} must not be empty`)
      return strings(value, at).map(one)
    case 'checks':
      if (!Array.isArray(value) || value.length === 0) throw new ExerciseError(`${at} must be a list`)
      return value.map((check, index) => parseCheck(check, `${at}[${index}]`, true))
    case 'disasters':
      return Array.isArray(value) && value.length > 0
        ? value.map((each, index) => parseDisaster(each, `${at}[${index}]`))
        : parseDisaster(value, at)
    case 'stations':
      if (!Array.isArray(value) || value.length === 0) throw new ExerciseError(`${at} must be a list`)
      return value.map((each, index) => parseStation(each, `${at}[${index}]`))
    case 'integer':
      if (!Number.isInteger(value) || (value as number) < least) throw new ExerciseError(`${at} must be a whole number, ${least} at least`)
      return value
    case 'boolean':
      if (typeof value !== 'boolean') throw new ExerciseError(`${at} must be true or false`)
      return value
    default:
      if (typeof value !== 'string') throw new ExerciseError(`${at} must be a text`)
      if (type === 'pattern') compile(value, at)
      return one(value)
  }
}

function parseDisaster(value: any, at: string): unknown {
  const what = value?.do
  if (typeof what !== 'string' || !Object.hasOwn(DISASTERS, what))
    throw new ExerciseError(`${at}: do must be one of ${Object.keys(DISASTERS).join(', ')}`)
  return { do: what, ...fieldsOf(value, DISASTERS[what as keyof typeof DISASTERS], what, new Set(['do']), at) }
}

function parseStation(value: unknown, at: string): unknown {
  if (!isMap(value) || Object.keys(value).length === 0)
    throw new ExerciseError(`${at} must say one of ${Object.keys(STATION.fields).join(', ')}`)
  return fieldsOf(value, STATION, 'a station', new Set(), at)
}

function parseHint(value: any, at: string): Hint {
  const misconception = optional(value?.misconception, `${at}.misconception`, text)
  const when = optional(value?.when, `${at}.when`, text)
  return {
    id: string(value, 'id', at),
    text: bilingual(value, 'text', at),
    ...(misconception ? { misconception } : {}),
    ...(when ? { when } : {}),
  }
}

function compile(pattern: string, at: string): void {
  try {
    new RegExp(pattern)
  } catch (error) {
    throw new ExerciseError(`${at}: ${(error as Error).message}`)
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function optional<T>(value: unknown, at: string, read: (value: unknown, at: string) => T): T | undefined {
  return value === undefined ? undefined : read(value, at)
}

function text(value: unknown, at: string): string {
  if (typeof value !== 'string') throw new ExerciseError(`${at} must be a text`)
  return value
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
