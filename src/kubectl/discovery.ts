import type { JsonObject } from '../cluster/api/object.ts'
import { apiVersionOf } from '../cluster/api/object.ts'
import { CommandError } from './errors.ts'
import type { RestClient } from './rest.ts'

/** A resource as discovery tells of it (meta.RESTMapping and APIResource in one). */
export interface Mapping {
  group: string
  version: string
  kind: string
  /** plural */
  resource: string
  singular: string
  namespaced: boolean
  shortNames: readonly string[]
  categories: readonly string[]
  verbs: readonly string[]
}

/** `deployments.apps`, `pods`: as error messages and `-o name` of resources say it. */
export function qualifiedResource(mapping: { resource: string; group: string }): string {
  return mapping.group ? `${mapping.resource}.${mapping.group}` : mapping.resource
}

/** `deployment.apps`: the kind in lower case, as printed before an object's name. */
export function kindPrefix(mapping: { kind: string; group: string }): string {
  const kind = mapping.kind.toLowerCase()
  return mapping.group ? `${kind}.${mapping.group}` : kind
}

/** What one server's discovery says, looked up the way kubectl's RESTMapper does. */
export class ResourceMapper {
  readonly mappings: readonly Mapping[]
  readonly groupVersions: readonly string[]
  readonly #plural = new Map<string, Mapping[]>()
  readonly #short = new Map<string, Mapping[]>()
  readonly #kind = new Map<string, Mapping[]>()

  constructor(mappings: readonly Mapping[], groupVersions: readonly string[]) {
    this.mappings = mappings
    this.groupVersions = groupVersions
    for (const mapping of mappings) {
      for (const name of new Set([mapping.resource, mapping.singular, mapping.kind.toLowerCase()])) push(this.#plural, name, mapping)
      for (const name of mapping.shortNames) push(this.#short, name, mapping)
      // Kinds are found in lower case too; the server then says what it thinks of that.
      for (const name of [mapping.kind, mapping.kind.toLowerCase()]) push(this.#kind, name, mapping)
    }
  }

  /** Finds TYPE, TYPE.GROUP or TYPE.VERSION.GROUP; throws kubectl's error. `warn` hears of ambiguous short names. */
  resourceFor(argument: string, warn?: (text: string) => void): Mapping {
    const found = this.find(argument, warn)
    if (!found) throw new CommandError(`the server doesn't have a resource type "${argument.split('.')[0]}"`)
    return found
  }

  find(argument: string, warn?: (text: string) => void): Mapping | undefined {
    const [name = '', ...rest] = argument.split('.')
    const candidates = this.#candidates(name, warn)
    if (rest.length === 0) return candidates[0]
    const group = rest.join('.')
    const versioned = rest.slice(1).join('.')
    return (
      candidates.find((one) => one.version === rest[0] && one.group === versioned) ??
      candidates.find((one) => one.group === group) ??
      candidates.find((one) => one.group.startsWith(group) && group !== '')
    )
  }

  #candidates(name: string, warn?: (text: string) => void): readonly Mapping[] {
    const short = this.#short.get(name)
    if (short) {
      const [first, ...others] = short
      for (const other of others)
        if (other.group !== first?.group)
          warn?.(`short name "${name}" could also match lower priority resource ${qualifiedResource(other)}`)
      return short
    }
    return this.#plural.get(name.toLowerCase()) ?? []
  }

  /** The mapping of an object's apiVersion and kind. */
  kindFor(apiVersion: string, kind: string): Mapping | undefined {
    return this.#kind.get(kind)?.find((one) => apiVersionOf(one) === apiVersion)
  }

  /** Resources of a category (`all`), in discovery's order. */
  category(name: string): readonly Mapping[] {
    const all = this.mappings.filter((mapping) => mapping.categories.includes(name))
    // of several versions the first: the group's preferred one
    return all.filter((mapping, at) => all.findIndex((one) => one.group === mapping.group && one.resource === mapping.resource) === at)
  }
}

function push(map: Map<string, Mapping[]>, key: string, mapping: Mapping): void {
  const list = map.get(key)
  if (list) list.push(mapping)
  else map.set(key, [mapping])
}

const known = new WeakMap<object, ResourceMapper>()

/** The mapper of the client's server; asked for once a server. */
export function discover(client: RestClient, fresh = false): ResourceMapper {
  let mapper = known.get(client.door)
  if (!mapper || fresh) {
    mapper = fetchMapper(client)
    known.set(client.door, mapper)
  }
  return mapper
}

function fetchMapper(client: RestClient): ResourceMapper {
  const groups = client.request('GET', '/apis')['groups'] as JsonObject[]
  const versions = [
    'v1',
    ...groups.flatMap((group) => (group['versions'] as JsonObject[]).map((version) => version['groupVersion'] as string)),
  ]
  const mappings = versions.flatMap((groupVersion) => {
    const [group, version] = groupVersion.includes('/') ? (groupVersion.split('/') as [string, string]) : ['', groupVersion]
    const list = client.request('GET', group ? `/apis/${groupVersion}` : `/api/${version}`)['resources'] as JsonObject[]
    return list.filter((one) => !one['name'].includes('/')).map((one) => mappingOf(group, version, one))
  })
  return new ResourceMapper(mappings, versions)
}

function mappingOf(group: string, version: string, resource: JsonObject): Mapping {
  return {
    group: resource['group'] ?? group,
    version: resource['version'] ?? version,
    kind: resource['kind'],
    resource: resource['name'],
    singular: resource['singularName'] || resource['kind'].toLowerCase(),
    namespaced: resource['namespaced'],
    shortNames: resource['shortNames'] ?? [],
    categories: resource['categories'] ?? [],
    verbs: resource['verbs'] ?? [],
  }
}
