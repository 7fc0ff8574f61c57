import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { UsageError } from '../usage.ts'
import { exercise } from './exercise.ts'

const folder = mkdtempSync(join(tmpdir(), 'podtalk-exercise-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Calls the command; what it prints, and its exit code. */
async function podtalk(...argv: string[]): Promise<{ code: number; printed: string }> {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  try {
    const code = await exercise(argv)
    return { code, printed: out.mock.calls.map(([text]) => String(text)).join('') }
  } finally {
    out.mockRestore()
  }
}

/** A new exercise with a change in its file. */
async function made(name: string, kind: string, from: string | RegExp = '', to = ''): Promise<string> {
  const path = join(folder, name)
  await podtalk('new', path, '--kind', kind)
  const file = join(path, 'exercise.yaml')
  const text = readFileSync(file, 'utf8')
  const changed = text.replace(from, to)
  if (from !== '') expect(changed).not.toBe(text)
  writeFileSync(file, changed)
  return path
}

describe('a new exercise', () => {
  test.each(['write', 'repair', 'commands', 'predict', 'find'])('of kind %s passes its own lint and tests', async (kind) => {
    const path = await made(`new-${kind}`, kind)
    expect(await podtalk('lint', path)).toMatchObject({ code: 0 })
    const { code, printed } = await podtalk('test', path)
    expect(printed).not.toContain('✗')
    expect(code).toBe(0)
  })

  test('carries its schema along', async () => {
    const path = await made('backend-service', 'write')
    expect(readFileSync(join(path, 'exercise.yaml'), 'utf8')).toContain('$schema=exercise.schema.json\nid: backend-service\n')
    expect(JSON.parse(readFileSync(join(path, 'exercise.schema.json'), 'utf8')).title).toBe('A Podtalk exercise')
  })

  test('is not made over another, nor with a name that is no id', async () => {
    await made('twice', 'write')
    await expect(podtalk('new', join(folder, 'twice'))).rejects.toThrow(UsageError)
    await expect(podtalk('new', join(folder, 'Not An Id'))).rejects.toThrow(UsageError)
    await expect(podtalk('new', join(folder, 'x'), '--kind', 'riddle')).rejects.toThrow(UsageError)
  })
})

test('lint names what is missing', async () => {
  expect(
    (await podtalk('lint', await made('no-hint', 'write', 'misconception: port-vs-targetport', 'misconception: earth-is-flat'))).printed,
  ).toContain('earth-is-flat')
  expect((await podtalk('lint', await made('bad-verb', 'write', 'verb: request', 'verb: demand'))).printed).toContain(
    'there is no verb demand',
  )
  expect((await podtalk('lint', await made('other-id', 'write', 'id: other-id', 'id: its-own'))).printed).toContain(
    'folder is called other-id',
  )
  expect(
    (await podtalk('lint', await made('no-list', 'write', /hints:\n {6}- id: read-message[^]*?path\.\n/, 'hints: none\n'))).printed,
  ).toContain('hints must be a list')
})

test('test names the answer that does not do what it must', async () => {
  const { code, printed } = await podtalk(
    'test',
    await made('bad-hint', 'write', '{ check: answers, hint: port }', '{ check: answers, hint: target }'),
  )
  expect(code).toBe(1)
  expect(printed).toContain('✗ wrong/other-port must fail on answers with hint target')
})

test('mutate tells of checks that notice too little', async () => {
  // Without its request, the exercise only asks for an endpoint: any port will do.
  const path = await made('weak', 'write', / {2}- id: answers[^]*?(?=wrong:)/, '')
  const { code, printed } = await podtalk('mutate', path)
  expect(code).toBe(1)
  expect(printed).toMatch(/passes: service\.yaml:10 spec\.ports\[0\]\.targetPort: 8080 → 8081/)
})

describe('reasons for mutants that pass', () => {
  const SURVIVORS = (at: string): string => `survivors:\n  - { at: '${at}', why: 'left open' }\nwrong:`
  const own = 'Service/web spec.ports[0].targetPort'

  test('are printed, and wanted for each', async () => {
    const path = await made('reasons', 'write', / {2}- id: answers[^]*?(?=wrong:)/, '')
    const before = (await podtalk('mutate', path, '--least', '0')).printed
    const missing = [...before.matchAll(/NOT EXPLAINED; survivors: at: (.*), change: (\w+)\)/g)]
    expect(missing.length).toBeGreaterThan(0)
    const file = join(path, 'exercise.yaml')
    const reasons = missing.map(([, at, change]) => `  - { at: '${at}', change: ${change}, why: 'left open' }\n`).join('')
    writeFileSync(file, `${readFileSync(file, 'utf8')}survivors:\n${reasons}`)
    const after = await podtalk('mutate', path, '--least', '0')
    expect(after).toMatchObject({ code: 0, printed: expect.stringContaining('(left open)') })
  })

  test('must not be for a mutant that is caught, nor for one that is not there', async () => {
    const caught = await made('caught', 'write', 'wrong:', SURVIVORS(own))
    expect(await podtalk('lint', caught)).toMatchObject({ code: 0 })
    expect(await podtalk('mutate', caught, '--least', '0')).toMatchObject({
      code: 1,
      printed: expect.stringContaining(`${own}: no such mutant passes`),
    })
    const gone = await made('gone', 'write', 'wrong:', SURVIVORS('Service/web spec.nothing'))
    expect(await podtalk('lint', gone)).toMatchObject({
      code: 1,
      printed: expect.stringContaining('no solution has a mutant Service/web spec.nothing'),
    })
    const odd = await made('odd', 'write', 'wrong:', 'survivors:\n  - { at: x, change: eaten, why: y }\nwrong:')
    expect((await podtalk('lint', odd)).printed).toContain('change must be one of removed, changed, swapped')
  })
})

test('the checks of the course catch at least 95 % of mutants, and every survivor is explained', async () => {
  const { code, printed } = await podtalk('mutate', '--all', '--least', '95')
  expect(printed.split('\n').filter((line) => line.includes('NOT EXPLAINED'))).toEqual([])
  expect(printed).toMatch(/\d{4} of \d{4} mutants caught/)
  expect(code).toBe(0)
}, 300_000)
