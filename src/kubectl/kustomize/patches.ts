import type { JsonObject } from '../../cluster/api/object.ts'
import { decodeYaml } from '../../cluster/api/yaml/decode.ts'
import { jsonPatch } from '../../cluster/apiserver/patch/json-patch.ts'
import { strategicMergePatch } from '../../cluster/apiserver/patch/strategic.ts'
import { resolvePath } from '../../cluster/machine/filesystem.ts'
import { CommandError } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import { structOfObject } from '../object-types.ts'
import { matchesSelector } from '../selectors.ts'
import type { Part } from './build.ts'

/** The parts with the kustomization's patches put in. */
export function patched(k: Invocation, kustomization: JsonObject, directory: string, parts: readonly Part[]): Part[] {
  let result = [...parts]
  for (const entry of kustomization['patchesStrategicMerge'] ?? [])
    result = applied(contentOf(k, String(entry), directory), undefined, result)
  for (const { path, patch, target } of [...(kustomization['patches'] ?? []), ...(kustomization['patchesJson6902'] ?? [])]) {
    if ((path === undefined) === (patch === undefined))
      throw new CommandError('must specify one of patch and path in PatchTransformer'.replace('PatchTransformer', 'a patch'))
    result = applied(patch ?? fileText(k, path, directory), target, result)
  }
  return result
}

/** A patch stands in the list itself, or in a file. */
function contentOf(k: Invocation, entry: string, directory: string): string {
  return entry.includes('\n') ? entry : fileText(k, entry, directory)
}

function fileText(k: Invocation, path: string, directory: string): string {
  const whole = resolvePath(directory, path)
  const { fs } = k.process.machine
  if (fs.lookup(whole)?.type !== 'file')
    throw new CommandError(
      `failed to get the patch file from path(${path}): evalsymlink failure on '${whole}' : lstat ${whole}: no such file or directory`,
    )
  return fs.readFile(whole)
}

function applied(text: string, target: JsonObject | undefined, parts: readonly Part[]): Part[] {
  let patch: unknown
  try {
    patch = decodeYaml(text)
  } catch (error) {
    throw new CommandError(`unable to parse SM or JSON patch from [${text}]: ${(error as Error).message}`)
  }
  if (Array.isArray(patch)) {
    if (!target) throw new CommandError('must specify a target for JSON patch')
    return parts.map((part) => (matches(part, target) ? { ...part, object: withOperations(part.object, patch) } : part))
  }
  const merge = patch as JsonObject
  const { apiVersion, kind, metadata } = merge
  const wanted = target ?? { ...groupVersion(String(apiVersion ?? '')), kind, name: metadata?.name, namespace: metadata?.namespace }
  const hit = parts.filter((part) => matches(part, wanted))
  if (hit.length === 0 && !target)
    throw new CommandError(
      `no resource matches strategic merge patch "${kind}.${String(apiVersion)
        .replace(/^(.*)\/(.*)$/, '$2.$1')
        .replace(/^v1$/, 'v1.[noGrp]')}/${metadata?.name}.${metadata?.namespace ?? '[noNs]'}": no matches for Id ${kind}.${String(
        apiVersion,
      )
        .replace(/^(.*)\/(.*)$/, '$2.$1')
        .replace(
          /^v1$/,
          'v1.[noGrp]',
        )}/${metadata?.name}.${metadata?.namespace ?? '[noNs]'}; failed to find unique target for patch ${kind}.${String(apiVersion)
        .replace(/^(.*)\/(.*)$/, '$2.$1')
        .replace(/^v1$/, 'v1.[noGrp]')}/${metadata?.name}.${metadata?.namespace ?? '[noNs]'}`,
    )
  return parts.flatMap((part) => {
    if (!hit.includes(part)) return [part]
    if (merge['$patch'] === 'delete') return []
    return [{ ...part, object: merged(part.object, merge) }]
  })
}

function withOperations(object: JsonObject, operations: unknown): JsonObject {
  try {
    return jsonPatch(object, operations) as JsonObject
  } catch (error) {
    throw new CommandError((error as Error).message)
  }
}

/** A strategic merge; what the patch says of the object's own kind and name does not count. */
function merged(object: JsonObject, patch: JsonObject): JsonObject {
  const { apiVersion: _v, kind: _k, metadata, ...rest } = patch
  const { name: _n, namespace: _s, ...more } = metadata ?? {}
  const body = { ...rest, ...(Object.keys(more).length > 0 ? { metadata: more } : {}) }
  return strategicMergePatch(structOfObject(object), object, body) as JsonObject
}

function groupVersion(apiVersion: string): { group?: string; version: string } {
  const [first = '', second] = apiVersion.split('/')
  return second === undefined ? { version: first } : { group: first, version: second }
}

function matches({ object, original }: Part, target: JsonObject): boolean {
  const { group = '', version } = groupVersion(String(object['apiVersion']))
  const { name = '', namespace = '', labels, annotations } = object['metadata'] ?? {}
  const same = (pattern: unknown, value: string): boolean =>
    pattern === undefined || pattern === '' || new RegExp(`^(?:${pattern})$`).test(value)
  try {
    return (
      (target['group'] === undefined || target['group'] === group) &&
      (target['version'] === undefined || target['version'] === '' || target['version'] === version) &&
      same(target['kind'], object['kind']) &&
      (same(target['name'], name) || same(target['name'], original)) &&
      same(target['namespace'], namespace) &&
      matchesSelector(String(target['labelSelector'] ?? ''), labels) &&
      matchesSelector(String(target['annotationSelector'] ?? ''), annotations)
    )
  } catch (error) {
    if (error instanceof SyntaxError) throw new CommandError(`error parsing regexp: ${error.message}`)
    throw error
  }
}
