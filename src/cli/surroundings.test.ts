import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readSurroundings } from './surroundings.ts'

const folder = mkdtempSync(join(tmpdir(), 'podtalk-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A new folder of files by path. */
function around(name: string, files: Record<string, string>): string {
  const at = join(folder, name)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(at, path, '..'), { recursive: true })
    writeFileSync(join(at, path), text)
  }
  return at
}

test('manifests and scripts come along, whatever else lies there', () => {
  const at = around('plain', {
    'a.yaml': 'a',
    'k8s/b.yml': 'b',
    'x.png': 'no',
    '.git/c.yaml': 'no',
    'node_modules/p/d.json': 'no',
    'large.json': ' '.repeat(2_000_001),
    'locked/e.yaml': 'e',
  })
  symlinkSync('/', join(at, 'root'))
  symlinkSync(join(at, 'a.yaml'), join(at, 'link.yaml'))
  chmodSync(join(at, 'locked'), 0)
  const { files, complete } = readSurroundings(at)
  chmodSync(join(at, 'locked'), 0o755)
  // root may read what is locked
  const { 'locked/e.yaml': _, ...read } = files
  expect(read).toEqual({ 'a.yaml': 'a', 'k8s/b.yml': 'b' })
  expect(complete).toBe(true)
})

test('of too many the nearest are taken', () => {
  const far = Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`a/far-${index}.yaml`, 'far']))
  const { files, complete } = readSurroundings(around('many', { ...far, 'z.yaml': 'near' }))
  expect(files['z.yaml']).toBe('near')
  expect(Object.keys(files)).toHaveLength(500)
  expect(complete).toBe(false)
})
