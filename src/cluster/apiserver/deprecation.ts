import type { Resource } from './resource.ts'

const DEPRECATED = new Map([
  ['v1/endpoints', 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice'],
  ['v1/componentstatuses', 'v1 ComponentStatus is deprecated in v1.19+'],
])

/** The warning that every request for a deprecated API gets. */
export function deprecationOf(resource: Resource): string | undefined {
  return resource.group === '' ? DEPRECATED.get(`${resource.version}/${resource.plural}`) : undefined
}
