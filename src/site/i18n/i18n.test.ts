import { describe, expect, test } from 'vitest'
import { fill } from './fill.ts'
import { TEXTS } from './index.ts'

const places = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1] as string).sort()

describe('texts of the site', () => {
  const keys = Object.keys(TEXTS.en).sort() as (keyof typeof TEXTS.en)[]

  test('both languages have the same keys', () => {
    expect(Object.keys(TEXTS['zh-tw']).sort()).toEqual(keys)
  })

  test('no text is empty', () => {
    for (const texts of Object.values(TEXTS)) for (const key of keys) expect(texts[key].trim(), key).not.toBe('')
  })

  test('both languages fill in the same values', () => {
    for (const key of keys) expect(places(TEXTS['zh-tw'][key]), key).toEqual(places(TEXTS.en[key]))
  })

  test('Chinese texts use full-width punctuation between Chinese characters', () => {
    for (const key of keys) expect(TEXTS['zh-tw'][key], key).not.toMatch(/[一-鿿][,;:?!](?=\s|$|[一-鿿])/)
  })

  test('fill leaves unknown places alone and never looks at prototypes', () => {
    expect(fill('{a} {b} {constructor}', { a: 1 })).toBe('1 {b} {constructor}')
  })
})
