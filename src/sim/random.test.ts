import { describe, expect, test } from 'vitest'
import { Random } from './random.ts'

describe('Random', () => {
  test('the same seed gives the same numbers, another one others', () => {
    const take = (seed: string): number[] => Array.from({ length: 50 }, (_, i, random = new Random(`${seed}${i}`)) => random.uint32())
    expect(take('a')).toEqual(take('a'))
    expect(take('a')).not.toEqual(take('b'))
  })

  test('below stays below, and reaches every number', () => {
    const random = new Random(1)
    const seen = new Set<number>()
    for (let i = 0; i < 2000; i++) seen.add(random.below(20))
    expect([...seen].sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i))
  })

  test('names and identities have their shapes and do not repeat', () => {
    const random = new Random('shapes')
    const uuids = new Set(Array.from({ length: 5000 }, () => random.uuid()))
    expect(uuids.size).toBe(5000)
    for (const uuid of uuids) expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(random.nameSuffix()).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{5}$/)
    expect(random.hex(64)).toMatch(/^[0-9a-f]{64}$/)
  })
})
