import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { contentFolder, exerciseIds, readScenario } from '../cli/course.ts'
import { exerciseSchema } from './exercise-schema.ts'
import { ExerciseError, parseExercise } from './parse-exercise.ts'
import { DISASTERS, VERBS } from './verbs.ts'

const ajv = new Ajv2020({ strict: true, allErrors: true, discriminator: false })
formats.default(ajv)
const validate = ajv.compile(exerciseSchema())
const textOf = (id: string): string => readFileSync(join(contentFolder(), 'exercises', id, 'exercise.yaml'), 'utf8')

/** An exercise with a change in its text: does the schema take it, and does the parser? */
function taken(from: string, to: string): { schema: boolean; parser: boolean } {
  const text = textOf('backend-service')
  if (!text.includes(from)) throw new Error(`no ${from} in it`)
  const changed = text.replace(from, to)
  try {
    parseExercise(changed, readScenario)
    return { schema: validate(parse(changed)), parser: true }
  } catch (error) {
    expect(error).toBeInstanceOf(ExerciseError)
    return { schema: validate(parse(changed)), parser: false }
  }
}

describe('the schema of exercises', () => {
  test('is the one that editors read (node scripts/exercise-schema.ts writes it)', () => {
    expect(JSON.parse(readFileSync(join(contentFolder(), 'exercises/exercise.schema.json'), 'utf8'))).toEqual(exerciseSchema())
  })

  test.each(exerciseIds())('takes %s', (id) => {
    validate(parse(textOf(id)))
    expect(validate.errors ?? []).toEqual([])
  })

  test.each([
    ['an unknown verb', 'verb: request', 'verb: demand'],
    ['an unknown field', 'distinct: 2', 'different: 2'],
    ['a field that is missing', '    from: probe/default\n', ''],
    ['another kind of value', 'count: 20', 'count: many'],
    ['a number that makes no sense', 'distinct: 2', 'distinct: 0'],
    ['a value that there is not', 'is: endpoints', 'is: alive'],
    ['a text in one language', 'title: { zh-tw: 三個 Pod 都在名單上, en: All three Pods are on the list }', 'title: { en: All }'],
    ['no checks', /checks:[^]*wrong:/.exec(textOf('backend-service'))?.[0] ?? '', 'checks: []\nwrong:'],
  ])('refuses %s, as the parser does', (_, from, to) => {
    expect(taken(from, to)).toEqual({ schema: false, parser: false })
  })

  test.each([
    ['a scenario of its own', join(contentFolder(), 'templates/write/exercise.yaml')],
    ['disasters', join(contentFolder(), 'exercises/survive-both/exercise.yaml')],
  ])('whatever stands in a place of %s: the parser takes nothing that the schema refuses, and never falls over', (_, path) => {
    const whole = parse(readFileSync(path, 'utf8'))
    const faults = new Set<string>()
    const look = (at: string): void => {
      const valid = validate(whole)
      try {
        parseExercise(JSON.stringify(whole), readScenario)
        if (!valid) faults.add(`${at}: the parser takes it`)
      } catch (error) {
        if (!(error instanceof ExerciseError)) faults.add(`${at}: ${error}`)
      }
    }
    const visit = (node: any, path: string): void => {
      for (const key of Object.keys(node)) {
        const old = node[key]
        for (const other of [null, 5, -1, 1.5, 'x', '', [], {}, true, [null]]) {
          node[key] = other
          look(`${path}.${key} = ${JSON.stringify(other)}`)
        }
        if (!Array.isArray(node)) {
          delete node[key]
          look(`${path} without ${key}`)
        }
        node[key] = old
        if (old !== null && typeof old === 'object') visit(old, `${path}.${key}`)
      }
    }
    visit(whole, '')
    expect([...faults]).toEqual([])
  })

  test('is told whole to authors: every verb, field and disaster', () => {
    const page = readFileSync(join(contentFolder(), '../docs/authoring.md'), 'utf8')
    const section = page.slice(page.indexOf('## Exercises'), page.indexOf('## Scenarios'))
    const names = Object.entries(VERBS).flatMap(([verb, { fields }]) => [verb, ...Object.keys(fields)])
    expect([...names, ...Object.keys(DISASTERS)].filter((name) => !section.includes(`\`${name}\``))).toEqual([])
  })

  test('a regular expression that is none is refused by the parser', () => {
    expect(taken('body: ^Hello from', "body: '(['").parser).toBe(false)
  })
})
