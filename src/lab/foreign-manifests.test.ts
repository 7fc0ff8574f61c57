import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'
import type { KubeObject } from '../cluster/api/object.ts'
import { loadAllCode } from '../sim/code.ts'
import { Lab, type ScriptResult } from './lab.ts'
import { RECORDING } from './scenario.ts'

await loadAllCode()

/** Manifests of other people and what a real cluster said of them: only where they have been laid beside the repository. */
const folder = new URL('../../../shared/foreign-manifests/', import.meta.url)
const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : []

// The answers are worked out while the tests are being collected, before any hook.
await loadAllCode()

interface Run {
  run: string
  stdout: string
  stderr: string
  exit: number
}

interface Sample {
  manifest: string
  serverDryRun: Run
  clientDryRun: Run
  defaulted?: KubeObject[]
}

interface Answered {
  name: string
  sample: Sample
  server: ScriptResult
  client: ScriptResult
  /** what `-o json` printed, Lists opened; undefined where nothing was recorded */
  defaulted: KubeObject[] | undefined
}

function answer(name: string): Answered {
  const sample = JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Sample
  const lab = Lab.open({ scenario: { ...RECORDING, files: { 'manifest.yaml': sample.manifest } } })
  const run = (line: string): ScriptResult => lab.script(line, 60_000)
  const server = run(sample.serverDryRun.run)
  const client = run(sample.clientDryRun.run)
  const defaulted = sample.defaulted && objectsOf(run(`${sample.serverDryRun.run} -o json`).stdout)
  return { name, sample, server, client, defaulted }
}

/** JSON objects printed one after another, each from a line `{` to a line `}`. */
function objectsOf(text: string): KubeObject[] {
  const printed = text.match(/^\{$[\s\S]*?^\}$/gm) ?? []
  return printed.map((one) => JSON.parse(one)).flatMap((object) => (object.kind === 'List' ? object.items : [object]))
}

/** What differs from one run to the next is taken out, as it was of the recordings. */
function comparable(object: KubeObject, recorded: KubeObject | undefined): unknown {
  let text = JSON.stringify(object)
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uid>')
    .replace(/kube-api-access-\w{5}/g, 'kube-api-access-<rand>')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, '<time>')
  const { generateName } = object.metadata
  if (generateName) text = text.replaceAll(String(object.metadata.name), `${generateName}<rand>`)
  const copy = JSON.parse(text)
  for (const name of ['uid', 'creationTimestamp', 'managedFields', 'resourceVersion', ...(generateName ? ['name'] : [])])
    delete copy.metadata[name]
  const spec = recorded?.['spec'] as any
  for (const name of ['clusterIP', 'clusterIPs', 'healthCheckNodePort']) if (spec && !(name in spec)) delete copy.spec[name]
  if (copy.kind === 'Service')
    copy.spec.ports?.forEach((port: any, i: number) => {
      if (!('nodePort' in (spec?.ports?.[i] ?? {}))) delete port.nodePort
    })
  return copy
}

const lines = (text: string): string =>
  text
    .replace(/ +$/gm, '')
    .replace(/(-)\w{5}( created)/g, '$1<rand>$2')
    .split('\n')
    .sort()
    .join('\n')
const sameWords = (given: ScriptResult, recorded: Run): boolean =>
  lines(given.stderr) === lines(recorded.stderr) && lines(given.stdout) === lines(recorded.stdout)

describe.skipIf(names.length === 0)("other people's manifests", () => {
  let answered: Answered[] = []
  beforeAll(() => {
    answered = names.map(answer)
  }, 120_000)
  const share = (rows: readonly Answered[], isRight: (row: Answered) => boolean): number => {
    const wrong = rows.filter((row) => !isRight(row)).map(({ name }) => name)
    if (wrong.length > 0) console.log(wrong.join('\n'))
    return 1 - wrong.length / rows.length
  }

  test('are accepted and refused as a real cluster does', () => {
    expect(answered.length).toBeGreaterThan(500)
    expect(share(answered, ({ sample, server }) => server.exit === sample.serverDryRun.exit)).toBeGreaterThanOrEqual(0.99)
  })

  test('are refused and warned of in the same words', () => {
    expect(share(answered, ({ sample, server }) => sameWords(server, sample.serverDryRun))).toBeGreaterThanOrEqual(0.99)
  })

  test('are read by kubectl alone with the same result', () => {
    const isRight = ({ sample, client }: Answered): boolean =>
      client.exit === sample.clientDryRun.exit && sameWords(client, sample.clientDryRun)
    expect(share(answered, isRight)).toBeGreaterThanOrEqual(0.99)
  })

  test('are filled in the same way', () => {
    const isRight = ({ sample, defaulted }: Answered): boolean => {
      const recorded = sample.defaulted as KubeObject[]
      const expected = JSON.parse(JSON.stringify(recorded).replace(/<rand\?[^>]*>/g, '<rand>'))
      try {
        expect(defaulted?.map((object, i) => comparable(object, recorded[i]))).toEqual(expected)
        return true
      } catch {
        return false
      }
    }
    const rows = answered.filter(({ sample }) => sample.defaulted)
    expect(share(rows, isRight)).toBeGreaterThanOrEqual(0.99)
  })
})
