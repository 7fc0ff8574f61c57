import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'podtalk-report-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function podtalk(...argv: string[]) {
  return spawnSync(process.execPath, [join(import.meta.dirname, '../main.ts'), 'report', ...argv], { encoding: 'utf8' })
}

test('progress files give the report of a class, and a bad one does not hide the others', () => {
  const good = join(folder, 'Ann.json')
  const bad = join(folder, 'Ben.json')
  writeFileSync(
    good,
    JSON.stringify({
      version: 1,
      lessons: { 'pod-ip': { ticks: { 'backend-ready': 1 }, predictions: {} } },
      exercises: { 'backend-pod': { tries: 3, best: 4, max: 4, passed: 5, hints: {} }, __proto__: { tries: 1 } },
    }),
  )
  writeFileSync(bad, '{"scores": 100}')
  const { stdout, stderr, status } = podtalk('--format', 'json', good, bad)
  expect(status).toBe(3)
  expect(stderr).toContain('Ben.json: this is not exported progress')
  expect(JSON.parse(stdout).learners).toEqual([
    expect.objectContaining({
      name: 'Ann',
      points: 4,
      exercises: { 'backend-pod': { tries: 3, best: 4, max: 4, passed: true, solutionSeen: false } },
    }),
  ])
  expect(podtalk(good).stdout.split('\r\n')[1]).toMatch(/^Ann,,4,/)
  expect(podtalk().status).toBe(2)
})
