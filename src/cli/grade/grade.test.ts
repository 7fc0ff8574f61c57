import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Lab } from '../../lab/lab.ts'
import { readAnswers } from '../course.ts'
import { bar } from './progress.ts'

const root = join(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'podtalk-grade-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const MAIN = join(root, 'src/cli/main.ts')
function podtalk(argv: readonly string[], input: string | Uint8Array = ''): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...argv], { cwd: folder, input, maxBuffer: 100_000_000 })
  return { status, stdout: stdout.toString(), stderr: stderr.toString() }
}
const results = (stdout: string): any[] => JSON.parse(stdout).results
const scores = (stdout: string): Record<string, number> =>
  Object.fromEntries(results(stdout).map((each) => [each.submission, each.report.score]))

const exercise = (path = ''): string => join(root, 'content/exercises/backend-service', path)
const text = (answer: string): string => readFileSync(exercise(`${answer}/backend-service.yaml`), 'utf8')
const RIGHT = text('solutions/plain')
const WRONG = text('wrong/no-target-port')
const bytes = (content: string): Uint8Array => new TextEncoder().encode(content)
const put = (path: string, content: string | Uint8Array): string => {
  mkdirSync(join(folder, path, '..'), { recursive: true })
  writeFileSync(join(folder, path), content)
  return path
}

