import { expect, test } from 'vitest'
import { stepTowards } from './portions.ts'

const entry = (key: string, text: string) => ({ key, text })

test('entries come and change in portions, in the order where they end; what is gone goes at once', () => {
  const [a, b, c, d] = [entry('a', 'old'), entry('b', 'old'), entry('c', 'old'), entry('d', 'old')]
  const to = [entry('b', 'new'), c, entry('e', 'new'), entry('d', 'new'), entry('f', 'new')]
  const first = stepTowards([a, b, c, d], to, 1)
  expect(first).toEqual([to[0], c, d])
  const second = stepTowards(first, to, 2)
  expect(second).toEqual([to[0], c, to[2], to[3]])
  expect(stepTowards(second, to, 2)).toEqual(to)
})
