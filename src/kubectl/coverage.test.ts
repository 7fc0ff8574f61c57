import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ROOT } from './commands/index.ts'
import { coverage } from './coverage.ts'

const folder = new URL('./', import.meta.url)
const written = readFileSync(new URL('../../docs/coverage.md', import.meta.url), 'utf8')

describe('docs/coverage.md', () => {
  test('is what the declarations say (node scripts/coverage.ts writes it)', () => {
    expect(written).toBe(coverage(ROOT))
  })

  test('names everything that kubectl refuses', () => {
    const refusals = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'coverage.ts')
      .flatMap((name) => [...readFileSync(new URL(name, folder), 'utf8').matchAll(/notSimulated\(\s*['`]([^'`]*)['`]/g)])
      .map(([, what = '']) => what.replace(/\$\{[^}]*\}/g, '').replace(/;.*/, ''))
    expect(refusals.length).toBeGreaterThan(5)
    const list = written.slice(0, written.indexOf('## Subcommands')).toLowerCase()
    const missing = refusals.filter(
      (what) =>
        !what
          .toLowerCase()
          .split(' ')
          .every((word) => list.includes(word)),
    )
    expect(missing).toEqual([])
  })
})
