import { describe, expect, test } from 'vitest'
import { addQuantities, canonicalQuantity, compareQuantities, milliValue, parseQuantity, wholeValue } from './quantity.ts'

describe('quantities', () => {
  test.each([
    ['0.1', '100m'],
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['1000m', '1'],
    ['1500m', '1500m'],
    ['0.5', '500m'],
    ['1e3', '1e3'],
    ['12e6', '12e6'],
    ['1000k', '1M'],
    ['0', '0'],
    ['-1', '-1'],
    ['+2', '2'],
    ['128974848', '128974848'],
    ['129M', '129M'],
    ['123Mi', '123Mi'],
    ['0.5Gi', '512Mi'],
    ['2.50', '2500m'],
    ['1Ki', '1Ki'],
    ['256k', '256k'],
    ['1n', '1n'],
    ['0.1n', '1n'],
  ])('%s is written %s', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical)
  })

  test.each(['', '1 Gi', '512MB', '1,5', 'abc', '1.2.3', '1ki', '--1', '1Gi2'])('%j is none', (text) => {
    expect(parseQuantity(text)).toBeUndefined()
  })

  test('are compared by what they are worth', () => {
    expect(compareQuantities('1', '1000m')).toBe(0)
    expect(compareQuantities('1Gi', '1G')).toBeGreaterThan(0)
    expect(compareQuantities('100m', '0.2')).toBeLessThan(0)
  })

  test('are added and rounded up to whole and thousandth parts', () => {
    expect(addQuantities('100m', '0.2')).toBe('300m')
    expect(addQuantities('64Mi', '64Mi')).toBe('128Mi')
    expect(milliValue('0.1')).toBe(100)
    expect(wholeValue('1500m')).toBe(2)
  })
})
