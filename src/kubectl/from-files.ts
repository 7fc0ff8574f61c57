import type { Task } from '../sim/task.ts'
import type { Mapping } from './discovery.ts'
import { CommandError, StatusError } from './errors.ts'
import type { Invocation } from './invocation.ts'
import { type Manifest, manifestsOf } from './manifests.ts'
import { codeFor, fetchNamed, guessedMapping, type Info, infoOf, type Selected, type Selection } from './resource-builder.ts'
import { matchesSelector } from './selectors.ts'

/** A kind that the server does not know: the other objects of the file are gone on with. */
class NoMapping extends CommandError {}

/** Finds the objects of -f and -k. */
export function* selectFiles(k: Invocation, selection: Selection, found: Selected): Task {
  const { manifests, single } = yield* manifestsOf(k, selection)
  found.single = single
  const stopped = new Set<string>()
  for (const manifest of manifests) {
    if (stopped.has(manifest.stream)) continue
    if (manifest.error) {
      found.errors.push(manifest.error)
      if (!manifest.goesOn) stopped.add(manifest.stream)
      continue
    }
    try {
      if (!selection.local) {
        yield* k.connect()
        const { apiVersion, kind } = manifest.object as { apiVersion: string; kind: string }
        const mapping = mappingOf(k, apiVersion, kind)
        if (mapping) yield* codeFor(k, mapping, selection, manifest.object)
      }
      const info = fromManifest(k, selection, manifest)
      if (!info) continue
      found.infos.push(info)
      if (!found.mappings.includes(info.mapping)) found.mappings.push(info.mapping)
    } catch (error) {
      if (!(error instanceof StatusError || error instanceof CommandError)) throw error
      found.errors.push(error)
      if (!(error instanceof StatusError || error instanceof NoMapping)) stopped.add(manifest.stream)
    }
  }
}

const versionText = (apiVersion: unknown): string => (typeof apiVersion === 'string' ? apiVersion : '')

/** The mapping of an object's kind. Without a version the core group is looked in, and the server is asked at a path that it does not have. */
function mappingOf(k: Invocation, apiVersion: unknown, kind: string): Mapping | undefined {
  if (versionText(apiVersion) !== '') return k.mapper.kindFor(versionText(apiVersion), kind)
  const mapping = k.mapper.kindFor('v1', kind)
  return mapping && { ...mapping, version: '' }
}

function fromManifest(k: Invocation, selection: Selection, { object = {}, source }: Manifest): Info | undefined {
  const { apiVersion, kind } = object as { apiVersion: string; kind: string }
  const mapping = selection.local ? guessedMapping(apiVersion, kind) : mappingOf(k, apiVersion, kind)
  const { name = '', namespace = '' } = object['metadata'] ?? {}
  if (!mapping)
    throw new NoMapping(
      `resource mapping not found for name: "${name}" namespace: "${namespace}" from "${source}": no matches for kind "${kind}" in version "${versionText(apiVersion)}"\nensure CRDs are installed first`,
    )
  if (selection.selector !== undefined && !matchesSelector(selection.selector, object['metadata']?.labels)) return undefined
  const info = infoOf(mapping, object, source)
  if (selection.local) return info
  if (mapping.namespaced && !info.namespace) {
    info.namespace = k.namespace
    info.object = { ...object, metadata: { ...object['metadata'], namespace: k.namespace } }
  } else if (mapping.namespaced && k.target.enforced && info.namespace !== k.namespace && !selection.allNamespaces)
    throw new CommandError(
      `the namespace from the provided object "${info.namespace}" does not match the namespace "${k.namespace}". You must pass '--namespace=${info.namespace}' to perform this operation.`,
    )
  if (selection.latest) info.object = fetchNamed(k, selection, mapping, info.namespace, info.name)
  return info
}
