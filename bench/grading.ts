// node bench/grading.ts [COUNT] [JOBS]: grades COUNT generated submissions (10,000) in one run of the bundled command line and
// prints the rate, the memory over time and what became of each kind; then the cost of a simple submission, part by part.
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { exerciseIds, readAnswers } from '../src/cli/course.ts'
import { applyFiles } from '../src/grader/apply.ts'
import { grade } from '../src/grader/grade.ts'
import { documentsOf } from '../src/kubectl/manifests.ts'
import { Lab } from '../src/lab/lab.ts'
import { loadAllCode } from '../src/sim/code.ts'
import { generate } from './submissions.ts'

const root = join(import.meta.dirname, '..')
const count = Number(process.argv[2] ?? 10_000)
const jobs = process.argv[3] ?? String(availableParallelism())
const folder = mkdtempSync(join(tmpdir(), 'podtalk-bench-'))
const main = join(root, 'dist-cli/podtalk.mjs')
if (spawnSync(process.execPath, [join(root, 'scripts/build-cli.ts')], { cwd: root, stdio: 'inherit' }).status !== 0) process.exit(1)
await loadAllCode()

/** Runs the command line and samples the memory of its process, in MiB. */
function measured(argv: readonly string[]): Promise<{ seconds: number; memory: number[]; code: number | null }> {
  return new Promise((done) => {
    const begun = performance.now()
    const child = spawn(process.execPath, [main, ...argv], { stdio: ['ignore', 'ignore', 'inherit'] })
    const memory: number[] = []
    const timer = setInterval(() => {
      const found = /VmRSS:\s+(\d+) kB/.exec(statusOf(child.pid as number))
      if (found) memory.push(Math.round(Number(found[1]) / 1024))
    }, 1_000)
    child.on('exit', (code) => {
      clearInterval(timer)
      done({ seconds: (performance.now() - begun) / 1_000, memory, code })
    })
  })
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return ''
  }
}

const put = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

try {
  const submissions = generate(count, 'bench')
  const perLearner = exerciseIds().length
  for (const [index, { exercise, files }] of submissions.entries()) {
    const learner = String(Math.floor(index / perLearner)).padStart(5, '0')
    for (const [name, text] of Object.entries(files)) put(join(folder, 'class', learner, exercise, name), text)
  }
  const { seconds, memory, code } = await measured([
    'grade',
    '--all',
    join(folder, 'class'),
    '--each',
    '--jobs',
    jobs,
    '--format',
    `json=${join(folder, 'out.json')}`,
    '--quiet',
  ])
  const run = JSON.parse(readFileSync(join(folder, 'out.json'), 'utf8'))
  const kinds: Record<string, Record<string, number>> = {}
  const byPlace = new Map(submissions.map((each, index) => [`${Math.floor(index / perLearner)} ${each.exercise}`, each.kind]))
  for (const { submission, exercise, report } of run.results) {
    const kind = byPlace.get(`${Number(submission)} ${exercise}`)
    if (!kind) continue
    const state: string = report.stopped?.key ?? (report.passed ? 'passed' : 'failed')
    kinds[kind] ??= {}
    kinds[kind][state] = (kinds[kind][state] ?? 0) + 1
  }
  console.log(`exit ${code}: ${count} submissions in ${seconds.toFixed(1)} s (${Math.round(count / seconds)}/s, ${jobs} workers)`)
  console.log(
    'memory, MiB, each tenth of the run:',
    Array.from({ length: 10 }, (_, i) => memory[Math.floor(((i + 0.5) * memory.length) / 10)]).join(' '),
  )
  console.table(kinds)

  const simple = readAnswers('backend-pod')
  const files = simple?.solutions['plain'] ?? {}
  for (let i = 0; i < 2_000; i++) put(join(folder, 'simple', String(i), 'backend.yaml'), Object.values(files)[0] as string)
  const few = await measured([
    'grade',
    'backend-pod',
    join(folder, 'simple'),
    '--each',
    '--jobs',
    jobs,
    '--format',
    `csv=${join(folder, 'few.csv')}`,
    '--quiet',
  ])
  const one = await measured(['grade', 'backend-pod', join(folder, 'simple/0'), '--format', `csv=${join(folder, 'one.csv')}`, '--quiet'])
  console.log(
    `2,000 simple submissions in ${few.seconds.toFixed(1)} s (${Math.round(2_000 / few.seconds)}/s; without the start ${Math.round(2_000 / (few.seconds - one.seconds))}/s)`,
  )

  if (simple) {
    const { exercise } = simple
    const cpu = (work: () => void): number => {
      for (let i = 0; i < 200; i++) work()
      const begun = process.cpuUsage()
      for (let i = 0; i < 400; i++) work()
      return process.cpuUsage(begun).user / 400_000
    }
    const text = Object.values(files)[0] as string
    const yaml = cpu(() => {
      for (const document of documentsOf(text)) document.read()
    })
    const boot = cpu(() => Lab.open({ scenario: exercise.scenario }))
    const applied = cpu(() => applyFiles(Lab.open({ scenario: exercise.scenario }), files))
    const settled = cpu(() => {
      const lab = Lab.open({ scenario: exercise.scenario })
      applyFiles(lab, files)
      lab.settle(60_000)
    })
    const whole = cpu(() => grade(exercise, { files }))
    const ms = (value: number): string => `${value.toFixed(2)} ms`
    console.log(
      `one simple submission, CPU: YAML ${ms(yaml)}, boot ${ms(boot)}, apply ${ms(applied - boot - yaml)}, converge ${ms(settled - applied)}, checks ${ms(whole - settled)}; in all ${ms(whole)}, ${Math.round(1_000 / whole)}/s on one core`,
    )
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
