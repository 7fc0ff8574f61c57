import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'podtalk-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the command line from source, as `npm run podtalk` does. */
function podtalk(...argv: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(root, 'src/cli/main.ts'), ...argv], { encoding: 'utf8', cwd: folder, input: '' })
}

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return name
}
const exercise = (path: string): string => join(root, 'content/exercises/backend-pod', path)

describe('podtalk grade', () => {
  test('exit 0 when graded, whatever the score; 1 only with --strict and a failed check', () => {
    expect(podtalk('grade', 'backend-pod', exercise('wrong/other-port')).status).toBe(0)
    expect(podtalk('grade', 'backend-pod', exercise('wrong/other-port'), '--strict').status).toBe(1)
    expect(podtalk('grade', 'backend-pod', exercise('solutions/plain'), '--strict').status).toBe(0)
  })

  test('exit 2 for wrong words, 3 when a path cannot be read', () => {
    expect(podtalk('grade', 'no-such-exercise', '.').status).toBe(2)
    expect(podtalk('grade', 'backend-pod', exercise('starter'), '--format', 'xml').status).toBe(2)
    expect(podtalk('grade', 'backend-pod', 'not-there').status).toBe(3)
  })

  test('the same bytes for the same input, in both languages', () => {
    const json = podtalk('grade', 'backend-pod', exercise('wrong/other-port'), '--format', 'json')
    expect(JSON.parse(json.stdout).results[0].report).toMatchObject({ score: 2, maxScore: 4, passed: false })
    expect(podtalk('grade', 'backend-pod', exercise('wrong/other-port'), '--format', 'json').stdout).toBe(json.stdout)
    expect(podtalk('grade', 'backend-pod', exercise('wrong/other-port'), '--lang', 'zh-tw').stdout).toContain('被拒絕')
  })

  test('a broken manifest is told with its file and line', () => {
    const { stdout } = podtalk(
      'grade',
      'backend-pod',
      file('broken.yaml', 'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  container: []\n'),
    )
    expect(stdout).toContain('broken.yaml:5:3')
    expect(stdout).toContain('unknown field "spec.container"')
  })
})

test('podtalk run passes output and exit code on', () => {
  const result = podtalk('run', file('script.sh', 'kubectl get nodes --no-headers | cut -d" " -f1\necho problem >&2\nexit 7\n'))
  expect(result).toMatchObject({ status: 7, stdout: 'node-1\n', stderr: 'problem\n' })
})

test('podtalk replay writes one file a transcript, and keeps going past one that it cannot read', () => {
  const good = file(
    'good.json',
    JSON.stringify({ id: 'good', files: { 'a.txt': 'text\n' }, steps: [{ run: 'cat a.txt' }, { run: 'false' }] }),
  )
  const result = podtalk('replay', file('bad.json', '{}'), good, '--out', 'out')
  expect(result.status).toBe(3)
  expect(JSON.parse(readFileSync(join(folder, 'out/good.json'), 'utf8'))).toEqual({
    id: 'good',
    steps: [
      { run: 'cat a.txt', stdout: 'text\n', stderr: '', exit: 0 },
      { run: 'false', stdout: '', stderr: '', exit: 1 },
    ],
  })
})

test('podtalk trace shows the way of a request, and the misconception that fits', () => {
  const manifests = file(
    'web.yaml',
    `{apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}, spec: {containers: [{name: c, image: hello-backend:1.0}]}}
---
{apiVersion: v1, kind: Service, metadata: {name: shop}, spec: {selector: {app: wep}, ports: [{port: 80, targetPort: 8080}]}}
`,
  )
  const traced = podtalk('trace', 'http://shop/', '-f', manifests, '--from', 'pod/default/web', '-o', 'json')
  expect(traced.status).toBe(1)
  expect(JSON.parse(traced.stdout)).toMatchObject({ outcome: 'refused', misconception: 'selector-vs-labels', from: 'pod/default/web' })
  const arrived = podtalk('trace', 'http://localhost:8080/', '-f', manifests, '--from', 'pod/default/web')
  expect(arrived).toMatchObject({ status: 0, stdout: expect.stringContaining('=> arrived') })
  expect(podtalk('trace', 'http://web/', '--from', 'pod/default/nobody').status).toBe(2)
})

test('unknown commands and missing words get a usage', () => {
  expect(podtalk('dance')).toMatchObject({ status: 2, stdout: '' })
  expect(podtalk('run').stderr).toContain('Usage: podtalk run')
})
