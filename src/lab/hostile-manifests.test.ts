import { describe, expect, test } from 'vitest'
import { Lab, type ScriptResult } from './lab.ts'
import { RECORDING } from './scenario.ts'

/** Processor time (a busy machine does not count) that a manifest may take to be refused, ms: bounded, however it is made. */
const BOUND = 5_000

function apply(manifest: string): ScriptResult & { ms: number } {
  const lab = Lab.open({ scenario: { ...RECORDING, files: { 'm.yaml': manifest } } })
  const start = process.cpuUsage()
  const result = lab.script('kubectl apply -f m.yaml', 60_000)
  const { user, system } = process.cpuUsage(start)
  return { ...result, ms: (user + system) / 1_000 }
}

const names = 'abcdefghijklmnop'.split('')

describe('hostile manifests', () => {
  test('aliases that multiply are refused', () => {
    const levels = names.slice(1).map((name, i) => `  ${name}: &${name} [${Array(9).fill(`*${names[i]}`).join(', ')}]`)
    const bomb = `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: bomb}\ndata:\n  a: &a [x, x, x, x, x, x, x, x, x]\n${levels.join('\n')}\n`
    const { exit, stderr, ms } = apply(bomb)
    expect(exit).toBe(1)
    expect(stderr).toContain('excessive aliasing')
    expect(ms).toBeLessThan(BOUND)
  })

  test('five megabytes are refused', () => {
    const { exit, stderr, ms } = apply(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: big}\ndata:\n  x: ${'y'.repeat(5_000_000)}\n`)
    expect(exit).toBe(1)
    expect(stderr).toMatch(/too large|Too long/)
    expect(ms).toBeLessThan(BOUND)
    const many = apply(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: big}\ndata:\n${'  k: v\n'.repeat(800_000)}`)
    expect(many.ms).toBeLessThan(BOUND)
    const different = Array.from({ length: 400_000 }, (_, i) => `  k${i}: v\n`).join('')
    const keys = apply(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: big}\ndata:\n${different}`)
    expect(keys.exit).toBe(1)
    expect(keys.ms).toBeLessThan(BOUND)
  })

  test('deep nesting is refused', () => {
    for (const deep of [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, '{a: '.repeat(50_000), `${'- '.repeat(50_000)}x`]) {
      const { exit, ms } = apply(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: deep}\ndata: ${deep}\n`)
      expect(exit).toBe(1)
      expect(ms).toBeLessThan(BOUND)
    }
  })

  test('keys of prototypes are keys like others', () => {
    const { exit, stdout } = apply(
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: keys, labels: {constructor: x, toString: z}}\ndata: {__proto__: a, constructor: b}\n',
    )
    expect(exit).toBe(0)
    expect(stdout).toBe('configmap/keys created\n')
    expect(({} as Record<string, unknown>)['a']).toBeUndefined()
  })
})
