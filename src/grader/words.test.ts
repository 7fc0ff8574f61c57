import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import en from '../../content/grader/en.json' with { type: 'json' }
import zhTW from '../../content/grader/zh-tw.json' with { type: 'json' }
import { sentence } from './words.ts'

const parametersOf = (text: string): string[] => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort()

describe('sentences of the grader', () => {
  test('are the same in both languages, with the same parameters', () => {
    expect(Object.keys(zhTW)).toEqual(Object.keys(en))
    for (const [key, text] of Object.entries(en))
      expect([key, parametersOf((zhTW as Record<string, string>)[key] ?? '')]).toEqual([key, parametersOf(text)])
  })

  test('are there for every key that the code names', () => {
    const folders = [import.meta.dirname, join(import.meta.dirname, 'checks')]
    const code = folders
      .flatMap((folder) =>
        readdirSync(folder)
          .filter((name) => /(?<!\.test)\.ts$/.test(name))
          .map((name) => readFileSync(join(folder, name), 'utf8')),
      )
      .join('\n')
    const named = [...code.matchAll(/'((?:expected|seen|stopped)\.[\w.]+)'/g)].map((found) => found[1] as string)
    expect(named.length).toBeGreaterThan(40)
    expect(named.filter((key) => !Object.hasOwn(en, key))).toEqual([])
  })

  test('a parameter that looks like a placeholder is left as it is', () => {
    expect(sentence({ key: 'seen.rejected', parameters: { message: '{count} {message}' } }, 'en')).toBe('{count} {message}')
  })
})
