import { dirname } from '../../../cluster/machine/filesystem.ts'
import { readConfigFile } from '../../config.ts'
import type { Invocation } from '../../invocation.ts'
import { encodeYaml } from '../../yaml/encode.ts'

type Json = Record<string, any>
export type Section = 'clusters' | 'users' | 'contexts'
export const SECTIONS: readonly Section[] = ['clusters', 'contexts', 'users']
/** what an entry of each section holds its values under */
export const FIELD: Record<Section, 'cluster' | 'user' | 'context'> = { clusters: 'cluster', users: 'user', contexts: 'context' }

/** One kubeconfig file, to be changed. */
export class ConfigFile {
  readonly path: string
  readonly #k: Invocation
  readonly content: Json

  constructor(k: Invocation, path: string) {
    this.#k = k
    this.path = path
    this.content = k.process.machine.fs.exists(path) ? readConfigFile(k.process.machine.fs, path) : {}
  }

  entries(section: Section): Json[] {
    const list = this.content[section]
    return Array.isArray(list) ? list : []
  }

  entry(section: Section, name: string): Json | undefined {
    return this.entries(section).find((one) => one['name'] === name)?.[FIELD[section]]
  }

  /** Puts an entry in, or in the place of its namesake. */
  put(section: Section, name: string, value: Json): void {
    const rest = this.entries(section).filter((one) => one['name'] !== name)
    this.content[section] = [...rest, { name, [FIELD[section]]: value }]
  }

  remove(section: Section, name: string): boolean {
    const before = this.entries(section)
    this.content[section] = before.filter((one) => one['name'] !== name)
    return this.content[section].length < before.length
  }

  save(): void {
    const { fs } = this.#k.process.machine
    if (!fs.exists(dirname(this.path))) fs.mkdir(dirname(this.path), { parents: true })
    fs.writeFile(this.path, encodeYaml(normalized(this.content)), { mode: 0o600 })
  }
}

/** The file as kubectl writes it: all sections, their entries by name. */
function normalized(content: Json): Json {
  const { preferences, ...rest } = content
  const out: Json = { ...rest, apiVersion: 'v1', kind: 'Config', 'current-context': content['current-context'] ?? '' }
  if (preferences && Object.keys(preferences).length > 0) out['preferences'] = preferences
  for (const section of SECTIONS) {
    const list = Array.isArray(content[section]) ? [...content[section]] : []
    list.sort((a, b) => (a.name < b.name ? -1 : 1))
    out[section] =
      list.length > 0 ? list.map(({ name, [FIELD[section]]: value }) => ({ name, [FIELD[section]]: filled(section, value ?? {}) })) : null
  }
  return out
}

/** Fields that Go always writes. */
function filled(section: Section, value: Json): Json {
  if (section === 'contexts') return { cluster: '', user: '', ...value }
  return section === 'clusters' ? { server: '', ...value } : value
}

/** The file that holds an entry, or the one where a new one belongs. */
export function fileFor(k: Invocation, section: Section | 'current-context', name = ''): ConfigFile {
  const { files, origins } = k.config
  const origin = origins.get(section === 'current-context' ? section : `${section}/${name}`)
  const { fs } = k.process.machine
  return new ConfigFile(k, origin ?? files.find((file) => fs.exists(file)) ?? (files.at(-1) as string))
}
