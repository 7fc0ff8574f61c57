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
    const cli = ['../cli/files.ts', '../cli/grade/submissions.ts', '../cli/grade/zip.ts'].map((path) =>
      readFileSync(join(import.meta.dirname, path), 'utf8'),
    )
    const reasons = [...cli.join('\n').matchAll(/UnreadableSubmission\('(\w+)'/g)].map((found) => `reason.${found[1]}`)
    const faults = readFileSync(join(import.meta.dirname, '../lab/log.ts'), 'utf8').matchAll(/LogError\('(\w+)'/g)
    reasons.push(...[...faults].map((found) => `reason.log.${found[1]}`))
    expect(reasons.length).toBeGreaterThan(20)
    expect(reasons.filter((key) => !Object.hasOwn(en, key))).toEqual([])
  })

  test('a reason is said in the words of the same language', () => {
    const unreadable = { key: 'stopped.unreadable', parameters: { reason: 'encoding', file: 'a.yaml' } }
    expect(sentence(unreadable, 'zh-tw')).toBe('讀不了這份作業：a.yaml 不是 UTF-8（也不是 UTF-16）的文字檔。請另存成 UTF-8。')
    expect(sentence(unreadable, 'en')).toContain('cannot be read: a.yaml is not text in UTF-8')
  })

  test('a parameter that looks like a placeholder is left as it is', () => {
    expect(sentence({ key: 'seen.rejected', parameters: { message: '{count} {message}' } }, 'en')).toBe('{count} {message}')
  })
})
