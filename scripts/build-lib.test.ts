import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'podtalk-library-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Node 20 where the system has it: the oldest that the library promises. */
const NODES = [process.execPath, '/usr/bin/node', '/usr/local/bin/node'].filter((path) => existsSync(path))
const TEMPLATE = join(root, 'content/templates/write')

const INSTALLED = join(folder, 'node_modules/podtalk')
beforeAll(() => {
  const built = spawnSync(process.execPath, [join(root, 'scripts/build-lib.ts'), join(folder, 'lib')], { encoding: 'utf8' })
  expect(built).toMatchObject({ status: 0, stderr: '' })
  writeFileSync(join(folder, 'package.json'), '{"type": "module"}')
  // As a package would come from a registry: packed, then installed, with no network.
  const npm = (line: string) => expect(spawnSync('sh', ['-c', line], { cwd: folder, encoding: 'utf8' })).toMatchObject({ status: 0 })
  npm('npm pack --silent ./lib && npm install --silent --offline --no-audit --no-fund ./podtalk-*.tgz')
}, 120_000)

test('needs no other package and nothing of Node', () => {
  expect(JSON.parse(readFileSync(join(INSTALLED, 'package.json'), 'utf8'))).not.toHaveProperty('dependencies')
  for (const name of readdirSync(INSTALLED).filter((each) => each.endsWith('.js'))) {
    const imports = [...readFileSync(join(INSTALLED, name), 'utf8').matchAll(/(?:from|import)\s*\(?"([^"]+)"/g)].map((found) => found[1])
    // Only what looks like a module's name: texts in the code may begin like an import.
    expect(imports.filter((each) => /^(?:node:)?@?\w[\w./-]*$/.test(each ?? '') && !each?.startsWith('./'))).toEqual([])
  }
})

test.each(NODES)('grades in %s as it is', (node) => {
  writeFileSync(
    join(folder, 'grade.js'),
    `import { readFileSync } from 'node:fs'
import { grade, readExercise, sentence, write } from 'podtalk'
const text = (path) => readFileSync('${TEMPLATE}/' + path, 'utf8')
const exercise = readExercise(text('exercise.yaml'))
const right = await grade(exercise, { files: { 'a.yaml': text('solutions/plain/service.yaml') } })
const wrong = await grade(exercise, { files: { 'a.yaml': text('wrong/other-port/service.yaml') } })
const csv = write('csv', [{ position: 0, submission: 'anna', exercise: 'my-exercise', root: '', files: [], report: wrong }], { exercises: [exercise], language: 'zh-tw' })
console.log(JSON.stringify({ right: right.score, wrong: wrong.score, seen: sentence(wrong.checks[2].seen, 'en'), csv }))
`,
  )
  const { stdout, stderr } = spawnSync(node, ['grade.js'], { cwd: folder, encoding: 'utf8' })
  expect(stderr).toBe('')
  const result = JSON.parse(stdout)
  expect(result).toMatchObject({ right: 4, wrong: 2 })
  expect(result.seen).toContain('timed out')
  expect(result.csv).toContain('客人用 80 連進來')
})

test('does what its README shows', () => {
  const [snippet = ''] = /(?<=^```js\n)[^]*?(?=^```)/m.exec(readFileSync(join(INSTALLED, 'README.md'), 'utf8')) ?? []
  const [imports = '', ...rest] = snippet.split('\n')
  const texts = [
    `import { readFileSync } from 'node:fs'`,
    `const yamlText = readFileSync('${TEMPLATE}/exercise.yaml', 'utf8'), text = readFileSync('${TEMPLATE}/solutions/plain/service.yaml', 'utf8')`,
  ]
  writeFileSync(join(folder, 'readme.js'), [imports, ...texts, ...rest].join('\n'))
  const { stdout, stderr } = spawnSync(process.execPath, ['readme.js'], { cwd: folder, encoding: 'utf8' })
  expect(stderr).toBe('')
  expect(stdout).toMatch(/^4 \[/)
})

test('has types that a strict TypeScript project can use', () => {
  writeFileSync(
    join(folder, 'typed.ts'),
    `import { grade, readExercise, type Report, write } from 'podtalk'
const exercise = readExercise('')
const report: Report = await grade(exercise, { files: {} }, { seed: '2' })
export const score: number = report.score
// @ts-expect-error there is no such format
write('xml', [], { exercises: [exercise] })
// @ts-expect-error a submission has files
await grade(exercise, { manifests: [] })
`,
  )
  const compilerOptions = { noEmit: true, strict: true, target: 'es2023', module: 'nodenext', types: [] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['typed.ts'] }))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', '.'], { cwd: folder, encoding: 'utf8' })
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 })
})
