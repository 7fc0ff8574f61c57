import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { exerciseIds, readAnswers } from '../src/cli/course.ts'
import { gradeWork } from '../src/grader/work.ts'

const root = join(import.meta.dirname, '..')
const base = mkdtempSync(join(tmpdir(), 'podtalk-bundle-'))
afterAll(() => rmSync(base, { recursive: true, force: true }))

/** The oldest Node that there is: recipes promise 20. */
const OLDEST = ['/usr/bin/node', '/usr/local/bin/node'].find((path) => existsSync(path)) ?? process.execPath
const PYTHON = spawnSync('python3', ['--version']).status === 0
const BUNDLE = join(base, 'podtalk')
const BIN = join(base, 'bin')

beforeAll(() => {
  const built = spawnSync(process.execPath, [join(root, 'scripts/build-cli.ts'), BUNDLE], { encoding: 'utf8' })
  expect(built).toMatchObject({ status: 0, stderr: '' })
  mkdirSync(BIN)
  symlinkSync(OLDEST, join(BIN, 'node'))
  writeFileSync(join(BIN, 'podtalk'), `#!/bin/sh\nexec node "${BUNDLE}/podtalk.mjs" "$@"\n`)
  chmodSync(join(BIN, 'podtalk'), 0o755)
}, 120_000)

describe('the bundled command line', () => {
  test('gives the same bytes on the oldest and the newest Node, and as the source does, for every answer of every exercise', () => {
    const all = exerciseIds().map((id) => {
      const { exercise, starter, solutions, wrongAnswers } = readAnswers(id) as NonNullable<ReturnType<typeof readAnswers>>
      return { id, assignment: { exercise, starter }, answers: [starter, ...Object.values(solutions), ...Object.values(wrongAnswers)] }
    })
    // As many learners as the exercise with the most answers needs; each has one answer of every exercise.
    const learners = Math.max(...all.map(({ answers }) => answers.length))
    const expected = Array.from({ length: learners }, (_, learner) =>
      all.map(({ id, assignment, answers }) => {
        const files = answers[learner] ?? {}
        for (const [path, text] of Object.entries(files)) {
          const full = join(base, 'class', String.fromCharCode(97 + learner), id, path)
          mkdirSync(join(full, '..'), { recursive: true })
          writeFileSync(full, text)
        }
        return Object.keys(files).length > 0 ? JSON.stringify(gradeWork(assignment, { files })) : 'nothing handed in'
      }),
    ).flat()
    expect(expected.filter((each) => each !== 'nothing handed in').length).toBeGreaterThan(180)
    const argv = ['grade', '--all', join(base, 'class'), '--each', '--format', 'json']
    const [newest, oldest] = [process.execPath, OLDEST].map((node) => {
      const { status, stdout } = spawnSync(node, [join(BUNDLE, 'podtalk.mjs'), ...argv], { encoding: 'utf8', maxBuffer: 100_000_000 })
      expect(status).toBe(0)
      return stdout
    })
    expect(oldest).toBe(newest)
    const text = (_: string, value: any): unknown =>
      value?.key && value.parameters ? { key: value.key, parameters: value.parameters } : value
    const reports = JSON.parse(newest as string).results.map(({ report }: any) =>
      report.stopped?.key === 'stopped.missing' ? 'nothing handed in' : JSON.stringify(report, text),
    )
    expect(reports).toEqual(expected)
  }, 240_000)

  test('lints and tests exercises, wherever it lies', () => {
    const { status, stdout } = spawnSync(OLDEST, [join(BUNDLE, 'podtalk.mjs'), 'exercise', 'lint', '--all'], { encoding: 'utf8' })
    expect(stdout).not.toContain('✗')
    expect(status).toBe(0)
  })
})

/** A code block of the page, by its heading and number. */
function block(heading: string, number = 0): string {
  const page = readFileSync(join(root, 'docs/grading.md'), 'utf8')
  const section = page.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? ''
  const found = [...section.matchAll(/^```\w+\n([^]*?)^```$/gm)][number]?.[1]
  if (found === undefined) throw new Error(`no block ${number} under ${heading}`)
  return found
}

