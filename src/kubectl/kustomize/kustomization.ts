import type { JsonObject } from '../../cluster/api/object.ts'
import { decodeYaml } from '../../cluster/api/yaml/decode.ts'
import { CommandError, notSimulated } from '../errors.ts'
import type { Invocation } from '../invocation.ts'

/** What is built of a kustomization. Others of kustomize's fields are refused by name. */
export const SUPPORTED = [
  'apiVersion',
  'commonAnnotations',
  'commonLabels',
  'configMapGenerator',
  'generatorOptions',
  'images',
  'kind',
  'labels',
  'metadata',
  'namePrefix',
  'nameSuffix',
  'namespace',
  'patches',
  'patchesJson6902',
  'patchesStrategicMerge',
  'replicas',
  'resources',
  'secretGenerator',
] as const

/** Fields that kustomize knows and podtalk does not build. */
export const LEFT_OUT = [
  'bases',
  'buildMetadata',
  'components',
  'configurations',
  'crds',
  'generators',
  'helmCharts',
  'helmGlobals',
  'openapi',
  'replacements',
  'sortOptions',
  'transformers',
  'validators',
  'vars',
] as const

const FILES = ['kustomization.yaml', 'kustomization.yml', 'Kustomization']

/** A directory's kustomization. `path`: as it was named; `directory`: whole. */
export function readKustomization(k: Invocation, path: string, directory: string): JsonObject {
  const { fs } = k.process.machine
  const node = fs.lookup(directory)
  if (!node)
    throw new CommandError(
      `must build at directory: not a valid directory: evalsymlink failure on '${path}' : lstat ${directory}: no such file or directory`,
    )
  if (node.type !== 'directory')
    throw new CommandError(
      `must build at directory: not a valid directory: '${path}' is a file; expected a directory`.replace(/.*: '/, "'"),
    )
  const file = FILES.find((name) => fs.lookup(`${directory}/${name}`)?.type === 'file')
  if (!file)
    throw new CommandError(`unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${directory}'`)
  const text = fs.readFile(`${directory}/${file}`)
  let content: unknown
  try {
    content = decodeYaml(text)
  } catch (error) {
    throw new CommandError(`invalid Kustomization: ${(error as Error).message}`)
  }
  if (content === null || content === undefined) throw new CommandError('kustomization.yaml is empty')
  if (typeof content !== 'object' || Array.isArray(content))
    throw new CommandError('invalid Kustomization: error unmarshaling JSON: not an object')
  for (const field of Object.keys(content)) {
    if ((LEFT_OUT as readonly string[]).includes(field)) throw notSimulated(`${field} in a kustomization`)
    if (!(SUPPORTED as readonly string[]).includes(field))
      throw new CommandError(`invalid Kustomization: json: unknown field ${JSON.stringify(field)}`)
  }
  return content as JsonObject
}