/** A bomb of each kind: what it may do is end its own grading, not another's. */
const BOMBS = {
  replicas:
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: bomb}\nspec: {replicas: 1000000, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: hello-backend:1.0}]}}}\n',
  aliases: `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi'].map((key, i) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]`).join('\n')}\n`,
  deep: `${'['.repeat(60_000)}${']'.repeat(60_000)}\n`,
  prototype: '{"apiVersion": "v1", "kind": "Pod", "__proto__": {"polluted": true}, "metadata": {"name": "constructor"}}',
}

beforeAll(() => {
  put('class/anna/backend-service.yaml', RIGHT)
  put('class/ben/homework/backend-service.yaml', WRONG)
  put('class/ben/.git/config.yaml', 'not: for grading\n')
  put('class/carl.yaml', RIGHT)
  put('class/dora.zip', zipSync({ 'work/backend-service.yaml': bytes(RIGHT), '__MACOSX/work/._backend-service.yaml': bytes('junk') }))
  put('class/empty/readme.txt', 'I did nothing')
  put('class/slip.zip', zipSync({ '../../../backend-service.yaml': bytes(RIGHT) }))
  put('class/broken.zip', bytes('PK\x03\x04 this is no zip'))
  for (const [name, bomb] of Object.entries(BOMBS)) put(`class/x-${name}/bomb.${name === 'prototype' ? 'json' : 'yaml'}`, bomb)
  mkdirSync(join(folder, 'class/thief'))
  symlinkSync(join(folder, 'class/anna/backend-service.yaml'), join(folder, 'class/thief/backend-service.yaml'))
  symlinkSync(join(folder, 'class/anna'), join(folder, 'class/thief-folder'))
})

describe('a class', () => {
  let json = ''
  beforeAll(() => {
    const graded = podtalk([
      'grade',
      'backend-service',
      'class',
      '--each',
      '--format',
      'json',
      '--format',
      'csv=out/grades.csv',
      '--format',
      'html=out/report.html',
    ])
    expect(graded).toMatchObject({ status: 0, stderr: '' })
    json = graded.stdout
  }, 120_000)

  test('is graded one by one: folders, files, zips, whatever their names', () => {
    expect(scores(json)).toMatchObject({ anna: 4, ben: 2, 'carl.yaml': 4, 'dora.zip': 4 })
    expect(readFileSync(join(folder, 'out/grades.csv'), 'utf8').split('\r\n')[1]).toBe('anna,backend-service,4,4,100,yes,passed,,,')
    expect(readFileSync(join(folder, 'out/report.html'), 'utf8')).toContain('<strong>dora.zip</strong>')
  })

  test('paths do not escape, links are not followed, nothing is no answer', () => {
    const stopped = Object.fromEntries(results(json).map((each) => [each.submission, each.report.stopped?.key]))
    expect(stopped).toMatchObject({
      'slip.zip': 'stopped.unreadable',
      'broken.zip': 'stopped.unreadable',
      'thief-folder': 'stopped.unreadable',
      thief: 'stopped.missing',
      empty: 'stopped.missing',
    })
    expect(results(json).find((each) => each.submission === 'slip.zip').report.stopped.text).toContain('invalid relative path')
  })

  test('what cannot be read says why in both languages, in every form', () => {
    put('unreadable/big5.zip', zipSync({ 'a.yaml': Uint8Array.of(0x61, 0x3a, 0x20, 0xa4, 0xa4, 0xa4, 0xe5, 0x0a) }))
    put('unreadable/broken.zip', bytes('PK\x03\x04 this is no zip'))
    put('unreadable/half.json', '{"version": 1, "scenario": {}, "inputs": [')
    put('unreadable/large.zip', zipSync({ 'a.yaml': new Uint8Array(3_000_000) }))
    const reasons = {
      en: ['a.yaml is not text in UTF-8', 'not a zip that can be read', 'not all of it is there', 'a.yaml is larger than'],
      'zh-tw': ['a.yaml 不是 UTF-8', '這不是能讀的 zip', '缺了一截', 'a.yaml 超過'],
    }
    for (const [language, words] of Object.entries(reasons)) {
      const formats = ['pretty', 'html', 'json', 'csv', 'junit', 'tap', 'sarif', 'github']
      const out = formats.flatMap((format) => ['--format', `${format}=reasons/${language}.${format}`])
      expect(podtalk(['grade', 'backend-service', 'unreadable', '--each', '--lang', language, ...out])).toMatchObject({ status: 0 })
      for (const format of formats) {
        const text = readFileSync(join(folder, `reasons/${language}.${format}`), 'utf8')
        for (const word of words) expect({ format, text }).toEqual({ format, text: expect.stringContaining(word) })
      }
    }
  })

  test('what explodes is told so, and the others go on', () => {
    const of = (name: string): any => results(json).find((each) => each.submission === name).report
    expect(of('x-replicas')).toMatchObject({ score: 0, stopped: { key: 'stopped.objects' } })
    for (const name of ['x-aliases', 'x-deep', 'x-prototype']) expect(of(name)).toMatchObject({ passed: false })
    // Not where a stack ended, which is another place on another day.
    expect(of('x-deep').checks[0].place).toEqual({ file: 'bomb.yaml', line: 1, column: 1 })
  })

  test('comes out the same byte for byte, in parts and put together too', () => {
    expect(podtalk(['grade', 'backend-service', 'class', '--each', '--format', 'json', '--jobs', '1']).stdout).toBe(json)
    for (const index of [0, 1, 2])
      podtalk(['grade', 'backend-service', 'class', '--each', '--format', `json=shards/${index}.json`, '--shard', `${index}/3`])
    const merged = podtalk(['merge', 'shards/2.json', 'shards/0.json', 'shards/1.json', '--format', 'json'])
    expect(merged.stdout).toBe(json)
    expect(podtalk(['merge', 'shards/0.json', 'shards/0.json'])).toMatchObject({ status: 2, stderr: expect.stringContaining('same part') })
    expect(podtalk(['merge', 'shards/2.json', 'shards/0.json'])).toMatchObject({ status: 3, stderr: expect.stringContaining('missing: 1') })
  })
})

describe('other ways to hand in', () => {
  test('standard input: a manifest, a zip, a recorded session', () => {
    const grade = (input: string | Uint8Array, id = 'backend-service'): any =>
      results(podtalk(['grade', id, '-', '--format', 'json'], input).stdout)[0].report
    expect(grade(RIGHT).score).toBe(4)
    expect(grade(zipSync({ 'a/b.yaml': bytes(RIGHT) })).score).toBe(4)
    const answered = readAnswers('new-address') as NonNullable<ReturnType<typeof readAnswers>>
    const lab = Lab.open({
      scenario: { ...answered.exercise.scenario, files: { ...answered.exercise.scenario.files, ...answered.starter } },
    })
    lab.input({ do: 'open', terminal: 't', machine: 'laptop' })
    lab.clock.advance(100)
    for (const line of (Object.values(answered.solutions['set-env'] as Record<string, string>)[0] as string).trim().split('\n')) {
      lab.input({ do: 'line', terminal: 't', text: line })
      lab.clock.advance(60_000)
    }
    expect(grade(JSON.stringify(lab.log()), 'new-address')).toMatchObject({ passed: true })
  })

  test('a zip of a class, with a folder around it', () => {
    put('moodle.zip', zipSync({ 'export/Anna_1_file/a.yaml': bytes(RIGHT), 'export/Ben_2_file/hw/b.yaml': bytes(WRONG) }))
    expect(scores(podtalk(['grade', 'backend-service', 'moodle.zip', '--each', '--format', 'json']).stdout)).toEqual({
      Anna_1_file: 4,
      Ben_2_file: 2,
    })
  })

  test('--all: the work for each exercise in a folder of its name; --within: in a folder of the repository', () => {
    put('repo/hw1/backend-service/answer.yaml', RIGHT)
    const { stdout, status } = podtalk(['grade', '--all', 'repo', '--within', 'hw1', '--format', 'json', '--strict'])
    expect(status).toBe(1)
    const all = results(stdout)
    expect(all.length).toBeGreaterThanOrEqual(30)
    expect(all.find((each) => each.exercise === 'backend-service').report.score).toBe(4)
    expect(all.find((each) => each.exercise === 'backend-pod').report.stopped.key).toBe('stopped.missing')
  })

  test('several exercises by name; a class that is taken for one learner', () => {
    put('few/backend-service/answer.yaml', RIGHT)
    const { stdout } = podtalk(['grade', 'backend-service,backend-pod', 'few', '--format', 'json'])
    expect(results(stdout).map((each) => [each.exercise, each.report.score])).toEqual([
      ['backend-service', 4],
      ['backend-pod', 0],
    ])
    for (const name of ['a', 'b', 'c']) put(`forgot/${name}/answer.yaml`, RIGHT)
    expect(podtalk(['grade', 'backend-service', 'forgot', '--format', 'csv']).stderr).toBe(
      'podtalk grade: forgot is graded as the work of one learner; with --each, every entry of it is one\n',
    )
  })

  test("one's own exercise, by the path of its folder", () => {
    cpSync(exercise(), join(folder, 'own'), { recursive: true })
    const yaml = readFileSync(join(folder, 'own/exercise.yaml'), 'utf8')
    writeFileSync(join(folder, 'own/exercise.yaml'), yaml.replace('id: backend-service', 'id: my-own'))
    expect(results(podtalk(['grade', './own', 'class/anna', '--format', 'json']).stdout)[0]).toMatchObject({
      exercise: 'my-own',
      report: { score: 4 },
    })
    // The course has an exercise of that name; a path means the folder.
    expect(podtalk(['grade', './backend-service', 'class/anna']).status).toBe(2)
    writeFileSync(join(folder, 'own/exercise.yaml'), yaml.replace('verb: apply', 'verb: demand'))
    expect(podtalk(['grade', './own', 'class/anna'])).toMatchObject({
      status: 3,
      stderr: expect.stringContaining('there is no verb demand'),
    })
  })

  test('one submission for a form that holds one', () => {
    expect(podtalk(['grade', 'backend-service', 'class', '--each', '--format', 'gradescope']).status).toBe(2)
    expect(JSON.parse(podtalk(['grade', 'backend-service', 'class/anna', '--format', 'gradescope']).stdout).score).toBe(4)
  })
})

test('a submission that takes too long ends its worker, not the run', () => {
  put('slow/loop/a.sh', 'while true; do kubectl get pods -A > /dev/null; done\n')
  put('slow/plain/a.sh', 'kubectl get pods\n')
  const { stdout, status } = podtalk(['grade', 'new-address', 'slow', '--each', '--format', 'json', '--time-limit', '0.2', '--jobs', '1'])
  expect(status).toBe(0)
  const [loop, plain] = results(stdout).map((each) => each.report)
  expect(loop.stopped.key).toBe('stopped.time')
  expect(plain.stopped?.key ?? 'graded').toMatch(/graded|stopped.time/)
})

test('--watch grades again when a file changes', async () => {
  put('home/answer.yaml', WRONG)
  const child = spawn(process.execPath, [MAIN, 'grade', 'backend-service', 'home/answer.yaml', '--watch', '--quiet'], { cwd: folder })
  let out = ''
  child.stdout.on('data', (piece) => (out += piece))
  const until = async (words: string): Promise<void> => {
    for (let i = 0; i < 600 && !out.includes(words); i++) await new Promise((resolve) => setTimeout(resolve, 50))
    expect(out).toContain(words)
  }
  try {
    await until('2/4')
    put('home/answer.yaml', RIGHT)
    await until('4/4')
    child.kill('SIGINT')
    expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(0)
  } finally {
    child.kill('SIGKILL')
  }
})

test.each([
  [['grade', 'backend-service', 'class', '--shard', '3/3']],
  [['grade', 'backend-service', 'class', '--jobs', 'many']],
  [['grade', 'backend-service', 'class', '--format', 'json', '--format', 'csv']],
  [['grade', '--all']],
  [['merge', 'class/carl.yaml']],
  [['grade', 'backend-service', '-', '--watch']],
  [['grade', 'backend-service', 'class', '--format', 'json=a', '--format', 'csv=a']],
])('wrong words: %j', (argv) => {
  expect(podtalk(argv).status).toBe(2)
})

test('what cannot be read or written is exit code 3, with a line that says so', () => {
  mkdirSync(join(folder, 'nobody'))
  for (const argv of [
    ['grade', 'backend-service', 'class/anna', '--format', 'json=class/anna/backend-service.yaml/x.json'],
    ['grade', 'backend-service', 'nowhere'],
    ['grade', 'backend-service', 'nobody', '--each'],
    ['grade', 'backend-service', 'class/carl.yaml', '--each'],
    ['merge', 'nowhere.json'],
  ])
    expect({ argv, ...podtalk(argv) }).toEqual({ argv, status: 3, stdout: '', stderr: expect.stringMatching(/^podtalk \w+: [^\n]+\n$/) })
})

test('who reads may leave before the end', () => {
  const line = `"${process.execPath}" "${MAIN}" grade backend-service class --each | head -1`
  const { stdout, stderr } = spawnSync('sh', ['-c', line], { cwd: folder, encoding: 'utf8' })
  expect(stdout.split('\n')).toHaveLength(2)
  expect(stderr).toBe('')
})

test('the bar says how far, how fast and how long still', () => {
  expect(bar(100, 400, 2)).toBe('[########......................] 100/400 · 50/s · 6 s left')
  expect(bar(0, 0, 0)).toContain('0/0')
})
