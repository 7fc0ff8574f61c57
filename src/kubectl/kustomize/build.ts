import type { JsonObject } from '../../cluster/api/object.ts'
import { resolvePath } from '../../cluster/machine/filesystem.ts'
import { CommandError, notSimulated } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { decodeStream } from '../manifests.ts'
import { encodeYaml } from '../yaml/encode.ts'
import { generated } from './generators.ts'
import { contentHash } from './hash.ts'
import { readKustomization } from './kustomization.ts'
import { patched } from './patches.ts'
import { renameReferences } from './references.ts'
import { transform } from './transformers.ts'

/** One object on its way through the layers. */
export interface Part {
  object: JsonObject
  /** the name that other objects know it by */
  original: string
  /** its name gets a hash of its content at the end */
  hashed: boolean
}

/** Kustomizations that may lie on each other. */
const MAX_LAYERS = 20

/** The YAML that `kubectl kustomize DIRECTORY` prints. */
export function build(k: Invocation, path: string): string {
  const parts = layer(k, path, resolvePath(k.process.cwd, path), 0)
  for (const part of parts) if (part.hashed) part.object['metadata'].name += `-${contentHash(part.object)}`
  const renamed = (kind: string, name: string): string | undefined =>
    parts.find(({ object, original }) => object['kind'] === kind && original === name)?.object['metadata'].name
  for (const { object } of parts) renameReferences(object, renamed)
  return parts
    .map(({ object }) => object)
    .sort(inOrder)
    .map((object) => encodeYaml(object))
    .join('---\n')
}

function layer(k: Invocation, path: string, directory: string, depth: number): Part[] {
  if (depth > MAX_LAYERS) throw new CommandError(`cycle detected: kustomizations lie more than ${MAX_LAYERS} deep at '${directory}'`)
  const kustomization = readKustomization(k, path, directory)
  let parts: Part[] = []
  for (const resource of kustomization['resources'] ?? []) parts.push(...resourceParts(k, String(resource), directory, depth))
  parts.push(...generated(k, kustomization, directory))
  const seen = new Set<string>()
  for (const { object } of parts) {
    const { name, namespace = '' } = object['metadata'] ?? {}
    const id = `${object['apiVersion']}/${object['kind']}/${namespace}/${name}`
    if (seen.has(id))
      throw new CommandError(
        `may not add resource with an already registered id: ${object['kind']}.${String(object['apiVersion'])
          .replace(/^(.*)\/(.*)$/, '$2.$1')
          .replace(/^v1$/, 'v1.[noGrp]')}/${name}.${namespace || '[noNs]'}`,
      )
    seen.add(id)
  }
  parts = patched(k, kustomization, directory, parts)
  transform(kustomization, parts)
  return parts
}

function resourceParts(k: Invocation, resource: string, directory: string, depth: number): Part[] {
  if (/^https?:|^git@|github\.com\//.test(resource)) throw notSimulated('remote resources in a kustomization')
  const path = resolvePath(directory, resource)
  const { fs } = k.process.machine
  const node = fs.lookup(path)
  if (node?.type === 'directory') return layer(k, resource, path, depth + 1)
  const failed = (why: string): CommandError =>
    new CommandError(`accumulating resources: accumulation err='accumulating resources from '${resource}': ${why}`)
  if (!node)
    throw failed(
      `open ${path}: no such file or directory': must build at directory: not a valid directory: evalsymlink failure on '${path}' : lstat ${path}: no such file or directory`,
    )
  return decodeStream(fs.readFile(path), path, {}).map(({ object, error }) => {
    if (!object || error) throw failed(`${error?.message ?? 'no object'}': must build at directory: '${path}': file is not directory`)
    return { object, original: object['metadata']?.name ?? '', hashed: false }
  })
}

const FIRST = [
  'Namespace',
  'ResourceQuota',
  'StorageClass',
  'CustomResourceDefinition',
  'ServiceAccount',
  'PodSecurityPolicy',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'Endpoints',
  'Service',
  'LimitRange',
  'PriorityClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
]

/** Objects that others need come first. */
function inOrder(a: JsonObject, b: JsonObject): number {
  const rank = ({ kind }: JsonObject): number => (FIRST.includes(kind) ? FIRST.indexOf(kind) - FIRST.length : 0)
  const key = ({ apiVersion, kind, metadata }: JsonObject): string => `${apiVersion}_${kind}|${metadata?.namespace ?? ''}|${metadata?.name}`
  return rank(a) - rank(b) || (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0)
}
