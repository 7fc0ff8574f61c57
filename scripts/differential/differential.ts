import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { pace } from '../../src/cli/pace.ts'
import { openServer, type Serving } from '../../src/cli/serve/server.ts'
import { Lab, type ScriptResult } from '../../src/lab/lab.ts'
import { scenario } from '../../src/lab/scenario.ts'
import { loadAllCode } from '../../src/sim/code.ts'
import { NOT_COMPARED } from './changes.ts'

await loadAllCode()

/** Commands that run one after another in one cluster, and the files they need. */
export interface Round {
  name: string
  files?: Readonly<Record<string, string>>
  /** manifests applied, and settled, before the first command */
  manifests?: readonly string[]
  /** lines for `bash -c`; `~ ` before one: it only prepares and is not compared; `ms~ `: only time passes */
  commands: readonly string[]
}

/** What was printed, without what chance and the clock make of it. */
export interface Difference {
  command: string
  real: ScriptResult
  ours: ScriptResult
}

/** Virtual time that passes between two commands, ms: what they set off has settled by then, in both clusters alike. */
const BETWEEN = 15_000
const LIMIT = 60_000

/**
 * Runs a round twice: by the real kubectl against a served lab, and by ours in a lab of the same seed. Returns
 * where the two printed different things. Moments, ages and what chance makes (UIDs, suffixes of names, addresses)
 * are compared as kinds of things.
 */
export async function differences(kubectl: string, round: Round): Promise<{ compared: number; differences: Difference[] }> {
  const start = scenario({ id: `differential-${round.name}`, files: round.files ?? {}, manifests: round.manifests ?? [] })
  const [served, own] = [Lab.open({ scenario: start }), Lab.open({ scenario: start })]
  const folder = mkdtempSync(join(tmpdir(), 'podtalk-differential-'))
  const serving = await openServer(served.clock, served.cluster.door, 0)
  try {
    for (const [name, text] of Object.entries(round.files ?? {})) {
      mkdirSync(dirname(join(folder, 'shop', name)), { recursive: true })
      writeFileSync(join(folder, 'shop', name), text, { mode: 0o755 })
    }
    mkdirSync(join(folder, 'shop'), { recursive: true })
    mkdirSync(join(folder, '.kube'))
    writeFileSync(join(folder, '.kube/config'), kubeconfig(serving))
    const found: Difference[] = []
    let compared = 0
    for (const line of round.commands) {
      const command = line.replace(/^~ /, '')
      const real = await runReal(kubectl, folder, served, command)
      const ours = own.script(command, LIMIT)
      for (const lab of [served, own]) lab.clock.advanceTo(Math.ceil(lab.clock.now / 1_000) * 1_000 + BETWEEN)
      if (line !== command || NOT_COMPARED.has(command)) continue
      compared++
      const difference = { command, ...comparable(plain(real, serving, folder), plain(ours, serving, folder)) }
      if (!isDeepStrictEqual(difference.real, difference.ours)) found.push(difference)
    }
    return { compared, differences: found }
  } finally {
    await serving.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The names that a lab's own kubeconfig has. */
function kubeconfig({ kubeconfig: text }: Serving): string {
  return text
    .replaceAll('user: podtalk-admin', 'user: kubernetes-admin')
    .replaceAll('name: podtalk-admin', 'name: kubernetes-admin')
    .replace('current-context: podtalk', 'current-context: kubernetes-admin@kubernetes')
    .replace('- name: podtalk\n  context', '- name: kubernetes-admin@kubernetes\n  context')
    .replaceAll('podtalk', 'kubernetes')
}

async function runReal(kubectl: string, folder: string, lab: Lab, command: string): Promise<ScriptResult> {
  const stop = pace(lab.clock)
  const env = { HOME: folder, PATH: `${dirname(kubectl)}:${process.env['PATH']}` }
  try {
    return await new Promise((done) => {
      const child = execFile('bash', ['-c', command], { cwd: join(folder, 'shop'), env, timeout: LIMIT }, (error, stdout, stderr) =>
        done({ stdout, stderr, exit: error ? Number(error.code ?? 124) : 0 }),
      )
      child.stdin?.end()
    })
  } finally {
    stop()
  }
}

function plain({ stdout, stderr, exit }: ScriptResult, { port }: Serving, folder: string): ScriptResult {
  return { stdout: settle(stdout, port, folder), stderr: settle(stderr, port, folder), exit }
}

const MONTHS = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec'

function settle(text: string, port: number, folder: string): string {
  const names = new Map<string, string>()
  const bound = (kind: string) => (value: string) => {
    let name = names.get(value)
    if (name === undefined) names.set(value, (name = `${kind}${names.size}`))
    return name
  }
  return text
    .replaceAll(`127.0.0.1:${port}`, '192.168.50.11:6443')
    .replaceAll(join(folder, 'shop'), '/home/learner/shop')
    .replaceAll(folder, '/home/learner')
    .replace(/containerd:\/\/[0-9a-f]{64}/g, bound('container'))
    .replace(/\.[0-9a-f]{16}\b/g, bound('.event'))
    .replace(/\/tmp\/kubectl-edit-\d+/g, '/tmp/kubectl-edit-N')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, bound('uid'))
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z| \+0000 UTC)?/g, 'MOMENT')
    .replace(new RegExp(`\\w{3}, \\d\\d (${MONTHS}) \\d{4} \\d\\d:\\d\\d:\\d\\d \\+0000`, 'g'), 'MOMENT')
    .replace(/^[EFWI]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ /gm, 'E ')
    .replace(/(resourceVersion"?: ?"?|Resource Version: +)\d+/g, '$1RV')
    .replace(/(?<![\w.:/-])(\d+d)?(\d+h)?(\d+m)?(\d+s)?(?![\w.:/-])( *)/g, (whole, d, h, m, s) => (d || h || m || s ? 'AGE ' : whole))
    .replace(/\b10\.(244|96|97|98|99|10\d|11[01])\.\d+\.\d+/g, bound('ip'))
    .replace(/-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, bound('-x'))
    .replace(/ +$/gm, '')
}

/** Values of other widths move the columns after them: where there are such, columns count and their widths do not. */
function comparable(real: ScriptResult, ours: ScriptResult): { real: ScriptResult; ours: ScriptResult } {
  if (isDeepStrictEqual(real, ours)) return { real, ours }
  const loosened = (one: ScriptResult): ScriptResult => ({ ...one, stdout: loose(one.stdout), stderr: loose(one.stderr) })
  return /AGE|\bip\d|-x\d|MOMENT/.test(real.stdout) ? { real: loosened(real), ours: loosened(ours) } : { real, ours }
}

const loose = (text: string): string => text.replace(/ {2,}/g, '  ').replace(/-{3,}/g, '---')
