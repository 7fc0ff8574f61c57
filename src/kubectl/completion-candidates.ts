import type { JsonObject } from '../cluster/api/object.ts'
import type { Door } from '../cluster/apiserver/door.ts'
import type { Machine } from '../cluster/machine/machine.ts'
import type { CompletionOption } from '../cluster/machine/tty.ts'
import { clientConfig, configPaths, loadConfig } from './config.ts'
import { serverAddress } from './connect.ts'
import { discover, type Mapping, type ResourceMapper } from './discovery.ts'
import { fieldDocs, fieldsOf, typeNameOf } from './explain/field-docs.ts'
import { follow } from './explain/plaintext.ts'
import { impersonated, RestClient } from './rest.ts'

/** The cluster that Tab looks into. */
export interface CompletedCluster {
  client: RestClient
  mapper: ResourceMapper
  namespace: string
}

/** More than so many candidates help nobody. */
const MOST = 1_000

/** The server of the command line, if it answers without waiting: Tab does not let time pass. */
export function openCluster(
  { machine, cwd, env }: { machine: Machine; cwd: string; env: ReadonlyMap<string, string> },
  values: ReadonlyMap<string, string>,
): CompletedCluster | undefined {
  try {
    const config = loadConfig(machine.fs, configPaths(values.get('kubeconfig') ?? '', env, machine.home, cwd))
    const target = clientConfig(config, {
      context: values.get('context') ?? '',
      cluster: values.get('cluster') ?? '',
      user: values.get('user') ?? '',
      server: values.get('server') ?? '',
      namespace: values.get('namespace'),
    })
    const door = doorOf(machine, target.server)
    if (!door) return undefined
    const client = new RestClient(door, target.server, impersonated(values.get('as') ?? '', []), () => {})
    return { client, mapper: discover(client), namespace: values.has('all-namespaces') ? '' : target.namespace }
  } catch {
    return undefined
  }
}

function doorOf(machine: Machine, server: string): Door | undefined {
  const { host, port } = serverAddress(server)
  // Inside the cluster's own range of Services chance would choose who answers.
  return /^\d+(\.\d+){3}$/.test(host) && !host.startsWith('10.') ? machine.net.doorAtOnce?.(host, port) : undefined
}

/** Tables carry less than whole objects: there is no need to copy those for their names. */
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io'

/** Metadata of the objects of a kind. */
function listed({ client, namespace }: CompletedCluster, mapping: Mapping): JsonObject[] {
  try {
    const query = { limit: String(MOST), includeObject: 'Metadata' }
    const table = client.list(mapping, mapping.namespaced ? namespace : '', { query, headers: { accept: TABLE } })
    return (table['rows'] as JsonObject[]).map(({ object }) => object.metadata)
  } catch {
    return []
  }
}

export function namespaceCandidates(cluster: CompletedCluster): CompletionOption[] {
  return nameCandidates(cluster, 'namespaces')
}

/** Names of the objects of a kind. */
export function nameCandidates(cluster: CompletedCluster, type: string): CompletionOption[] {
  const mapping = cluster.mapper.find(type.split(',')[0] as string)
  if (!mapping) return []
  return listed(cluster, mapping)
    .map(({ name }) => ({ text: String(name) }))
    .sort((a, b) => (a.text < b.text ? -1 : 1))
}

/** Kinds; with `fields` also the paths that explain takes: `pod.spec.`. */
export function typeCandidates(cluster: CompletedCluster, word: string, fields: boolean): CompletionOption[] {
  if (fields && word.includes('.')) return fieldCandidates(cluster, word)
  const names = new Set(
    cluster.mapper.mappings.map((mapping) =>
      fields || cluster.mapper.find(mapping.resource) === mapping ? mapping.resource : `${mapping.resource}.${mapping.group}`,
    ),
  )
  if (word !== '')
    for (const mapping of cluster.mapper.mappings)
      for (const name of [mapping.singular, ...mapping.shortNames])
        if (name.startsWith(word) && ![...names].some((one) => one.startsWith(word))) names.add(name)
  return [...names].sort().map((text) => ({ text }))
}

function fieldCandidates(cluster: CompletedCluster, word: string): CompletionOption[] {
  if (!fieldDocs.loaded) {
    // The next Tab has them.
    fieldDocs.load().catch(() => {})
    return []
  }
  const parts = word.split('.')
  const mapping = cluster.mapper.find(parts[0] as string)
  if (!mapping) return []
  const docs = fieldDocs.value
  const found = follow(docs, typeNameOf(mapping), parts.slice(1, -1))
  const head = parts.slice(0, -1).join('.')
  return fieldsOf(found?.type).map(([name, field]) => ({
    text: `${head}.${name}`,
    description: field.type,
    ...(field.ref ? { append: '' } : {}),
  }))
}

/** Containers of a Pod (`POD`, `pod/POD`), or of an object's Pod template. */
export function containerCandidates(cluster: CompletedCluster, word: string): CompletionOption[] {
  const [type = '', name = ''] = word.includes('/') ? word.split('/') : ['pods', word]
  const mapping = cluster.mapper.find(type)
  if (!mapping || name === '') return []
  try {
    const { spec } = cluster.client.get(mapping, cluster.namespace, name)
    const pod = spec.template?.spec ?? spec
    return [...(pod.containers ?? []), ...(pod.initContainers ?? []), ...(pod.ephemeralContainers ?? [])].map((one: JsonObject) => ({
      text: one['name'],
    }))
  } catch {
    return []
  }
}

/** `key=value` (or keys alone) of the labels that objects of a kind have. */
export function labelCandidates(cluster: CompletedCluster, type: string, keys = false): CompletionOption[] {
  const mapping = cluster.mapper.find(type.split(/[,/]/)[0] as string)
  if (!mapping) return []
  const found = new Set<string>()
  for (const metadata of listed(cluster, mapping))
    for (const [key, value] of Object.entries(metadata['labels'] ?? {})) found.add(keys ? key : `${key}=${value}`)
  return [...found].sort().map((text) => ({ text }))
}
