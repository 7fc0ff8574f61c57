import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LogError, parseLog } from './log.ts'
import { scenario } from './scenario.ts'

const log = {
  version: 1,
  scenario: scenario({ id: 'x' }),
  seed: '1',
  inputs: [{ at: 1, do: 'line', terminal: 'main', text: 'ls' }],
  end: 5,
}

describe('a log from outside', () => {
  test('is read as it was written', () => {
    expect(parseLog(JSON.stringify(log))).toEqual(log)
  })

  test.each([
    ['no JSON', '{'],
    ['something else', '{"version":1}'],
    ['a newer version', JSON.stringify({ ...log, version: 2 })],
    ['inputs out of order', JSON.stringify({ ...log, inputs: [...log.inputs, { at: 0, do: 'eof', terminal: 'main' }] })],
    ['inputs after the end', JSON.stringify({ ...log, end: 0 })],
    ['an unknown input', JSON.stringify({ ...log, inputs: [{ at: 1, do: 'format', terminal: 'main' }] })],
    ['an input named like a method', JSON.stringify({ ...log, inputs: [{ at: 1, do: 'constructor', terminal: 'main' }] })],
    ['a scenario without nodes', JSON.stringify({ ...log, scenario: { ...log.scenario, nodes: [] } })],
  ])('is refused with a reason: %s', (_, text) => {
    expect(() => parseLog(text)).toThrow(LogError)
  })

  test('never throws anything but LogError', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        try {
          parseLog(JSON.stringify({ ...log, ...(value as object) }))
        } catch (error) {
          expect(error).toBeInstanceOf(LogError)
        }
      }),
    )
  })
})