describe('docs/grading.md', () => {
  let work = ''
  let count = 0
  const right = readFileSync(join(root, 'content/exercises/backend-service/solutions/plain/backend-service.yaml'), 'utf8')
  const bytes = new TextEncoder().encode(right)
  const put = (path: string, content: string | Uint8Array): void => {
    mkdirSync(join(work, path, '..'), { recursive: true })
    writeFileSync(join(work, path), content)
  }
  beforeEach(() => {
    work = join(base, `work-${++count}`)
    mkdirSync(work)
    symlinkSync(BUNDLE, join(work, 'podtalk'))
    for (const name of [
      'answer.yaml',
      'anna/a.yaml',
      'class/anna/backend-service/a.yaml',
      'class/ben/b.yaml',
      'repos/anna/homework1/a.yaml',
    ])
      put(name, right)
    put('homework/backend-service.yaml', right)
    put('moodle.zip', zipSync({ 'Anna/a.yaml': bytes }))
    cpSync(join(root, 'content/exercises/backend-service'), join(work, 'my-exercise'), { recursive: true })
  })
  const environment = { ...process.env, PATH: `${BIN}:${process.env['PATH']}` }
  const run = (line: string, more: Record<string, string> = {}): string => {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', line], { cwd: work, encoding: 'utf8', env: { ...environment, ...more } })
    expect({ line, status, stderr }).toEqual({ line, status: 0, stderr: '' })
    return stdout
  }
  const read = (path: string): string => readFileSync(join(work, path), 'utf8')

  test('what to grade', () => {
    const lines = block('What to grade').trim().split('\n')
    expect(lines.length).toBeGreaterThan(7)
    for (const line of lines.filter((each) => !each.includes('--watch'))) expect(run(line)).toMatch(/\b\d+\/4\b/)
  })

  test('GitHub Actions: the workflow is one, and its command annotates', async () => {
    const content = block('GitHub Actions')
    // It imports JSON as bundlers take it.
    const parser = join(base, 'workflow-parser.mjs')
    const contents = `export { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser'`
    buildSync({ stdin: { contents, resolveDir: root }, bundle: true, format: 'esm', platform: 'node', outfile: parser })
    const { NoOperationTraceWriter, parseWorkflow }: typeof import('@actions/workflow-parser') = await import(parser)
    const { context, value } = parseWorkflow({ name: 'grade.yaml', content }, new NoOperationTraceWriter())
    expect(context.errors.getErrors()).toEqual([])
    expect(value).toBeDefined()
    const step = parse(content).jobs.grade.steps.find((each: any) => each.run?.includes('podtalk.mjs'))
    expect(run(step.run)).toBe("::notice title=homework/ · The backend's Service::4/4\n")
    expect(JSON.parse(read('podtalk.sarif')).version).toBe('2.1.0')
  })

  test('GitLab CI: its command writes the artifacts that it names', () => {
    const { script, artifacts } = parse(block('GitLab CI')).grade
    for (const line of script) run(line)
    expect(read(artifacts.reports.junit)).toContain('<testsuites')
    for (const path of artifacts.paths) expect(read(path)).toContain('<!doctype html>')
  })

  test.skipIf(!PYTHON)('Classroom 50', () => {
    put('autograder.py', block('Classroom 50'))
    run('python3 autograder.py', { CLASSROOM: 'k8s', ASSIGNMENT: 'service', SUBMISSION_TAG: 'submit/1' })
    expect(JSON.parse(read('result.json'))).toMatchObject({ classroom: 'k8s', submission: 'submit/1', score: 4, 'max-score': 4 })
  })

  test('Gradescope', () => {
    put('autograder/submission/a.yaml', right)
    mkdirSync(join(work, 'autograder/source'))
    symlinkSync(BUNDLE, join(work, 'autograder/source/podtalk'))
    put('run_autograder', block('Gradescope').replaceAll('/autograder/', `${work}/autograder/`))
    run('sh run_autograder')
    expect(JSON.parse(read('autograder/results/results.json'))).toMatchObject({ score: 4 })
  })

  test.skipIf(!PYTHON)('Moodle: its zip is graded, and its worksheet filled in', () => {
    put(
      'submissions.zip',
      zipSync({ 'Anna Chen_12345_assignsubmission_file_/a.yaml': bytes, 'Ben_777_assignsubmission_file_/b.txt': bytes }),
    )
    run(block('Moodle'))
    expect(read('feedback.html')).toContain('Anna Chen_12345')
    put(
      'worksheet.csv',
      'Identifier,"Full name",Grade,"Maximum Grade","Last modified (grade)","Feedback comments"\n"Participant 12345","Anna Chen",,4.00,-,\n"Participant 777",Ben,,4.00,-,\n',
    )
    put('fill.py', block('Moodle', 1))
    run('python3 fill.py worksheet.csv 2 5')
    expect(read('filled.csv').split('\r\n').slice(1, 3)).toEqual(['Participant 12345,Anna Chen,4,4.00,-,', 'Participant 777,Ben,,4.00,-,'])
  })

  test('many machines', () => {
    run(block('Many machines'))
    expect(read('grades.csv').split('\r\n').length).toBe(4)
  })

  test('over HTTP', async () => {
    const [start = '', curl = ''] = block('Over HTTP').trim().split('\n')
    const server: ChildProcess = spawn('sh', ['-c', `exec ${start.replace('8090', '0')}`], { cwd: work, env: environment })
    try {
      const address = await new Promise<string>((resolve) =>
        server.stdout?.on('data', (text) => resolve(/http:\S+(?=\/)/.exec(String(text))?.[0] ?? '')),
      )
      expect(JSON.parse(run(curl.replace('curl', 'curl -s').replace('http://127.0.0.1:8090', address)))).toMatchObject({ score: 4 })
    } finally {
      server.kill('SIGTERM')
    }
  })

  test('exercises of your own', () => {
    rmSync(join(work, 'my-exercise'), { recursive: true })
    const [made, ...looked] = block('Exercises of your own')
      .trim()
      .split('\n')
      .map((line) => run(line))
    expect(made).toContain('podtalk exercise test ./my-exercise')
    for (const each of looked) expect(each).toMatch(/nothing is missing|✓ solutions|100\.0 %/)
  })
})
