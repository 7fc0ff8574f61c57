import type { Resource } from './resource.ts'

/** All resources a server has, by the names that paths and clients use. */
export interface Catalog {
  readonly resources: readonly Resource[]
  /** `pods`, `deployments.apps` */
  byName(name: string): Resource | undefined
  byPath(group: string, version: string, plural: string): Resource | undefined
  byKind(group: string, version: string, kind: string): Resource | undefined
  /** versions of each group, in the order of the resources */
  readonly groups: ReadonlyMap<string, readonly string[]>
}

/** `deployments.apps`: the name under which a resource's objects are stored, and components ask for them. */
export function nameOf(resource: { plural: string; group: string }): string {
  if (resource.group === '') return resource.plural
  let name = storedNames.get(resource)
  if (name === undefined) {
    name = `${resource.plural}.${resource.group}`
    storedNames.set(resource, name)
  }
  return name
}

/** Every request asks several times. */
const storedNames = new WeakMap<{ plural: string; group: string }, string>()

export function createCatalog(resources: readonly Resource[]): Catalog {
  const names = new Map<string, Resource>()
  const paths = new Map<string, Resource>()
  const kinds = new Map<string, Resource>()
  const groups = new Map<string, string[]>()
  for (const resource of resources) {
    if (!names.has(nameOf(resource))) names.set(nameOf(resource), resource)
    paths.set(`${resource.group}/${resource.version}/${resource.plural}`, resource)
    kinds.set(`${resource.group}/${resource.version}/${resource.kind}`, resource)
    const versions = groups.get(resource.group)
    if (!versions) groups.set(resource.group, [resource.version])
    else if (!versions.includes(resource.version)) versions.push(resource.version)
  }
  return {
    resources,
    groups,
    byName: (name) => names.get(name),
    byPath: (group, version, plural) => paths.get(`${group}/${version}/${plural}`),
    byKind: (group, version, kind) => kinds.get(`${group}/${version}/${kind}`),
  }
}
