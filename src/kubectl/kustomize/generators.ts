import type { JsonObject } from '../../cluster/api/object.ts'
import { resolvePath } from '../../cluster/machine/filesystem.ts'
import { textToBase64 } from '../../sim/base64.ts'
import { CommandError, notSimulated } from '../errors.ts'
import type { Invocation } from '../invocation.ts'
import type { Part } from './build.ts'

/** ConfigMaps and Secrets made of literals and files. */
export function generated(k: Invocation, kustomization: JsonObject, directory: string): Part[] {
  return (['configMapGenerator', 'secretGenerator'] as const).flatMap((field) =>
    (kustomization[field] ?? []).map((entry: JsonObject) =>
      make(k, field === 'secretGenerator', entry, kustomization['generatorOptions'] ?? {}, directory),
    ),
  )
}

function make(k: Invocation, secret: boolean, entry: JsonObject, general: JsonObject, directory: string): Part {
  const { name = '', namespace, type = 'Opaque', behavior } = entry
  if (behavior && behavior !== 'create') throw notSimulated('behavior in generators of a kustomization')
  const options = { ...general, ...entry['options'] }
  const data: Record<string, string> = {}
  const put = (key: string, value: string): void => {
    data[key] = secret ? textToBase64(value) : value
  }
  const read = (path: string): string => {
    const whole = resolvePath(directory, path)
    const { fs } = k.process.machine
    if (fs.lookup(whole)?.type !== 'file')
      throw new CommandError(
        `loading KV pairs: file sources: [${(entry['files'] ?? entry['envs'] ?? []).join(' ')}]: evalsymlink failure on '${whole}' : lstat ${whole}: no such file or directory`,
      )
    return fs.readFile(whole)
  }
  const pairs = (text: string): void => {
    for (const line of text.split('\n')) {
      const at = line.indexOf('=')
      if (line.trim() !== '' && !line.trimStart().startsWith('#') && at > 0) put(line.slice(0, at).trim(), line.slice(at + 1))
    }
  }
  for (const path of [...(entry['envs'] ?? []), ...(entry['env'] ? [entry['env']] : [])]) pairs(read(path))
  for (const source of entry['files'] ?? []) {
    const at = String(source).indexOf('=')
    const path = at < 0 ? String(source) : source.slice(at + 1)
    put(at < 0 ? (path.split('/').at(-1) as string) : source.slice(0, at), read(path))
  }
  for (const literal of entry['literals'] ?? []) {
    const at = String(literal).indexOf('=')
    if (at <= 0)
      throw new CommandError(
        `loading KV pairs: literal sources: [${entry['literals'].join(' ')}]: invalid literal source ${literal}, expected key=value`,
      )
    const value = literal.slice(at + 1)
    put(literal.slice(0, at), /^"(.*)"$|^'(.*)'$/s.test(value) ? value.slice(1, -1) : value)
  }
  const object: JsonObject = {
    apiVersion: 'v1',
    kind: secret ? 'Secret' : 'ConfigMap',
    metadata: {
      name,
      ...(namespace ? { namespace } : {}),
      ...(options.labels ? { labels: options.labels } : {}),
      ...(options.annotations ? { annotations: options.annotations } : {}),
    },
    ...(Object.keys(data).length > 0 ? { data } : {}),
    ...(secret ? { type } : {}),
    ...(options.immutable ? { immutable: true } : {}),
  }
  return { object, original: name, hashed: options.disableNameSuffixHash !== true }
}
