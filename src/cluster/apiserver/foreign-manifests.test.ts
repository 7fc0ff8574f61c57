import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { Clock } from '../../sim/clock.ts'
import { Random } from '../../sim/random.ts'
import type { KubeObject } from '../api/object.ts'
import { createApiServer } from './apiserver.ts'
import { createCatalog } from './catalog.ts'
import { resources } from './resources/index.ts'

/** Manifests of other people and what a real cluster said of them: only where they have been laid beside the repository. */
const folder = new URL('../../../../shared/foreign-manifests/', import.meta.url)
const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.json')) : []

interface Sample {
  manifest: string
  serverDryRun: { stderr: string; exit: number }
  defaulted?: KubeObject[]
}

const catalog = createCatalog(resources)

function cluster() {
  const api = createApiServer({ clock: new Clock(), random: new Random('manifests'), resources })
  const client = api.client('test')
  for (const name of ['default', 'kube-system', 'kube-public', 'kube-node-lease']) {
    client.create('namespaces', { metadata: { name } })
    client.create('serviceaccounts', { metadata: { name: 'default', namespace: name } })
  }
  return api
}

/** What kubectl prints of a Status for the only object of a file. */
function printed(status: any): string {
  const { reason, message, details } = status
  if (reason === 'Invalid' && details?.causes) {
    const causes = details.causes.map((cause: any) => (cause.field === '' ? cause.message : `${cause.field}: ${cause.message}`))
    const list = causes.length > 1 ? `\n${causes.map((cause: string) => `* ${cause}`).join('\n')}` : causes[0]
    return `The ${details.kind} "${details.name ?? ''}" is invalid: ${list}\n`
  }
  return `Error from server (${reason}): error when creating "manifest.yaml": ${message}\n`
}

interface Answer {
  accepted: boolean
  stderr: string
  object: KubeObject
}

/** Sends the one object of a sample; undefined where kubectl itself has the say: other text than YAML, unknown kinds, names that are no text, Lists. */
function answer(sample: Sample): Answer | undefined {
  if (sample.manifest.trim() === '') return undefined
  const documents = parseAllDocuments(sample.manifest, { version: '1.1' }).filter((document) => document.toJSON() !== null)
  if (documents.length !== 1 || documents.some((document) => document.errors.length > 0)) return undefined
  const object = documents[0]?.toJSON()
  const apiVersion = String(object?.apiVersion)
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion]
  const resource = catalog.byKind(group as string, version as string, object?.kind)
  if (!resource || typeof object.metadata?.name === 'number' || typeof object.metadata?.name === 'boolean') return undefined
  const namespace = object.metadata?.namespace ?? 'default'
  const base = group ? `/apis/${apiVersion}` : `/api/${version}`
  const response = cluster().handle({
    method: 'POST',
    path: `${base}${resource.namespaced ? `/namespaces/${namespace}` : ''}/${resource.plural}`,
    query: { dryRun: 'All', fieldValidation: 'Strict' },
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(object),
  })
  const accepted = response.status < 400
  const warnings = response.warnings.map((text) => `Warning: ${text}\n`).join('')
  return { accepted, stderr: warnings + (accepted ? '' : printed(response.body)), object: response.body as KubeObject }
}

/** What differs from one run to the next is taken out, as it was of the recordings. */
function comparable(object: KubeObject, recorded: KubeObject): unknown {
  const text = JSON.stringify(object)
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uid>')
    .replace(/kube-api-access-\w{5}/g, 'kube-api-access-<rand>')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, '<time>')
  const copy = JSON.parse(text)
  for (const name of ['uid', 'creationTimestamp', 'managedFields', 'resourceVersion', ...(copy.metadata.generateName ? ['name'] : [])])
    delete copy.metadata[name]
  const spec = recorded['spec'] as any
  for (const name of ['clusterIP', 'clusterIPs', 'healthCheckNodePort']) if (spec && !(name in spec)) delete copy.spec[name]
  if (copy.kind === 'Service')
    copy.spec.ports?.forEach((port: any, i: number) => {
      if (!('nodePort' in spec.ports[i])) delete port.nodePort
    })
  return copy
}

describe.skipIf(names.length === 0)("other people's manifests", () => {
  const samples = names.map((name) => [name, JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Sample] as const)
  const answered = samples.flatMap(([name, sample]) => {
    const given = answer(sample)
    return given ? [{ name, sample, given }] : []
  })
  const share = (rows: typeof answered, isRight: (row: (typeof answered)[number]) => boolean): number => {
    const wrong = rows.filter((row) => !isRight(row)).map((row) => row.name)
    if (wrong.length > 0) console.log(wrong.join('\n'))
    return 1 - wrong.length / rows.length
  }
  const sortedLines = (text: string): string => text.replace(/ +$/gm, '').split('\n').sort().join('\n')

  test('are accepted and refused as a real cluster does', () => {
    expect(answered.length).toBeGreaterThan(300)
    expect(share(answered, ({ sample, given }) => given.accepted === (sample.serverDryRun.exit === 0))).toBeGreaterThanOrEqual(0.995)
  })

  test('are refused and warned of in the same words', () => {
    expect(
      share(answered, ({ sample, given }) => sortedLines(given.stderr) === sortedLines(sample.serverDryRun.stderr)),
    ).toBeGreaterThanOrEqual(0.99)
  })

  test('are filled in the same way', () => {
    const rows = answered.filter(({ sample, given }) => given.accepted && sample.defaulted?.length === 1)
    const isRight = ({ sample, given }: (typeof rows)[number]): boolean => {
      const recorded = (sample.defaulted as KubeObject[])[0] as KubeObject
      try {
        expect(comparable(given.object, recorded)).toEqual(JSON.parse(JSON.stringify(recorded).replace(/<rand\?[^>]*>/g, '<rand>')))
        return true
      } catch {
        return false
      }
    }
    expect(share(rows, isRight)).toBeGreaterThanOrEqual(0.99)
  })
})
