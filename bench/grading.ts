// node bench/grading.ts [COUNT] [JOBS]: grades COUNT generated submissions (10,000) in one run of the bundled command line and
// prints the rate, the memory after each quarter of them and what became of each kind; then the cost of a simple submission,
// part by part. Ends with 1 when memory does not stay flat after the first quarter.
import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
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

/** What may come on top of the memory of the first quarter, in which code is compiled and heaps find their size. */
const FLAT = 1.1

interface Sample {
  /** resident memory of the whole process, MiB */
  resident: number
  /** bytes written of the report: how far it is */
  written: number
  /** MiB that were alive in a worker's heap after each full collection since the last sample */
  alive: number[]
}

/** Runs the command line and samples its memory, once a second. `report`: the file whose growth tells how far it is. */
function measured(argv: readonly string[], report = ''): Promise<{ seconds: number; samples: Sample[]; code: number | null }> {
  return new Promise((done) => {
    const begun = performance.now()
    const child = spawn(process.execPath, ['--trace-gc', main, ...argv], { stdio: ['ignore', 'pipe', 'inherit'] })
    // The main thread's heap is the first that is told of; it has next to nothing in it.
    let first: string | undefined
    let alive: number[] = []
    createInterface(child.stdout).on('line', (line) => {
      const [, heap, type, left] = /^\[\d+:(\w+)\].*?(Scavenge|Mark-Compact).*? -> ([\d.]+) /.exec(line) ?? []
      first ??= heap
      if (type === 'Mark-Compact' && heap !== first) alive.push(Number(left))
    })
    const samples: Sample[] = []
    const timer = setInterval(() => {
      const found = /VmRSS:\s+(\d+) kB/.exec(statusOf(child.pid as number))
      if (found) samples.push({ resident: Number(found[1]) / 1024, written: statSync(report, { throwIfNoEntry: false })?.size ?? 0, alive })
      alive = []
    }, 1_000)
    child.on('exit', (code) => {
      clearInterval(timer)
      done({ seconds: (performance.now() - begun) / 1_000, samples, code })
    })
  })
}

/** Prints the memory around each quarter of the run; false when it grew by more than it may after the first. */
function tellMemory(samples: readonly Sample[]): boolean {
  const whole = samples.at(-1)?.written ?? 0
  const middle = (values: number[]): number => Math.round(values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN)
  const rows = [1, 2, 3, 4].map((quarter) => {
    const near = samples.filter(({ written }) => Math.abs(written / whole - quarter / 4) < 0.06)
    const since = samples.filter(({ written }) => written / whole > (quarter - 1) / 4 && written / whole <= quarter / 4)
    return {
      submissions: Math.round((count * quarter) / 4),
      'resident, MiB': middle(near.map((each) => each.resident)),
      'alive in a worker after full collections, MiB': middle(since.flatMap((each) => each.alive)),
    }
  })
  console.table(rows)
  const resident = rows.map((row) => row['resident, MiB'])
  const flat = Math.max(...resident) <= FLAT * (resident[0] as number)
  console.log(
    flat ? 'memory is flat after the first quarter (within 10 %)' : 'MEMORY IS NOT FLAT: more than 10 % on top of the first quarter',
  )
  return flat
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    return ''
  }
}

/** The processor's time, in ms, that each piece of work takes on this thread: all in turn, the first rounds only to warm up. */
function cpuOf(works: readonly (() => unknown)[]): number[] {
  const spent = works.map(() => 0)
  for (let round = -3; round < 6; round++) {
    for (const [index, work] of works.entries()) {
      const begun = process.threadCpuUsage()
      for (let i = 0; i < 200; i++) work()
      const { user, system } = process.threadCpuUsage(begun)
      // The system counts in steps of some ms: sums are right where the least is not.
      if (round >= 0) spent[index] = (spent[index] as number) + user + system
    }
  }
  return spent.map((micros) => micros / 1_000 / 200 / 6)
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
  const report = join(folder, 'out.json')
  const { seconds, samples, code } = await measured(
    ['grade', '--all', join(folder, 'class'), '--each', '--jobs', jobs, '--format', `json=${report}`, '--quiet'],
    report,
  )
  const run = JSON.parse(readFileSync(report, 'utf8'))
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
  if (!tellMemory(samples)) process.exitCode = 1
  console.table(kinds)

  const simple = readAnswers('backend-pod')
  const files = simple?.solutions['plain'] ?? {}
  const text = Object.values(files)[0] as string
  // No two are the same: each learner calls the Pod otherwise.
  const simpleRun = async (submissions: number): Promise<number> => {
    const place = join(folder, `simple-${submissions}`)
    for (let i = 0; i < submissions; i++) put(join(place, String(i), 'backend.yaml'), text.replace(/name: .*/, `name: backend-${i}`))
    const argv = ['grade', 'backend-pod', place, '--each', '--jobs', jobs, '--format', `csv=${place}.csv`, '--quiet']
    return (await measured(argv)).seconds
  }
  const start = await simpleRun(1)
  for (const submissions of [2_000, 10_000]) {
    const seconds = await simpleRun(submissions)
    const rate = (time: number): string => `${Math.round(submissions / time)}/s`
    console.log(
      `${submissions} simple submissions in ${seconds.toFixed(1)} s (${rate(seconds)}; without the start ${rate(seconds - start)})`,
    )
  }

  if (simple) {
    const { exercise } = simple
    // A cluster's components begin with the first write.
    const first = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'first', namespace: 'default' } }
    const open = (): Lab => Lab.open({ scenario: exercise.scenario })
    const applied = (): Lab => {
      const lab = open()
      applyFiles(lab, files)
      return lab
    }
    const [yaml, boot, apply, converge, whole] = cpuOf([
      () => {
        for (const document of documentsOf(text)) document.read()
      },
      () => open().cluster.client.create('configmaps', first),
      applied,
      () => applied().settle(60_000),
      () => grade(exercise, { files }),
    ]) as [number, number, number, number, number]
    const ms = (value: number): string => `${value.toFixed(2)} ms`
    console.log(
      `one simple submission, CPU: YAML ${ms(yaml)}, boot ${ms(boot)}, apply ${ms(apply - boot - yaml)}, converge ${ms(converge - apply)}, checks ${ms(whole - converge)}; in all ${ms(whole)}, ${Math.round(1_000 / whole)}/s on one core`,
    )
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
