import { ageOf } from '../../../api/duration.ts'
import type { KubeObject } from '../../../api/object.ts'
import type { EndpointSlice } from '../../../api/types.ts'
import { equal } from '../../json.ts'
import type { Resource } from '../../resource.ts'
import { columns, VERBS } from '../define.ts'
import { firstThree } from '../table-text.ts'

export const endpointslices: Resource<EndpointSlice & KubeObject> = {
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  singular: 'endpointslice',
  namespaced: true,
  schema: 'io.k8s.api.discovery.v1.EndpointSlice',
  verbs: VERBS,
  defaults(slice) {
    for (const port of slice.ports ?? []) {
      port.name ??= ''
      port.protocol ??= 'TCP'
    }
  },
  prepareForCreate(slice) {
    slice.metadata.generation = 1
  },
  prepareForUpdate(slice, old) {
    const { metadata, ...content } = slice
    const { metadata: oldMetadata, ...oldContent } = old
    if (!equal(content, oldContent) || !equal(metadata.labels, oldMetadata.labels) || !equal(metadata.annotations, oldMetadata.annotations))
      slice.metadata.generation = (oldMetadata.generation ?? 0) + 1
  },
  columns: columns('Name|AddressType|Ports|Endpoints|Age'),
  cells: (slice, now) => [
    slice.metadata.name ?? '',
    slice.addressType ?? '',
    firstThree(
      (slice.ports ?? []).map((port) => (port.port !== undefined ? String(port.port) : port.name || '*')),
      '<unset>',
    ),
    firstThree(
      (slice.endpoints ?? []).flatMap((endpoint) => endpoint.addresses ?? []),
      '<unset>',
    ),
    ageOf(slice.metadata.creationTimestamp, now),
  ],
}
